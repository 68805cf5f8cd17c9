"""When the mail of a reminder leaves: at its hour, but out of quiet hours, and for some people in a digest.

Everything is reckoned from wall times, as late as can be: whoever moves, and whatever a country does to its
clocks, nine o'clock is nine o'clock. Nothing is read and nothing is written here.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from accounts.models import User
from accounts.time import local, resolve
from tracker.models import Reminder

Kind = Reminder.Kind
DAY = timedelta(days=1)
# Tied to an instant: these wait for no digest, and for the end of quiet hours only if that is soon enough.
PROMPT = frozenset({Kind.REPLY, Kind.INTERVIEW, Kind.OFFER})

# The worker asks for the same few wall times each second.
instant = lru_cache(maxsize=4096)(resolve)


def tell_at(reminder: Reminder, user: User) -> datetime:
    """The instant at which the mail of a reminder leaves: `due_at`, or later by the person's own wish.

    Of two that wait for the same things, the earlier one never leaves after the later one.
    """
    return leaves_at(
        reminder.kind,
        instant(reminder.due_on, reminder.due_time, reminder.time_zone or user.time_zone),
        user,
        deadline_of(reminder),
    )


def leaves_at(kind: str, due: datetime, user: User, deadline: datetime | None = None) -> datetime:
    """As `tell_at`, for somebody who has not read the whole row."""
    if kind in PROMPT:
        awake = after_quiet_hours(due, user)
        return due if deadline and deadline <= awake else awake
    if user.digest != User.Digest.EACH:
        due = digest_moment(due, user)
    return after_quiet_hours(due, user)


def deadline_of(reminder: Reminder) -> datetime | None:
    """What a reminder must come before, if anything."""
    match reminder.kind:
        case Kind.REPLY if reminder.interview:
            return reminder.interview.reply_by
        case Kind.INTERVIEW if reminder.interview:
            return reminder.interview.starts_at
        case Kind.OFFER:
            return reminder.application.offer_reply_by
        case _:
            return None


def digest_moment(at: datetime, user: User) -> datetime:
    """The next moment of the person's digest, at `at` or later: the reminder hour, each day or on their weekday."""
    # From the day before: where a whole day was left out, its hour falls on the next one.
    day = local(at, user.time_zone).date() - DAY
    while True:
        comes = user.digest == User.Digest.DAILY or day.isoweekday() == user.digest_weekday
        if comes and (moment := instant(day, user.reminder_clock, user.time_zone)) >= at:
            return moment
        day += DAY


def after_quiet_hours(at: datetime, user: User) -> datetime:
    """`at` itself, or the end of the quiet hours that it falls into."""
    if user.quiet_from is None or user.quiet_until is None:
        return at
    end = _end_of_quiet(at, user.quiet_from, user.quiet_until, user.time_zone)
    while end > at:
        # Where a day is left out, one quiet night ends as the next begins.
        at, end = end, _end_of_quiet(end, user.quiet_from, user.quiet_until, user.time_zone)
    return at


def _end_of_quiet(at: datetime, begin: time, end: time, zone: str) -> datetime:
    today = local(at, zone).date()
    for day in (today - DAY, today):
        begins, ends = _night(day, begin, end, zone)
        if begins <= at < ends:
            return ends
    return at


def _night(day: date, begin: time, end: time, zone: str) -> tuple[datetime, datetime]:
    """The quiet hours that begin on a day; they may pass midnight."""
    last = day if begin <= end else day + DAY
    return instant(day, begin, zone), instant(last, end, zone)
