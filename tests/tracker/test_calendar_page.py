"""The calendar of a search: a month as a grid or as its days. NOW is Thursday 3 September 2026, 14:02 in Berlin."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import Page, get
from tracker.models import Application, Interview, Reminder, Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/applications/"
DAY = timedelta(days=1)


def named(user: User, name: str, **fields: Any) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), **fields)


def round_of(user: User, name: str, **fields: Any) -> Interview:
    """A panel that was accepted: nothing waits for an answer."""
    fields = {"state": "accepted", "reply_by": None} | fields
    return InterviewFactory.create(application=named(user, name), **fields)


def calendar(client: Client, **asked: str) -> Page:
    return get(client, LIST, view="calendar", **asked)


def days(page: Page) -> dict[str, list[str]]:
    """The squares in which something stands, by the day as it is written out, and what stands there."""
    found = {}
    for square in page.main.every("td"):
        if lines := [item.text for item in square.every("li")]:
            found[next(square.every("i")).text] = lines
    return found


def test_each_thing_stands_on_its_day_with_its_word(mayas: Client, maya: User, otto: User) -> None:
    round_of(maya, "Hudson", starts_at=datetime(2026, 9, 10, 14, 30, tzinfo=UTC))
    waiting = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
    round_of(maya, "Failte", state="invited", starts_at=waiting, reply_by=NOW + DAY)
    task = {"stage": "take_home", "minutes": 3 * 24 * 60}
    round_of(maya, "None Gallery", starts_at=datetime(2026, 9, 4, 10, 0, tzinfo=UTC), **task)
    named(maya, "Casa do Pão", status=Status.OFFER, offer_reply_by=NOW + 5 * DAY)
    ReminderFactory.create(application=named(maya, "Lumen"), due_on=date(2026, 9, 30))
    round_of(otto, "Elsewhere")
    page = calendar(mayas)
    assert page.main.text.count("September 2026") == 2
    assert days(page) == {
        "Friday 4 September": ["14:02 Reply due Failte"],
        "Monday 7 September": ["12:00 Task due None Gallery"],
        "Tuesday 8 September": ["14:02 Offer to answer Casa do Pão"],
        "Thursday 10 September": ["16:30 Panel Hudson"],
        "Wednesday 16 September": ["10:00 Panel Failte, not answered yet"],
        "Wednesday 30 September": ["Send the portfolio"],
    }


def test_the_week_begins_on_monday_and_today_is_marked(mayas: Client) -> None:
    page = calendar(mayas)
    assert [head.text for head in page.main.every("th", scope="col")] == [
        *("Mon", "Tue", "Wed", "Thu", "Fri"),
        *("Sat", "Sun"),
    ]
    marked = [
        next(square.every("time")).value("datetime") for square in page.main.every("td", **{"aria-current": "date"})
    ]
    assert marked == ["2026-09-03"]
    squares = [next(square.every("time")).value("datetime") for square in page.main.every("td")]
    assert (squares[0], squares[-1], len(squares)) == ("2026-08-31", "2026-10-04", 35)


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"time_zone": "America/New_York"}, "Sun"),
        ({"time_zone": "Africa/Cairo"}, "Sat"),
        ({"time_zone": "Asia/Calcutta"}, "Sun"),
        ({"time_zone": "UTC"}, "Mon"),
        # The country one names says more than the zone, and what one chose more than either.
        ({"time_zone": "America/New_York", "country": "DE"}, "Mon"),
        ({"time_zone": "America/New_York", "week_starts_on": 1}, "Mon"),
        ({"week_starts_on": 7}, "Sun"),
    ],
)
def test_the_week_begins_as_is_usual_where_one_lives_or_as_one_likes(
    mayas: Client, maya: User, fields: dict[str, Any], first: str
) -> None:
    User.objects.filter(pk=maya.pk).update(**fields)
    page = calendar(mayas)
    heads = [head.text for head in page.main.every("th", scope="col")]
    assert (heads[0], len(heads), len(set(heads))) == (first, 7, 7)
    # The squares are those of the days at their heads, and the month is whole.
    squares = [date.fromisoformat(next(one.every("time")).value("datetime")) for one in page.main.every("td")]
    assert [f"{day:%a}" for day in squares[:7]] == heads
    assert (squares[0] <= date(2026, 9, 1), squares[-1] >= date(2026, 9, 30), len(squares) % 7) == (True, True, 0)


def test_the_days_are_those_of_the_persons_zone(mayas: Client, maya: User) -> None:
    round_of(maya, "Late", starts_at=datetime(2026, 9, 10, 22, 30, tzinfo=UTC))
    assert list(days(calendar(mayas))) == ["Friday 11 September"]
    User.objects.filter(pk=maya.pk).update(time_zone="America/New_York")
    assert list(days(calendar(mayas))) == ["Thursday 10 September"]


def test_months_follow_one_another_and_keep_the_filters(mayas: Client, maya: User) -> None:
    round_of(maya, "December", starts_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    page = calendar(mayas, month="2026-11", tab="all")
    ways = {link.value("rel"): link.value("href") for link in page.main.every("a") if link.value("rel")}
    assert ways == {
        "prev": "?view=calendar&month=2026-10&tab=all",
        "next": "?view=calendar&month=2026-12&tab=all",
    }
    assert days(page) == {"Tuesday 1 December": ["10:00 Panel December"]}


@pytest.mark.parametrize("odd", ["", "2026", "2026-13", "1969-12", "9999-12", "2026-09-09", "x\0"])
def test_an_odd_month_is_this_one(mayas: Client, odd: str) -> None:
    assert "September 2026" in calendar(mayas, month=odd).main.text


def test_the_first_and_the_last_month_lead_no_further(mayas: Client) -> None:
    for month, left in (("1970-01", "next"), ("2100-12", "prev")):
        page = calendar(mayas, month=month)
        assert [link.value("rel") for link in page.main.every("a") if link.value("rel")] == [left]


def test_a_full_day_shows_three_with_an_hour_first_and_leads_to_the_rest(mayas: Client, maya: User) -> None:
    ReminderFactory.create(application=named(maya, "Lumen"), due_on=date(2026, 9, 10))
    for hour in range(8, 12):
        round_of(maya, f"At {hour}", starts_at=datetime(2026, 9, 10, hour, 0, tzinfo=UTC))
    page = calendar(mayas)
    assert days(page)["Thursday 10 September"] == [
        *(f"{hour + 2}:00 Panel At {hour}" for hour in range(8, 11)),
        "+2 more on 10 September",
    ]
    more = page.links()["+2 more on 10 September"]
    agenda = get(mayas, LIST + more.partition("#")[0])
    day = next(agenda.main.every("li", id=more.partition("#")[2]))
    assert [item.text for item in day.every("li")] == [
        *(f"{hour + 2}:00 Panel At {hour}, Product Manager" for hour in range(8, 12)),
        "Send the portfolio Lumen, Product Manager",
    ]


def test_the_agenda_of_this_month_begins_today_and_what_was_is_a_press_away(mayas: Client, maya: User) -> None:
    round_of(maya, "Past", state="done", starts_at=NOW - 2 * DAY)
    round_of(maya, "Ahead", starts_at=NOW + DAY, time_zone="America/New_York")
    page = calendar(mayas, **{"as": "agenda"})
    heads = [head.text for head in page.main.every("h3")]
    assert heads == ["Friday 4 September"]
    assert page.rows("li")[-1] == "14:02 Panel Ahead, Product Manager, 8:02 in New York"
    before = get(mayas, LIST + page.links()["Earlier in September"])
    assert [head.text for head in before.main.every("h3")] == ["Tuesday 1 September", "Friday 4 September"]


def test_a_long_agenda_goes_on_from_a_day(mayas: Client, maya: User) -> None:
    busy = named(maya, "Busy")
    for day in (10, 11, 14):
        for _ in range(30):
            InterviewFactory.create(
                application=busy, state="accepted", reply_by=None, starts_at=datetime(2026, 9, day, 9, tzinfo=UTC)
            )
    page = calendar(mayas, **{"as": "agenda"})
    assert [head.text for head in page.main.every("h3")] == ["Thursday 10 September", "Friday 11 September"]
    rest = get(mayas, LIST + page.links()["Go on from Monday 14 September"])
    assert [head.text for head in rest.main.every("h3")] == ["Monday 14 September"]


def test_only_what_still_stands_is_here(mayas: Client, maya: User) -> None:
    round_of(maya, "Cancelled", state="cancelled")
    round_of(maya, "Passed", state="invited", starts_at=NOW - DAY, reply_by=NOW - 2 * DAY)
    ended = InterviewFactory.create(application=named(maya, "Ended", status=Status.REJECTED), state="accepted")
    Interview.objects.filter(pk=ended.pk).update(reply_by=NOW + DAY)
    held = named(maya, "Held", status=Status.REJECTED)
    InterviewFactory.create(application=held, state="done", starts_at=NOW - DAY)
    named(maya, "No longer", status=Status.ACCEPTED, offer_reply_by=NOW + DAY)
    for kind in (Reminder.Kind.REPLY, Reminder.Kind.INTERVIEW, Reminder.Kind.LAPSE):
        ReminderFactory.create(application=named(maya, kind), kind=kind, due_on=NOW.date() + DAY)
    ReminderFactory.create(application=held, state="done")
    binned = round_of(maya, "Binned")
    Application.objects.filter(pk=binned.application_id).update(binned_at=NOW)
    assert days(calendar(mayas, tab="all")) == {
        "Wednesday 2 September": ["14:02 Panel Passed", "14:02 Panel Held"],
    }


def test_the_filters_of_the_list_are_those_of_the_calendar(mayas: Client, maya: User) -> None:
    hello = ReminderFactory.create(application=named(maya, "Declined", status=Status.LAPSED), title="Say hello")
    round_of(maya, "Failte")
    assert list(days(calendar(mayas)).values()) == [["16:30 Panel Failte"]]
    assert list(days(calendar(mayas, tab="over")).values()) == [[hello.title]]
    assert list(days(calendar(mayas, status="lapsed")).values()) == [[hello.title]]


def test_holidays_are_named_quietly(mayas: Client, maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(country="DE")
    page = calendar(mayas, month="2026-10")
    named_days = [mark.text for mark in page.main.every("span", **{"class": "cal-off"})]
    assert named_days == ["German Unity Day"]


def test_an_empty_month_says_what_will_stand_there(mayas: Client) -> None:
    page = calendar(mayas)
    assert "Nothing stands in September." in page.main.text
    assert page.links()["Look among all applications"] == "?view=calendar&tab=all"


@pytest.mark.parametrize("shape", ["month", "agenda"])
@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_few_questions_however_much_there_is(
    mayas: Client, maya: User, rows: int, shape: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        held = round_of(maya, f"Failte {number}", starts_at=NOW + DAY)
        held.interviewers.add(ContactFactory.create(user=maya))
        InterviewFactory.create(application=held.application)
        due = NOW.date() + (number + 2) * DAY
        ReminderFactory.create(application=held.application, kind="thank_you", interview=held, due_on=due)
        named(maya, f"Casa {number}", status=Status.OFFER, offer_reply_by=NOW + DAY)
    with django_assert_num_queries(13):
        mayas.get(LIST, {"view": "calendar", "as": shape})
