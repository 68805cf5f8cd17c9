"""What the stories add up to. Pure: rows in, numbers out; no database, no clock, no words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.insights.spread import Spread, at, spread
from tracker.insights.stories import STAGES, Story
from tracker.transitions import OPEN, Status

# Our judgement: after two weeks without a word people wonder; the same on Today.
FAIR_WAIT = timedelta(days=14)
# Below a handful a share says nothing.
HANDFUL = 5
# As many points as can be told apart; from there on only how many in each span.
DOTS = 40
REPLY_SPANS = (6, 24, 48)  # hours
ANSWER_SPANS = (7, 14, 28)  # days
OPEN_VALUES = frozenset(status.value for status in OPEN)


@dataclass(frozen=True)
class Source:
    """Where some of the applications were found, and what came of them."""

    name: str
    sent: int
    answered: int
    interviewed: int
    offers: int


@dataclass(frozen=True)
class Flow:
    """So many that got as far as this stage and then ended, or stand, there."""

    stage: str
    outcome: str
    number: int


@dataclass(frozen=True)
class Figures:
    """Every number of the page. Kept as JSON, so nothing but plain values."""

    total: int = 0
    standing: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    unsent: int = 0  # closed before anything was sent; saved ones stand under `standing`
    first_on: str = ""
    answered: int = 0
    reached: list[int] = field(default_factory=lambda: [0] * len(STAGES))
    accepted: int = 0
    rate_of: int = 0  # sent two weeks ago or earlier
    rate: int = 0  # and answered
    too_young: int = 0
    i_was_first: int = 0  # withdrawn before they had two weeks to answer
    answer_days: Spread = field(default_factory=Spread)
    nine_in_ten: int = 0
    answer_spans: list[int] = field(default_factory=lambda: [0] * (len(ANSWER_SPANS) + 1))
    waiting: int = 0
    waiting_long: int = 0
    stages: dict[str, Spread] = field(default_factory=dict)
    replies: Spread = field(default_factory=Spread)
    reply_spans: list[int] = field(default_factory=lambda: [0] * (len(REPLY_SPANS) + 1))
    reply_hours: list[float] = field(default_factory=list)
    to_answer: int = 0
    i_said: dict[str, int] = field(default_factory=dict)
    they_said: dict[str, int] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    reopened: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Figures":
        """The figures as they were kept."""
        return cls(
            **kept
            | {
                "answer_days": Spread(**kept["answer_days"]),
                "replies": Spread(**kept["replies"]),
                "stages": {stage: Spread(**values) for stage, values in kept["stages"].items()},
                "sources": [Source(**source) for source in kept["sources"]],
                "flows": [Flow(**flow) for flow in kept["flows"]],
            }
        )

    @property
    def over(self) -> int:
        """How many have ended, by whichever side."""
        return sum(number for status, number in self.standing.items() if status not in OPEN_VALUES)


def count(stories: Iterable[Story], today: date) -> Figures:
    """All figures of these applications as they are on this day."""
    every = list(stories)
    sent = [story for story in every if story.sent]
    standing = Counter(story.stands for story in every)
    return Figures(
        total=len(every),
        standing=dict(standing),
        sent=len(sent),
        unsent=len(every) - len(sent) - standing[Status.SAVED.value],
        first_on=min(story.began_on for story in sent or every).isoformat() if every else "",
        answered=sum(story.answered for story in sent),
        reached=[sum(story.depth >= depth for story in sent) for depth in range(len(STAGES))],
        accepted=sum(story.accepted for story in sent),
        i_said=dict(Counter(story.i_said for story in every if story.stands == Status.WITHDRAWN)),
        they_said=dict(Counter(story.they_said for story in every if story.stands == Status.REJECTED)),
        stages=_stages(sent),
        sources=_sources(sent),
        flows=flows(sent),
        reopened=sum(story.reopened for story in sent),
        **_answers(sent, today),
        **_replies(sent),
    )


def _answers(sent: list[Story], today: date) -> dict[str, Any]:
    """How many answered of those who had time to, and how long the answers took."""
    asked = [story for story in sent if story.asked]
    first = [story for story in asked if _i_was_first(story)]
    old = [story for story in asked if story.began_on <= today - FAIR_WAIT and not _i_was_first(story)]
    days = sorted((story.answered_on - story.began_on).days for story in asked if story.answered_on)
    waiting = [story for story in sent if story.stands == Status.APPLIED and not story.answered]
    return {
        "rate_of": len(old),
        "rate": sum(story.answered for story in old),
        "too_young": len(asked) - len(old) - len(first),
        "i_was_first": len(first),
        "answer_days": spread(days),
        "nine_in_ten": round(at([float(one) for one in days], 0.9)) if days else 0,
        "answer_spans": _spans(days, ANSWER_SPANS),
        "waiting": len(waiting),
        "waiting_long": sum(story.began_on < today - FAIR_WAIT for story in waiting),
    }


def _i_was_first(story: Story) -> bool:
    """Withdrawn so soon that they had no fair time to answer: neither an answer nor a silence."""
    if story.answered or story.stands != Status.WITHDRAWN or story.ended_on is None:
        return False
    return story.ended_on - story.began_on < FAIR_WAIT


def _replies(sent: list[Story]) -> dict[str, Any]:
    """How quickly invitations were answered."""
    hours = sorted(hours for story in sent for hours in story.replies)
    return {
        "replies": spread(hours),
        "reply_spans": _spans(hours, REPLY_SPANS),
        "reply_hours": [round(one, 2) for one in hours] if len(hours) <= DOTS else [],
        "to_answer": sum(story.to_answer for story in sent),
    }


def _spans(values: Iterable[float], limits: tuple[int, ...]) -> list[int]:
    """How many lie within each limit, and last how many beyond."""
    counts = [0] * (len(limits) + 1)
    for value in values:
        counts[sum(value > limit for limit in limits)] += 1
    return counts


def _stages(sent: list[Story]) -> dict[str, Spread]:
    days: dict[str, list[float]] = defaultdict(list)
    for story in sent:
        for stage, length in story.spells:
            days[stage].append(length)
    return {stage.value: spread(days[stage.value]) for stage in STAGES if days[stage.value]}


def _sources(sent: list[Story]) -> list[Source]:
    """By name, whatever its capitals, under the way it is written most often; the most used first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, list[Story]] = defaultdict(list)
    for story in sent:
        written[story.source.casefold()][story.source] += 1
        found[story.source.casefold()].append(story)
    rows = [
        Source(
            name=written[key].most_common(1)[0][0],
            sent=len(those),
            answered=sum(story.answered for story in those),
            interviewed=sum(story.depth >= 2 for story in those),
            offers=sum(story.depth >= 3 for story in those),
        )
        for key, those in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.sent, row.name.casefold()))


def flows(sent: Iterable[Story]) -> list[Flow]:
    """Each application once: the furthest stage it reached, and where it stands."""
    numbers = Counter((story.depth, story.stands) for story in sent)
    return [Flow(STAGES[depth].value, stands, numbers[depth, stands]) for depth, stands in sorted(numbers)]
