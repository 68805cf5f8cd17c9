"""The whole search as one picture: where everything stands on it. Pure geometry; how it is drawn is another matter.

Each stage is a bar. From it, bands lead to the next stage and to whatever became of those that went no further.
All bands of a bar leave it in the order in which they arrive, so that no two ever cross.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.insights.figures import Flow
from tracker.insights.stories import STAGES
from tracker.transitions import Status

WIDTH, BAR, COLUMN, TOP = 960.0, 10.0, 208.0, 8.0
BODY = 272.0  # the height of the first bar, whatever the numbers are
GAP = 20.0  # room for a line of text beside the thinnest bar
THINNEST = 0.75  # one among ten thousand is drawn, too
# What became of those that stopped at a stage, from top to bottom: open ones by how far they stand, then endings.
OUTCOMES = (
    *(Status.ACCEPTED, Status.OFFER, Status.INTERVIEWING, Status.IN_CONVERSATION, Status.APPLIED),
    *(Status.REJECTED, Status.WITHDRAWN, Status.LAPSED),
)


@dataclass(frozen=True)
class Node:
    """A bar: a stage (`outcome` is empty), or what became of those that got no further."""

    depth: int
    outcome: str
    number: int
    x: float
    y: float
    height: float

    @property
    def stage(self) -> str:
        return STAGES[self.depth].value

    @property
    def mine(self) -> bool:
        """My own no: the one thing in colour."""
        return self.outcome == Status.WITHDRAWN

    @property
    def shown(self) -> float:
        return max(self.height, THINNEST)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def beside(self) -> float:
        """Where its words begin."""
        return self.x + BAR + 8


@dataclass(frozen=True)
class Band:
    """So many on their way from one bar to another."""

    source: Node
    target: Node
    leaves: float  # the upper edge on the left

    @property
    def thickness(self) -> float:
        return self.target.height

    @property
    def corners(self) -> tuple[float, float, float, float, float]:
        """Left, right, the upper edge on either side, and how thick it is drawn."""
        return self.source.x + BAR, self.target.x, self.leaves, self.target.y, self.target.shown


@dataclass(frozen=True)
class Picture:
    """Bars and bands, and how much room they take."""

    nodes: Sequence[Node] = ()
    bands: Sequence[Band] = ()
    height: float = 0.0
    width: float = WIDTH


def layout(flows: Sequence[Flow]) -> Picture:
    """Where each bar and each band lies. Nothing to draw gives an empty picture."""
    numbers = {(_depth(flow.stage), flow.outcome): flow.number for flow in flows if flow.number}
    if not numbers:
        return Picture()
    unit = BODY / sum(numbers.values())
    bands: list[Band] = []
    stage = Node(0, "", sum(numbers.values()), 0.0, TOP, BODY)
    nodes = [stage]
    for depth in range(len(STAGES)):
        column = _column(depth, numbers, unit)
        leaves = stage.y
        for target in column:
            bands.append(Band(stage, target, leaves))
            leaves += target.height
        nodes += column
        onward = [node for node in column if not node.outcome]
        if not onward:
            break
        stage = onward[0]
    return Picture(nodes, bands, max(node.y + node.height for node in nodes) + GAP / 2)


def _depth(stage: str) -> int:
    return [one.value for one in STAGES].index(stage)


def _column(depth: int, numbers: dict[tuple[int, str], int], unit: float) -> list[Node]:
    """The bars to the right of a stage: the next stage on top, then what became of the others."""
    onward = sum(number for (reached, _outcome), number in numbers.items() if reached > depth)
    wanted = [(depth + 1, "", onward)] if onward else []
    wanted += [(depth, one.value, numbers[depth, one.value]) for one in OUTCOMES if (depth, one.value) in numbers]
    column, y = [], TOP
    for reached, outcome, number in wanted:
        column.append(Node(reached, outcome, number, (depth + 1) * COLUMN, round(y, 4), number * unit))
        y += number * unit + GAP
    return column
