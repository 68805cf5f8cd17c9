"""The operator's view of every search: it finds, it corrects facts, and it moves nothing past the services."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from declines.models import Decline, Letter, Reflection
from outbox.models import Heartbeat, OutgoingEmail
from tests.addresses import a_decline, one_of_each
from tests.factories import (
    NOW,
    PASSWORD,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tests.pages import Page, get, post
from tracker import services
from tracker.insights import Period, figures_of
from tracker.insights.figures import count
from tracker.insights.rows import stories_of
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Rule, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
ROOMS = ("accounts", "outbox", "tracker", "declines")
MODELS = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
DATED: dict[type[Model], str] = {
    User: "date_joined",
    OutgoingEmail: "created_at",
    Application: "created_at",
    Interview: "starts_at",
    StatusChange: "at",
    Note: "at",
    Reminder: "due_on",
    Decline: "decided_at",
    Letter: "written_at",
    Reflection: "noted_at",
}


@pytest.fixture
def olgas(client: Client, olga: User) -> Client:
    """A browser in which the operator is signed in."""
    client.force_login(olga)
    return client


def address(model: type[Model], act: str, pk: int | None = None) -> str:
    names = model._meta
    return reverse(f"admin:{names.app_label}_{names.model_name}_{act}", args=[pk] if pk else [])


def change(client: Client, thing: Model, **fields: Any) -> Page:
    """Open the thing, change these fields and save it."""
    where = address(type(thing), "change", thing.pk)
    return post(client, where, get(client, where).form("_save") | fields)


def errors(page: Page) -> list[str]:
    return [
        item.text for box in page.main.every("ul") if "errorlist" in box.value("class") for item in box.every("li")
    ]


def found(page: Page) -> int:
    """How many rows a list shows."""
    return len([row for table in page.main.every("tbody") for row in table.every("tr")])


# --- lists


def test_every_model_has_its_place_in_the_admin() -> None:
    assert {model._meta.object_name for model in MODELS} == {
        "User",
        "OutgoingEmail",
        "Heartbeat",
        "Company",
        "Contact",
        "Application",
        "Interview",
        "StatusChange",
        "Note",
        "Reminder",
        "Rule",
        "Decline",
        "Letter",
        "Reflection",
        "Wording",
    }


@pytest.mark.parametrize(
    ("model", "word"),
    [
        (User, "lindholm"),
        (OutgoingEmail, "portfolio"),
        (Company, "failte"),
        (Contact, "failte"),
        (Application, "failte"),
        (Interview, "failte"),
        (StatusChange, "failte"),
        (Note, "failte"),
        (Reminder, "failte"),
        (Rule, "failte"),
        (Decline, "failte"),
    ],
)
def test_every_list_finds_what_is_looked_for(
    olgas: Client, maya: User, otto: User, model: type[Model], word: str
) -> None:
    for user, name, subject in ((maya, "Failte Press", "Send the portfolio"), (otto, "Elsewhere", "Hello")):
        Company.objects.filter(pk=a_decline(user).application.company_id).update(name=name)
        application = Application.objects.get(user=user)
        Contact.objects.filter(user=user).update(company=application.company)
        Note.objects.create(application=application, text="-", at=NOW)
        Rule.objects.create(user=user, application=application, kind="follow_up")
        Reminder.objects.filter(user=user, kind="stay_in_touch").delete()
        OutgoingEmailFactory.create(user=user, subject=subject)
    page = get(olgas, address(model, "changelist"), q=word)
    assert (page.status, found(page)) == (200, 1)


@pytest.mark.parametrize("model", MODELS)
def test_every_filter_and_every_date_opens(olgas: Client, maya: User, model: type[Model]) -> None:
    one_of_each(maya)
    where = address(model, "changelist")
    response = olgas.get(where)
    changes = response.context["cl"]
    choices = [choice["query_string"] for spec in changes.filter_specs for choice in spec.choices(changes)]
    assert len(changes.filter_specs) == len(changes.list_filter)
    for query in [*choices, "?o=-1", "?all="]:
        # A query that the list does not know is sent back to "?e=1".
        assert olgas.get(where + query).status_code == 200, query
    assert changes.date_hierarchy == DATED.get(model)
    if changes.date_hierarchy:
        for part in ("year=2026", "year=2026&{0}__month=9", "year=2026&{0}__month=9&{0}__day=3"):
            query = f"?{changes.date_hierarchy}__{part.format(changes.date_hierarchy)}"
            assert olgas.get(where + query).status_code == 200, query


@pytest.mark.parametrize("model", MODELS)
def test_a_longer_list_asks_no_more_questions(olgas: Client, maya: User, otto: User, model: type[Model]) -> None:
    asked = []
    for user in (maya, otto):
        one_of_each(user)
        Rule.objects.create(user=user, kind="follow_up")
        Note.objects.create(application=Application.objects.filter(user=user)[0], text="-", at=NOW)
        # A browser that has no message to show: the second look is counted.
        olgas.get(address(model, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            olgas.get(address(model, "changelist"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 15


@pytest.mark.parametrize("model", MODELS)
def test_every_thing_opens(olgas: Client, maya: User, model: type[Model]) -> None:
    one_of_each(maya)
    Note.objects.create(application=Application.objects.all()[0], text="-", at=NOW)
    Rule.objects.create(user=maya, kind="follow_up")
    Heartbeat.objects.create(job="plan", beat_at=NOW)
    thing = model._default_manager.all()[0]
    assert get(olgas, address(model, "change", thing.pk)).status == 200


# --- what only the services may change


def test_a_new_application_opens_its_timeline(olgas: Client, olga: User, maya: User) -> None:
    company = CompanyFactory.create(user=maya)
    where = address(Application, "add")
    form = get(olgas, where).form("position")
    assert {"status", "status_since", "withdrawn_at", "created_at"} & set(form) == set()
    post(olgas, where, form | {"user": maya.pk, "company": company.pk, "position": "Editor", "status": "withdrawn"})
    made = Application.objects.get()
    assert (made.user, made.status, made.created_at, made.withdrawn_at) == (maya, Status.SAVED, NOW, None)
    assert [(row.from_status, row.to_status, row.at, row.by) for row in made.changes.all()] == [
        ("", "saved", NOW, olga)
    ]


def test_facts_are_corrected_and_the_status_is_not(olgas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER, status_since=NOW - DAY)
    forged = {"status": "accepted", "status_since_0": "2020-01-01", "withdrawn_at_0": "2020-01-01", "created_at": "-"}
    change(olgas, application, position="Editor", tags="press", **forged)
    kept = Application.objects.get()
    assert (kept.position, kept.tags) == ("Editor", "press")
    assert (kept.status, kept.status_since, kept.withdrawn_at, kept.created_at) == (
        Status.OFFER,
        NOW - DAY,
        None,
        NOW,
    )
    assert kept.changes.count() == 0


def test_saving_the_facts_leaves_a_status_that_the_owner_moved_meanwhile(
    olgas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    where = address(Application, "change", application.pk)
    opened = get(olgas, where).form("_save")

    def moved_meanwhile(_self: Application) -> None:
        services.move(application=Application.objects.get(), to=Status.OFFER, by=maya, at=NOW)

    monkeypatch.setattr(Application, "clean", moved_meanwhile)
    post(olgas, where, opened | {"position": "Editor"})
    kept = Application.objects.get()
    assert (kept.position, kept.status) == ("Editor", Status.OFFER)


def test_people_are_added_to_an_application(olgas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    ana = ContactFactory.create(user=maya)
    change(olgas, application, contacts=[ana.pk])
    assert list(application.contacts.all()) == [ana]


def test_the_state_of_a_round_is_read_only(olgas: Client, maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    change(olgas, interview, place="Floor 3", state="declined", answered_at_0="2020-01-01", answered_at_1="10:00")
    interview.refresh_from_db()
    assert (interview.place, interview.state, interview.answered_at) == ("Floor 3", "invited", None)


def test_a_round_at_another_hour_is_reminded_of_at_another_hour(olgas: Client, maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, state="accepted")
    change(olgas, interview, starts_at_0="2026-09-15", starts_at_1="10:00:00")
    rows = interview.reminders.open().order_by("due_on")
    assert [(row.kind, row.due_on) for row in rows] == [
        ("interview", date(2026, 9, 14)),
        ("thank_you", date(2026, 9, 15)),
    ]
    inline = {"interviews-0-starts_at_0": "2026-09-22", "interviews-0-starts_at_1": "10:00:00"}
    change(olgas, interview.application, **inline)
    assert [row.due_on for row in interview.reminders.open().order_by("due_on")] == [
        date(2026, 9, 21),
        date(2026, 9, 22),
    ]


def test_a_reminder_changes_its_day_and_its_words_and_nothing_of_what_it_is_about(
    olgas: Client, maya: User, otto: User
) -> None:
    reminder = ReminderFactory.create(application__user=maya, state="told", told_at=NOW)
    forged = {"kind": "thank_you", "user": otto.pk, "state": "done", "closed_at_0": "2020-01-01", "told_at_0": "-"}
    change(olgas, reminder, words="Dear Ana,", **forged)
    reminder.refresh_from_db()
    assert (reminder.words, reminder.kind, reminder.user, reminder.state, reminder.told_at, reminder.closed_at) == (
        "Dear Ana,",
        "other",
        maya,
        "told",
        NOW,
        None,
    )


def test_a_told_reminder_on_another_day_is_told_anew(olgas: Client, maya: User) -> None:
    reminder = ReminderFactory.create(application__user=maya, state="told", told_at=NOW)
    change(olgas, reminder, due_on="2026-09-10")
    reminder.refresh_from_db()
    assert (reminder.state, reminder.due_on, reminder.due_time, reminder.occurrence) == (
        "pending",
        date(2026, 9, 10),
        time(9),
        2,
    )


def test_a_closed_reminder_stays_closed_on_any_day(olgas: Client, maya: User) -> None:
    reminder = ReminderFactory.create(application__user=maya, state="done")
    change(olgas, reminder, due_on="2026-09-10")
    reminder.refresh_from_db()
    assert (reminder.state, reminder.due_on) == ("done", date(2026, 9, 10))


def done_while_the_form_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner presses Done after the operator opened the page, and before the save is written."""

    def done(_self: Reminder) -> None:
        Reminder.objects.update(state="done", closed_at=NOW)

    monkeypatch.setattr(Reminder, "clean", done)


