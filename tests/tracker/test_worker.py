"""The worker with a real mail server: each reminder arrives once, at its hour, and nothing is lost on the way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from pytest_django.fixtures import Settings

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    InterviewFactory,
    ReminderFactory,
)
from tests.mailserver import MailServer
from tracker import reminders, services
from tracker.models import Interview, Reminder
from tracker.reminders import Moment

DUE = datetime(2026, 9, 4, 7, 0, tzinfo=UTC)  # Friday, nine o'clock in Berlin


def work(at: datetime, clock: time_machine.Traveller) -> str:
    """One round of the worker at this moment; gives the line it prints."""
    clock.move_to(at)
    printed = StringIO()
    call_command("worker", once=True, stdout=printed)
    return printed.getvalue().strip()


def counts(told: int = 0, sent: int = 0, postponed: int = 0) -> str:
    return f"told {told}, sent {sent}, postponed {postponed}, failed 0, cancelled 0, unknown 0"


def subjects(server: MailServer) -> list[str]:
    return [str(mail.message["Subject"]).strip() for mail in server.received]


@pytest.fixture
def panel(maya: User) -> Interview:
    """A panel at Tallinn Traffic, as it comes out of a form: not saved yet."""
    application = ApplicationFactory.create(
        user=maya, company=CompanyFactory.create(user=maya, name="Tallinn Traffic")
    )
    interview: Interview = InterviewFactory.build(application=application, invited_at=NOW, reply_by=None)
    return interview


@pytest.fixture
def portfolio(maya: User) -> Reminder:
    """Something to do, due on Friday at nine in Berlin."""
    application = ApplicationFactory.create(
        user=maya, company=CompanyFactory.create(user=maya, name="Tallinn Traffic")
    )
    return ReminderFactory.create(application=application, due_on=DUE.date())


class TestRemindersOfARound:
    @pytest.fixture(autouse=True)
    def _cast(self, maya: User, panel: Interview, mail_server: MailServer, clock: time_machine.Traveller) -> None:
        self.maya, self.panel, self.server, self.clock = maya, panel, mail_server, clock

    def save(self, state: Interview.State, *, at: datetime = NOW) -> None:
        services.save_interview(self.panel, state=state, by=self.maya, at=at)

    def assert_arrives_once(self, due: datetime, subject: str, before: list[str] | None = None) -> None:
        """Not a minute early, then once, and not again a minute, an hour or two days later."""
        before = before or []
        assert work(due - timedelta(minutes=1), self.clock) == counts()
        assert subjects(self.server) == before
        assert work(due, self.clock) == counts(told=1, sent=1)
        assert subjects(self.server) == [*before, subject]
        for later in (timedelta(0), timedelta(minutes=1), timedelta(hours=1)):
            assert work(due + later, self.clock) == counts()
        assert subjects(self.server) == [*before, subject]

    def test_an_invitation_is_recalled_an_hour_before_the_end_of_the_day(self) -> None:
        self.save(Interview.State.INVITED)

        four_in_berlin = datetime(2026, 9, 3, 14, 0, tzinfo=UTC)
        self.assert_arrives_once(four_in_berlin, "Reply by 17:00 today (Thu 3 Sep): Tallinn Traffic")

    def test_an_accepted_round_is_recalled_on_its_eve_and_thanked_for_on_the_next_working_day(self) -> None:
        self.panel.place = "https://meet.example/panel"
        self.save(Interview.State.ACCEPTED)

        eve, day_after = datetime(2026, 9, 9, 7, 0, tzinfo=UTC), datetime(2026, 9, 11, 7, 0, tzinfo=UTC)
        self.assert_arrives_once(eve, "Tomorrow (Thu 10 Sep), 16:30: panel at Tallinn Traffic")
        self.assert_arrives_once(
            day_after,
            "Today: thank Tallinn Traffic",
            before=["Tomorrow (Thu 10 Sep), 16:30: panel at Tallinn Traffic"],
        )
        tomorrow, thanks = self.server.received
        assert tomorrow.to == thanks.to == ["maya@lindholm.example"]
        assert "  When: Thursday 10 September, 16:30, 60 minutes" in tomorrow.text.splitlines()
        assert "  Where: https://meet.example/panel" in tomorrow.text.splitlines()
        assert "Thank you for your time on Thursday 10 September." in " ".join(thanks.text.split())
        assert "You last spoke with Tallinn Traffic yesterday." in thanks.text.splitlines()

    def test_a_morning_round_is_thanked_for_in_the_afternoon(self) -> None:
        self.panel.starts_at = datetime(2026, 9, 10, 8, 0, tzinfo=UTC)
        self.save(Interview.State.ACCEPTED, at=NOW)
        work(datetime(2026, 9, 9, 7, 0, tzinfo=UTC), self.clock)

        five_in_berlin = datetime(2026, 9, 10, 15, 0, tzinfo=UTC)
        self.assert_arrives_once(
            five_in_berlin,
            "Today: thank Tallinn Traffic",
            before=["Tomorrow (Thu 10 Sep), 10:00: panel at Tallinn Traffic"],
        )

    def test_an_answered_invitation_is_not_recalled(self) -> None:
        self.save(Interview.State.INVITED)
        services.set_interview_state(interview=self.panel, to=Interview.State.DECLINED, at=NOW)

        assert work(NOW + timedelta(days=30), self.clock) == counts()
        assert subjects(self.server) == []

    def test_a_round_that_moves_is_recalled_on_its_new_eve_only(self) -> None:
        self.save(Interview.State.ACCEPTED)
        self.panel.starts_at = datetime(2026, 9, 17, 14, 30, tzinfo=UTC)
        self.save(Interview.State.ACCEPTED)

        assert work(datetime(2026, 9, 11, 7, 0, tzinfo=UTC), self.clock) == counts()
        self.assert_arrives_once(
            datetime(2026, 9, 16, 7, 0, tzinfo=UTC), "Tomorrow (Thu 17 Sep), 16:30: panel at Tallinn Traffic"
        )


def close_as_done(reminder: Reminder) -> None:
    reminders.close(reminder=reminder, done=True, at=NOW)


def close_as_skipped(reminder: Reminder) -> None:
    reminders.close(reminder=reminder, done=False, at=NOW)


def deactivate(reminder: Reminder) -> None:
    User.objects.update(is_active=False)


GONE = [close_as_done, close_as_skipped, deactivate]


@pytest.mark.parametrize("happens", GONE)
def test_what_is_done_skipped_or_nobodys_never_arrives(
    portfolio: Reminder, mail_server: MailServer, clock: time_machine.Traveller, happens: Callable[[Reminder], None]
) -> None:
    happens(portfolio)

    work(DUE, clock)

    assert subjects(mail_server) == []
    assert list(OutgoingEmail.objects.all()) == []


@pytest.mark.parametrize("happens", GONE)
def test_what_is_done_while_its_mail_waits_for_the_server_never_arrives(
    portfolio: Reminder, mail_server: MailServer, clock: time_machine.Traveller, happens: Callable[[Reminder], None]
) -> None:
    mail_server.stop()
    work(DUE, clock)
    happens(Reminder.objects.get(pk=portfolio.pk))
    mail_server.start()

    work(DUE + timedelta(minutes=1), clock)

    assert subjects(mail_server) == []
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.CANCELLED


def test_a_snoozed_reminder_arrives_on_its_new_day_only(
    portfolio: Reminder, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    monday = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
    reminders.reschedule(reminder=portfolio, moment=Moment(monday.date(), portfolio.due_time))

    assert work(monday - timedelta(minutes=1), clock) == counts()
    assert work(monday, clock) == counts(told=1, sent=1)
    assert subjects(mail_server) == ["Today: Send the portfolio (Tallinn Traffic)"]


def test_somebody_who_moved_is_reminded_at_nine_where_they_live_now(
    portfolio: Reminder, maya: User, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    maya.time_zone = "Asia/Kathmandu"
    maya.save()
    nine_in_kathmandu = datetime(2026, 9, 4, 3, 15, tzinfo=UTC)

    assert work(nine_in_kathmandu - timedelta(minutes=1), clock) == counts()
    assert work(nine_in_kathmandu, clock) == counts(told=1, sent=1)
    assert work(DUE, clock) == counts()
    assert subjects(mail_server) == ["Today: Send the portfolio (Tallinn Traffic)"]


def test_while_the_server_is_down_nothing_is_lost_and_then_it_arrives_once(
    portfolio: Reminder, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    mail_server.stop()
    assert work(DUE, clock) == counts(told=1, postponed=1)
    waits = OutgoingEmail.objects.get()
    assert (waits.state, waits.last_error) == (waits.State.WAITING, "The mail server refused the connection.")

    mail_server.start()
    assert work(DUE + timedelta(seconds=59), clock) == counts()
    assert work(DUE + timedelta(seconds=60), clock) == counts(sent=1)
    assert work(DUE + timedelta(days=1), clock) == counts()

    assert subjects(mail_server) == ["Today: Send the portfolio (Tallinn Traffic)"]
    assert [mail.message["Message-ID"] for mail in mail_server.received] == [waits.message_id]


def test_after_three_days_without_a_server_it_still_arrives_once(
    portfolio: Reminder, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    mail_server.stop()
    for hour in range(72):
        work(DUE + timedelta(hours=hour), clock)
    mail_server.start()

    printed = [work(DUE + timedelta(hours=hour), clock) for hour in range(72, 120)]

    assert printed.count(counts(sent=1)) == 1
    assert printed.count(counts()) == 47
    assert subjects(mail_server) == ["Today: Send the portfolio (Tallinn Traffic)"]


def test_without_a_mail_server_the_mail_waits_and_the_command_says_so(
    portfolio: Reminder, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.MAIL_CONFIGURED = False

    assert work(DUE, clock) == counts(told=1) + "; mail is not set up, waiting in the outbox: 1"
    assert work(DUE, clock) == counts() + "; mail is not set up, waiting in the outbox: 1"
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.WAITING


def test_a_mail_that_waited_for_the_set_up_leaves_once_there_is_a_server(
    portfolio: Reminder,
    clock: time_machine.Traveller,
    settings: Settings,
    mail_server: MailServer,
) -> None:
    settings.MAIL_CONFIGURED = False
    work(DUE, clock)
    settings.MAIL_CONFIGURED = True

    assert work(DUE + timedelta(days=2), clock) == counts(sent=1)
    assert subjects(mail_server) == ["Today: Send the portfolio (Tallinn Traffic)"]
