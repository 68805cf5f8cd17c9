"""manage.py demo: a believable search in an account of its own, at any hour, for nobody else to notice."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from accounts.time import local
from declines.demo.account import EMAIL, password
from declines.models import Decline
from outbox.models import OutgoingEmail
from tests.factories import (
    NOW,
    ApplicationFactory,
    ContactFactory,
    InterviewFactory,
    OperatorFactory,
    ReminderFactory,
    UserFactory,
)
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Status, StatusChange
from tracker.queries import gone_quiet, today
from tracker.reminders import tell_due
from tracker.timeline import timeline

pytestmark = pytest.mark.one_database

ZONE = "Europe/Copenhagen"
MOMENTS = {
    "Thursday afternoon": NOW,
    "Monday before breakfast": datetime(2026, 9, 7, 4, 30, tzinfo=UTC),
    "Friday at 16:59": datetime(2026, 9, 4, 14, 59, tzinfo=UTC),
    "Saturday at noon": datetime(2026, 9, 5, 10, 0, tzinfo=UTC),
    "Sunday at 23:50": datetime(2026, 9, 6, 21, 50, tzinfo=UTC),
    "the night the clocks go forward": datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "New Year's Eve": datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    "the leap day": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
}


def demo(*arguments: str, at: datetime = NOW) -> str:
    """What the command prints, run at this moment."""
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def rows_of(user: User) -> dict[str, list[dict[str, object]]]:
    """Every row of a person's search, and the account itself, as it stands in the database."""
    paths: dict[type[Model], str] = {
        User: "pk",
        Application: "user",
        Company: "user",
        Contact: "user",
        Reminder: "user",
        OutgoingEmail: "user",
        Interview: "application__user",
        StatusChange: "application__user",
        Note: "application__user",
        Decline: "application__user",
    }
    return {
        model.__name__: list(model._default_manager.filter(**{path: user.pk}).order_by("pk").values())
        for model, path in paths.items()
    }


def maya_of_the_demo() -> User:
    return User.objects.get(email=EMAIL)


@pytest.fixture
def short_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """One application instead of the whole search, where only the account matters."""

    def build(user: User, *, at: datetime) -> None:
        ApplicationFactory.create(user=user, created_at=at)

    monkeypatch.setattr("declines.management.commands.demo.build", build)


# The search, at any hour


@pytest.mark.parametrize("at", MOMENTS.values(), ids=list(MOMENTS))
def test_at_any_hour_it_is_the_same_story(db: None, at: datetime) -> None:
    demo(at=at)
    for claim in (
        every_status_is_there_as_four_months_have_them,
        nothing_that_happened_lies_ahead,
        two_invitations_and_an_offer_wait_for_an_answer,
        an_interview_is_tomorrow_and_one_next_week_on_a_clock_far_away,
        some_have_gone_quiet,
        a_thank_you_and_a_hello_are_due_today_and_others_wait,
        the_past_is_over_so_the_worker_writes_a_handful,
    ):
        claim(maya_of_the_demo(), at)


def every_status_is_there_as_four_months_have_them(user: User, at: datetime) -> None:
    assert Counter(Application.objects.values_list("status", flat=True)) == {
        Status.SAVED: 4,
        Status.APPLIED: 10,
        Status.IN_CONVERSATION: 4,
        Status.INTERVIEWING: 7,
        Status.OFFER: 1,
        Status.ACCEPTED: 1,
        Status.REJECTED: 7,
        Status.WITHDRAWN: 3,
        Status.LAPSED: 4,
    }
    first = Application.objects.order_by("created_at")[0].created_at
    assert timedelta(days=110) < at - first < timedelta(days=130)


def nothing_that_happened_lies_ahead(user: User, at: datetime) -> None:
    for application in Application.objects.all():
        moments = [line.at for line in timeline(application, at)]
        assert application.created_at == min(moments) <= max(moments) < at
    assert not Interview.objects.filter(state=Interview.State.DONE, starts_at__gte=at).exists()
    assert not Reminder.objects.filter(closed_at__gt=at).exists()
    assert not Decline.objects.filter(letter__delivered_at__gt=at).exists()
    assert user.date_joined == at


