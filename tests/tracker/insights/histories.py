"""Histories by the day, as short as they can be told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.insights.stories import Change, History, Round, Story, tell

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 6, 1, 10, tzinfo=UTC)
TODAY = date(2026, 9, 3)


def day(number: float) -> datetime:
    """So many days after the first of June."""
    return START + timedelta(days=number)


def moves(*steps: str) -> list[Change]:
    """ "0 applied", "5 rejected", "6 back": one a line; "back" takes back the line before it."""
    changes: list[Change] = []
    for pk, step in enumerate(steps, start=1):
        when, to = step.split()
        last = changes[-1] if changes else None
        if to == "back" and last:
            changes.append(Change(pk, last.to_status, last.from_status, day(float(when)), last.pk))
        else:
            changes.append(Change(pk, last.to_status if last else "", to, day(float(when))))
    return changes


def history(*steps: str, **facts: object) -> History:
    changes = moves(*steps)
    values = {"status": changes[-1].to_status, "created_at": START, "changes": changes} | facts
    return History(**values)  # type: ignore[arg-type]


def story(*steps: str, **facts: object) -> Story:
    return tell(history(*steps, **facts), BERLIN)


def invited(on: float, answered: float | None = None, state: str = "accepted") -> Round:
    return Round(state, day(on), None if answered is None else day(answered))
