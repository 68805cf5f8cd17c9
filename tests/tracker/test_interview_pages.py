"""Rounds of interviews as pages: typed as the employer said it, kept as an instant, answered in one press."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory
from tests.pages import Page, get, post
from tracker.models import Application, Contact, Interview, Status

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_YORK = {"time_zone": "America/New_York"}
ROUND = {"stage": "panel", "state": "accepted", "starts_at": "2026-09-10T16:30", "time_zone": "Europe/Berlin"}
ROUND |= {"minutes": "60"}
INVITED = ROUND | {"state": "invited", "starts_at": ""}


ZONES = {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}


@pytest.fixture(autouse=True)
def _few_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing six hundred zones in every test proves nothing more."""
    monkeypatch.setattr("accounts.forms.zone_names", lambda: frozenset(ZONES))


@pytest.fixture
def application(maya: User) -> Application:
    """Applied for; no round yet."""
    return ApplicationFactory.create(user=maya, status=Status.APPLIED)


def add(client: Client, application: Application, **fields: Any) -> Page:
    """Send the form of a new round; what follows is not opened."""
    return Page(client.post(url("tracker:add_interview", application.pk), ROUND | fields))


def edit(client: Client, interview: Interview, **fields: Any) -> Page:
    return Page(client.post(url("tracker:edit_interview", interview.pk), ROUND | fields))


def reminders(interview: Interview) -> list[tuple[str, str, str]]:
    rows = interview.reminders.open().order_by("due_on", "due_time")
    return [(row.kind, f"{row.due_on:%a %-d %b}", f"{row.due_time:%H:%M}") for row in rows]


# --- a new round


def test_the_form_opens_with_your_own_zone_and_an_hour(mayas: Client, application: Application) -> None:
    form = get(mayas, url("tracker:add_interview", application.pk)).form("stage")
    assert {name: form[name] for name in ("state", "time_zone", "minutes", "starts_at", "reply_by")} == {
        "state": ["invited"],
        "time_zone": ["Europe/Berlin"],
        "minutes": ["60"],
        "starts_at": [""],
        "reply_by": [""],
    }


def test_an_accepted_round_is_kept_with_its_reminders_and_moves_the_application(
    mayas: Client, application: Application
) -> None:
    page = post(mayas, url("tracker:add_interview", application.pk), ROUND | {"place": "Floor 3"})
    assert (page.path, page.notes) == (
        application.get_absolute_url(),
        ["This round is kept."],
    )
    made = application.interviews.get()
    assert (made.stage, made.state, made.minutes, made.place) == ("panel", "accepted", 60, "Floor 3")
    assert reminders(made) == [("interview", "Wed 9 Sep", "09:00"), ("thank_you", "Fri 11 Sep", "09:00")]
    application.refresh_from_db()
    assert application.status == Status.INTERVIEWING


def test_an_invitation_wants_its_answer_by_the_end_of_the_working_day(
    mayas: Client, application: Application
) -> None:
    add(mayas, application, state="invited", starts_at="")
    made = application.interviews.get()
    assert (made.invited_at, made.reply_by) == (NOW, datetime(2026, 9, 3, 15, 0, tzinfo=UTC))
    assert reminders(made) == [("reply", "Thu 3 Sep", "16:00")]


def test_a_reply_by_of_ones_own_is_kept(mayas: Client, application: Application) -> None:
    add(mayas, application, state="invited", invited_at="2026-09-02T10:00", reply_by="2026-09-04T12:00")
    made = application.interviews.get()
    assert (made.invited_at, made.reply_by) == (
        datetime(2026, 9, 2, 8, 0, tzinfo=UTC),
        datetime(2026, 9, 4, 10, 0, tzinfo=UTC),
    )


# --- the hour, and whose clock shows it


