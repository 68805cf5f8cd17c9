"""When the mail of a reminder leaves. Wall times are Maya's, in Berlin; NOW is Thursday 3 September, 14:02."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.models import User
from tests.factories import ApplicationFactory, InterviewFactory, ReminderFactory, UserFactory
from tracker.models import Reminder
from tracker.reminders.timing import after_quiet_hours, digest_moment, tell_at

Kind, Digest = Reminder.Kind, User.Digest


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 9) -> datetime:
    """A wall time in Berlin's summer of 2026, as an instant."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=2)


def person(**wishes: Any) -> User:
    return UserFactory.build(**wishes)


def own(user: User, day: int, hour: int, minute: int = 0, zone: str = "") -> Reminder:
    """Something to do, on a day of September."""
    due = {"due_on": date(2026, 9, day), "due_time": time(hour, minute), "time_zone": zone}
    return ReminderFactory.build(application=ApplicationFactory.build(user=user), user=user, **due)


def about(user: User, kind: Reminder.Kind, due: datetime, deadline: datetime | None) -> Reminder:
    """One that is tied to an instant: an answer, an interview, an offer."""
    application = ApplicationFactory.build(user=user, offer_reply_by=deadline)
    interview = InterviewFactory.build(application=application, reply_by=deadline, starts_at=deadline)
    wall = user.local(due)
    return ReminderFactory.build(
        application=application,
        interview=None if kind == Kind.OFFER else interview,
        user=user,
        kind=kind,
        due_on=wall.date(),
        due_time=wall.time(),
        time_zone=user.time_zone,
    )


# --- quiet hours


@pytest.mark.parametrize(
    ("hour", "minute", "leaves"),
    [
        (9, 0, berlin(4, 9)),
        (20, 59, berlin(4, 20, 59)),
        (21, 0, berlin(5, 7)),
        (23, 59, berlin(5, 7)),
        (0, 0, berlin(4, 7)),
        (6, 59, berlin(4, 7)),
        (7, 0, berlin(4, 7)),
    ],
)
def test_what_falls_into_quiet_hours_leaves_when_they_end(hour: int, minute: int, leaves: datetime) -> None:
    maya = person()
    assert tell_at(own(maya, 4, hour, minute), maya) == leaves


def test_quiet_hours_need_not_pass_midnight() -> None:
    maya = person(quiet_from=time(12), quiet_until=time(14))
    leaves = [tell_at(own(maya, 4, hour), maya) for hour in (11, 12, 13, 14, 23)]
    assert leaves == [berlin(4, 11), berlin(4, 14), berlin(4, 14), berlin(4, 14), berlin(4, 23)]


def test_whoever_has_no_quiet_hours_is_told_at_any_hour() -> None:
    maya = person(quiet_from=None, quiet_until=None)
    assert tell_at(own(maya, 4, 2, 30), maya) == berlin(4, 2, 30)


def test_quiet_hours_are_those_where_the_person_is() -> None:
    maya = person(time_zone="America/New_York")
    # Nine in Berlin is three at night in New York.
    assert tell_at(own(maya, 4, 9, zone="Europe/Berlin"), maya) == datetime(2026, 9, 4, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "leaves"),
    [
        # The night before the clocks go forward is an hour shorter, and ends at seven all the same.
        (date(2027, 3, 28), datetime(2027, 3, 28, 5, tzinfo=UTC)),
        # The night before they go back is longer.
        (date(2026, 10, 25), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
def test_a_quiet_night_ends_by_the_clock_on_the_wall(until: date, leaves: datetime) -> None:
    maya = person()
    for hours in (1, 4, 9):
        assert after_quiet_hours(leaves - timedelta(hours=hours), maya) == leaves
    assert after_quiet_hours(leaves, maya) == leaves


def test_quiet_hours_that_end_in_an_hour_the_clocks_skip_end_just_after_it() -> None:
    maya = person(quiet_from=time(22), quiet_until=time(2, 30))
    assert after_quiet_hours(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), maya) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_quiet_hours_that_end_in_an_hour_that_comes_twice_end_at_the_first() -> None:
    maya = person(quiet_from=time(22), quiet_until=time(2, 30))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert after_quiet_hours(first - timedelta(minutes=1), maya) == first
    assert after_quiet_hours(second - timedelta(minutes=1), maya) == second - timedelta(minutes=1)


def test_where_a_day_is_left_out_two_nights_are_one() -> None:
    maya = person(time_zone="Pacific/Apia")
    evening = datetime(2011, 12, 30, 8, tzinfo=UTC)  # ten at night on the 29th; the next minute after it is the 31st
    assert after_quiet_hours(evening, maya) == datetime(2011, 12, 30, 17, tzinfo=UTC)  # seven on the 31st


# --- what is tied to an instant


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.INTERVIEW, Kind.OFFER])
@pytest.mark.parametrize(
    ("deadline", "leaves"),
    [
        # Six in the morning: quiet hours would end an hour after it.
        (berlin(4, 6), berlin(4, 5)),
        (berlin(4, 7), berlin(4, 5)),
        # Half past seven: there is time when they end.
        (berlin(4, 7, 30), berlin(4, 7)),
        (None, berlin(4, 7)),
    ],
)
def test_what_cannot_wait_for_the_end_of_quiet_hours_comes_before_it_would_be_late(
    kind: Reminder.Kind, deadline: datetime | None, leaves: datetime
) -> None:
    maya = person()
    assert tell_at(about(maya, kind, berlin(4, 5), deadline), maya) == leaves


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.INTERVIEW, Kind.OFFER])
@pytest.mark.parametrize("digest", Digest)
def test_what_is_tied_to_an_instant_waits_for_no_digest(kind: Reminder.Kind, digest: User.Digest) -> None:
    maya = person(digest=digest)
    assert tell_at(about(maya, kind, berlin(4, 16), berlin(4, 17)), maya) == berlin(4, 16)


