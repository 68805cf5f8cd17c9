"""Wall time becomes an instant in every zone that this machine knows, on every day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.time import exists, local, resolve, validate_zone, zone_names

DAYS = st.dates(min_value=date(1975, 1, 1), max_value=date(2060, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
ZONES = st.sampled_from(sorted(zone_names()))
SHIFTS = [20, 30, 40, 60, 90, 120, 180, 24 * 60]  # by how many minutes clocks have ever been put back


def shown(instant: datetime, zone: str) -> datetime:
    """What a wall clock shows, as a plain date and time."""
    return local(instant, zone).replace(tzinfo=None, fold=0)


@settings(max_examples=300, deadline=None)
@given(DAYS, CLOCKS, ZONES)
@example(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
@example(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
@example(date(2011, 12, 30), time(9), "Pacific/Apia")
@example(date(2011, 12, 30), time(0), "Pacific/Apia")
@example(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
@example(date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe")
def test_wall_time_is_kept_wherever_it_exists_and_else_is_the_first_minute_after(
    day: date, clock: time, zone: str
) -> None:
    wall = datetime.combine(day, clock)
    instant = resolve(day, clock, zone)
    if exists(day, clock, zone):
        assert shown(instant, zone) == wall
        # Of two that show it, it is the first.
        assert all(shown(instant - timedelta(minutes=shift), zone) != wall for shift in SHIFTS)
    else:
        assert shown(instant, zone) > wall
        # A minute before, the clocks had not reached the time that was asked for.
        assert shown(instant - timedelta(minutes=1), zone) < wall


@settings(max_examples=300, deadline=None)
@given(DAYS, ZONES)
def test_every_minute_that_a_clock_shows_exists(day: date, zone: str) -> None:
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    wall = shown(noon, zone)
    assert exists(wall.date(), wall.time(), zone)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant"),
    [
        # Forward: half past two does not exist, three o'clock is the first minute that does.
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 0), "Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        # Back: half past two comes twice, the first one counts.
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # The reminder hour stays nine o'clock across the change.
        (date(2026, 10, 24), time(9), "Europe/Berlin", datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(9), "Europe/Berlin", datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        # Half an hour forward, half an hour back.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        # A whole day that never was: Samoa went from the 29th to the 31st.
        (date(2011, 12, 30), time(9), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        (date(2011, 12, 30), time(0), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        # Three quarters of an hour, and never a change.
        (date(2026, 9, 3), time(9), "Asia/Kathmandu", datetime(2026, 9, 3, 3, 15, tzinfo=UTC)),
        (date(2028, 2, 29), time(23, 59), "Pacific/Kiritimati", datetime(2028, 2, 29, 9, 59, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_one_instant(day: date, clock: time, zone: str, instant: datetime) -> None:
    assert resolve(day, clock, zone) == instant


@pytest.mark.parametrize(
    ("day", "clock", "zone", "real"),
    [
        (date(2027, 3, 28), time(1, 59), "Europe/Berlin", True),
        (date(2027, 3, 28), time(2, 0), "Europe/Berlin", False),
        (date(2027, 3, 28), time(2, 59), "Europe/Berlin", False),
        (date(2027, 3, 28), time(3, 0), "Europe/Berlin", True),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", True),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", False),
        (date(2011, 12, 30), time(0), "Pacific/Apia", False),
        (date(2011, 12, 30), time(23, 59), "Pacific/Apia", False),
        (date(2011, 12, 31), time(0), "Pacific/Apia", True),
    ],
)
def test_an_hour_that_the_clocks_skip_does_not_exist(day: date, clock: time, zone: str, real: bool) -> None:
    assert exists(day, clock, zone) is real


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 9, 3), date(2026, 9, 4)),  # Thursday → Friday
        (date(2026, 9, 4), date(2026, 9, 7)),  # Friday → Monday
        (date(2026, 9, 5), date(2026, 9, 7)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_working_day_skips_the_weekend(day: date, following: date) -> None:
    assert User().next_working_day(day) == following


def test_the_week_may_be_another_one() -> None:
    sunday_to_thursday = User(working_days="12347")
    assert sunday_to_thursday.next_working_day(date(2026, 9, 3)) == date(2026, 9, 6)


def test_a_working_day_is_itself_and_a_day_off_is_the_next_one() -> None:
    assert User().working_day_from(date(2026, 9, 4)) == date(2026, 9, 4)
    assert User().working_day_from(date(2026, 9, 5)) == date(2026, 9, 7)


def test_for_somebody_who_works_no_day_every_day_counts() -> None:
    assert User(working_days="").next_working_day(date(2026, 9, 4)) == date(2026, 9, 5)


def test_zones_are_the_ones_that_exist() -> None:
    validate_zone("Asia/Kathmandu")
    with pytest.raises(ValidationError, match="“Mars/Olympus” is not a time zone we know"):
        validate_zone("Mars/Olympus")


@pytest.mark.parametrize("name", ["", "localtime", "Factory", "../etc/passwd", "europe/berlin"])
def test_odd_names_of_zones_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_zone(name)
