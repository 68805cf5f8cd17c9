"""People, companies and the status guide, as somebody sees them. NOW is Thursday 3 September 2026, 14:02."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import Page, get, post
from tracker import services
from tracker.models import Application, Company, Contact, Merge, Note, Status
from tracker.queries.people import PAGE, last_spoke_with
from tracker.transitions import MOVES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
PEOPLE, COMPANIES, TWICE = "/people/", "/companies/", "/people/twice/"


def person(user: User, name: str, **facts: Any) -> Contact:
    return ContactFactory.create(user=user, **{"name": name, "email": ""} | facts)


def named(page: Page) -> list[str]:
    """The names on a list of people or companies, in order."""
    return [link.text for link in page.main.every("a") if link.value("class") == "co"]


# --- the list


def test_a_page_begins_after_nobody_but_ones_own(mayas: Client, maya: User, otto: User) -> None:
    for name in ("Ana", "Zoë"):
        person(maya, name)
    bo = person(otto, "Bo")
    acme, zeta = (CompanyFactory.create(user=user, name=name) for user, name in ((maya, "Acme"), (otto, "Beta")))
    assert named(get(mayas, PEOPLE, after=str(bo.pk))) == ["Ana", "Zoë"]
    assert named(get(mayas, COMPANIES, after=str(zeta.pk))) == [acme.name]


def test_everybody_stands_by_name_whatever_the_capitals_and_accents(mayas: Client, maya: User, otto: User) -> None:
    for name in ("Östen Berg", "olga Ax", "Zoë", "Ana"):
        person(maya, name)
    person(otto, "Bo")
    assert named(get(mayas, PEOPLE)) == ["Ana", "olga Ax", "Östen Berg", "Zoë"]


def test_a_row_says_who_when_and_where(mayas: Client, maya: User) -> None:
    company = CompanyFactory.create(user=maya, name="Ashby & Lund")
    tom = person(maya, "Tom Ashby", role="agency_recruiter", company=company)
    for position in ("Editor", "Planner"):
        application = ApplicationFactory.create(user=maya, position=position, company__name=f"Failte {position}")
        application.contacts.add(tom)
    services.add_note(application=application, text="", at=NOW - 3 * DAY, touch=True, contact=tom)
    row = "Tom Ashby Ashby & Lund Agency recruiter spoke 3 days ago Planner, Failte Planner and one more"
    assert get(mayas, PEOPLE).rows()[1:] == [row]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rui", ["Dana Ruiz"]),
        ("DANA R", ["Dana Ruiz"]),
        ("norg", ["Freja Nørgaard"]),
        ("dana@", ["Dana Ruiz"]),
        ("failte", ["Freja Nørgaard"]),
        ("na", []),
        ("%", ["Dana Ruiz", "Freja Nørgaard"]),  # no word at all: everybody
    ],
)
def test_a_person_is_found_by_the_beginning_of_a_word(
    mayas: Client, maya: User, otto: User, typed: str, found: list[str]
) -> None:
    person(maya, "Dana Ruiz", email="dana@traffic.example")
    person(maya, "Freja Nørgaard", company=CompanyFactory.create(user=maya, name="Failte Press"))
    person(otto, "Dana Other")
    assert named(get(mayas, PEOPLE, q=typed)) == found


def test_a_role_and_a_company_narrow_the_list_and_can_be_taken_away(mayas: Client, maya: User) -> None:
    company = CompanyFactory.create(user=maya, name="Failte Press")
    person(maya, "Ana", role="referrer", company=company)
    person(maya, "Bo", role="referrer")
    person(maya, "Cy", company=company)
    page = get(mayas, PEOPLE, role="referrer", company=company.pk)
    assert named(page) == ["Ana"]
    assert named(get(mayas, PEOPLE + page.links()["Referrer"])) == ["Ana", "Cy"]
    assert named(get(mayas, PEOPLE + page.links()["At Failte Press"])) == ["Ana", "Bo"]


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 40, "٣"])
def test_an_odd_number_in_the_address_is_as_good_as_none(mayas: Client, maya: User, odd: str) -> None:
    person(maya, "Ana")
    assert named(get(mayas, PEOPLE, company=odd, after=odd, role=odd)) == ["Ana"]


def test_long_lists_go_on_where_the_page_ended_also_among_people_of_one_name(mayas: Client, maya: User) -> None:
    people = [person(maya, "Ana", phone=str(number)) for number in range(PAGE + 2)]
    first = get(mayas, PEOPLE)
    second = get(mayas, PEOPLE + first.links()["After"])
    addresses = [link.value("href") for page in (first, second) for link in page.main.every("a", **{"class": "co"})]
    assert addresses == [one.get_absolute_url() for one in people]
    assert "After" not in second.links()


def test_whom_to_say_hello_to_stands_first_with_the_way_to_do_it(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz", company=CompanyFactory.create(user=maya, name="Failte"))
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    application.contacts.add(dana)
    services.add_note(application=application, text="", at=NOW - 40 * DAY, touch=True, contact=dana)
    hello = ReminderFactory.create(
        application=application, kind="stay_in_touch", contact=dana, due_on=date(2026, 9, 3), words="Dear Dana,"
    )
    page = get(mayas, PEOPLE)
    assert page.heading == "Dana Ruiz would be glad to hear from you."
    assert page.part("Stay in touch") == [
        "Dana Ruiz, Failte You last spoke 40 days ago. Next hello: today. The words are ready. "
        "Say hello We were in contact"
    ]
    assert page.links()["Say hello"] == hello.get_absolute_url()


def test_when_you_last_spoke_counts_every_application_and_rounds_but_nothing_in_the_bin(maya: User) -> None:
    dana, ana, bo = (person(maya, name) for name in ("Dana", "Ana", "Bo"))
    old, new = ApplicationFactory.create(user=maya), ApplicationFactory.create(user=maya)
    binned = ApplicationFactory.create(user=maya, binned_at=NOW)
    services.add_note(application=old, text="", at=NOW - 9 * DAY, touch=True, contact=dana)
    held = InterviewFactory.create(application=new, state="done", starts_at=NOW - 2 * DAY)
    held.interviewers.add(dana, ana)
    cancelled = InterviewFactory.create(application=new, state="cancelled", starts_at=NOW - DAY)
    cancelled.interviewers.add(dana)
    Note.objects.create(application=old, contact=ana, text="No contact.", at=NOW)
    Note.objects.create(application=binned, kind="touch", contact=bo, at=NOW)
    spoke = last_spoke_with([dana.pk, ana.pk, bo.pk], NOW)
    assert spoke == {dana.pk: NOW - 2 * DAY, ana.pk: NOW - 2 * DAY}


# --- one person


def test_the_page_of_a_person_tells_contact_and_where_you_met(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz", phone="0113 496 0042")
    application = ApplicationFactory.create(user=maya, position="Editor", company__name="Failte")
    application.contacts.add(dana)
    InterviewFactory.create(application=application, state="done", starts_at=NOW - DAY).interviewers.add(dana)
    services.add_note(application=application, text="They like nights.", at=NOW, touch=True, contact=dana)
    page = get(mayas, dana.get_absolute_url())
    assert page.heading == "Dana Ruiz"
    assert page.part("When you were in contact") == [
        "3 Sep They like nights. Editor, Failte",
        "2 Sep Panel Editor, Failte",
    ]
    assert page.part("Where you met") == ["Editor, Failte Since today. Interviewing"]


def test_contact_is_noted_from_the_persons_page(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz")
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(dana)
    sent = {"on": "2026-09-02", "channel": "phone", "application": application.pk, "heard": "on", "said": "Trams."}
    page = post(mayas, url("tracker:touch_person", dana.pk), sent | {"next": PEOPLE})
    assert page.path == PEOPLE
    note = Note.objects.get()
    assert (note.application, note.contact, note.channel, note.heard, note.text) == (
        application,
        dana,
        "phone",
        True,
        "Trams.",
    )


def test_contact_with_somebody_on_no_application_waits_for_one(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz")
    page = get(mayas, url("tracker:touch_person", dana.pk))
    assert "Put this person on one first" in page.main.text
    assert post(mayas, url("tracker:touch_person", dana.pk), {"on": "2026-09-02"}).status == 422
    assert Note.objects.count() == 0


@pytest.mark.parametrize("what", ["person", "company"])
def test_two_windows_never_overwrite_each_other_in_silence(mayas: Client, maya: User, what: str) -> None:
    thing: Any = person(maya, "Dana") if what == "person" else CompanyFactory.create(user=maya, name="Dana")
    address = url("tracker:edit_contact" if what == "person" else "tracker:edit_company", thing.pk)
    mine = get(mayas, address).form("name")
    post(mayas, address, mine | {"name": "Dana Ruiz"})
    # Another fact of the same row: both are kept.
    page = post(mayas, address, mine | {"notes": "Nights."})
    thing.refresh_from_db()
    assert (page.path, thing.name, thing.notes) == (thing.get_absolute_url(), "Dana Ruiz", "Nights.")


def test_people_change_jobs(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana", company=CompanyFactory.create(user=maya, name="Failte"))
    address = url("tracker:edit_contact", dana.pk)
    post(mayas, address, get(mayas, address).form("name") | {"company_name": "Halcyon"})
    dana.refresh_from_db()
    assert dana.company == Company.objects.get(name="Halcyon")


def test_somebody_nobody_needs_can_be_deleted_and_others_have_no_button(mayas: Client, maya: User) -> None:
    free, met = person(maya, "Free"), person(maya, "Met")
    ApplicationFactory.create(user=maya).contacts.add(met)
    assert "Delete this person" in get(mayas, free.get_absolute_url()).main.text
    assert "Delete this person" not in get(mayas, met.get_absolute_url()).main.text
    assert post(mayas, url("tracker:delete_person", free.pk)).notes == ["Free is gone from your people."]
    assert post(mayas, url("tracker:delete_person", met.pk)).path == met.get_absolute_url()
    assert list(Contact.objects.all()) == [met]


# --- on an application


def test_somebody_known_is_put_on_an_application_taken_off_and_put_back(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz")
    application = ApplicationFactory.create(user=maya)
    add = url("tracker:add_contact", application.pk)
    assert "Dana Ruiz" in get(mayas, add, q="rui").main.text
    post(mayas, add, {"known": dana.pk})
    assert list(application.contacts.all()) == [dana]
    response = mayas.post(url("tracker:take_off", application.pk), {"contact": dana.pk})
    assert list(application.contacts.all()) == []
    undo = [node for node in Page(mayas.get(response.url)).every("form") if "known=" in node.value("action")]  # type: ignore[attr-defined]
    post(mayas, undo[0].value("action"))
    assert list(application.contacts.all()) == [dana]


def test_a_strangers_person_is_put_nowhere(mayas: Client, maya: User, otto: User) -> None:
    application = ApplicationFactory.create(user=maya)
    post(mayas, url("tracker:add_contact", application.pk), {"known": person(otto, "Bo").pk})
    assert list(application.contacts.all()) == []


def test_somebody_new_who_seems_known_is_asked_about_once(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz", email="dana@traffic.example")
    application = ApplicationFactory.create(user=maya)
    add, typed = url("tracker:add_contact", application.pk), {"name": "D. Ruiz", "email": "Dana@traffic.example"}
    page = post(mayas, add, typed | {"role": "recruiter"})
    assert (page.status, page.form("name")["name"]) == (422, ["D. Ruiz"])
    assert "Yes, it is them" in page.main.text
    post(mayas, add, typed | {"role": "recruiter", "anyway": "1"})
    assert Contact.objects.exclude(pk=dana.pk).get() in application.contacts.all()


def test_who_is_named_beside_a_new_application_and_known_is_not_kept_twice(mayas: Client, maya: User) -> None:
    dana = person(maya, "Dana Ruiz", email="dana@traffic.example")
    sent = {"position": "Editor", "company_name": "Failte", "status": "applied", "priority": "2"}
    post(mayas, url("tracker:add_application"), sent | {"contact_email": "dana@traffic.example"})
    assert list(Application.objects.get().contacts.all()) == [dana]


# --- companies


def test_a_company_tells_what_was_applied_for_and_whom_you_know(mayas: Client, maya: User) -> None:
    failte = CompanyFactory.create(user=maya, name="Failte", notes="Ask for the night desk.")
    ApplicationFactory.create(user=maya, company=failte, position="Editor", applied_on=date(2026, 9, 1))
    person(maya, "Dana Ruiz", company=failte)
    page = get(mayas, failte.get_absolute_url())
    assert page.part("What you applied for") == [
        "Editor Applied Tue 1 Sep. Interviewing since today. Interviewing",
    ]
    assert page.part("People there") == ["Dana Ruiz Coordinator."]
    assert "Ask for the night desk." in page.main.text


def test_companies_stand_by_name_and_are_found_by_a_word(mayas: Client, maya: User) -> None:
    for name in ("Halcyon Maps", "Ärzte", "Failte Press"):
        CompanyFactory.create(user=maya, name=name)
    assert named(get(mayas, COMPANIES)) == ["Ärzte", "Failte Press", "Halcyon Maps"]
    assert named(get(mayas, COMPANIES, q="maps")) == ["Halcyon Maps"]


def test_a_name_that_is_taken_offers_to_merge_the_two(mayas: Client, maya: User) -> None:
    failte, halcyon = (
        CompanyFactory.create(user=maya, name="Failte"),
        CompanyFactory.create(user=maya, name="Halcyon"),
    )
    address = url("tracker:edit_company", halcyon.pk)
    page = post(mayas, address, get(mayas, address).form("name") | {"name": "FAILTE"})
    assert page.errors == ["Company: There is a company of this name already."]
    merging = get(mayas, page.links()["merge them into Failte"])
    post(mayas, merging.path, merging.form("seen"))
    assert list(Company.objects.values_list("name", flat=True)) == ["Failte"]
    assert Merge.objects.get().company == failte


# --- in the book twice


def test_who_may_be_one_stands_together_and_others_do_not(mayas: Client, maya: User, otto: User) -> None:
    failte = CompanyFactory.create(user=maya, name="Failte Ltd")
    CompanyFactory.create(user=maya, name="Fáilte")
    CompanyFactory.create(user=otto, name="Failte GmbH")
    person(maya, "Dana Ruiz", email="dana@x.example")
    person(maya, "D. Ruiz", email="Dana@X.example")
    person(maya, "Bo Lind", company=failte)
    person(maya, "bo lind", company=failte)
    person(maya, "Bo Lind", company=CompanyFactory.create(user=maya, name="Halcyon"))
    page = get(mayas, TWICE)
    assert page.part("People") == [
        "Dana Ruiz and D. Ruiz Dana@X.example Side by side They are two",
        "Bo Lind and bo lind Failte Ltd Side by side They are two",
    ]
    assert page.part("Companies") == ["Failte Ltd and Fáilte Side by side They are two"]


def test_two_are_merged_field_by_field_and_taken_back(mayas: Client, maya: User) -> None:
    dana, twin = person(maya, "Dana Ruiz", phone="1"), person(maya, "Dana Ruiz", phone="2")
    page = get(mayas, url("tracker:merge_person", dana.pk), other=twin.pk)
    response = mayas.post(page.path, page.form("seen") | {"phone": "gone"})
    dana.refresh_from_db()
    assert (response.url, dana.phone) == (dana.get_absolute_url(), "2")  # type: ignore[attr-defined]
    back = post(mayas, url("tracker:take_back_merge", Merge.objects.get().pk))
    assert back.notes[-1] == "Taken back: Dana Ruiz and Dana Ruiz are two again."
    assert list(Contact.objects.order_by("pk").values_list("phone", flat=True)) == ["1", "2"]


def test_a_window_that_comes_late_is_told_and_shown_what_stands(mayas: Client, maya: User) -> None:
    dana, twin = person(maya, "Dana Ruiz"), person(maya, "Dana Ruiz", phone="2")
    page = get(mayas, url("tracker:merge_person", dana.pk), other=twin.pk)
    Contact.objects.filter(pk=twin.pk).update(phone="3")
    late = post(mayas, page.path, page.form("seen"))
    assert late.notes == ["One of the two was changed in another window. Look at them once more, then merge."]
    assert "3" in late.main.text
    post(mayas, late.path, late.form("seen"))
    again = post(mayas, late.path, late.form("seen"))
    assert again.notes[-1] == "These two were merged in another window meanwhile; that stands."
    assert again.path == dana.get_absolute_url()


def test_neither_side_may_be_a_strangers(mayas: Client, maya: User, otto: User) -> None:
    address = url("tracker:merge_person", person(maya, "Dana").pk)
    assert mayas.get(address, {"other": person(otto, "Dana").pk}).status_code == 404


# --- the status guide


def test_the_guide_draws_every_move_there_is_and_no_other(mayas: Client) -> None:
    page = get(mayas, url("tracker:status_guide"))
    drawn = {}
    for section in page.main.every("section"):
        to = [text.text for text in section.every("text") if text.value("class") != "here"]
        drawn[section.value("id")] = to
    assert drawn == {stands.value: [str(to.label) for to in Status if to in MOVES[stands]] for stands in Status}
