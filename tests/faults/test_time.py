"""Clocks that jump, in every zone that this machine knows: wall time is kept, and everything is told once."""

import random
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.time import exists, local, resolve, zone_names
from outbox.models import OutgoingEmail
from tests.factories import ApplicationFactory, ReminderFactory, UserFactory
from tests.faults import figure
from tests.faults.conftest import Say
from tracker import reminders
from tracker.mails import Mail
from tracker.models import Reminder
from tracker.reminders import telling
from tracker.reminders.timing import after_quiet_hours, digest_moment, tell_at

ZONES = sorted(zone_names())
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEARS = figure((2026, 2029), (2026, 2027))
# What was odder than anything to come: half an hour, a missing day, a zone that turns back every Ramadan.
HISTORY = {"Pacific/Apia": [2011], "Pacific/Kwajalein": [1993], "Pacific/Fakaofo": [2011]}
FIXED = [datetime(2028, 2, 29), datetime(2028, 2, 29, 23, 59), datetime(2027, 1, 1), datetime(2026, 12, 31, 23, 59)]
Wall = datetime


def shown(at: datetime, zone: str) -> Wall:
    """What a wall clock shows, as a plain date and time."""
    return local(at, zone).replace(tzinfo=None, fold=0)


def jumps(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, timedelta]]:
    """The minutes at which the clocks of a zone jump, and by how much, found by looking at them day by day."""
    found, at = [], first
    while at < last:
        if local(at, zone).utcoffset() != local(at + DAY, zone).utcoffset():
            low, high = at, at + DAY
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                low, high = (
                    (middle, high)
                    if local(middle, zone).utcoffset() == local(low, zone).utcoffset()
                    else (low, middle)
                )
            jump = high.replace(second=0, microsecond=0)
            found.append((jump, shown(jump, zone) - shown(jump - MINUTE, zone) - MINUTE))
        at += DAY
    return found


@cache
def moments(zone: str) -> list[Wall]:
    """Wall times of a zone at which a reminder could come to harm: within gaps and folds, and at odd dates."""
    spans = [
        (datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)) for year in HISTORY.get(zone, [])
    ]
    spans.append((datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1], 1, 1, tzinfo=UTC)))
    odd = list(FIXED)
    for first, last in spans:
        for jump, by in jumps(zone, first, last):
            before = shown(jump - MINUTE, zone) + MINUTE
            # The edges of what is skipped or comes twice, and its middle.
            odd += [before, before + by, before + by / 2]
    return odd


ODD = st.sampled_from(ZONES).flatmap(lambda zone: st.tuples(st.just(zone), st.sampled_from(moments(zone))))
OFFSETS = st.integers(-180, 180).map(lambda minutes: timedelta(minutes=minutes))
CLOCKS = st.sampled_from([time(hour, minute) for hour in range(24) for minute in (0, 30)])
NIGHTS = st.one_of(
    st.just((None, None)), st.sampled_from([(time(21), time(7)), (time(22), time(2, 30)), (time(2), time(3))]),
    st.tuples(CLOCKS, CLOCKS).filter(lambda night: night[0] != night[1]),
)  # fmt: skip
PEOPLE = st.builds(
    lambda night, **fields: User(quiet_from=night[0], quiet_until=night[1], **fields),
    night=NIGHTS,
    digest=st.sampled_from(User.Digest.values),
    digest_weekday=st.integers(1, 7),
    reminder_hour=st.integers(0, 23),
)
MANY = settings(max_examples=figure(3000, 200), deadline=None)


def assert_resolved(wall: Wall, zone: str) -> datetime:
    """Wall time is kept; in a gap it is the next valid minute; of two it is the first. Gives the instant."""
    instant = resolve(wall.date(), wall.time(), zone)
    if exists(wall.date(), wall.time(), zone):
        assert shown(instant, zone) == wall
        assert local(instant, zone).fold == 0
    else:
        assert shown(instant, zone) > wall > shown(instant - MINUTE, zone)
    return instant


def test_every_zone_keeps_wall_time_at_every_jump_leap_day_and_year_end(say: Say) -> None:
    """No sample here: each zone, each jump of three years, eleven minutes around each."""
    tried, gaps, folds = 0, 0, 0
    around = [timedelta(minutes=minutes) for minutes in (-61, -31, -15, -1, 0, 1, 15, 29, 30, 59, 61)]
    for zone in ZONES:
        for wall in moments(zone):
            instants = [assert_resolved(wall + offset, zone) for offset in around]
            assert instants == sorted(instants), (zone, wall)
            tried += len(around)
            gaps += sum(not exists((wall + offset).date(), (wall + offset).time(), zone) for offset in around)
            folds += sum(shown(at + HOUR, zone) == shown(at, zone) for at in instants)
    assert gaps > 0
    assert folds > 0
    say(f"Time: {len(ZONES)} zones, {tried:,} wall times kept, {gaps:,} of them in gaps and {folds:,} in folds")


