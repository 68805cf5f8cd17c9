"""Which reminders are to be told by now. Asked each second, so it reads no more of a row than it takes to say."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from accounts.models import User
from tracker.models import Reminder
from tracker.reminders.timing import PROMPT, instant, leaves_at

# What an odd row can raise: a day off the calendar, a zone that this machine lost.
ODD = (ArithmeticError, LookupError, ValueError)


Row = tuple[int, int, str, date, time, str]


class Waiting(NamedTuple):
    """A reminder by its numbers, and when its mail leaves; that may lie ahead for one that cannot wait so long."""

    leaves: datetime
    user: int
    pk: int


def due(at: datetime) -> list[Waiting]:
    """What is to be told by `at`, or may be: those that waited longest first. Two queries, or one for nothing."""
    rows = Reminder.objects.near(at).order_by()
    found: list[Row] = list(rows.values_list("pk", "user_id", "kind", "due_on", "due_time", "time_zone"))
    # Nothing of a person but what the clock is about: the names would be read for nothing.
    people = User.objects.only("time_zone", "reminder_hour", "quiet_from", "quiet_until", "digest", "digest_weekday")
    users = people.in_bulk({row[1] for row in found}) if found else {}
    return sorted(_sift(found, users, at))


def _sift(rows: list[Row], users: dict[int, User], at: datetime) -> Iterator[Waiting]:
    for pk, person, kind, day, clock, zone in rows:
        user = users.get(person)
        if user is None:  # gone since the first question
            continue
        try:
            instant_due = instant(day, clock, zone or user.time_zone)
            # One that is not due yet is most of them: nothing else needs to be known of it.
            leaves = leaves_at(kind, instant_due, user) if instant_due <= at else None
        except ODD:
            # Whoever tells it will meet the same and say which one it is.
            leaves = instant_due = at
        # Whether a night is too long for an answer that is due only the whole row can tell.
        if leaves is not None and (leaves <= at or kind in PROMPT):
            yield Waiting(leaves, person, pk)
