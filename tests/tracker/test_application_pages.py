"""Applications as pages: adding, editing, finding, reading and moving them. NOW is Thursday 3 September 2026."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import get, post
from tracker import services
from tracker.models import Application, Company, Contact, Note, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
ADD, LIST = "/applications/add/", "/applications/"
DAY = timedelta(days=1)
TWO_FIELDS = {"position": "Night editor", "company_name": "Failte Press", "status": "applied", "priority": "2"}


def named(user: User, name: str, **fields: Any) -> Application:
    """An application at a company of this name."""
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), **fields)


def moves(application: Application) -> list[tuple[str, str]]:
    return list(application.changes.order_by("pk").values_list("from_status", "to_status"))


# --- adding


def test_company_and_role_are_enough(mayas: Client, maya: User) -> None:
    page = post(mayas, ADD, TWO_FIELDS)
    made = Application.objects.get()
    assert (made.user, made.position, made.company.name, made.status) == (
        maya,
        "Night editor",
        "Failte Press",
        Status.APPLIED,
    )
    assert (made.created_at, made.status_since, moves(made)) == (NOW, NOW, [("", "applied")])
    assert (page.path, page.heading) == (made.get_absolute_url(), "Night editor, Failte Press")
    assert page.notes == ["Night editor, Failte Press is on your list."]


def test_the_empty_form_needs_no_more_than_the_two(mayas: Client) -> None:
    form = get(mayas, ADD).form("position")
    typed = {name: values[0] for name, values in form.items()} | {"position": "Editor", "company_name": "Failte"}
    assert post(mayas, ADD, typed).heading == "Editor, Failte"


def test_everything_else_is_kept_too(mayas: Client) -> None:
    facts = {
        "liked": "the night-bus pilot",
        "source": "A friend",
        "posting_url": "https://failte.example/jobs/7",
        "posting_text": "We look for\r\na night editor.",
        "location": "Leeds",
        "work_mode": "hybrid",
        "salary_min": "41000",
        "salary_max": "47000",
        "currency": "gbp",
        "notes": "Ask about nights.",
        "tags": "press, nights",
        "priority": "1",
        "applied_on": "2026-08-31",
        "closes_on": "2026-09-30",
        "offer_reply_by": "2026-09-07T12:00",
    }
    post(mayas, ADD, TWO_FIELDS | facts)
    made = Application.objects.values(*facts).get()
    assert made == facts | {
        "salary_min": 41000,
        "salary_max": 47000,
        "currency": "GBP",
        "priority": 1,
        "applied_on": date(2026, 8, 31),
        "closes_on": date(2026, 9, 30),
        "offer_reply_by": datetime(2026, 9, 7, 10, 0, tzinfo=UTC),  # noon in Berlin
    }


def test_the_person_who_wrote_is_kept_with_it(mayas: Client, maya: User) -> None:
    person = {"contact_name": "Jean-Luc d’Artois", "contact_email": "jl@failte.example", "contact_role": "referrer"}
    post(mayas, ADD, TWO_FIELDS | person)
    made = Application.objects.get()
    contact = made.contacts.get()
    assert (contact.user, contact.company, contact.name, contact.email, contact.role) == (
        maya,
        made.company,
        "Jean-Luc d’Artois",
        "jl@failte.example",
        Contact.Role.REFERRER,
    )


def test_a_name_alone_is_a_recruiter(mayas: Client) -> None:
    post(mayas, ADD, TWO_FIELDS | {"contact_name": "Ana"})
    assert [(contact.name, contact.role) for contact in Contact.objects.all()] == [("Ana", Contact.Role.RECRUITER)]


def test_the_same_company_is_not_made_twice(mayas: Client, maya: User, otto: User) -> None:
    CompanyFactory.create(user=otto, name="Failte Press")
    ours = CompanyFactory.create(user=maya, name="failte press")
    post(mayas, ADD, TWO_FIELDS)
    assert Application.objects.get().company == ours
    assert Company.objects.for_user(maya).count() == 1


@pytest.mark.parametrize("over", ["accepted", "rejected", "withdrawn", "lapsed"])
def test_a_new_one_is_not_over_yet(mayas: Client, over: str) -> None:
    page = post(mayas, ADD, TWO_FIELDS | {"status": over})
    said = f"Where does it stand?: Select a valid choice. {over} is not one of the available choices."
    assert (page.status, page.errors) == (422, [said])
    assert Application.objects.count() == 0


def test_a_refused_form_keeps_what_was_typed_and_folds_nothing_away(mayas: Client) -> None:
    typed = TWO_FIELDS | {
        "salary_min": "70000",
        "salary_max": "62000",
        "contact_email": "no address",
        "notes": "Ask <b>why</b>.",
    }
    page = post(mayas, ADD, typed)
    assert page.status == 422
    assert page.errors == [
        "Salary to: This is less than “salary from” (70000). Swap the two, or leave one empty.",
        "Their e-mail address: Enter a valid email address.",
    ]
    form = page.form("position")
    assert {name: form[name][0] for name in typed} == typed
    assert ["open" in fold.attributes for fold in page.main.every("details")] == [True]
    assert (Application.objects.count(), Company.objects.count(), Contact.objects.count()) == (0, 0, 0)


def test_companies_known_already_are_offered_and_no_strangers(mayas: Client, maya: User, otto: User) -> None:
    for user, name in ((maya, "Tallinn Traffic"), (maya, "Failte Press"), (otto, "Secret Employer")):
        CompanyFactory.create(user=user, name=name)
    offered = [option.value("value") for box in get(mayas, ADD).every("datalist") for option in box.every("option")]
    assert offered == ["Failte Press", "Tallinn Traffic"]


# --- editing


def test_sent_as_it_stands_the_form_changes_nothing(mayas: Client, maya: User) -> None:
    application = named(
        maya,
        "Failte Press",
        applied_on=date(2026, 8, 31),
        offer_reply_by=datetime(2026, 9, 7, 10, 0, tzinfo=UTC),
        salary_min=1,
        notes="One\nTwo",
        tags="a, b",
        status=Status.OFFER,
    )
    address = url("tracker:edit_application", application.pk)
    form = get(mayas, address).form("position")
    assert (form["offer_reply_by"], form["applied_on"]) == (["2026-09-07T12:00"], ["2026-08-31"])
    assert "status" not in form
    before = Application.objects.values().get()
    assert post(mayas, address, form).path == application.get_absolute_url()
    assert Application.objects.values().get() == before


def test_facts_change_and_the_company_may_be_another(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    page = post(mayas, url("tracker:edit_application", application.pk), TWO_FIELDS | {"company_name": "Leeds Press"})
    assert page.heading == "Night editor, Leeds Press"
    # The former company stays: people may belong to it.
    assert {company.name for company in Company.objects.all()} == {"Failte Press", "Leeds Press"}


def test_editing_the_facts_leaves_a_status_that_another_window_moved(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = named(maya, "Failte Press", status=Status.APPLIED)
    opened = get(mayas, url("tracker:edit_application", application.pk)).form("position")

    def moved_meanwhile(_self: Application) -> None:
        services.move(application=Application.objects.get(), to=Status.OFFER, by=maya, at=NOW)

    # Between reading the row and writing it: the narrowest gap that there is.
    monkeypatch.setattr(Application, "clean", moved_meanwhile)
    post(mayas, url("tracker:edit_application", application.pk), opened | {"status": "saved", "position": "Editor"})
    application.refresh_from_db()
    assert (application.position, application.status, application.status_since) == ("Editor", Status.OFFER, NOW)


def test_a_refused_edit_changes_nothing_and_keeps_what_was_typed(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press", position="Editor")
    page = post(
        mayas,
        url("tracker:edit_application", application.pk),
        TWO_FIELDS | {"company_name": "", "position": "Night editor"},
    )
    assert (page.status, page.errors) == (422, ["Company: This field is required."])
    assert page.form("position")["position"] == ["Night editor"]
    application.refresh_from_db()
    assert (application.position, application.company.name) == ("Editor", "Failte Press")


# --- one application


def test_the_page_tells_the_facts(mayas: Client, maya: User) -> None:
    application = named(
        maya,
        "Failte Press",
        position="Night editor",
        liked="the night-bus pilot",
        salary_min=62_000,
        salary_max=70_000,
        currency="EUR",
        location="Leeds",
        work_mode="hybrid",
        source="A friend",
        applied_on=NOW.date() - DAY,
        closes_on=NOW.date() + DAY,
        tags="press,, nights ",
        posting_url="https://failte.example/jobs/7",
        posting_text="We look for a night editor.",
        notes="Ask about nights.",
        priority=1,
    )
    page = get(mayas, application.get_absolute_url())
    facts = next(page.main.every("dl"))
    told = zip([term.text for term in facts.every("dt")], [fact.text for fact in facts.every("dd")], strict=True)
    assert dict(told) == {
        "What I like": "the night-bus pilot",
        "Salary": "EUR 62,000 to 70,000",
        "Where": "Leeds, hybrid",
        "Found through": "A friend",
        "Days": "Applied yesterday Posting closes tomorrow",
        "Priority": "High",
        "Tags": "press, nights",
        "Notes": "Ask about nights.",
    }
    assert "Read the posting as it was We look for a night editor." in page.main.text


def test_the_page_tells_the_rounds_the_people_and_the_reminders(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    ana = ContactFactory.create(user=maya, name="Ana", role="hiring_manager")
    bo = ContactFactory.create(user=maya, name="Bo", role="recruiter")
    application.contacts.add(ana, bo)
    held = InterviewFactory.create(
        application=application, stage="phone_screen", state="done", starts_at=NOW - 3 * DAY, minutes=30
    )
    held.interviewers.add(ana)
    InterviewFactory.create(
        application=application,
        stage="panel",
        state="accepted",
        starts_at=datetime(2026, 9, 10, 20, 30, tzinfo=UTC),
        time_zone="America/New_York",
        place="https://meet.example/7",
    )
    ReminderFactory.create(application=application, title="Send the portfolio", due_on=NOW.date() + DAY)
    page = get(mayas, application.get_absolute_url())
    assert page.part("Interviews") == [
        "2 Panel Thu 10 Sep, 22:30 (16:30 in New York), 60 minutes. Accepted. "
        "https://meet.example/7 Add notes For your calendar They cancelled",
        "1 Phone screen Mon 31 Aug, 14:02, 30 minutes. Done. With Ana Add notes",
    ]
    assert page.part("People") == ["Ana Hiring manager. Last spoke 3 days ago. Take off", "Bo Recruiter. Take off"]
    assert page.part("Reminders") == ["Send the portfolio tomorrow, 9:00"]


def test_when_one_last_spoke_with_each_is_the_latest_round_or_contact_with_that_person(
    mayas: Client, maya: User
) -> None:
    application = named(maya, "Failte Press")
    ana, bo, cy = (ContactFactory.create(user=maya, name=name) for name in ("Ana", "Bo", "Cy"))
    application.contacts.add(ana, bo, cy)
    for days, people in ((9, [ana, bo]), (5, [ana])):
        held = InterviewFactory.create(application=application, state="done", starts_at=NOW - days * DAY)
        held.interviewers.add(*people)
    ahead = InterviewFactory.create(application=application, state="accepted", starts_at=NOW + DAY)
    cancelled = InterviewFactory.create(application=application, state="cancelled", starts_at=NOW - DAY)
    for round_ in (ahead, cancelled):
        round_.interviewers.add(cy)
    for kind, days in (("touch", 7), ("note", 2)):
        Note.objects.create(application=application, kind=kind, contact=bo, text="-", at=NOW - days * DAY)
    page = get(mayas, application.get_absolute_url())
    assert page.part("People") == [
        "Ana Coordinator. Last spoke 5 days ago. Take off",
        "Bo Coordinator. Last spoke 7 days ago. Take off",
        "Cy Coordinator. Take off",
    ]


def test_everybody_is_listed_however_many(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    application.contacts.add(*(ContactFactory.create(user=maya, name=f"P{number:02}") for number in range(12)))
    assert len(get(mayas, application.get_absolute_url()).part("People")) == 12


def test_the_timeline_has_the_newest_first(mayas: Client, maya: User, olga: User) -> None:
    application = named(maya, "Failte Press", status=Status.OFFER)
    for days, former, to, by in (
        (20, "", "applied", maya),
        (10, "applied", "interviewing", maya),
        (1, "interviewing", "offer", olga),
    ):
        StatusChange.objects.create(
            application=application, from_status=former, to_status=to, at=NOW - days * DAY, by=by
        )
    InterviewFactory.create(application=application, state="done", invited_at=NOW - 12 * DAY, starts_at=NOW - 5 * DAY)
    Note.objects.create(application=application, text="They like nights.", at=NOW - 2 * DAY)
    page = get(mayas, application.get_absolute_url())
    assert page.part("What happened") == [
        "2 Sep Interviewing became Offer (Olga Operator)",
        "1 Sep They like nights.",
        "29 Aug Panel",
        "24 Aug Applied became Interviewing",
        "22 Aug They invited you: panel",
        "14 Aug Added, as “Applied”",
    ]


def test_a_note_is_written_on_the_timeline(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    page = post(mayas, url("tracker:add_note", application.pk), {"text": "They like nights."})
    assert (page.path, page.notes) == (application.get_absolute_url(), ["Noted."])
    assert list(Note.objects.values_list("text", "kind", "at")) == [("They like nights.", "note", NOW)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x" * 20_001, "Note: Ensure this value has at most 20000 characters (it has 20001)."),
        ("", "Note: This field is required."),
    ],
)
def test_a_note_without_words_or_too_long_is_refused_and_stays_typed(
    mayas: Client, maya: User, text: str, error: str
) -> None:
    application = named(maya, "Failte Press")
    page = post(mayas, url("tracker:add_note", application.pk), {"text": text})
    assert page.errors == [error]
    assert page.form("text") == {"text": [text]}
    assert Note.objects.count() == 0


# --- people


def test_somebody_met_is_kept_with_the_application(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    person = {"name": "Ana Silva", "called": "Ana", "role": "interviewer", "email": "ana@failte.example"}
    page = post(mayas, url("tracker:add_contact", application.pk), person | {"phone": "0113 496 0042"})
    assert (page.path, page.notes) == (application.get_absolute_url(), ["Ana Silva is kept."])
    ana = application.contacts.get()
    assert (ana.user, ana.company, ana.called, ana.role) == (maya, application.company, "Ana", "interviewer")


def test_somebody_has_a_name_or_an_address(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    page = post(mayas, url("tracker:add_contact", application.pk), {"role": "recruiter", "phone": "0113"})
    assert (page.status, page.errors) == (
        422,
        ["Give a name or an e-mail address, so that you know who this is."],
    )
    assert page.form("phone")["phone"] == ["0113"]
    assert Contact.objects.count() == 0


def test_a_person_is_changed_and_stays_where_they_belong(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte Press")
    ana = ContactFactory.create(user=maya, name="Ana")
    application.contacts.add(ana)
    address = url("tracker:edit_contact", ana.pk)
    page = post(mayas, address, get(mayas, address).form("name") | {"called": "Dr. Silva"})
    assert page.path == ana.get_absolute_url()
    ana.refresh_from_db()
    assert (ana.name, ana.called, list(ana.applications.all())) == ("Ana", "Dr. Silva", [application])
