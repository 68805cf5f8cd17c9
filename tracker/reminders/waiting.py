"""Which reminders are to be told by now. Asked each second, so it reads no more of a row than it takes to say."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from accounts.models import User
from tracker.models import Reminder
from tracker.reminders.timing import PROMPT, instant, leaves_at

# What an odd row can raise: a day off the calendar, a zone that this machine lost.
ODD = (ArithmeticError, LookupError, ValueError)


Row = tuple[int, int, str, date, time, str, str]


class Waiting(NamedTuple):
    """A reminder by its numbers, and when its mail leaves; that may lie ahead for one that cannot wait so long."""

    leaves: datetime
    user: int
    pk: int


def due(at: datetime) -> list[Waiting]:
    """What is to be told by `at`, or may be: those that waited longest first. Two queries, or one for nothing."""
    rows = Reminder.objects.near(at).order_by()
    near: list[Row] = list(
        rows.values_list("pk", "user_id", "kind", "due_on", "due_time", "time_zone", "user__time_zone")
    )
    # Most are not due yet, and nothing more needs to be known of those.
    come = [(row, moment) for row in near if (moment := _moment(row, at)) <= at]
    people = User.objects.only("time_zone", "reminder_hour", "quiet_from", "quiet_until", "digest", "digest_weekday")
    users = people.in_bulk({row[1] for row, _moment in come}) if come else {}
    return sorted(_sift(come, users, at))


def _moment(row: Row, at: datetime) -> datetime:
    _pk, _user, _kind, day, clock, own_zone, their_zone = row
    try:
        return instant(day, clock, own_zone or their_zone)
    except ODD:
        # Whoever tells it will meet the same and say which one it is.
        return at


def _sift(come: list[tuple[Row, datetime]], users: dict[int, User], at: datetime) -> Iterator[Waiting]:
    for (pk, person, kind, *_wall), moment in come:
        if person not in users:  # gone since the first question
            continue
        try:
            leaves = leaves_at(kind, moment, users[person])
        except ODD:
            leaves = at
        # Whether a night is too long for an answer that is due only the whole row can tell.
        if leaves <= at or kind in PROMPT:
            yield Waiting(leaves, person, pk)
