"""Reminders in the order of their days: overdue, today, this week, later. Read on from where a page ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker.models import Reminder


class Place(NamedTuple):
    """Where a page ended: what sorts a reminder."""

    due_on: date
    due_time: time
    pk: int


@dataclass(frozen=True)
class Section:
    """The reminders of one stretch of days."""

    name: str
    heading: str | Promise
    reminders: list[Reminder]


HEADINGS = {
    "overdue": _("From earlier days"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
}


def sections(rows: Sequence[Reminder], user: User, at: datetime) -> list[Section]:
    """The rows by when they are due, without the stretches in which there are none."""
    found: dict[str, list[Reminder]] = {name: [] for name in HEADINGS}
    today = user.local(at).date()
    # Up to Sunday; at the end of a week, where that would be nothing, the next one.
    week_ends = today + timedelta(days=7 - today.isoweekday() or 7)
    for row in rows:
        due = user.local(row.due_at).date() if row.time_zone else row.due_on
        name = "overdue" if due < today else "today" if due == today else "week" if due <= week_ends else "later"
        found[name].append(row)
    return [Section(name, HEADINGS[name], kept) for name, kept in found.items() if kept]


def beyond(waiting: QuerySet[Reminder], after: Place) -> QuerySet[Reminder]:
    """What comes after a place, whatever lies before it."""
    same_day = Q(due_on=after.due_on) & (Q(due_time__gt=after.due_time) | Q(due_time=after.due_time, pk__gt=after.pk))
    # The day by itself as well: it is what the index holds.
    return waiting.filter(Q(due_on__gt=after.due_on) | same_day, due_on__gte=after.due_on)


def place_of(reminder: Reminder) -> str:
    """The place as it stands in an address."""
    return f"{reminder.due_on:%Y-%m-%d}_{reminder.due_time:%H:%M:%S}_{reminder.pk}"


def read_place(said: str) -> Place | None:
    """The place in an address; None for an odd one, which is as good as the beginning."""
    day, _underscore, rest = said.partition("_")
    clock, _underscore, pk = rest.partition("_")
    try:
        return Place(date.fromisoformat(day), time.fromisoformat(clock), int(pk[:18]))
    except ValueError:
        return None
