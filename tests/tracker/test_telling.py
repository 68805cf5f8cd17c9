"""Telling: one mail each, one for all that piled up, never a flood, and nothing lost on the way."""

import logging
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import DataError, OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from outbox import services as outbox
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, InterviewFactory, ReminderFactory, UserFactory
from tracker import reminders
from tracker.mails import Mail
from tracker.models import Interview, Reminder, Rule
from tracker.reminders import telling
from tracker.reminders.lateness import overdue_since
from tracker.reminders.timing import tell_at

pytestmark = pytest.mark.django_db
Kind, State, Digest = Reminder.Kind, Reminder.State, User.Digest


def one(reminder: Reminder, *, at: datetime, memory: object = None) -> Mail:
    """What a mail says has tests of its own; here it says which reminders it tells."""
    if reminder.title == "odd":
        raise ValueError("no such words")
    return Mail(reminder.title, "-", "")


def several(user: User, rows: list[Reminder], *, at: datetime) -> Mail:
    return Mail(" + ".join(one(row, at=at).subject for row in rows), "-", "")


@pytest.fixture(autouse=True)
def plain_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "reminder_mail", one)
    monkeypatch.setattr(telling, "digest_mail", several)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour - 2, minute, tzinfo=UTC)


def plan(user: User, day: int, hour: int = 9, minute: int = 0, title: str = "do") -> Reminder:
    application = ApplicationFactory.create(user=user)
    due = {"due_on": date(2026, 9, day), "due_time": time(hour, minute)}
    return ReminderFactory.create(application=application, title=title, **due)


def invite(user: User, due: datetime, reply_by: datetime, title: str = "answer") -> Reminder:
    interview = InterviewFactory.create(application__user=user, reply_by=reply_by, state=Interview.State.INVITED)
    wall = user.local(due)
    return ReminderFactory.create(
        application=interview.application,
        interview=interview,
        kind=Kind.REPLY,
        title=title,
        due_on=wall.date(),
        due_time=wall.time(),
        time_zone=user.time_zone,
    )


def mails() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("subject", flat=True))


def states(*rows: Reminder) -> list[str]:
    return [Reminder.objects.get(pk=row.pk).state for row in rows]


# --- one mail each


def test_each_comes_by_itself_when_it_is_due(maya: User) -> None:
    for minute in range(5):
        plan(maya, 4, 9, minute, title=f"{minute}")
    told = [reminders.tell_due(at=berlin(4, 9, minute)) for minute in range(6)]
    assert told == [1, 1, 1, 1, 1, 0]
    assert mails() == ["0", "1", "2", "3", "4"]


def test_up_to_four_at_one_hour_come_by_themselves_and_five_in_one_mail(maya: User, otto: User) -> None:
    for number in range(4):
        plan(maya, 4, title=f"m{number}")
    for number in range(5):
        plan(otto, 4, title=f"o{number}")
    assert reminders.tell_due(at=berlin(4, 9)) == 9
    assert mails() == ["m0", "m1", "m2", "m3", "o0 + o1 + o2 + o3 + o4"]


def test_what_falls_due_in_quiet_hours_comes_when_they_end(maya: User) -> None:
    plan(maya, 4, 22)
    assert [reminders.tell_due(at=at) for at in (berlin(4, 22), berlin(5, 6, 59), berlin(5, 7))] == [0, 0, 1]


def test_an_answer_that_is_due_before_quiet_hours_end_comes_in_the_night(maya: User) -> None:
    invite(maya, berlin(4, 5), berlin(4, 6), title="early")
    invite(maya, berlin(4, 5), berlin(4, 8), title="later")
    told = [reminders.tell_due(at=at) for at in (berlin(4, 4, 59), berlin(4, 5), berlin(4, 6, 59), berlin(4, 7))]
    assert (told, mails()) == ([0, 1, 0, 1], ["early", "later"])


# --- the worker was down