# --- digests


@pytest.mark.parametrize(
    ("day", "hour", "leaves"),
    [
        (4, 9, berlin(4, 9)),
        (4, 8, berlin(4, 9)),
        # Thanks for a morning interview, planned for five in the afternoon: with the next morning's mail.
        (4, 17, berlin(5, 9)),
    ],
)
def test_a_daily_mail_has_what_is_due_by_its_hour(day: int, hour: int, leaves: datetime) -> None:
    maya = person(digest=Digest.DAILY)
    assert tell_at(own(maya, day, hour), maya) == leaves


@pytest.mark.parametrize(
    ("weekday", "day", "leaves"),
    [
        (1, 4, berlin(7, 9)),  # due on Friday: on Monday
        (5, 4, berlin(4, 9)),  # on that very Friday
        (4, 4, berlin(10, 9)),  # a day late for this week's
        (7, 7, berlin(13, 9)),
    ],
)
def test_a_weekly_mail_comes_on_the_persons_weekday(weekday: int, day: int, leaves: datetime) -> None:
    maya = person(digest=Digest.WEEKLY, digest_weekday=weekday)
    assert tell_at(own(maya, day, 9), maya) == leaves


def test_a_digest_comes_at_the_persons_hour_and_not_in_quiet_hours() -> None:
    maya = person(digest=Digest.DAILY, reminder_hour=7, quiet_until=time(8))
    assert tell_at(own(maya, 4, 5), maya) == berlin(4, 8)


@pytest.mark.parametrize("digest", [Digest.DAILY, Digest.WEEKLY])
def test_all_that_waits_for_one_digest_leaves_at_the_same_moment(digest: User.Digest) -> None:
    maya = person(digest=digest, digest_weekday=5)
    leaves = {tell_at(own(maya, day, hour, 15), maya) for day, hour in [(10, 9), (10, 17), (10, 23), (11, 2)]}
    assert leaves == {berlin(11, 9)}


def test_the_hour_of_a_digest_that_the_clocks_skip_is_the_next_minute_that_exists() -> None:
    maya = person(digest=Digest.DAILY, reminder_hour=2, quiet_from=None, quiet_until=None)
    assert digest_moment(datetime(2027, 3, 27, 12, tzinfo=UTC), maya) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_the_hour_of_a_digest_that_comes_twice_is_the_first() -> None:
    maya = person(digest=Digest.DAILY, reminder_hour=2, quiet_from=None, quiet_until=None)
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert digest_moment(first - timedelta(hours=12), maya) == first
    assert digest_moment(first + timedelta(minutes=1), maya) == datetime(2026, 10, 26, 1, tzinfo=UTC)


def test_the_weekday_of_a_digest_that_is_left_out_gives_the_first_minute_after_it() -> None:
    # Samoa had no Friday the 30th: the next minute after Thursday was Saturday.
    maya = person(time_zone="Pacific/Apia", digest=Digest.WEEKLY, digest_weekday=5, quiet_from=None, quiet_until=None)
    saturday = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert digest_moment(datetime(2011, 12, 28, 20, tzinfo=UTC), maya) == saturday
    # What falls due just then is in it; a minute later is next week.
    assert digest_moment(saturday, maya) == saturday
    assert digest_moment(saturday + timedelta(minutes=1), maya) == datetime(2012, 1, 5, 19, tzinfo=UTC)


# --- whoever moves


@pytest.mark.parametrize(
    ("zone", "nine"),
    [
        ("Europe/Berlin", datetime(2026, 9, 4, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 9, 4, 13, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 9, 4, 3, 15, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("digest", [Digest.EACH, Digest.DAILY])
def test_the_hour_moves_with_the_person(zone: str, nine: datetime, digest: User.Digest) -> None:
    maya = person(digest=digest)
    reminder = own(maya, 4, 9)
    maya.time_zone = zone
    assert tell_at(reminder, maya) == nine


def test_what_has_a_zone_of_its_own_stays_put() -> None:
    maya = person()
    reminder = own(maya, 4, 16, zone="Europe/Berlin")
    maya.time_zone = "America/New_York"
    assert tell_at(reminder, maya) == berlin(4, 16)
