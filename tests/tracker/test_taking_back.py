"""A slip on "Done" or "Later" is taken back: all as it was, no mail twice. NOW is Thursday 3 September, 14:02."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.addresses import a_decline, url
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tests.pages import Page, get, post
from tracker import reminders
from tracker.models import Application, Note, Reminder, Status
from tracker.reminders import Moment
from tracker.transitions import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Kind, State = Reminder.Kind, Reminder.State
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}
STANDS = "Another one has taken its place, or it is no longer needed: this stays as it is."


@pytest.fixture
def failte(maya: User) -> Application:
    company = CompanyFactory.create(user=maya, name="Failte")
    return ApplicationFactory.create(user=maya, company=company)


@pytest.fixture
def applied(maya: User) -> Application:
    """Applied for three weeks ago, with its first follow-up due and told."""
    company = CompanyFactory.create(user=maya, name="Rivière")
    found = ApplicationFactory.create(
        user=maya, company=company, status=Status.APPLIED, applied_on=NOW.date() - 9 * DAY, status_since=NOW - 9 * DAY
    )
    reminders.follow(found, at=NOW - 8 * DAY)
    return found


def everything(user: User) -> list[Any]:
    return [*Reminder.objects.for_user(user).order_by("pk").values(), *Note.objects.order_by("pk").values()]


def the(reminder: Reminder) -> Reminder:
    return Reminder.objects.select_related("application", "user").get(pk=reminder.pk)


# --- done by mistake


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("told_at", [None, NOW - DAY])
def test_what_was_closed_by_mistake_stands_as_it_stood(
    maya: User, failte: Application, done: bool, told_at: datetime | None
) -> None:
    state = State.TOLD if told_at else State.PENDING
    ReminderFactory.create(application=failte, state=state, told_at=told_at)
    before = everything(maya)
    reminder = Reminder.objects.get()
    reminders.close(reminder=reminder, done=done, at=NOW)
    assert reminders.reopen(reminder=reminder, at=NOW + DAY / 24)
    assert everything(maya) == before


def test_a_mail_that_was_sent_is_not_sent_again_and_one_that_had_not_left_is(maya: User, failte: Application) -> None:
    sent, kept_back = (
        ReminderFactory.create(application=failte, state=State.TOLD, told_at=NOW - DAY, title=title) for title in "ab"
    )
    OutgoingEmailFactory.create(user=maya, key=sent.mail_key, state="sent")
    OutgoingEmailFactory.create(user=maya, key=kept_back.mail_key)
    for reminder in (sent, kept_back):
        reminders.close(reminder=the(reminder), done=True, at=NOW)
        assert reminders.reopen(reminder=the(reminder), at=NOW)
    assert [(one.state, one.occurrence) for one in (the(sent), the(kept_back))] == [("told", 1), ("pending", 2)]
    assert reminders.tell_due(at=NOW) == 1
    assert set(OutgoingEmail.objects.values_list("key", "state")) == {
        (f"reminder:{sent.pk}:1", "sent"),
        (f"reminder:{kept_back.pk}:1", "cancelled"),
        (f"reminder:{kept_back.pk}:2", "waiting"),
    }


def test_a_follow_up_takes_the_next_one_and_its_line_on_the_timeline_along(maya: User, applied: Application) -> None:
    before = everything(maya)
    first = Reminder.objects.get(kind=Kind.FOLLOW_UP)
    reminders.close(reminder=first, done=True, at=NOW)
    assert Reminder.objects.filter(kind=Kind.FOLLOW_UP).count() == 2
    assert Note.objects.get().text == "You followed up."
    assert reminders.reopen(reminder=first, at=NOW)
    assert everything(maya) == before


def test_what_has_been_touched_since_stays(maya: User, applied: Application) -> None:
    first = Reminder.objects.get(kind=Kind.FOLLOW_UP)
    reminders.close(reminder=first, done=True, at=NOW)
    second = Reminder.objects.open().get(kind=Kind.FOLLOW_UP)
    reminders.reschedule(reminder=second, moment=Moment(date(2026, 10, 1), time(9)))
    before = everything(maya)
    assert not reminders.reopen(reminder=first, at=NOW)
    assert everything(maya) == before


def test_another_in_its_place_stays(maya: User, failte: Application) -> None:
    closed = ReminderFactory.create(application=failte, kind=Kind.THANK_YOU, state=State.DONE)
    ReminderFactory.create(application=failte, kind=Kind.THANK_YOU)
    assert not reminders.reopen(reminder=the(closed), at=NOW)


def test_what_matters_no_longer_stays_closed(failte: Application) -> None:
    offer = ReminderFactory.create(application=failte, kind=Kind.OFFER, state=State.DONE)
    assert not reminders.reopen(reminder=the(offer), at=NOW)


def test_a_letter_that_was_told_cannot_be_untold(maya: User) -> None:
    no = a_decline(maya)
    hello = no.follow_ups.get(kind=Kind.THANK_YOU)
    reminders.close(reminder=hello, done=True, at=NOW, noted=True)
    Note.objects.create(
        application=no.application, kind="touch", channel="email", contact=hello.contact, text="Sent.", at=NOW
    )
    assert not reminders.reopen(reminder=hello, at=NOW)


# --- later by mistake


@pytest.mark.parametrize("mail", ["sent", "waiting", None])
def test_later_is_taken_back_and_only_an_unread_mail_comes_again(
    maya: User, failte: Application, mail: str | None
) -> None:
    reminder = ReminderFactory.create(application=failte, state=State.TOLD, told_at=NOW - DAY)
    if mail:
        OutgoingEmailFactory.create(user=maya, key=reminder.mail_key, state=mail)
    before = the(reminder)
    was = reminders.remember(reminder)
    reminders.reschedule(reminder=reminder, moment=Moment(date(2026, 9, 10), time(7)))
    assert reminders.put_back(reminder=reminder, was=was)
    after = the(reminder)
    assert (after.due_on, after.due_time, after.time_zone) == (before.due_on, before.due_time, before.time_zone)
    expected = ("pending", 2, None) if mail == "waiting" else ("told", 1, NOW - DAY)
    assert (after.state, after.occurrence, after.told_at) == expected


def test_a_way_back_that_was_not_ours_or_is_of_another_leads_nowhere(failte: Application) -> None:
    one, other = ReminderFactory.create_batch(2, application=failte)
    was = reminders.remember(one)
    for reminder in (one, other):
        reminders.reschedule(reminder=reminder, moment=Moment(date(2026, 9, 10), time(7)))
    assert not reminders.put_back(reminder=one, was=was[:-1])
    assert not reminders.put_back(reminder=other, was=was)
    assert the(other).due_on == date(2026, 9, 10)


# --- in place


def press(client: Client, address: str, sent: dict[str, str]) -> Page:
    return Page(client.post(address, {"next": "/", **sent}, headers=HTMX))


def test_done_leaves_one_quiet_line_with_a_way_back(mayas: Client, failte: Application) -> None:
    reminder = ReminderFactory.create(application=failte)
    line = press(mayas, url("tracker:done", reminder.pk), {})
    assert [item.text for item in line.every("li")] == ["Send the portfolio. Done. One thing less. Take it back"]
    assert line.heading == "Nothing needs you today. Rest is part of it."
    back = next(line.every("form")).value("action")
    row = press(mayas, back, {})
    assert [item.text.partition(" Later ")[0] for item in row.every("li")] == [
        "Send the portfolio Failte, Product Manager. For today, 9:00. Done"
    ]
    assert (row.heading, the(reminder).state) == ("One thing to do today: Send the portfolio.", "pending")


def test_the_button_of_an_earlier_done_leaves_a_later_one_alone(
    mayas: Client, failte: Application, clock: time_machine.Traveller
) -> None:
    reminder = ReminderFactory.create(application=failte)
    done = url("tracker:done", reminder.pk)
    first = next(press(mayas, done, {}).every("form")).value("action")
    press(mayas, first, {})
    clock.shift(60)
    second = next(press(mayas, done, {}).every("form")).value("action")
    assert press(mayas, first, {}).notes == [STANDS]
    assert the(reminder).state == "done"
    assert press(mayas, url("tracker:reopen", reminder.pk) + "?closed=yesterday", {}).notes == [STANDS]
    press(mayas, second, {})
    assert the(reminder).state == "pending"


def test_later_does_too(mayas: Client, failte: Application) -> None:
    reminder = ReminderFactory.create(application=failte)
    line = press(mayas, url("tracker:later", reminder.pk), {"on": "2026-09-04"})
    assert [item.text for item in line.every("li")] == [
        "Send the portfolio. We come back to it tomorrow. Take it back"
    ]
    press(mayas, next(line.every("form")).value("action"), {})
    assert the(reminder).due_on == date(2026, 9, 3)


def test_a_day_that_has_passed_leaves_the_row_and_says_why(mayas: Client, failte: Application) -> None:
    reminder = ReminderFactory.create(application=failte)
    page = press(mayas, url("tracker:later", reminder.pk), {"other": "2026-09-01"})
    assert page.notes == ["This day has passed. Choose today or a later one."]
    assert [row.text.partition(".")[0] for row in page.every("li")] == ["Send the portfolio Failte, Product Manager"]


def test_without_a_script_the_page_comes_back_with_a_toast_that_takes_it_back(
    mayas: Client, failte: Application
) -> None:
    reminder = ReminderFactory.create(application=failte)
    page = post(mayas, url("tracker:done", reminder.pk), {"next": "/"})
    assert (page.path, page.notes) == ("/", ["Done. One thing less."])
    way_back = next(form.value("action") for form in page.main.every("form") if "reopen" in form.value("action"))
    after = post(mayas, way_back, {"next": "/"})
    assert (after.path, after.notes) == ("/", ["Taken back. It stands where it stood before."])
    assert the(reminder).state == "pending"
    assert post(mayas, way_back, {"next": "/"}).notes == [STANDS]


# --- ask gently


def test_the_words_that_ask_are_one_press_away_and_written_once(mayas: Client, maya: User) -> None:
    ana = ContactFactory.create(user=maya, name="Ana Silva")
    talked = ApplicationFactory.create(user=maya, status=Status.IN_CONVERSATION, status_since=NOW - 20 * DAY)
    talked.contacts.add(ana)
    first = post(mayas, url("tracker:ask", talked.pk))
    assert post(mayas, url("tracker:ask", talked.pk)).path == first.path
    reminder = Reminder.objects.get()
    assert get(mayas, "/").part("Gone quiet") == []
    assert (first.path, first.heading) == (reminder.get_absolute_url(), "Ask Ana Silva how it stands")
    assert (reminder.state, reminder.contact, reminder.due_on) == ("told", ana, NOW.date())
    assert reminder.words.startswith("Dear Ana Silva,")
    reminders.close(reminder=reminder, done=True, at=NOW)
    assert Note.objects.get().text == "You followed up."
    assert get(mayas, "/").part("Gone quiet") == []


def test_asking_early_is_the_planned_follow_up_and_a_third_is_not_written(
    mayas: Client, maya: User, applied: Application, clock: time_machine.Traveller
) -> None:
    for step in (1, 2):
        assert post(mayas, url("tracker:ask", applied.pk)).status == 200
        asked = Reminder.objects.open().get(kind=Kind.FOLLOW_UP)
        assert asked.step == step
        reminders.follow(applied, at=NOW)
        reminders.close(reminder=the(asked), done=True, at=NOW + step * DAY / 24)
    page = post(mayas, url("tracker:ask", applied.pk))
    assert page.notes == ["You have asked twice. A third time would not help; silence is an answer, too."]
    assert applied.status in OPEN