@pytest.mark.parametrize(
    ("typed", "zone", "instant"),
    [
        ("2026-09-10T16:30", "America/New_York", datetime(2026, 9, 10, 20, 30, tzinfo=UTC)),
        ("2026-09-10 16:30", "America/New_York", datetime(2026, 9, 10, 20, 30, tzinfo=UTC)),
        ("2026-09-10T16:30:00", "Asia/Kathmandu", datetime(2026, 9, 10, 10, 45, tzinfo=UTC)),
        # Clocks go back at three: 2:30 is there twice, and the first is meant.
        ("2026-10-25T02:30", "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2028-02-29T10:00", "UTC", datetime(2028, 2, 29, 10, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_is_kept_as_the_instant_at_which_their_clock_shows_it(
    mayas: Client, application: Application, typed: str, zone: str, instant: datetime
) -> None:
    add(mayas, application, starts_at=typed, time_zone=zone)
    made = application.interviews.get()
    assert (made.starts_at, made.time_zone) == (instant, zone)


@pytest.mark.parametrize("hour", [0, 1])
def test_saved_as_it_stands_a_round_in_an_hour_that_comes_twice_stays_where_it_is(
    mayas: Client, application: Application, hour: int
) -> None:
    """On 25 October half past two comes twice in Berlin; a form shows both the same."""
    starts = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    interview = InterviewFactory.create(application=application, state="accepted", starts_at=starts)
    page = get(mayas, url("tracker:edit_interview", interview.pk))
    assert page.form("stage")["starts_at"] == ["2026-10-25T02:30"]
    edit(mayas, interview, **page.form("stage"))
    interview.refresh_from_db()
    assert interview.starts_at == starts


@pytest.mark.parametrize(
    ("typed", "zone", "first"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "03:00"),
        ("2027-03-14T02:00", "America/New_York", "03:00"),
        ("2026-10-04T02:10", "Australia/Lord_Howe", "02:30"),
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused_with_the_first_that_exists(
    mayas: Client, application: Application, typed: str, zone: str, first: str
) -> None:
    page = add(mayas, application, starts_at=typed, time_zone=zone)
    said = f"When: The clocks go forward then, so this time does not exist. Choose {first} or later."
    assert (page.status, page.errors) == (422, [said])
    assert page.form("starts_at")["starts_at"] == [typed]
    assert application.interviews.count() == 0


def test_invitation_and_reply_are_typed_on_your_own_clock(mayas: Client, application: Application) -> None:
    page = add(mayas, application, state="invited", reply_by="2027-03-28T02:30", **NEW_YORK)
    assert page.errors == [
        "Reply by: The clocks go forward then, so this time does not exist. Choose 03:00 or later."
    ]


def test_editing_shows_the_hours_as_they_were_typed_and_changes_nothing_by_itself(
    mayas: Client, application: Application
) -> None:
    times = {"invited_at": "2026-09-02T10:00", "reply_by": "2026-09-04T12:00"}
    add(mayas, application, state="invited", **NEW_YORK, **times)
    made = application.interviews.get()
    form = get(mayas, url("tracker:edit_interview", made.pk)).form("stage")
    shown = {name: form[name][0] for name in ("starts_at", "time_zone", "invited_at", "reply_by")}
    assert shown == {"starts_at": "2026-09-10T16:30", **NEW_YORK, **times}
    before = Interview.objects.values().get()
    told = reminders(made)
    mayas.post(url("tracker:edit_interview", made.pk), form)
    assert (Interview.objects.values().get(), reminders(made)) == (before, told)


def test_an_hour_that_is_there_twice_shows_as_typed_and_stays_the_first(
    mayas: Client, application: Application
) -> None:
    add(mayas, application, starts_at="2026-10-25T02:30")
    made = application.interviews.get()
    form = get(mayas, url("tracker:edit_interview", made.pk)).form("stage")
    assert form["starts_at"] == ["2026-10-25T02:30"]
    edit(mayas, made, starts_at=form["starts_at"])
    made.refresh_from_db()
    assert made.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_moving_a_round_moves_its_reminders(mayas: Client, application: Application) -> None:
    add(mayas, application)
    made = application.interviews.get()
    edit(mayas, made, starts_at="2026-09-15T09:00")
    assert reminders(made) == [("interview", "Mon 14 Sep", "09:00"), ("thank_you", "Tue 15 Sep", "17:00")]


# --- what is refused


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"invited_at": "2026-09-02T10:00", "reply_by": "2026-09-02T09:59"},
            "Reply by: This reply-by date is before the invitation (Wednesday 2 September). "
            "Choose that day or a later one.",
        ),
        ({"starts_at": ""}, "When: Say when it is, so that we can remind you."),
        ({"starts_at": "", "state": "done"}, "When: Say when it is, so that we can remind you."),
        ({"starts_at": "next week"}, "When: Write day and hour as 2026-09-30 14:00."),
        ({"starts_at": "2026-02-30T10:00"}, "When: Write day and hour as 2026-09-30 14:00."),
        ({"starts_at": "0001-01-01T00:00"}, "When: Choose a year from 1970 to 2100."),
        ({"starts_at": "9999-12-31T23:59"}, "When: Choose a year from 1970 to 2100."),
        ({"invited_at": "1969-12-31T23:59"}, "Invited: Choose a year from 1970 to 2100."),
        ({"reply_by": "2101-01-01T00:00"}, "Reply by: Choose a year from 1970 to 2100."),
        (
            {"time_zone": "Mars/Olympus_Mons"},
            "In which time zone: “Mars/Olympus_Mons” is not a time zone we know. Choose one from the list.",
        ),
        (
            {"minutes": "0"},
            "Length in minutes: An interview cannot end before it starts. Give its length in minutes: 30, 60, 90.",
        ),
        (
            {"minutes": "-30"},
            "Length in minutes: An interview cannot end before it starts. Give its length in minutes: 30, 60, 90.",
        ),
        ({"minutes": "20161"}, "Length in minutes: Ensure this value is less than or equal to 20160."),
        ({"minutes": "9" * 5000}, "Length in minutes: Enter a whole number."),
        ({"minutes": "an hour"}, "Length in minutes: Enter a whole number."),
        ({"minutes": ""}, "Length in minutes: This field is required."),
        ({"stage": "tea"}, "Round: Select a valid choice. tea is not one of the available choices."),
        (
            {"state": "declined"},
            "Your answer: Select a valid choice. declined is not one of the available choices.",
        ),
        (
            {"place": "Floor 3\nBcc: all"},
            "Place or link: There is a line break or a control character in this. Put it on one line.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(
    mayas: Client, application: Application, fields: dict[str, str], said: str
) -> None:
    page = add(mayas, application, preparation="Read up on night buses.", **fields)
    assert (page.status, page.errors) == (422, [said])
    assert page.form("stage")["preparation"] == ["Read up on night buses."]
    application.refresh_from_db()
    assert (application.interviews.count(), application.status) == (0, Status.APPLIED)


@pytest.mark.parametrize("minutes", [5, 20160])
def test_the_shortest_and_the_longest_round_are_kept(mayas: Client, application: Application, minutes: int) -> None:
    add(mayas, application, minutes=str(minutes))
    assert application.interviews.get().minutes == minutes


def test_a_refused_edit_leaves_the_round_as_it_was(mayas: Client, application: Application) -> None:
    add(mayas, application)
    before = Interview.objects.values().get()
    page = edit(mayas, application.interviews.get(), minutes="-1", place="Elsewhere")
    assert (page.status, page.form("place")["place"]) == (422, ["Elsewhere"])
    assert Interview.objects.values().get() == before


# --- who will be there


@pytest.fixture
def ana(maya: User, application: Application) -> Contact:
    ana = ContactFactory.create(user=maya, name="Ana")
    application.contacts.add(ana)
    return ana


def test_the_people_of_the_application_are_on_offer(
    mayas: Client, maya: User, application: Application, ana: Contact
) -> None:
    ContactFactory.create(user=maya, name="Somebody of another application")
    page = get(mayas, url("tracker:add_interview", application.pk))
    assert [box.value("value") for box in page.main.every("input", name="interviewers")] == [str(ana.pk)]
    add(mayas, application, interviewers=[ana.pk])
    assert list(application.interviews.get().interviewers.all()) == [ana]


def test_an_interviewer_can_be_taken_away_again(mayas: Client, application: Application, ana: Contact) -> None:
    add(mayas, application, interviewers=[ana.pk])
    made = application.interviews.get()
    edit(mayas, made)
    assert (list(made.interviewers.all()), list(application.contacts.all())) == ([], [ana])


@pytest.mark.parametrize("sent", ["otto", "other application", "9" * 30, str(2**63), "\0", "ana", "-1"])
def test_nobody_else_can_be_sent_in(
    mayas: Client, maya: User, otto: User, application: Application, ana: Contact, sent: str
) -> None:
    people = {
        "otto": ContactFactory.create(user=otto).pk,
        "other application": ContactFactory.create(user=maya).pk,
    }
    page = add(mayas, application, interviewers=[ana.pk, people.get(sent, sent)])
    assert (page.status, [error.split(":")[0] for error in page.errors]) == (422, ["With"])
    assert application.interviews.count() == 0


# --- answers in one press


def answer(client: Client, interview: Interview, **sent: str) -> Page:
    return post(client, url("tracker:answer", interview.pk), sent)


@pytest.mark.parametrize(
    ("stands", "to", "said"),
    [
        ("invited", "accepted", "Noted: accepted."),
        ("accepted", "done", "Noted: done."),
        ("accepted", "cancelled", "Noted: cancelled."),
    ],
)
def test_yes_held_and_cancelled_are_noted(mayas: Client, maya: User, stands: str, to: str, said: str) -> None:
    interview = InterviewFactory.create(application__user=maya, state=stands)
    page = answer(mayas, interview, to=to)
    assert (page.path, page.notes) == (interview.application.get_absolute_url(), [said])
    interview.refresh_from_db()
    assert interview.state == to


def test_a_yes_brings_the_reminders_of_the_round_and_ends_that_of_the_answer(
    mayas: Client, application: Application
) -> None:
    add(mayas, application, state="invited")
    made = application.interviews.get()
    assert [kind for kind, _day, _hour in reminders(made)] == ["reply"]
    answer(mayas, made, to="accepted")
    made.refresh_from_db()
    assert made.answered_at == NOW
    assert [kind for kind, _day, _hour in reminders(made)] == ["interview", "thank_you"]


@pytest.mark.parametrize("stands", ["done", "declined", "cancelled"])
def test_a_finished_round_stays_as_it_is(mayas: Client, maya: User, stands: str) -> None:
    interview = InterviewFactory.create(application__user=maya, state=stands)
    page = answer(mayas, interview, to="accepted")
    assert page.notes == [f"This round was finished already: {stands.capitalize()}."]
    interview.refresh_from_db()
    assert interview.state == stands


@pytest.mark.parametrize("to", ["declined", "invited", "nope", "", "\0"])
def test_other_answers_are_none(mayas: Client, maya: User, to: str) -> None:
    interview = InterviewFactory.create(application__user=maya)
    assert answer(mayas, interview, to=to).notes == ["Choose yes, done or cancelled."]
    interview.refresh_from_db()
    assert interview.state == "invited"


def test_a_yes_to_a_round_without_a_date_asks_for_the_date(mayas: Client, maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, starts_at=None)
    page = answer(mayas, interview, to="accepted", next="/")
    assert (page.path, page.notes) == (
        url("tracker:edit_interview", interview.pk),
        ["Say when it is and choose “Accepted”, so that we can remind you."],
    )
    interview.refresh_from_db()
    assert interview.state == "invited"


def test_the_page_has_the_button_that_fits(mayas: Client, application: Application) -> None:
    InterviewFactory.create(application=application, stage="panel", state="accepted", starts_at=NOW - 3 * HOUR)
    InterviewFactory.create(application=application, stage="final", state="accepted", starts_at=NOW + DAY)
    InterviewFactory.create(application=application, stage="second", state="done", starts_at=NOW - DAY)
    labels = [
        button.value("aria-label") for button in get(mayas, application.get_absolute_url()).main.every("button")
    ]
    assert [label for label in labels if label] == ["They cancelled: Final interview", "Panel was held"]


def test_the_facts_of_a_round_that_a_no_freed_can_be_edited_and_it_stays_freed(mayas: Client, maya: User) -> None:
    freed = a_decline(maya).application.interviews.get()
    form = get(mayas, url("tracker:edit_interview", freed.pk)).form("stage")
    assert "state" not in form
    mayas.post(url("tracker:edit_interview", freed.pk), form | {"state": "accepted", "place": "Floor 3"})
    freed.refresh_from_db()
    assert (freed.state, freed.place, reminders(freed)) == ("cancelled", "Floor 3", [])