@MANY
@given(ODD, OFFSETS, st.integers(0, 600))
def test_a_later_wall_time_never_comes_sooner(odd: tuple[str, Wall], offset: timedelta, later: int) -> None:
    zone, wall = odd
    first = assert_resolved(wall + offset, zone)
    assert assert_resolved(wall + offset + timedelta(minutes=later), zone) >= first


def nights(user: User, at: datetime) -> list[tuple[datetime, datetime]]:
    """The quiet hours around a moment, as instants."""
    begin, end = user.quiet_from, user.quiet_until
    if begin is None or end is None:
        return []
    today = local(at, user.time_zone).date()
    days = [today + DAY * number for number in range(-2, 3)]
    return [
        (resolve(day, begin, user.time_zone), resolve(day if begin < end else day + DAY, end, user.time_zone))
        for day in days
    ]


def due_on(wall: Wall, kind: Reminder.Kind = Reminder.Kind.OTHER, zone: str = "") -> Reminder:
    return Reminder(kind=kind, due_on=wall.date(), due_time=wall.time(), time_zone=zone)


@MANY
@given(ODD, OFFSETS, PEOPLE, st.integers(0, 3000))
def test_a_mail_leaves_never_too_early_never_at_night_and_in_order(
    odd: tuple[str, Wall], offset: timedelta, user: User, later: int
) -> None:
    user.time_zone, wall = odd[0], odd[1] + offset
    due, leaves = resolve(wall.date(), wall.time(), user.time_zone), tell_at(due_on(wall), user)
    assert due <= leaves <= due + 9 * DAY
    assert not any(begins <= leaves < ends for begins, ends in nights(user, leaves))
    assert tell_at(due_on(wall + timedelta(minutes=later)), user) >= leaves


@MANY
@given(ODD, OFFSETS, PEOPLE)
def test_a_digest_comes_at_the_hour_on_the_wall_and_on_its_weekday(
    odd: tuple[str, Wall], offset: timedelta, user: User
) -> None:
    user.time_zone = zone = odd[0]
    if user.digest == User.Digest.EACH:
        user.digest = User.Digest.DAILY
    at = resolve((odd[1] + offset).date(), (odd[1] + offset).time(), zone)
    moment = digest_moment(at, user)
    day, clock = shown(moment, zone).date(), user.reminder_clock
    if shown(moment, zone).time() == clock:
        assert user.digest == User.Digest.DAILY or day.isoweekday() == user.digest_weekday
    else:
        # The hour was skipped, on that day or with all of the day before.
        assert resolve(day, clock, zone) == moment or resolve(day - DAY, clock, zone) == moment
    # None is left out: there is no other between what is due and the moment it is told.
    assert digest_moment(moment, user) == moment
    assert {digest_moment(at + (moment - at) * part / 7, user) for part in range(8)} == {moment}


@MANY
@given(ODD, OFFSETS, PEOPLE)
def test_quiet_hours_end_once_by_the_clock_on_the_wall(odd: tuple[str, Wall], offset: timedelta, user: User) -> None:
    user.time_zone, wall = odd[0], odd[1] + offset
    at = resolve(wall.date(), wall.time(), user.time_zone)
    awake = after_quiet_hours(at, user)
    within = [ends for begins, ends in nights(user, at) if begins <= at < ends]
    assert awake >= max(within, default=at)
    assert after_quiet_hours(awake, user) == awake


# --- the worker, across the jump


def plain(reminder: Reminder, *, at: datetime, memory: object = None) -> Mail:
    return Mail(reminder.title, "-", "")


def plain_digest(user: User, rows: list[Reminder], *, at: datetime) -> Mail:
    return Mail(" + ".join(sorted(row.title for row in rows)), "-", "")


