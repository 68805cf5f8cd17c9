"""The machine's clock goes back an hour or jumps two days ahead: each reminder still comes, and comes once.

Whatever state it was in when the clock moved. The worker's two halves are run as it would run them, at moved times.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from config import working
from outbox.delivery import claim
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, ReminderFactory
from tests.faults import figure
from tests.faults.breaking import Breaking
from tracker.models import Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUND = timedelta(minutes=figure(5, 20))


@pytest.fixture
def server(settings: Settings) -> Iterator[Breaking]:
    with Breaking() as made:
        settings.MAIL_CONFIGURED = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        yield made


def work(at_first: timedelta, for_long: timedelta) -> None:
    """Round after round from that moment on, closely at first."""
    passed = timedelta(0)
    while passed <= for_long:
        at = NOW + at_first + passed
        working.plan(at=at)
        working.send(at=at)
        passed += ROUND if passed < 2 * HOUR else 4 * HOUR


def told(server: Breaking) -> None:
    working.plan(at=NOW)


def postponed(server: Breaking) -> None:
    working.plan(at=NOW)
    server.faults = {"RCPT": "450 later"}
    working.send(at=NOW)
    server.faults = {}


def in_the_hands_of_a_worker_that_died(server: Breaking) -> None:
    working.plan(at=NOW)
    assert len(claim(at=NOW)) == 1


def sent(server: Breaking) -> None:
    working.plan(at=NOW)
    working.send(at=NOW)


def pending(server: Breaking) -> None:
    Reminder.objects.update(due_time=(NOW + 2.5 * HOUR).time())


STATES = [pending, told, postponed, in_the_hands_of_a_worker_that_died, sent]
# From which moment the clock shows the time, and for how long.
MOVES = {
    "an hour back": [(-HOUR, 2 * DAY)],
    "two days ahead": [(2 * DAY, 2 * DAY)],
    "two days ahead, and right again": [(2 * DAY, HOUR), (HOUR, 4 * DAY)],
    "an hour back, and right again": [(-HOUR, ROUND), (ROUND, 2 * DAY)],
    "a day back, two ahead, and right again": [(-DAY, HOUR), (2 * DAY, HOUR), (HOUR, 4 * DAY)],
}


CASES = [(reach, move) for reach in STATES for move in MOVES]


@pytest.mark.parametrize(("reach", "move"), figure(CASES, CASES[::4]))
def test_a_reminder_comes_once_whatever_the_clock_does(
    server: Breaking, maya: User, reach: Callable[[Breaking], None], move: str
) -> None:
    due = NOW - timedelta(minutes=5)
    application = ApplicationFactory.create(user=maya)
    reminder = ReminderFactory.create(
        application=application, due_on=due.date(), due_time=due.time(), time_zone="UTC"
    )
    reach(server)
    for at_first, for_long in MOVES[move]:
        work(at_first, for_long)
    mail = OutgoingEmail.objects.get()
    assert (mail.key, mail.state) == (reminder.mail_key, OutgoingEmail.State.SENT)
    assert [accepted.message_id for accepted in server.accepted] == [mail.message_id]


@pytest.mark.parametrize("move", figure(list(MOVES), list(MOVES)[:2]))
def test_many_reminders_over_days_come_once_each_whatever_the_clock_does(
    server: Breaking, maya: User, move: str
) -> None:
    application = ApplicationFactory.create(user=maya)
    dues = [NOW + number * 1.7 * HOUR for number in range(-3, 25)]
    for due in dues:
        ReminderFactory.create(application=application, due_on=due.date(), due_time=due.time(), time_zone="UTC")
    work(-5 * HOUR, 5 * HOUR)
    for at_first, for_long in MOVES[move]:
        work(at_first, for_long)
    assert list(Reminder.objects.order_by().values_list("state", flat=True).distinct()) == ["told"]
    # Several that came late may have come in one mail; none is in two, and no mail came twice.
    keys = [row.digest or row.mail_key for row in Reminder.objects.all()]
    mails = OutgoingEmail.objects.all()
    assert sorted(mail.key for mail in mails) == sorted(set(keys))
    assert sorted(accepted.message_id for accepted in server.accepted) == sorted(mail.message_id for mail in mails)
