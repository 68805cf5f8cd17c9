"""Today: what needs you now, said in one sentence first. NOW is Thursday 3 September 2026, 14:02 in Berlin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import get, post
from tracker.models import Application, Interview, Note, Reminder, Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def named(user: User, name: str, **fields: Any) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), **fields)


def round_of(user: User, name: str, **fields: Any) -> Interview:
    return InterviewFactory.create(application=named(user, name), **fields)


# --- the sentence


def test_somebody_new_is_shown_how_to_begin(mayas: Client, otto: User) -> None:
    named(otto, "Elsewhere")
    page = get(mayas, "/")
    assert page.heading == "Welcome, Maya. Nothing needs you yet."
    assert page.links() == {
        "Add application": "/applications/add/",
        "Write a no": "/decline/",
        "Choose a file": "/import/",
        "Change this": "/preferences/",
    }
    assert "Reminders come to maya@lindholm.example at 9:00 on your clock (Europe/Berlin)." in page.main.text


def test_whether_reminders_can_leave_is_said_at_the_beginning(mayas: Client, settings: Settings) -> None:
    assert "Mail is not set up yet" in get(mayas, "/").main.text
    settings.MAIL_CONFIGURED = True
    assert "Mail is not set up yet" not in get(mayas, "/").main.text


def test_on_a_quiet_day_it_says_so(mayas: Client, maya: User) -> None:
    named(maya, "Failte")
    page = get(mayas, "/")
    assert page.heading == "Nothing needs you today. Rest is part of it."
    assert page.part("Ahead")[1:] == ["Nothing is planned for the next two weeks."]
    assert page.links()["See your applications"] == "/applications/"
    assert page.main.text.startswith("Thursday 3 September Nothing needs you today.")


def test_what_is_next_is_named_when_nothing_presses(mayas: Client, maya: User) -> None:
    round_of(maya, "Failte", state="accepted", starts_at=NOW + DAY)
    assert get(mayas, "/").heading == "Nothing needs you now. Next: Failte, tomorrow, 14:02."


def test_reminders_are_counted(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte")
    for _ in range(2):
        ReminderFactory.create(application=application)
    assert get(mayas, "/").heading == "Two things to do today."


def test_one_who_waits_is_named_with_the_hour(mayas: Client, maya: User) -> None:
    round_of(maya, "Failte", reply_by=NOW + 3 * HOUR)
    heading = "One person is waiting for your answer. Failte: Reply by 17:02 today, 3 hours left."
    assert get(mayas, "/").heading == heading


def test_who_has_waited_too_long_comes_first_and_without_reproach(mayas: Client, maya: User) -> None:
    round_of(maya, "Failte", reply_by=NOW + HOUR)
    round_of(maya, "Tallinn", reply_by=NOW - DAY)
    page = get(mayas, "/")
    assert page.heading == (
        "Two people are waiting for your answer. Tallinn’s was due yesterday; a few kind lines today will do."
    )


def test_a_name_is_text_in_the_sentence(mayas: Client, maya: User) -> None:
    round_of(maya, "Acme & Sons <b>", reply_by=None)
    page = get(mayas, "/")
    assert page.heading == "One person is waiting for your answer. It is Acme & Sons <b>, and there is no hurry."
    assert list(page.main.every("b")) == []
    round_of(maya, "Failte", reply_by=None)
    assert get(mayas, "/").heading == (
        "Two people are waiting for your answer. None of them has set a day, so there is no hurry."
    )


# --- waiting for your answer


def test_overdue_answers_stand_first_and_those_without_a_date_last(mayas: Client, maya: User) -> None:
    round_of(maya, "Whenever", reply_by=None, starts_at=None)
    round_of(maya, "Tomorrow", reply_by=NOW + DAY)
    round_of(maya, "Overdue", reply_by=NOW - 2 * DAY)
    named(maya, "Offer", status=Status.OFFER, offer_reply_by=NOW + HOUR)
    assert get(mayas, "/").part("Waiting for your answer") == [
        "Overdue Panel for Product Manager, Thu 10 Sep, 16:30. Reply was due Tue 1 Sep Say yes Decline",
        "Offer Offer: Product Manager. Reply by 15:02 today, 1 hour left Accept Decline",
        "Tomorrow Panel for Product Manager, Thu 10 Sep, 16:30. Reply by tomorrow, 14:02 Say yes Decline",
        "Whenever Panel for Product Manager. Say yes Decline",
    ]


def test_yes_is_one_press_and_leads_back_here(mayas: Client, maya: User) -> None:
    waiting = round_of(maya, "Failte")
    page = get(mayas, "/")
    form = next(form for form in page.main.every("form") if form.value("action") == url("tracker:answer", waiting.pk))
    assert [button.value("value") for button in form.every("button")] == ["accepted"]
    after = post(mayas, url("tracker:answer", waiting.pk), {"to": "accepted", "next": "/"})
    assert (after.path, after.notes) == ("/", ["Noted: accepted."])
    assert after.heading == "Nothing needs you now. Next: Failte, Thu 10 Sep, 16:30."


def test_an_offer_is_accepted_in_one_press(mayas: Client, maya: User) -> None:
    offer = named(maya, "Failte", status=Status.OFFER)
    form = get(mayas, "/").form("to")
    assert form["stands"] == ["offer"]
    post(mayas, url("tracker:move", offer.pk), {**form, "to": "accepted"})
    offer.refresh_from_db()
    assert offer.status == Status.ACCEPTED


def test_no_is_one_press_away(mayas: Client, maya: User) -> None:
    waiting = round_of(maya, "Failte")
    assert get(mayas, "/").links()["Decline"] == f"/applications/{waiting.application_id}/decline/"


# --- reminders


def test_reminders_of_today_and_before_are_listed_with_what_to_do(mayas: Client, maya: User) -> None:
    application = named(maya, "Failte")
    ReminderFactory.create(application=application, title="Call Ana", due_on=NOW.date() - DAY, state="told")
    held = InterviewFactory.create(application=application, state="done", starts_at=NOW - DAY)
    held.interviewers.add(ContactFactory.create(user=maya, name="Ana"), ContactFactory.create(user=maya, name="Bo"))
    ReminderFactory.create(application=application, kind="thank_you", interview=held, words="Dear Ana,")
    ReminderFactory.create(application=application, title="Tomorrow", due_on=NOW.date() + DAY)
    page = get(mayas, "/")
    rows = [row.partition(" Later ")[0] for row in page.part("Reminders for today") if " Later " in row]
    assert rows == [
        "Call Ana Failte, Product Manager. Since yesterday, 9:00. Done",
        "Thank Ana, Bo Failte, Product Manager. For today, 9:00. The words are ready. Read the note",
    ]


def test_a_reminder_is_done_in_one_press_from_here(mayas: Client, maya: User) -> None:
    reminder = ReminderFactory.create(application=named(maya, "Failte"))
    page = post(mayas, url("tracker:done", reminder.pk), get(mayas, "/").form("next"))
    assert (page.path, page.notes) == ("/", ["Done. One thing less."])
    assert page.part("Reminders for today") == []


# --- gone quiet


def test_what_has_gone_quiet_can_be_let_go(mayas: Client, maya: User) -> None:
    quiet = named(maya, "Failte", status=Status.APPLIED, status_since=NOW - 20 * DAY)
    named(maya, "Fresh", status=Status.APPLIED, status_since=NOW - 13 * DAY)
    answered = named(maya, "Answered", status=Status.APPLIED, status_since=NOW - 20 * DAY)
    Note.objects.create(application=answered, text="They wrote.", at=NOW - DAY)
    page = get(mayas, "/")
    assert page.part("Gone quiet") == [
        "Failte, Product Manager No word since you applied, 20 days ago. Ask gently Let it go"
    ]
    after = post(mayas, url("tracker:move", quiet.pk), {**page.form("stands"), "to": "lapsed"})
    assert after.notes == ["Failte moved to Lapsed."]
    assert get(mayas, "/").part("Gone quiet") == []


# --- interviews ahead


def test_rounds_ahead_are_told_on_your_clock_and_on_theirs_where_it_differs(mayas: Client, maya: User) -> None:
    round_of(
        maya,
        "Hudson",
        state="accepted",
        starts_at=datetime(2026, 9, 10, 20, 30, tzinfo=UTC),
        time_zone="America/New_York",
    )
    round_of(
        maya, "Failte", starts_at=datetime(2026, 9, 8, 8, 0, tzinfo=UTC), time_zone="Europe/Paris", reply_by=None
    )
    assert get(mayas, "/").part("Ahead") == [
        "14:02 Now",
        "Nothing this weekend. Rest.",
        "Tue 8 Panel at 10:00 Failte. Not answered yet.",
        "Thu 10 Panel at 22:30 your time Hudson, 16:30 in New York",
    ]


def test_they_follow_the_person_to_another_zone(mayas: Client, maya: User) -> None:
    round_of(maya, "Failte", state="accepted", starts_at=datetime(2026, 9, 8, 8, 0, tzinfo=UTC))
    User.objects.filter(pk=maya.pk).update(time_zone="Asia/Tokyo")
    assert get(mayas, "/").part("Ahead") == [
        "21:02 Now",
        "Nothing this weekend. Rest.",
        "Tue 8 Panel at 17:00 your time Failte, 10:00 in Berlin",
    ]


def test_the_day_turns_at_the_persons_midnight(mayas: Client, maya: User, clock: time_machine.Traveller) -> None:
    ReminderFactory.create(application=named(maya, "Failte"), due_on=NOW.date() + DAY)
    assert get(mayas, "/").part("Reminders for today") == []
    clock.move_to(datetime(2026, 9, 3, 22, 1, tzinfo=UTC))
    page = get(mayas, "/")
    assert page.main.text.startswith("Friday 4 September One thing to do today: Send the portfolio.")


def test_a_no_leaves_nothing_here_but_its_follow_ups(
    mayas: Client, maya: User, clock: time_machine.Traveller
) -> None:
    a_decline(maya)
    clock.shift(DAY)
    page = get(mayas, "/")
    assert (page.heading, page.part("Waiting for your answer")) == (
        "One thing to do today: Thank Jean-Luc d’Artois.",
        [],
    )
    assert page.part("Ahead")[1:] == ["Nothing is planned for the next two weeks."]
    assert [reminder.kind for reminder in Reminder.objects.open()] == ["thank_you", "stay_in_touch"]


def test_nothing_of_a_stranger_is_here(mayas: Client, maya: User, otto: User) -> None:
    named(maya, "Failte")
    round_of(otto, "Elsewhere")
    ReminderFactory.create(application=named(otto, "Elsewhere too"))
    assert "Elsewhere" not in get(mayas, "/").text