@pytest.mark.parametrize("digest", Digest)
def test_after_three_days_without_a_worker_each_overdue_one_is_told_once_in_one_mail(
    maya: User, digest: User.Digest
) -> None:
    User.objects.filter(pk=maya.pk).update(digest=digest, digest_weekday=7)
    rows = [plan(maya, day, title=f"{day}") for day in (4, 5, 6)]
    assert [reminders.tell_due(at=berlin(7, 9)), reminders.tell_due(at=berlin(7, 9, 1))] == [3, 0]
    mail = OutgoingEmail.objects.get()
    assert (mail.subject, mail.key) == ("4 + 5 + 6", f"digest:{maya.pk}:{rows[0].pk}:1")
    assert set(Reminder.objects.values_list("state", "digest", "told_at")) == {(State.TOLD, mail.key, berlin(7, 9))}


def test_one_that_is_late_comes_by_itself_and_so_does_what_is_just_due(maya: User) -> None:
    plan(maya, 5, title="late")
    plan(maya, 7, 9, title="now")
    assert reminders.tell_due(at=berlin(7, 9)) == 2
    assert mails() == ["late", "now"]


def test_those_that_are_late_by_more_than_an_hour_come_together_beside_what_is_just_due(maya: User) -> None:
    for day, title in [(5, "a"), (6, "b")]:
        plan(maya, day, title=title)
    plan(maya, 7, 8, 30, title="now")
    assert reminders.tell_due(at=berlin(7, 9)) == 3
    assert mails() == ["a + b", "now"]


def test_within_an_hour_nothing_is_late(maya: User) -> None:
    for minute in (0, 5):
        plan(maya, 7, 8, minute, title=f"{minute}")
    assert reminders.tell_due(at=berlin(7, 9)) == 2
    assert mails() == ["0", "5"]


# --- digests


