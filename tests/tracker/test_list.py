"""The list of applications: one address that says what is shown, in pages found from the row before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
    ReminderFactory,
)
from tests.pages import Page, get
from tracker import search
from tracker.models import Application, Company, Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/applications/"
DAY = timedelta(days=1)


def named(user: User, name: str, **fields: Any) -> Application:
    """An application at a company of this name, to be found by its words."""
    company = CompanyFactory.create(user=user, name=name)
    application = ApplicationFactory.create(user=user, company=company, **fields)
    search.index(application.pk)
    return application


def companies(page: Page) -> list[str]:
    return [next(row.every("a")).text for row in page.main.every("tr") if any(row.every("td"))]


def listed(client: Client, **query: Any) -> list[str]:
    """The companies on the list, in its order."""
    return companies(get(client, LIST, **query))


# --- what is listed


@pytest.fixture
def four(maya: User, otto: User) -> None:
    named(maya, "Tallinn", status=Status.INTERVIEWING, status_since=NOW - 3 * DAY, created_at=NOW - 9 * DAY)
    named(maya, "Failte", status=Status.APPLIED, status_since=NOW - 2 * DAY, created_at=NOW - DAY)
    named(maya, "Cardiff", status=Status.REJECTED, status_since=NOW - DAY, created_at=NOW - 5 * DAY)
    named(maya, "Bergen", status=Status.WITHDRAWN, status_since=NOW - 4 * DAY, created_at=NOW - 7 * DAY)
    named(maya, "Binned", binned_at=NOW)
    named(otto, "Elsewhere")


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Failte", "Tallinn"]),
        ({"tab": "open"}, ["Failte", "Tallinn"]),
        ({"tab": "over"}, ["Cardiff", "Bergen"]),
        ({"tab": "all"}, ["Cardiff", "Failte", "Tallinn", "Bergen"]),
        ({"status": "rejected"}, ["Cardiff"]),
        ({"tab": "open", "status": "rejected"}, ["Cardiff"]),
        ({"status": ["rejected", "applied"]}, ["Cardiff", "Failte"]),
        ({"status": ["rejected", "applied", "offer", "withdrawn"]}, ["Cardiff", "Failte", "Bergen"]),
        ({"status": ["rejected", "gone"]}, ["Cardiff"]),
        ({"tab": "open", "status": "", "q": ""}, ["Failte", "Tallinn"]),
        ({"tab": "all", "sort": "newest"}, ["Failte", "Cardiff", "Bergen", "Tallinn"]),
        ({"tab": "all", "sort": "company"}, ["Bergen", "Cardiff", "Failte", "Tallinn"]),
        ({"tab": "all", "sort": "waiting"}, ["Bergen", "Tallinn", "Failte", "Cardiff"]),
        ({"q": "aLLin"}, []),
        ({"q": "tALLin"}, ["Tallinn"]),
        ({"q": "product"}, ["Bergen", "Cardiff", "Failte", "Tallinn"]),
        ({"tab": "open", "q": "product"}, ["Failte", "Tallinn"]),
        ({"q": "product", "status": "applied"}, ["Failte"]),
        ({"q": "elsewhere"}, []),
        ({"q": "binned"}, []),
        ({"q": "\0"}, ["Failte", "Tallinn"]),
        ({"q": "🚌"}, []),
        ({"page": "abc", "sort": "zzz", "status": "nope"}, ["Failte", "Tallinn"]),
        ({"page": "-1", "tab": "nope"}, ["Failte", "Tallinn"]),
    ],
)
def test_the_address_says_what_is_listed_and_an_odd_value_filters_nothing(
    mayas: Client, query: dict[str, Any], expected: list[str]
) -> None:
    assert listed(mayas, **query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"source": "linked"}, ["Hays"]),
        ({"work_mode": ["remote", "hybrid"]}, ["Hays", "Direct"]),
        ({"priority": "1"}, ["Direct"]),
        ({"tag": "ART"}, ["Direct"]),
        ({"applied_from": "2026-08-02"}, ["Direct"]),
        ({"applied_to": "2026-08-01"}, ["Hays"]),
        ({"applied_from": "2026-08-01", "applied_to": "2026-08-01"}, ["Hays"]),
        ({"applied_from": "yesterday", "applied_to": "2026-99-99"}, ["Plain", "Hays", "Direct"]),
        ({"ahead": "yes"}, ["Plain"]),
        ({"ahead": "no"}, ["Hays", "Direct"]),
        ({"agency": "yes"}, ["Plain", "Hays"]),
        ({"agency": "no"}, ["Direct"]),
        ({"salary": "50000"}, ["Hays", "Direct"]),
        ({"salary": "60001"}, ["Direct"]),
        ({"salary": "much"}, ["Plain", "Hays", "Direct"]),
        ({"salary": "9" * 40}, ["Plain", "Hays", "Direct"]),
        ({"agency": "perhaps", "ahead": "maybe", "priority": "9"}, ["Plain", "Hays", "Direct"]),
    ],
)
def test_every_filter_keeps_what_it_says(
    mayas: Client, maya: User, query: dict[str, Any], expected: list[str]
) -> None:
    facts: dict[str, Any] = {"status_since": NOW - DAY, "work_mode": "hybrid", "priority": 1, "tags": "press, Art"}
    named(maya, "Direct", applied_on=date(2026, 8, 2), salary_min=70_000, source="LinkedOut, Agencies no", **facts)
    facts = {"status_since": NOW, "work_mode": "remote", "tags": "startup, artful"}
    hays = named(maya, "Hays", applied_on=date(2026, 8, 1), salary_min=40_000, salary_max=60_000, **facts)
    Application.objects.filter(pk=hays.pk).update(source="Agency: LinkedIn")
    Application.objects.filter(company__name="Direct").update(source="A friend")
    plain = named(maya, "Plain", status_since=NOW + DAY)
    plain.contacts.add(ContactFactory.create(user=maya, role="agency_recruiter"))
    InterviewFactory.create(application=plain, state="accepted", starts_at=NOW + DAY)
    InterviewFactory.create(application=hays, state="done", starts_at=NOW - DAY, reply_by=None)
    assert listed(mayas, **query) == expected


@pytest.mark.usefixtures("four")
def test_tabs_count_and_the_form_keeps_its_tab(mayas: Client) -> None:
    page = get(mayas, LIST, tab="over")
    tabs = [(link.text, link.value("aria-current")) for link in next(page.main.every("ul")).every("a")]
    assert tabs == [("Open 2", ""), ("Might revisit", ""), ("Ended 2", "page"), ("All", "")]
    form = page.form("q")
    assert (form["tab"], form["q"]) == (["over"], [""])


def test_a_tab_counts_no_further_than_it_must(mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("tracker.queries.MANY", "tracker.queries.lists.MANY"):
        monkeypatch.setattr(place, 2)
    for name in ("A", "B", "C"):
        named(maya, name)
    assert "Open 2+" in get(mayas, LIST).links()


# --- in which order


def test_what_presses_stands_first_and_the_latest_move_after_it(mayas: Client, maya: User) -> None:
    for name, reply_by in (("Later", NOW + 2 * DAY), ("Sooner", NOW + DAY), ("Whenever", None)):
        application = named(maya, name, status_since=NOW - 20 * DAY)
        InterviewFactory.create(application=application, reply_by=reply_by)
        InterviewFactory.create(application=application, reply_by=NOW + 9 * DAY)
    named(maya, "An offer", status=Status.OFFER, offer_reply_by=NOW - DAY, status_since=NOW - 20 * DAY)
    InterviewFactory.create(application=named(maya, "Answered"), state="accepted", reply_by=NOW)
    InterviewFactory.create(application=named(maya, "Over", status=Status.LAPSED), reply_by=NOW)
    assert listed(mayas) == ["An offer", "Sooner", "Later", "Whenever", "Answered"]
    assert listed(mayas, sort="pressing", tab="all") == [
        "An offer",
        "Sooner",
        "Later",
        "Whenever",
        "Over",
        "Answered",
    ]
    assert listed(mayas, status="offer") == ["An offer"]


def test_the_latest_applied_first_and_what_has_no_date_last(mayas: Client, maya: User) -> None:
    for name, day in (("August", date(2026, 8, 1)), ("Never", None), ("July", date(2026, 7, 1))):
        named(maya, name, applied_on=day)
    assert listed(mayas, sort="applied") == ["August", "July", "Never"]


def test_companies_stand_by_name_whatever_their_capitals_and_accents(mayas: Client, maya: User) -> None:
    for name in ("beta", "Élan", "Alpha", "Zulu", "Echo"):
        named(maya, name)
    assert listed(mayas, sort="company") == ["Alpha", "beta", "Echo", "Élan", "Zulu"]


def test_past_many_companies_no_question_grows_beyond_what_a_database_takes(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.filters.orders.FEW_ROWS", 0)
    monkeypatch.setattr("tracker.queries.keyset.LARGEST", 60)
    Company.objects.bulk_create([Company(user=maya, name=f"Harbour {number:03}") for number in range(400)])
    named(maya, "Quay")
    with CaptureQueriesContext(connection) as asked:
        assert listed(mayas, sort="company") == ["Quay"]
    assert max(query["sql"].partition("IN (")[2].count(",") for query in asked) == 59


# --- in pages


def walk(client: Client, word: str, **query: Any) -> list[list[str]]:
    """The rows of the pages from here on, as somebody goes from one to the next by a button."""
    page = get(client, LIST, **query)
    pages = [page.rows()[1:]]
    while (address := page.links().get(word)) and len(pages) < 20:
        page = get(client, LIST + address)
        pages.append(page.rows()[1:])
    return pages


def from_the_end(rows: list[str], size: int) -> list[list[str]]:
    """Full pages from the last row on; the first page is full, too, and may show some of the second again."""
    ends = range(len(rows), size, -size)
    return [*(rows[end - size : end] for end in ends), rows[:size]]


@pytest.fixture
def sixteen(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen rows of all kinds, many of them equal in what they are sorted by, three to a page."""
    monkeypatch.setattr("tracker.views.table.PAGE", 3)
    monkeypatch.setattr("tracker.filters.orders.FEW_ROWS", 4)
    for number in range(11):
        application = named(
            maya,
            f"{'KMC'[number % 3]}{number:02}",
            status=[Status.APPLIED, Status.LAPSED, Status.INTERVIEWING][number % 3],
            status_since=NOW - (number % 4) * DAY,
            created_at=NOW - (number % 5) * DAY,
            applied_on=None if number % 3 == 2 else NOW.date() - (number % 2) * DAY,
        )
        if number in (3, 6, 8, 9):
            InterviewFactory.create(application=application, reply_by=NOW + (number % 2) * DAY)
    company = Application.objects.earliest("pk").company
    for number in range(5):
        search.index(ApplicationFactory.create(user=maya, company=company, position=f"Product Owner {number}").pk)