@pytest.fixture
def plain_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours are what counts here, and not what the mails say."""
    monkeypatch.setattr(telling, "reminder_mail", plain)
    monkeypatch.setattr(telling, "digest_mail", plain_digest)


def plan(user: User, wall: Wall, **fields: Any) -> Reminder:
    fields = {"title": f"{wall:%d %H:%M}", "due_on": wall.date(), "due_time": wall.time()} | fields
    return ReminderFactory.create(application=ApplicationFactory.create(user=user), **fields)


def told_at() -> dict[str, datetime | None]:
    return dict(Reminder.objects.values_list("title", "told_at"))


JUMPS = [
    ("Europe/Berlin", Wall(2027, 3, 28, 2), HOUR),
    ("Europe/Berlin", Wall(2026, 10, 25, 3), -HOUR),
    ("America/New_York", Wall(2026, 11, 1, 2), -HOUR),
    ("Australia/Lord_Howe", Wall(2026, 10, 4, 2), HOUR / 2),
    ("Australia/Lord_Howe", Wall(2026, 4, 5, 2), -HOUR / 2),
    ("Africa/Casablanca", Wall(2026, 3, 22, 2), HOUR),
    ("Africa/Casablanca", Wall(2026, 2, 15, 3), -HOUR),
    ("Antarctica/Troll", Wall(2026, 3, 29, 1), 2 * HOUR),
    ("America/Havana", Wall(2026, 3, 8, 0), HOUR),
    ("Pacific/Apia", Wall(2011, 12, 30, 0), DAY),
    ("Asia/Kathmandu", Wall(2026, 10, 25, 2), timedelta(0)),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
@pytest.mark.parametrize(("zone", "wall", "by"), JUMPS)
def test_a_worker_that_comes_round_each_minute_tells_each_once_and_at_its_minute(
    zone: str, wall: Wall, by: timedelta
) -> None:
    """A reminder every quarter of an hour, from an hour before the jump to an hour after."""
    user = UserFactory.create(time_zone=zone, quiet_from=None, quiet_until=None)
    application = ApplicationFactory.create(user=user)
    due, at = {}, wall - HOUR + min(by, timedelta(0))
    while at <= wall + HOUR + max(by, timedelta(0)):
        title = f"{at:%d %H:%M}"
        ReminderFactory.create(application=application, title=title, due_on=at.date(), due_time=at.time())
        due[title] = resolve(at.date(), at.time(), zone)
        # A whole day that is missing is tried by the hour.
        at += 15 * MINUTE if by < DAY else 3 * HOUR
    minute, told = min(due.values()) - 3 * MINUTE, 0
    while minute < max(due.values()) + 65 * MINUTE:
        told += reminders.tell_due(at=minute)
        minute += MINUTE
    assert told_at() == due
    assert told == len(due)


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
@pytest.mark.parametrize(("zone", "wall", "by"), JUMPS)
def test_a_digest_is_told_once_across_the_jump(zone: str, wall: Wall, by: timedelta) -> None:
    """Its hour is the one that is skipped, or comes twice."""
    user = UserFactory.create(
        time_zone=zone, digest=User.Digest.DAILY, reminder_hour=wall.hour, quiet_from=None, quiet_until=None
    )
    for before in (2, 3):
        plan(user, wall - before * HOUR)
    jump = resolve(wall.date(), wall.time(), zone)
    told = [reminders.tell_due(at=jump + 10 * minute * MINUTE) for minute in range(-30, 160)]
    assert [count for count in told if count] == [2]
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
@pytest.mark.parametrize("seed", range(figure(60, 5)))
def test_a_clock_that_is_put_back_and_forward_tells_each_once(seed: int) -> None:
    """An hour back, two days forward, by chance; at the end all that ever was due has been told once."""
    chance = random.Random(seed)
    user = UserFactory.create(
        time_zone=chance.choice(ZONES),
        digest=chance.choice(User.Digest.values),
        reminder_hour=chance.randrange(7, 21),
    )
    start = datetime(2026, 10, 24, tzinfo=UTC)
    for number in range(12):
        wall = shown(start + chance.randrange(72 * 60) * MINUTE, user.time_zone)
        plan(user, wall, title=f"{number}")
    at, told = start, 0
    for _ in range(60):
        at += chance.choice([MINUTE, HOUR, 6 * HOUR, -HOUR, 2 * DAY, -2 * DAY])
        told += reminders.tell_due(at=at)
    told += reminders.tell_due(at=start + 30 * DAY)
    mails = " + ".join(OutgoingEmail.objects.values_list("subject", flat=True)).split(" + ")
    assert told == 12
    assert sorted(mails, key=int) == [f"{number}" for number in range(12)]


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
@pytest.mark.parametrize("seed", range(figure(60, 5)))
def test_somebody_who_moves_from_zone_to_zone_is_told_each_once_by_the_clock_of_the_moment(seed: int) -> None:
    chance = random.Random(seed)
    user = UserFactory.create(time_zone=chance.choice(ZONES), quiet_from=None, quiet_until=None)
    for hour in range(0, 96, 12):
        plan(user, Wall(2026, 10, 24) + hour * HOUR, title=f"{hour}")
    start, told = datetime(2026, 10, 23, tzinfo=UTC), 0
    for hour in range(0, 7 * 24, 2):
        at = start + hour * HOUR
        if hour % 20 == 0:
            user.time_zone = chance.choice(ZONES)
            user.save()
        ready = {row.title for row in Reminder.objects.filter(state="pending") if tell_at(row, user) <= at}
        told += reminders.tell_due(at=at)
        assert {title for title, moment in told_at().items() if moment == at} == ready
    assert told == 8


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_mails")
@pytest.mark.parametrize("digest", User.Digest.values)
def test_a_worker_that_was_down_for_three_days_tells_each_once_and_in_one_mail(digest: str) -> None:
    """The clocks went back meanwhile. One mail a person, and no second one when it comes round again."""
    user = UserFactory.create(time_zone="Europe/Berlin", digest=digest, digest_weekday=7)
    for hour in range(0, 72, 8):
        plan(user, Wall(2026, 10, 23, 9) + hour * HOUR)
    back = datetime(2026, 10, 26, 9, tzinfo=UTC)
    early = sum(tell_at(row, user) <= back for row in Reminder.objects.all())
    assert [reminders.tell_due(at=back + second * timedelta(seconds=1)) for second in range(3)] == [early, 0, 0]
    assert OutgoingEmail.objects.count() == 1
