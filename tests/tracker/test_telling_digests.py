"""A digest that waits for the mail server: what was done meanwhile is not in it, and the rest is told anew."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from outbox import services as outbox
from outbox.delivery import send_due
from outbox.models import OutgoingEmail
from tests.factories import ApplicationFactory, ReminderFactory
from tests.mailserver import MailServer
from tracker import reminders
from tracker.mails import Mail
from tracker.models import Application, Reminder
from tracker.reminders import Moment, telling
from tracker.reminders.digests import rewrite_stale_digests

pytestmark = pytest.mark.django_db
State, Mailed = Reminder.State, OutgoingEmail.State
NINE = datetime(2026, 9, 4, 7, tzinfo=UTC)  # Friday, nine o'clock in Berlin


@pytest.fixture(autouse=True)
def plain_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(reminder: Reminder, *, at: datetime, memory: object = None) -> Mail:
        return Mail(reminder.title, "-", "<p>-</p>")

    def several(user: User, rows: list[Reminder], *, at: datetime) -> Mail:
        return Mail(" + ".join(row.title for row in rows), "-", "<p>-</p>")

    monkeypatch.setattr(telling, "reminder_mail", one)
    monkeypatch.setattr(telling, "digest_mail", several)


@pytest.fixture
def rows(maya: User) -> list[Reminder]:
    """Three that are due on Friday at nine, told in one mail that waits."""
    User.objects.filter(pk=maya.pk).update(digest=User.Digest.DAILY)
    made = [
        ReminderFactory.create(
            application=ApplicationFactory.create(user=maya), title=title, due_on=NINE.date(), due_time=time(9)
        )
        for title in "abc"
    ]
    assert reminders.tell_due(at=NINE) == 3
    return [Reminder.objects.get(pk=row.pk) for row in made]


def work(at: datetime) -> None:
    """One round of the worker."""
    reminders.tell_due(at=at)
    send_due(at=at, unwanted=lambda mails: reminders.unwanted(mails, at=at))


def mails() -> list[tuple[str, str]]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("subject", "state"))


def subjects(server: MailServer) -> list[str]:
    return [str(mail.message["Subject"]).strip() for mail in server.received]


def done(row: Reminder) -> None:
    reminders.close(reminder=row, done=True, at=NINE)


def snoozed(row: Reminder) -> None:
    reminders.reschedule(reminder=row, moment=Moment(date(2026, 9, 20), time(9)))


def overtaken(row: Reminder) -> None:
    """What nobody pressed a button for: it is seen when the mail is about to leave."""
    Reminder.objects.filter(pk=row.pk).update(kind=Reminder.Kind.STAY_IN_TOUCH)


GONE = [done, snoozed, overtaken]


def test_a_digest_leaves_once_and_is_not_written_again(rows: list[Reminder], mail_server: MailServer) -> None:
    for minute in range(3):
        work(NINE + timedelta(minutes=minute))
    assert subjects(mail_server) == ["a + b + c"]
    assert {row.state for row in Reminder.objects.all()} == {State.TOLD}


@pytest.mark.parametrize("happens", GONE)
def test_when_one_is_gone_the_others_come_in_a_new_digest(
    rows: list[Reminder], mail_server: MailServer, happens: Callable[[Reminder], None]
) -> None:
    happens(rows[1])
    for minute in range(3):
        work(NINE + timedelta(minutes=minute))
    assert subjects(mail_server) == ["a + c"]
    assert mails() == [("a + b + c", Mailed.CANCELLED), ("a + c", Mailed.SENT)]
    told = Reminder.objects.filter(title__in="ac").values_list("state", "occurrence", "digest")
    assert set(told) == {(State.TOLD, 2, f"digest:{rows[0].user_id}:{rows[0].pk}:2")}


@pytest.mark.parametrize("happens", GONE)
def test_when_two_are_gone_the_last_comes_by_itself(
    rows: list[Reminder], mail_server: MailServer, happens: Callable[[Reminder], None]
) -> None:
    for row in rows[:2]:
        happens(row)
    for minute in range(3):
        work(NINE + timedelta(minutes=minute))
    assert subjects(mail_server) == ["c"]


@pytest.mark.parametrize("happens", GONE)
def test_when_all_are_gone_no_mail_comes(
    rows: list[Reminder], mail_server: MailServer, happens: Callable[[Reminder], None]
) -> None:
    for row in rows:
        happens(row)
    for minute in range(3):
        work(NINE + timedelta(minutes=minute))
    assert subjects(mail_server) == []
    assert mails() == [("a + b + c", Mailed.CANCELLED)]


def test_a_digest_of_a_search_that_is_gone_is_not_wanted(rows: list[Reminder]) -> None:
    mail = OutgoingEmail.objects.get()
    assert reminders.unwanted([mail], at=NINE) == set()
    Application.objects.all().delete()
    assert reminders.unwanted([mail], at=NINE) == {mail.pk}


def test_a_digest_of_somebody_who_left_is_not_wanted(rows: list[Reminder]) -> None:
    mail = OutgoingEmail.objects.get()
    User.objects.update(is_active=False)
    assert reminders.unwanted([mail], at=NINE) == {mail.pk}


def test_what_was_snoozed_out_of_a_digest_is_told_on_its_new_day(
    rows: list[Reminder], mail_server: MailServer
) -> None:
    snoozed(rows[1])
    work(NINE)
    work(datetime(2026, 9, 20, 7, tzinfo=UTC))
    assert subjects(mail_server) == ["a + c", "b"]


def test_of_two_workers_one_takes_a_stale_digest_apart(rows: list[Reminder]) -> None:
    done(rows[0])
    assert [rewrite_stale_digests(), rewrite_stale_digests()] == [2, 0]
    assert sorted(Reminder.objects.values_list("title", "state", "occurrence")) == [
        ("a", State.DONE, 1),
        ("b", State.PENDING, 2),
        ("c", State.PENDING, 2),
    ]


@pytest.mark.parametrize("state", [Mailed.WAITING, Mailed.FAILED])
def test_a_digest_that_the_person_gave_up_is_not_written_again(
    rows: list[Reminder], mail_server: MailServer, state: OutgoingEmail.State
) -> None:
    OutgoingEmail.objects.update(state=state, last_error="550 no such box" if state == Mailed.FAILED else "")
    assert outbox.stop(OutgoingEmail.objects.get())
    work(NINE)
    done(rows[0])
    work(NINE + timedelta(minutes=1))
    assert (subjects(mail_server), mails()) == ([], [("a + b + c", Mailed.CANCELLED)])


def test_an_outage_repeats_no_digest(rows: list[Reminder], mail_server: MailServer) -> None:
    mail_server.stop()
    for hour in range(6):
        work(NINE + timedelta(hours=hour))
    done(rows[2])
    mail_server.start()
    for hour in range(6, 30):
        work(NINE + timedelta(hours=hour))
    assert subjects(mail_server) == ["a + b"]


def test_a_kind_that_was_ended_meanwhile_is_not_in_it_and_the_rest_is_told_anew(
    rows: list[Reminder], mail_server: MailServer
) -> None:
    Reminder.objects.filter(pk=rows[0].pk).update(kind=Reminder.Kind.STAY_IN_TOUCH)
    Application.objects.filter(pk=rows[0].application_id).update(status="rejected")
    reminders.mute(user=rows[0].user, kind=Reminder.Kind.STAY_IN_TOUCH)
    work(NINE)
    work(NINE)
    assert mails() == [("a + b + c", Mailed.CANCELLED), ("b + c", Mailed.SENT)]
    assert [Reminder.objects.get(pk=row.pk).state for row in rows] == [State.TOLD] * 3