def test_a_daily_mail_tells_all_that_fell_due_since_the_last_and_comes_once(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    for hour in (9, 10, 17):
        plan(maya, 4, hour, title=f"{hour}")
    plan(maya, 5, 9, title="next")
    told = [reminders.tell_due(at=at) for at in (berlin(4, 9), berlin(4, 20), berlin(5, 8, 59), berlin(5, 9))]
    assert (told, mails()) == ([1, 0, 0, 3], ["9", "10 + 17 + next"])


def test_when_nothing_is_due_no_digest_comes(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    plan(maya, 20)
    assert [reminders.tell_due(at=berlin(day, 9)) for day in range(4, 12)] == [0] * 8
    assert mails() == []


def test_a_weekly_mail_comes_on_its_day_and_what_cannot_wait_by_itself(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.WEEKLY, digest_weekday=3)
    plan(maya, 4, title="a")
    plan(maya, 7, title="b")
    invite(maya, berlin(7, 16), berlin(7, 17))
    told = [reminders.tell_due(at=at) for at in (berlin(7, 9), berlin(7, 16), berlin(9, 8, 59), berlin(9, 9))]
    assert (told, mails()) == ([0, 1, 0, 2], ["answer", "a + b"])


def test_each_person_has_a_digest_of_their_own(maya: User, otto: User) -> None:
    User.objects.update(digest=Digest.DAILY)
    for number in range(2):
        plan(maya, 4, title=f"m{number}")
        plan(otto, 4, title=f"o{number}")
    reminders.tell_due(at=berlin(4, 9))
    sent = OutgoingEmail.objects.order_by("pk").values_list("subject", "to", "user")
    assert list(sent) == [("m0 + m1", maya.email, maya.pk), ("o0 + o1", otto.email, otto.pk)]


def test_what_no_longer_matters_is_cancelled_and_not_in_the_digest(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    for title in "ab":
        plan(maya, 4, title=title)
    gone = plan(maya, 4, title="gone")
    Reminder.objects.filter(pk=gone.pk).update(kind=Kind.STAY_IN_TOUCH)  # about a search that is open
    assert reminders.tell_due(at=berlin(4, 9)) == 2
    assert (mails(), states(gone)) == (["a + b"], [State.CANCELLED])


def test_of_two_workers_one_writes_the_digest(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    for title in "abc":
        plan(maya, 4, title=title)
    told = []

    def meanwhile(user: User, rows: list[Reminder], *, at: datetime) -> Mail:
        """While this worker writes the mail, another one does all of it."""
        monkeypatch.setattr(telling, "digest_mail", several)
        told.append(reminders.tell_due(at=at))
        return several(user, rows, at=at)

    monkeypatch.setattr(telling, "digest_mail", meanwhile)
    told.append(reminders.tell_due(at=berlin(4, 9)))
    assert (told, mails()) == ([3, 0], ["a + b + c"])


def test_a_digest_that_another_worker_told_in_part_is_not_written_twice(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: the marks are taken back with the mail, and a moment later the rest is told."""
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    _first, last = plan(maya, 4, title="a"), plan(maya, 4, title="b")

    def meanwhile(user: User, rows: list[Reminder], *, at: datetime) -> Mail:
        reminders.close(reminder=last, done=True, at=at)
        return several(user, rows, at=at)

    monkeypatch.setattr(telling, "digest_mail", meanwhile)
    assert [reminders.tell_due(at=berlin(4, 9)), reminders.tell_due(at=berlin(4, 9))] == [0, 1]
    assert mails() == ["a"]


# --- no mail of this kind


def test_a_kind_that_is_not_wanted_by_mail_is_told_and_stands_on_today_only(maya: User, otto: User) -> None:
    for user in (maya, otto):
        Rule.objects.create(user=user, kind=Kind.OTHER, by_mail=user == otto)
    quiet, loud = plan(maya, 4, title="quiet"), plan(otto, 4, title="loud")
    assert reminders.tell_due(at=berlin(4, 9)) == 2
    assert (states(quiet, loud), mails()) == ([State.TOLD, State.TOLD], ["loud"])


def test_a_digest_leaves_out_kinds_that_are_not_wanted_by_mail(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    Rule.objects.create(user=maya, kind=Kind.THANK_YOU, by_mail=False)
    for title in "ab":
        plan(maya, 4, title=title)
    thanks = ReminderFactory.create(
        application=ApplicationFactory.create(user=maya, status="withdrawn"),
        kind=Kind.THANK_YOU,
        title="thanks",
        due_on=date(2026, 9, 4),
    )
    assert reminders.tell_due(at=berlin(4, 9)) == 3
    assert (mails(), states(thanks)) == (["a + b"], [State.TOLD])


# --- what cannot be written


def test_one_that_cannot_be_written_holds_up_no_other_and_rests_for_an_hour(
    maya: User, otto: User, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    odd, _fine = plan(maya, 4, title="odd"), plan(otto, 4, title="fine")
    with caplog.at_level(logging.ERROR):
        for second in range(5):
            clock.move_to(berlin(4, 9) + timedelta(seconds=second))
            reminders.tell_due(at=berlin(4, 9) + timedelta(seconds=second))
    said = f"Reminders [{odd.pk}] could not be told and will be tried again in an hour."
    assert [record.getMessage() for record in caplog.records] == [
        f"The mail of reminder {odd.pk} cannot be written.",
        said,
    ]
    assert (mails(), states(odd)) == (["fine"], [State.PENDING])
    # The worker says it with its heartbeat, so it is seen outside the log too.
    assert overdue_since(at=berlin(4, 9, 10)) == berlin(4, 9)
    Reminder.objects.filter(pk=odd.pk).update(title="mended")
    clock.move_to(berlin(4, 10, 1))
    assert reminders.tell_due(at=berlin(4, 10, 1)) == 1


@pytest.mark.parametrize("error", [AttributeError, TypeError, TemplateDoesNotExist, TemplateSyntaxError])
def test_a_fault_of_ours_in_one_mail_holds_up_no_other(
    maya: User, otto: User, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(reminder: Reminder, *, at: datetime, memory: object = None) -> Mail:
        if reminder.user == maya:
            raise error("fault")
        return one(reminder, at=at)

    monkeypatch.setattr(telling, "reminder_mail", broken)
    plan(maya, 4, title="faulty"), plan(otto, 4, title="fine")
    assert reminders.tell_due(at=berlin(4, 9)) == 1
    assert mails() == ["fine"]


def test_one_that_the_database_refuses_holds_up_no_other(
    maya: User, otto: User, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, _fine = plan(maya, 4, title="refused"), plan(otto, 4, title="fine")
    enqueue_all = outbox.enqueue_all

    def refuses(mails: list[outbox.ToUser], *, at: datetime) -> None:
        if any(mail.subject == "refused" for mail in mails):
            raise DataError("value too long for type character varying(500)")
        enqueue_all(mails, at=at)

    monkeypatch.setattr("tracker.reminders.envelopes.outbox.enqueue_all", refuses)
    clock.move_to(berlin(4, 9))
    assert [reminders.tell_due(at=berlin(4, 9)), reminders.tell_due(at=berlin(4, 9))] == [1, 0]
    assert (mails(), states(odd)) == (["fine"], [State.PENDING])


def test_in_a_digest_the_others_are_told_a_moment_later(maya: User, clock: time_machine.Traveller) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.DAILY)
    for title in ("a", "odd", "b"):
        plan(maya, 4, title=title)
    clock.move_to(berlin(4, 9))
    assert [reminders.tell_due(at=berlin(4, 9)) for _ in range(3)] == [0, 2, 0]
    assert mails() == ["a + b"]


def test_one_whose_hour_cannot_be_reckoned_holds_up_no_other(maya: User, otto: User) -> None:
    odd = plan(maya, 4)
    Reminder.objects.filter(pk=odd.pk).update(time_zone="Mars/Olympus")
    plan(otto, 4, title="fine")
    assert reminders.tell_due(at=berlin(4, 9)) == 1
    assert (mails(), states(odd)) == (["fine"], [State.PENDING])


def test_a_database_that_is_down_is_no_reminders_fault(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = plan(maya, 4)

    def down(*_mails: object, **_fields: object) -> None:
        raise OperationalError("the database is restarting")

    with monkeypatch.context() as patch:
        patch.setattr("tracker.reminders.envelopes.outbox.enqueue_all", down)
        with pytest.raises(OperationalError):
            reminders.tell_due(at=berlin(4, 9))
    assert states(row) == [State.PENDING]
    assert reminders.tell_due(at=berlin(4, 9)) == 1


# --- clocks, and how much is read


def test_a_clock_that_is_put_back_or_forward_tells_once(maya: User) -> None:
    plan(maya, 4, title="back")
    plan(maya, 6, title="forward")
    moments = [
        berlin(4, 9),
        berlin(4, 8),  # an hour back
        berlin(4, 9),
        berlin(6, 9),  # two days forward
        berlin(4, 9, 1),
        berlin(6, 9),
    ]
    assert [reminders.tell_due(at=at) for at in moments] == [1, 0, 0, 1, 0, 0]


def test_somebody_who_moves_is_told_once_at_the_new_hour(maya: User) -> None:
    row = plan(maya, 4)
    User.objects.filter(pk=maya.pk).update(time_zone="America/New_York")
    row.refresh_from_db()
    leaves = tell_at(row, User.objects.get(pk=maya.pk))
    assert leaves == datetime(2026, 9, 4, 13, tzinfo=UTC)
    assert [reminders.tell_due(at=at) for at in (berlin(4, 9), leaves, leaves + timedelta(hours=6))] == [0, 1, 0]


def test_a_second_in_which_nothing_is_due_costs_two_questions(
    maya: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan(maya, 20)
    with django_assert_num_queries(2):
        assert reminders.tell_due(at=NOW) == 0


def test_what_waits_for_its_digest_is_not_read_whole_each_second(
    maya: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.filter(pk=maya.pk).update(digest=Digest.WEEKLY)
    for _ in range(3):
        plan(maya, 4)
    with django_assert_num_queries(3):
        assert reminders.tell_due(at=berlin(5, 12)) == 0


def test_more_than_fit_into_a_portion_are_told_in_one_round(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PORTION", 3)
    for number in range(4):
        person = UserFactory.create()
        for _ in range(2):
            plan(person, 4, title=f"{number}")
    assert reminders.tell_due(at=berlin(4, 9)) == 8
    assert mails() == [f"{number}" for number in range(4) for _ in range(2)]


def test_nothing_sleeping_or_waiting_for_a_digest_is_late(maya: User, otto: User) -> None:
    User.objects.filter(pk=otto.pk).update(digest=Digest.WEEKLY)
    plan(maya, 4, 22)
    plan(otto, 4)
    invite(maya, berlin(5, 3), berlin(5, 20))
    assert overdue_since(at=berlin(5, 6, 59)) is None
    assert overdue_since(at=berlin(5, 7, 9)) is None
    assert overdue_since(at=berlin(5, 7, 10)) == berlin(5, 7)