def two_invitations_and_an_offer_wait_for_an_answer(user: User, at: datetime) -> None:
    answers = today(user, at).answers
    assert [(str(answer.application.company), answer.clock and answer.clock.kind) for answer in answers] == [
        ("Bad Elf Ltd", "late"),
        ("Tallinn Traffic OÜ", "due"),
        ("Casa do Pão", "calm"),
    ]
    clock, now = answers[1].clock, local(at, ZONE)
    assert clock is not None
    by = local(clock.moment, ZONE)
    assert (by.date(), by.time()) == (now.date(), time(17) if now.time() < time(17) else time(23, 59, 59))


def an_interview_is_tomorrow_and_one_next_week_on_a_clock_far_away(user: User, at: datetime) -> None:
    rounds = Interview.objects.filter(state=Interview.State.ACCEPTED, starts_at__gt=at)
    ahead = {str(interview.application.company): interview.starts_there for interview in rounds}
    assert set(ahead) == {"O’Brien & Co. Solicitors", "Halcyon Maps", "Halden & Quist"}
    soon, far = ahead["O’Brien & Co. Solicitors"], ahead["Halcyon Maps"]
    assert soon is not None
    assert far is not None
    assert all(moment.isoweekday() <= 5 for moment in ahead.values() if moment and moment != soon)
    here = local(at, ZONE).date()
    assert soon.date() == here + timedelta(days=1)
    assert far.strftime("%H:%M %Z") in {"11:00 EST", "11:00 EDT"}
    assert far.isocalendar()[:2] == (here + timedelta(days=7)).isocalendar()[:2]


def some_have_gone_quiet(user: User, at: datetime) -> None:
    assert {str(application.company) for application in gone_quiet(user, at)} == {
        *("None Gallery", "Mosaikk Media AS", "Żubr Logistics sp. z o.o.", "Rivière Robotics")
    }


def a_thank_you_and_a_hello_are_due_today_and_others_wait(user: User, at: datetime) -> None:
    here = local(at, ZONE).date()
    kinds = [Reminder.Kind.THANK_YOU, Reminder.Kind.STAY_IN_TOUCH]
    after_a_no = Reminder.objects.open().filter(interview=None, kind__in=kinds)
    due = after_a_no.filter(due_on=here).values_list("kind", "application__company__name")
    assert sorted(due) == [("stay_in_touch", "St Mary’s NHS Trust"), ("thank_you", "Lumen Health")]
    later = after_a_no.filter(due_on__gt=here).values_list("kind", "application__company__name")
    assert sorted(later) == [("stay_in_touch", "Killjoy Studios"), ("stay_in_touch", "Lumen Health")]


def the_past_is_over_so_the_worker_writes_a_handful(user: User, at: datetime) -> None:
    assert not Reminder.objects.open().filter(due_on__lt=local(at, ZONE).date()).exists()
    assert not OutgoingEmail.objects.exists()
    told = tell_due(at=at)
    # Several at once come in one mail, and at night none; nobody else is written to.
    assert set(OutgoingEmail.objects.values_list("to", flat=True)) <= {EMAIL}
    assert told <= 6


# The search, in itself


def test_four_times_maya_said_no_and_once_she_took_it_back(db: None) -> None:
    demo()
    kept = [
        (str(no.application.company), no.letter.delivered_by, no.application.status, no.taken_back_at is not None)
        for no in Decline.objects.order_by("decided_at")
    ]
    assert kept == [
        ("St Mary’s NHS Trust", "email", "withdrawn", False),
        ("Killjoy Studios", "email", "withdrawn", False),
        ("Fjord Analytics AS", "", "interviewing", True),
        ("Lumen Health", "phone", "withdrawn", False),
    ]


def test_what_reminders_asked_for_was_done_in_its_day_but_for_one_invitation(db: None) -> None:
    demo()
    closed = Reminder.objects.exclude(closed_at=None).exclude(state=Reminder.State.CANCELLED)
    assert Counter(closed.values_list("kind", "state")) == {
        ("interview", "done"): 16,
        ("thank_you", "done"): 17,
        ("reply", "skipped"): 1,
        # Maya waits rather than asks, so that some have gone quiet.
        ("follow_up", "skipped"): 40,
        ("lapse", "skipped"): 4,
    }
    assert all(
        reminder.closed_at and reminder.closed_at - reminder.due_at <= timedelta(minutes=40) for reminder in closed
    )


