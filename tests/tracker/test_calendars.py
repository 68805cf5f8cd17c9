"""An interview as a calendar file: the same instant in every program, text that survives, and no private notes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from accounts.time import resolve
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.tracker.mail_readers import dr_el_sayed, occasion
from tracker.calendars import calendar_file
from tracker.mails import digest_mail, reminder_mail
from tracker.models import Interview

pytestmark = pytest.mark.django_db


def event_of(file: str) -> Any:
    """The one event of a file, as a calendar program reads it."""
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def a_round(maya: User, **fields: object) -> Interview:
    application = ApplicationFactory.create(user=maya, company=CompanyFactory.create(user=maya, name="Otter & Oak"))
    return InterviewFactory.create(application=application, **fields)


ODD = [
    ("Europe/Berlin", date(2026, 10, 25), time(2, 30)),  # twice
    ("Europe/Berlin", date(2027, 3, 28), time(2, 30)),  # never
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),  # clocks go forward by half an hour
    ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45)),
    ("Asia/Kathmandu", date(2026, 9, 10), time(9, 0)),
    ("Pacific/Apia", date(2026, 9, 10), time(0, 10)),
    ("Africa/Casablanca", date(2027, 2, 7), time(2, 59)),
    ("America/St_Johns", date(2026, 11, 1), time(1, 30)),
    ("Pacific/Kiritimati", date(2026, 12, 31), time(23, 59)),
]


@pytest.mark.parametrize(("zone", "day", "clock"), ODD)
def test_read_back_it_is_the_same_instant(maya: User, zone: str, day: date, clock: time) -> None:
    interview = a_round(maya, starts_at=resolve(day, clock, zone), time_zone=zone, minutes=90)

    event = event_of(calendar_file([interview], at=NOW))

    start, end = event.decoded("dtstart"), event.decoded("dtend")
    assert (start, end) == (interview.starts_at, interview.ends_at)
    assert (start.utcoffset(), end.utcoffset()) == (timedelta(0), timedelta(0))


def test_no_file_describes_a_zone(maya: User) -> None:
    """A wrong description would move the hour, and some programs keep the first that they met of each name."""
    file = calendar_file([a_round(maya, time_zone="America/New_York")], at=NOW)

    assert [line for line in file.splitlines() if "VTIMEZONE" in line or "TZID" in line] == []


@pytest.mark.parametrize(
    "text",
    [
        "Dig, Delve; and \\n Sons",
        "Line one\nLine two\r\nATTENDEE:mailto:everybody@else.example\r\nEND:VEVENT",
        "🎈" * 1250 + "é" * 1250,
        "الدكتور أمين السيد",
        "x" * 5000,
        '"quoted": a=b',
    ],
    ids=["separators", "a line break", "5,000 characters", "right to left", "one long word", "quotes"],
)
def test_text_comes_back_as_it_was_and_folds_at_75_bytes(maya: User, text: str) -> None:
    interview = a_round(maya)
    interview.place = interview.application.company.name = interview.application.position = text

    file = calendar_file([interview], at=NOW)
    event = event_of(file)

    one_line = " ".join(text.split())
    assert str(event["location"]) == one_line
    assert str(event["summary"]) == f"Panel, {text}".replace("\r", "")
    assert str(event["description"]).startswith(text.replace("\r", "") + "\nYour notes: http://testserver/")
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    assert "\n" not in file.replace("\r\n", "")
    assert [key for key in event if key.upper() == "ATTENDEE"] == []


def test_control_characters_stay_out(maya: User) -> None:
    file = calendar_file([a_round(maya, place="Room\x1b\x07 7")], at=NOW)

    assert str(event_of(file)["location"]) == "Room 7"


def test_it_says_where_with_whom_and_where_the_notes_are_but_not_the_notes(maya: User) -> None:
    interview = a_round(maya, place="Room 7", preparation="Ask why the last one left.")
    interview.interviewers.set([dr_el_sayed(maya), ContactFactory.create(user=maya, name="Ana Ruiz")])
    interview.application.notes = "Their offer may be low."

    file = calendar_file([interview], at=NOW)
    event = event_of(file)

    page = f"http://testserver/applications/{interview.application_id}/"
    assert str(event["description"]) == (f"Product Manager\nWith: Ana Ruiz, Dr. Amin El-Sayed\nYour notes: {page}")
    assert (str(event["summary"]), str(event["location"]), str(event["url"])) == (
        "Panel, Otter & Oak",
        "Room 7",
        page,
    )
    unfolded = file.replace("\r\n ", "")
    assert [note for note in ("Ask why", "may be low") if note in unfolded] == []


def test_the_link_to_a_call_is_the_link_of_the_event(maya: User) -> None:
    event = event_of(calendar_file([a_round(maya, place="https://meet.example/otter?a=1,2;3")], at=NOW))

    assert str(event["url"]) == "https://meet.example/otter?a=1,2;3"


def test_a_round_that_moves_stays_one_event_and_the_later_file_wins(maya: User) -> None:
    interview = a_round(maya)
    first = event_of(calendar_file([interview], at=NOW))
    interview.starts_at = NOW + timedelta(days=9)
    second = event_of(calendar_file([interview], at=NOW + timedelta(minutes=1)))

    assert first["uid"] == second["uid"] == f"interview-{interview.pk}@testserver"
    assert second["sequence"] == first["sequence"] + 1
    assert 0 < second["sequence"] < 2**31
    assert (first.decoded("dtstamp"), second.decoded("dtstamp")) == (NOW, NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("state", "status"),
    [("invited", "TENTATIVE"), ("accepted", "CONFIRMED"), ("done", "CONFIRMED"), ("cancelled", "CANCELLED")],
)
def test_the_calendar_is_told_how_sure_it_is(maya: User, state: str, status: str) -> None:
    assert str(event_of(calendar_file([a_round(maya, state=state)], at=NOW))["status"]) == status


def test_the_mail_on_the_eve_brings_the_file_along_and_the_others_do_not(maya: User) -> None:
    eve, answer = occasion(maya, "interview"), occasion(maya, "reply", company="Casa do Pão")

    assert event_of(reminder_mail(eve, at=NOW).calendar).decoded("dtstart") == datetime(2026, 9, 4, 8, tzinfo=UTC)
    assert reminder_mail(answer, at=NOW).calendar == ""


def test_a_digest_brings_every_interview_that_it_announces(maya: User) -> None:
    tomorrow = [occasion(maya, "interview", company=name) for name in ("Otter", "Oak")]
    others = [occasion(maya, "reply", company="Casa do Pão"), occasion(maya, "other", company="Failte")]

    file = digest_mail(maya, [*others, *tomorrow], at=NOW).calendar

    events = Calendar.from_ical(file).walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == ["Panel, Oak", "Panel, Otter"]
    assert digest_mail(maya, others, at=NOW).calendar == ""


def test_the_file_can_be_fetched_from_the_page(mayas: Client, maya: User) -> None:
    interview = a_round(maya)

    response = mayas.get(f"/interviews/{interview.pk}/calendar.ics")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="interview.ics"'
    assert event_of(response.content.decode()).decoded("dtstart") == interview.starts_at


def test_a_round_without_a_date_has_no_file(mayas: Client, maya: User) -> None:
    interview = a_round(maya, starts_at=None)

    assert calendar_file([interview], at=NOW) == ""
    assert mayas.get(f"/interviews/{interview.pk}/calendar.ics").status_code == 404