def test_words_are_corrected_and_what_was_done_meanwhile_stays_done(
    olgas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = ReminderFactory.create(application__user=maya)
    where = address(Reminder, "change", reminder.pk)
    opened = get(olgas, where).form("_save")
    done_while_the_form_is_checked(monkeypatch)
    post(olgas, where, opened | {"words": "Dear Ana,"})
    kept = Reminder.objects.get()
    assert (kept.words, kept.state, kept.closed_at) == ("Dear Ana,", "done", NOW)


def test_a_reminder_that_was_done_meanwhile_is_not_moved_and_the_operator_reads_so(
    olgas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = ReminderFactory.create(application__user=maya)
    where = address(Reminder, "change", reminder.pk)
    opened = get(olgas, where).form("_save")
    done_while_the_form_is_checked(monkeypatch)
    page = post(olgas, where, opened | {"due_on": "2026-09-10"})
    assert "It was done, moved or taken back meanwhile; that stands, and nothing was changed." in page.text
    kept = Reminder.objects.get()
    assert (kept.state, kept.due_on) == ("done", reminder.due_on)


def test_a_round_that_was_answered_meanwhile_keeps_its_answer(
    olgas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = InterviewFactory.create(application__user=maya)
    where = address(Interview, "change", interview.pk)
    opened = get(olgas, where).form("_save")
    monkeypatch.setattr(Interview, "clean", lambda _self: Interview.objects.update(state="accepted"))
    post(olgas, where, opened | {"place": "Floor 3"})
    kept = Interview.objects.get()
    assert (kept.place, kept.state) == ("Floor 3", "accepted")


@pytest.mark.parametrize("model", [StatusChange, OutgoingEmail, Decline, Heartbeat, Rule])
def test_what_is_only_ever_added_to_has_no_form(olgas: Client, maya: User, model: type[Model]) -> None:
    one_of_each(maya)
    Rule.objects.create(user=maya, kind="follow_up")
    Heartbeat.objects.create(job="plan", beat_at=NOW)
    thing = model._default_manager.all()[0]
    before = list(model._default_manager.values())
    page = get(olgas, address(model, "change", thing.pk))
    assert [control.value("name") for control in page.main.every("input", type="submit")] == []
    assert olgas.post(address(model, "change", thing.pk), {"to_status": "offer"}).status_code == 403
    assert olgas.get(address(model, "add")).status_code == 403
    assert list(model._default_manager.values()) == before


def test_the_timeline_stands_on_the_page_of_its_application_and_takes_no_entries(olgas: Client, maya: User) -> None:
    application = a_decline(maya).application
    page = get(olgas, address(Application, "change", application.pk))
    names = {control.value("name") for control in page.main.every() if control.value("name").startswith("changes-")}
    assert {name.rpartition("-")[2] for name in names if name[8].isdigit()} == {"id", "application"}
    change(olgas, application, **{"changes-TOTAL_FORMS": "2", "changes-1-to_status": "offer"})
    assert [row.to_status for row in application.changes.all()] == ["withdrawn"]


def test_a_mail_with_a_key_in_it_is_not_shown(olgas: Client) -> None:
    mail = OutgoingEmailFactory.create(user=None, to="maya@lindholm.example", text="http://testserver/key/7", html="")
    page = get(olgas, address(OutgoingEmail, "change", mail.pk))
    assert ("key/7" in page.text, "maya@lindholm.example" in page.text) == (False, True)


# --- bad input


@pytest.mark.parametrize("name", ["Failte\nBcc: all", "Failte\r", "Fail\tte", "Failte\u2028Press", "Failte\x7f"])
def test_a_company_name_stays_on_one_line(olgas: Client, maya: User, name: str) -> None:
    company = CompanyFactory.create(user=maya, name="Failte")
    page = change(olgas, company, name=name + "!")
    assert errors(page) == ["There is a line break or a control character in this. Put it on one line."]
    company.refresh_from_db()
    assert company.name == "Failte"


def test_two_companies_of_one_person_have_two_names(olgas: Client, maya: User) -> None:
    CompanyFactory.create(user=maya, name="Failte Press")
    company = CompanyFactory.create(user=maya, name="Leeds Press")
    page = change(olgas, company, name="FAILTE PRESS")
    company.refresh_from_db()
    assert (len(errors(page)), company.name) == (1, "Leeds Press")


def test_a_reply_before_the_invitation_is_refused(olgas: Client, maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    page = change(olgas, interview, reply_by_0="2026-08-01", reply_by_1="10:00:00")
    assert errors(page) == ["The reply-by date is before the invitation."]
    interview.refresh_from_db()
    assert interview.reply_by == datetime(2026, 9, 3, 15, 0, tzinfo=UTC)


# --- accounts


def test_the_operator_makes_an_account_that_can_sign_in(olgas: Client) -> None:
    where = address(User, "add")
    typed = {"email": "new@lindholm.example", "display_name": "New", "time_zone": "Europe/Berlin"}
    post(olgas, where, get(olgas, where).form("email") | typed | {"password1": PASSWORD, "password2": PASSWORD})
    made = User.objects.get(email="new@lindholm.example")
    assert (made.display_name, made.time_zone, made.is_staff, made.check_password(PASSWORD)) == (
        "New",
        "Europe/Berlin",
        False,
        True,
    )
    browser = Client()
    assert post(browser, "/account/sign-in/", {"login": made.email, "password": PASSWORD}).path == "/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "MAYA@lindholm.example"}, "There is already an account with this e-mail address."),
        (
            {"time_zone": "Mars"},
            "“Mars” is not a time zone we know. Choose one such as Europe/Berlin.",
        ),
    ],
)
def test_an_account_that_cannot_be_is_refused(olgas: Client, maya: User, fields: dict[str, str], said: str) -> None:
    where = address(User, "add")
    typed = {"email": "new@lindholm.example", "display_name": "New", "time_zone": "Europe/Berlin"} | fields
    page = post(olgas, where, typed | {"password1": PASSWORD, "password2": PASSWORD})
    assert errors(page) == [said]
    assert User.objects.count() == 2


def test_somebody_can_be_switched_off(olgas: Client, maya: User) -> None:
    form = get(olgas, address(User, "change", maya.pk)).form("_save")
    assert "password" not in form
    form.pop("is_active")
    post(olgas, address(User, "change", maya.pk), form)
    maya.refresh_from_db()
    assert (maya.is_active, maya.check_password(PASSWORD)) == (False, True)


@pytest.mark.parametrize("model", [Application, Interview, Note, StatusChange])
def test_what_is_deleted_here_is_counted_anew(olgas: Client, maya: User, model: type[Model]) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    InterviewFactory.create(application=application)
    Note.objects.create(application=application, kind="touch", heard=True, at=NOW - 3 * DAY)
    StatusChange.objects.create(application=application, to_status="applied", at=NOW - 4 * DAY)
    before = figures_of(maya, Period.ALL, at=NOW, i_said=dict)
    one = model._default_manager.get()
    olgas.post(address(model, "delete", one.pk), {"post": "yes"})
    assert not model._default_manager.exists()
    after = figures_of(maya, Period.ALL, at=NOW, i_said=dict)
    assert after != before
    assert after == count(stories_of(maya, None, {}), NOW.date())
