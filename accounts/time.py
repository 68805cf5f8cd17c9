"""Wall time and instants: people live by the first, the database keeps the second.

A wall time is a date and a time of day in an IANA zone. It is resolved late, so that a new rule for a
zone, or a person who moves, never shifts a reminder's hour.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


# Each call of available_timezones walks the folders of the zone data, and every validation asks.
@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone that this machine knows."""
    # These two mean "whatever this machine is set to": another machine would understand something else.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def validate_zone(name: str) -> None:
    """Refuse a zone that nobody knows. Raises ValidationError."""
    if name not in zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone we know. Choose one such as Europe/Berlin."),
            code="unknown_zone",
            params={"name": name},
        )


def resolve(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) at which a wall clock in `zone` shows `clock` on `day`.

    A time that does not exist (clocks go forward) gives the first minute that does; a time that exists
    twice (clocks go back) gives the first of the two.
    """
    tz = ZoneInfo(zone)
    wall = datetime.combine(day, clock.replace(fold=0))
    instant = wall.replace(tzinfo=tz).astimezone(UTC)
    # Python resolves an hour that does not exist without a word; only the way back tells.
    if instant.astimezone(tz).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, tz)


def _end_of_gap(wall: datetime, tz: ZoneInfo) -> datetime:
    """The instant of the jump that swallowed `wall`, found to the minute between its two readings."""
    # Inside a gap PEP 495 turns the two readings round: fold=1 lies before the jump, fold=0 behind it.
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    offset = after.astimezone(tz).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        if middle.astimezone(tz).utcoffset() == offset:
            after = middle
        else:
            before = middle
    # The search ends within a minute behind the jump, and clocks jump at whole minutes.
    return after.replace(second=0, microsecond=0)


def exists(day: date, clock: time, zone: str) -> bool:
    """Whether a wall clock in `zone` ever shows this time."""
    return local(resolve(day, clock, zone), zone).replace(tzinfo=None) == datetime.combine(day, clock)


def local(at: datetime, zone: str) -> datetime:
    """`at` as the wall clock in `zone` shows it."""
    return at.astimezone(ZoneInfo(zone))