@pytest.mark.usefixtures("sixteen")
@pytest.mark.parametrize("sort", ["pressing", "newest", "applied", "company", "waiting"])
@pytest.mark.parametrize(
    "query", [{}, {"tab": "all"}, {"tab": "over"}, {"status": ["applied", "lapsed"]}, {"q": "product", "tab": "all"}]
)
def test_pages_show_each_row_once_forwards_and_the_same_backwards(
    mayas: Client, monkeypatch: pytest.MonkeyPatch, sort: str, query: dict[str, Any]
) -> None:
    there, back = walk(mayas, "After", sort=sort, **query), walk(mayas, "Before", sort=sort, page="last", **query)
    monkeypatch.setattr("tracker.views.table.PAGE", 50)
    whole = get(mayas, LIST, sort=sort, **query).rows()[1:]
    assert (len(set(whole)), [row for page in there for row in page]) == (len(whole), whole)
    assert back == from_the_end(whole, 3)


@pytest.mark.usefixtures("sixteen")
def test_first_and_last_are_one_press_away(mayas: Client) -> None:
    links = get(mayas, LIST, sort="newest", tab="all").links()
    assert (links.get("First"), links["Last"]) == (None, "?sort=newest&tab=all&page=last")
    links = get(mayas, LIST + links["After"]).links()
    assert (links["First"], links["Last"]) == ("?sort=newest&tab=all", "?sort=newest&tab=all&page=last")
    assert get(mayas, LIST + links["Last"]).links().get("After") is None


