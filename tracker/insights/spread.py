"""The middle of some numbers, and the half of them around it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How many there were, the median, and where the middle half lies."""

    number: int = 0
    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0


def spread(values: Iterable[float]) -> Spread:
    """The median and the quartiles, each read between its two neighbours."""
    ordered = sorted(values)
    if not ordered:
        return Spread()
    return Spread(len(ordered), *(round(at(ordered, share), 4) for share in (0.25, 0.5, 0.75)))


def at(ordered: list[float], share: float) -> float:
    """The value that lies at this share of the way through sorted ones."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
