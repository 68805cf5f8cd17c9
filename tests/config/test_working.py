"""One round of work in two halves, and the mark that each leaves for whoever asks whether the worker runs."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from pytest_django.fixtures import Settings

from accounts.models import User
from config import working
from config.management.commands.worker import Command
from declines.models import Letter
from outbox.health import BEAT_EVERY
from outbox.models import Heartbeat, OutgoingEmail
from tests.factories import NOW, ApplicationFactory, OutgoingEmailFactory, ReminderFactory
from tests.mailserver import MailServer
from tracker import reminders
from tracker.models import Note, Reminder

pytestmark = pytest.mark.django_db
DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
PLAN, SEND = Heartbeat.Job.PLAN, Heartbeat.Job.SEND


def beats() -> dict[str, object]:
    return dict(Heartbeat.objects.values_list("job", "beat_at"))


def late() -> dict[str, object]:
    return dict(Heartbeat.objects.values_list("job", "late_since"))


def test_the_halves_together_carry_a_due_reminder_to_the_mail_server(maya: User, mail_server: MailServer) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya), due_on=NOW.date())

    assert working.plan(at=NOW) == 1
    assert working.send(at=NOW).sent == 1

    assert [mail.to for mail in mail_server.received] == [["maya@lindholm.example"]]


def test_a_half_does_nothing_of_the_other(maya: User, mail_server: MailServer) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya), due_on=NOW.date())
    working.send(at=NOW)
    assert Reminder.objects.get().state == Reminder.State.PENDING

    working.plan(at=NOW)
    assert [mail.state for mail in OutgoingEmail.objects.all()] == ["waiting"]
    assert mail_server.received == []


def test_a_worker_that_is_asked_to_stop_takes_no_further_mail(maya: User, mail_server: MailServer) -> None:
    for _ in range(3):
        OutgoingEmailFactory.create(user=maya)
    assert working.send(at=NOW + DAY, stopping=lambda: True).sent == 0
    assert {mail.state for mail in OutgoingEmail.objects.all()} == {"waiting"}


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> working.Stopping:
    """A slice of time that has passed."""
    monkeypatch.setattr(working, "SLICE_SECONDS", -1.0)
    return working.a_slice()


def test_much_that_is_due_at_once_is_told_and_sent_in_slices(
    maya: User, mail_server: MailServer, over: working.Stopping
) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya), due_on=NOW.date())
    OutgoingEmailFactory.create(user=maya, next_try_at=NOW)
    assert (working.plan(at=NOW, stopping=over), working.send(at=NOW, stopping=over).sent) == (0, 0)
    assert beats() == {"plan": NOW, "send": NOW}
    assert (working.plan(at=NOW), working.send(at=NOW).sent) == (1, 2)


def test_a_slice_ends_with_its_worker_too() -> None:
    assert (working.a_slice()(), working.a_slice(lambda: True)()) == (False, True)


# --- heartbeats


def test_each_half_leaves_its_own_mark() -> None:
    working.plan(at=NOW)
    assert beats() == {"plan": NOW}
    working.send(at=NOW + SECOND)
    assert beats() == {"plan": NOW, "send": NOW + SECOND}
    assert {beat.by for beat in Heartbeat.objects.all()} == {working.worker_name()}


def test_a_mark_is_not_written_each_time() -> None:
    for seconds in range(25):
        working.plan(at=NOW + seconds * SECOND)
    assert beats() == {"plan": NOW + 2 * BEAT_EVERY}


def test_a_clock_that_was_put_back_does_not_silence_the_worker() -> None:
    working.plan(at=NOW)
    working.plan(at=NOW - timedelta(hours=1))
    assert beats() == {"plan": NOW - timedelta(hours=1)}


def test_a_half_that_broke_leaves_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, at: object, stopping: object) -> int:
        raise OperationalError("disk full")

    monkeypatch.setattr("config.working.reminders.tell_due", broken)
    with pytest.raises(OperationalError):
        working.plan(at=NOW)
    assert beats() == {}


def test_a_mark_carries_since_when_a_mail_is_late(maya: User, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True
    OutgoingEmailFactory.create(user=maya, next_try_at=NOW)

    # A worker that comes round and takes nothing.
    working.send(at=NOW + 10 * MINUTE - SECOND, stopping=lambda: True)
    assert late() == {"send": None}
    working.send(at=NOW + 10 * MINUTE + BEAT_EVERY, stopping=lambda: True)
    assert late() == {"send": NOW}

    OutgoingEmail.objects.update(state="cancelled")
    working.send(at=NOW + 11 * MINUTE)
    assert late() == {"send": None}


def test_a_mail_in_a_pause_is_not_late(maya: User, mail_server: MailServer) -> None:
    mail_server.stop()
    OutgoingEmailFactory.create(user=maya, next_try_at=NOW, attempts=3)
    assert working.send(at=NOW).postponed == 1
    working.send(at=NOW + 30 * MINUTE)
    assert late() == {"send": None}
    mail_server.start()


def test_where_mail_is_not_set_up_waiting_is_not_late(maya: User, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    OutgoingEmailFactory.create(user=maya, next_try_at=NOW)
    working.send(at=NOW + DAY)
    assert late() == {"send": None}


def test_a_mark_carries_since_when_a_reminder_is_late(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.working.reminders.tell_due", lambda *, at, stopping: 0)
    reminder = ReminderFactory.create(application=ApplicationFactory.create(user=maya), due_on=NOW.date())
    working.plan(at=reminder.due_at + 9 * MINUTE)
    assert late() == {"plan": None}
    working.plan(at=reminder.due_at + 10 * MINUTE)
    assert late() == {"plan": reminder.due_at}


# --- the command


def test_once_leaves_both_marks(clock: time_machine.Traveller) -> None:
    call_command("worker", once=True, stdout=StringIO())
    assert beats() == {"plan": NOW, "send": NOW}


def test_a_half_whose_database_is_away_is_said_to_have_failed_and_the_worker_goes_on(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test stands in a transaction that a real close would end.
    monkeypatch.setattr("config.management.commands.worker.connection.close", lambda: None)

    def away() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    assert Command().try_half(away) is False
    assert caplog.messages == ["The database cannot be reached: server closed the connection unexpectedly"]
    assert Command().try_half(lambda: working.plan(at=NOW)) is True


def test_a_zone_that_this_machine_lost_holds_up_nobody_else(maya: User, otto: User, mail_server: MailServer) -> None:
    for user in (maya, otto):
        application = ApplicationFactory.create(user=user, status="applied", applied_on=(NOW - 7 * DAY).date())
        Note.objects.create(application=application, kind="touch", heard=True, at=NOW - 20 * DAY)
        reminders.follow(application, at=NOW - 6 * DAY)
        letter = OutgoingEmailFactory.create(user=user, third_party=True, state="sent")
        Letter.objects.create(application=application, kind="thank_you", written_at=NOW, mail=letter)
    assert working.plan(at=NOW) == 2
    User.objects.filter(pk=maya.pk).update(time_zone="Mars/Phobos")

    assert working.send(at=NOW).sent == 2

    assert beats()[SEND] == NOW
    assert list(Letter.objects.filter(delivered_at=NOW).values_list("application__user__email", flat=True)) == [
        otto.email
    ]
    # It is left alone for a while, and noted once that is mended.
    cache.clear()
    User.objects.filter(pk=maya.pk).update(time_zone="Europe/Berlin")
    working.send(at=NOW)
    assert Letter.objects.filter(delivered_at=NOW).count() == 2