@pytest.mark.usefixtures("sixteen")
@pytest.mark.parametrize("sort", ["pressing", "newest", "applied", "company", "waiting"])
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~",
        "0~",
        "0~~1",
        "9~~1",
        "-1~~1",
        "0~2026-09-03~1",
        "0~2026-09-03T12:02:00+00:00~x",
        "0~ff~1",
        "~~~~",
        "1~~-5",
    ],
)
def test_a_cursor_that_was_never_ours_is_the_beginning_or_a_page(mayas: Client, sort: str, cursor: str) -> None:
    for side in ("after", "before"):
        assert len(listed(mayas, sort=sort, **{side: cursor})) == 3


def test_a_cursor_outlives_its_row(mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.views.table.PAGE", 1)
    for number, name in enumerate(["C", "B", "A"]):
        named(maya, name, status_since=NOW - number * DAY)
    after = get(mayas, LIST).links()["After"]
    Application.objects.get(company__name="C").delete()
    assert companies(get(mayas, LIST + after)) == ["B"]


def test_no_pager_where_one_page_is_enough(mayas: Client, maya: User) -> None:
    for number in range(25):
        named(maya, f"Company {number:02}")
    assert {"First", "Before", "After", "Last"} & set(get(mayas, LIST).links()) == set()


# --- in words


def chips(page: Page) -> dict[str, str]:
    return {
        link.value("aria-label"): link.value("href")
        for link in page.main.every("a")
        if link.value("aria-label").startswith("Remove filter")
    }


def test_a_chip_takes_its_own_filter_away_and_keeps_the_others(mayas: Client, maya: User) -> None:
    named(maya, "Failte & Sons", status=Status.APPLIED)
    query = {"tab": "all", "q": "failte &", "status": ["applied", "offer"], "sort": "company", "after": "0~~1"}
    assert chips(get(mayas, LIST, **query)) == {
        "Remove filter: “failte &”": "?tab=all&status=applied&status=offer&sort=company",
        "Remove filter: Applied": "?tab=all&q=failte+%26&status=offer&sort=company",
        "Remove filter: Offer": "?tab=all&q=failte+%26&status=applied&sort=company",
    }


def test_every_filter_is_said_in_words(mayas: Client) -> None:
    query = {
        "work_mode": "remote",
        "priority": "1",
        "source": "LinkedIn",
        "tag": "press",
        "applied_from": "2026-07-01",
        "applied_to": "2025-12-24",
        "salary": "50000",
        "ahead": "yes",
        "agency": "no",
    }
    assert [label.removeprefix("Remove filter: ") for label in chips(get(mayas, LIST, **query))] == [
        "Remote",
        "High priority",
        "Found through “LinkedIn”",
        "Tag “press”",
        "Applied since 1 July",
        "Applied until 24 December 2025",
        "50,000 or more",
        "Interview ahead",
        "Not through an agency",
    ]


def test_what_filters_nothing_has_no_chip(mayas: Client, maya: User) -> None:
    named(maya, "Failte")
    assert chips(get(mayas, LIST, q="\0", status="nope", salary="-3", applied_from="x")) == {}


def test_ended_ones_are_shown_and_hidden_by_one_press(mayas: Client, maya: User) -> None:
    named(maya, "Over", status=Status.REJECTED)
    named(maya, "Open")
    shown = get(mayas, LIST, sort="company").links()["Show ended ones"]
    page = get(mayas, LIST + shown)
    assert companies(page) == ["Open", "Over"]
    assert companies(get(mayas, LIST + page.links()["Hide ended ones"])) == ["Open"]


def test_the_link_of_the_view_is_there_to_be_copied(mayas: Client) -> None:
    page = get(mayas, LIST, tab="all", source="A & B", after="0~~1", q="")
    assert next(page.main.every("span", id="this-view")).value("data-text") == (
        "http://testserver/applications/?tab=all&source=A+%26+B"
    )


def test_a_row_says_what_is_next_and_when_there_was_contact(mayas: Client, maya: User) -> None:
    invited = named(maya, "A", source="A friend", applied_on=NOW.date() - DAY)
    InterviewFactory.create(application=invited, reply_by=NOW + timedelta(hours=3))
    held = named(maya, "B")
    InterviewFactory.create(application=held, state="accepted", starts_at=NOW + DAY)
    InterviewFactory.create(application=held, state="done", starts_at=NOW - 3 * DAY)
    ReminderFactory.create(application=named(maya, "C"), due_on=NOW.date() + 2 * DAY)
    named(maya, "D", status=Status.OFFER, offer_reply_by=NOW - DAY)
    named(maya, "E", status=Status.SAVED, closes_on=NOW.date() + DAY)
    quiet = named(maya, "F", status=Status.APPLIED, status_since=NOW - 40 * DAY)
    quiet.note_set.create(kind="touch", at=NOW - 20 * DAY)
    quiet.note_set.create(kind="note", at=NOW - DAY)
    named(maya, "G", status=Status.APPLIED, status_since=NOW - 13 * DAY)
    assert get(mayas, LIST, sort="company").rows()[1:] == [
        "A Product Manager Interviewing Reply by 17:02 today, 3 hours left yesterday A friend",
        "B Product Manager Interviewing Panel tomorrow, 14:02 3 days ago",
        "C Product Manager Interviewing Something to do Sat 5 Sep",
        "D Product Manager Offer Reply was due yesterday",
        "E Product Manager Saved Closes tomorrow",
        "F Product Manager Applied Quiet for 20 days 20 days ago",
        "G Product Manager Applied",
    ]


def test_columns_are_chosen_in_the_address(mayas: Client, maya: User) -> None:
    facts = {"location": "Leeds", "salary_min": 41_000, "currency": "GBP", "priority": 1, "tags": "press"}
    named(maya, "A", status=Status.SAVED, **facts)
    page = get(mayas, LIST, cols=["added", "location", "nope", "salary", "priority", "tags"])
    assert page.rows() == [
        "Company and role Place Salary Priority Tags Added",
        "A Product Manager Leeds 41,000 GBP High press today",
    ]
    assert get(mayas, LIST, cols="nope").rows()[0] == (
        "Company and role Status What is next Last contact Applied Found through"
    )


def test_a_heading_sorts_by_its_column_and_says_so(mayas: Client, maya: User) -> None:
    named(maya, "A")
    page = get(mayas, LIST, tab="all")
    assert {label: page.links()[label] for label in ("Company and role", "Applied")} == {
        "Company and role": "?tab=all&sort=company",
        "Applied": "?tab=all&sort=applied",
    }
    sorted_by = [head.text for head in page.main.every("th") if head.value("aria-sort")]
    assert sorted_by == ["What is next"]


def test_an_empty_list_says_how_to_begin_and_a_search_without_luck_how_to_go_on(mayas: Client, maya: User) -> None:
    assert get(mayas, LIST).links()["Add application"] == "/applications/add/"
    named(maya, "Failte")
    page = get(mayas, LIST, q="oslo", salary="3", sort="newest")
    assert "Nothing here has all of this." in page.main.text
    assert page.links()["Clear the filters"] == "?sort=newest"