def test_it_would_pass_every_form_and_knows_people_and_money_of_many_kinds(db: None) -> None:
    demo()
    for model in (User, Application, Company, Contact, Interview, Reminder, Decline, Note):
        for row in model._default_manager.all():
            row.full_clean()
    assert set(Contact.objects.values_list("role", flat=True)) == set(Contact.Role.values)
    assert set(Application.objects.values_list("currency", flat=True)) == {
        *("", "DKK", "EUR", "GBP", "JOD", "JPY", "NOK", "PLN", "SEK", "USD")
    }
    assert Application.objects.exclude(posting_text="").count() == 3


# The account


def test_what_is_printed_signs_maya_in_and_she_is_no_operator(db: None, settings: LazySettings) -> None:
    settings.SITE_URL = "https://jobs.example.org"
    first, _blank, *sign_in = demo().splitlines()
    assert first == "A job search of 41 applications is ready."
    assert [line.strip() for line in sign_in] == ["https://jobs.example.org", EMAIL, password()]
    user = authenticate(HttpRequest(), email=EMAIL, password=password())
    assert isinstance(user, User)
    assert user == maya_of_the_demo()
    assert (user.display_name, user.time_zone, user.is_staff, user.is_superuser) == (
        "Maya Lindholm",
        ZONE,
        False,
        False,
    )


def test_the_password_is_of_this_server_only(settings: LazySettings) -> None:
    here = password()
    settings.SECRET_KEY = "the key of another server, which is long enough to be one"
    assert password() != here


def test_again_it_leaves_everything_as_it_is_and_prints_the_sign_in(db: None) -> None:
    first = demo()
    user = maya_of_the_demo()
    Application.objects.filter(status=Status.SAVED).delete()
    before = rows_of(user)
    again = demo(at=NOW + timedelta(days=3))
    assert rows_of(user) == before
    assert again.splitlines()[0] == (
        "The demo is there already, and stays as it is. To begin it anew, as of today: --fresh"
    )
    assert again.splitlines()[1:] == first.splitlines()[1:]


def test_a_password_that_was_changed_is_the_printed_one_again(db: None, short_story: None) -> None:
    demo()
    user = maya_of_the_demo()
    user.set_password("something else entirely")
    user.save()
    demo()
    assert maya_of_the_demo().check_password(password())


def test_fresh_begins_the_search_anew_as_of_today(db: None) -> None:
    demo()
    user = maya_of_the_demo()
    before = {name: len(rows) for name, rows in rows_of(user).items()}
    ReminderFactory.create(application=ApplicationFactory.create(user=user))
    ContactFactory.create(user=user)
    tell_due(at=NOW)
    later = NOW + timedelta(days=30)
    said = demo("--fresh", at=later)
    assert said.splitlines()[0] == "A job search of 41 applications is ready."
    assert maya_of_the_demo() == user
    assert {name: len(rows) for name, rows in rows_of(user).items()} == before
    assert Application.objects.latest("created_at").created_at > later - timedelta(days=4)


@pytest.mark.parametrize("arguments", [(), ("--fresh",)])
def test_nobody_else_notices(maya: User, otto: User, arguments: tuple[str, ...]) -> None:
    for user in (maya, otto):
        interview = InterviewFactory.create(application=ApplicationFactory.create(user=user))
        ReminderFactory.create(application=interview.application, interview=interview)
    before = [rows_of(user) for user in (maya, otto)]
    demo(*arguments)
    demo(*arguments)
    assert [rows_of(user) for user in (maya, otto)] == before
    assert User.objects.count() == 3


def test_an_operator_who_took_the_address_is_left_alone(db: None) -> None:
    olga = OperatorFactory.create(email=EMAIL)
    before = rows_of(olga)
    with pytest.raises(CommandError, match=f"{EMAIL} is an operator of this Bowout, so the demo leaves it alone."):
        demo("--fresh")
    assert rows_of(olga) == before


def test_half_a_demo_is_none(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tracker.services.add_note", breaks)
    with pytest.raises(RuntimeError, match="the disk is full"):
        demo()
    assert not User.objects.exists()
    assert not Company.objects.exists()


def test_an_account_of_another_spelling_is_the_demo_too(db: None, short_story: None) -> None:
    UserFactory.create(email="Demo@Bowout.Example")
    demo()
    assert User.objects.count() == 1
