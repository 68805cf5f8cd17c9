"""Contact that was had, and the hellos after an end. Maya is in Berlin; NOW is Thursday 3 September, 14:02."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, ContactFactory, ReminderFactory
from tracker import reminders, services
from tracker.models import Contact, Note, Reminder, Status
from tracker.remembered import remembered

pytestmark = pytest.mark.django_db
Kind, State = Reminder.Kind, Reminder.State
DAY = timedelta(days=1)
TODAY = NOW.date()


def hello(
    maya: User, due: date = date(2026, 11, 30), *, contact: Contact | None = None, again: int = 0, **facts: Any
) -> Reminder:
    """A hello that waits, of an application that ended."""
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    if again:
        reminders.set_rule(user=maya, kind=Kind.STAY_IN_TOUCH, is_on=True, days=90, again=again, at=NOW)
    return ReminderFactory.create(
        application=application, kind=Kind.STAY_IN_TOUCH, contact=contact, due_on=due, due_time=time(9), **facts
    )


def touch(reminder: Reminder, on: date = TODAY, at: datetime = NOW, **values: Any) -> Note:
    told: dict[str, Any] = {"channel": "phone", "contact": None, "text": "", "heard": False} | values
    application = reminder.application
    return services.log_touch(application, on=on, by=application.user, at=at, **told)


def hellos(reminder: Reminder) -> list[tuple[int, str, str, date]]:
    rows = reminder.application.reminders.filter(kind=Kind.STAY_IN_TOUCH).order_by("pk")
    return list(rows.values_list("step", "state", "because", "due_on"))


def latest(reminder: Reminder) -> Reminder:
    return reminder.application.reminders.filter(kind=Kind.STAY_IN_TOUCH).order_by("pk").last() or reminder


# --- a touch


def test_a_touch_says_when_how_with_whom_and_whether_they_answered(maya: User) -> None:
    dana = ContactFactory.create(user=maya)
    note = touch(hello(maya), TODAY - DAY, channel="linkedin", contact=dana, text="The night buses.", heard=True)
    assert (note.kind, note.channel, note.contact, note.text, note.heard) == (
        "touch",
        "linkedin",
        dana,
        "The night buses.",
        True,
    )
    assert maya.local(note.at).replace(tzinfo=None) == datetime(2026, 9, 2, 12, 0)


def test_one_of_today_is_of_now(maya: User) -> None:
    assert touch(hello(maya)).at == NOW


def test_a_day_to_come_is_refused_by_name(maya: User) -> None:
    with pytest.raises(ValueError, match="2026-09-04 has not come yet"):
        touch(hello(maya), TODAY + DAY)
    assert not Note.objects.exists()


def test_her_own_calendar_says_what_is_to_come(maya: User) -> None:
    maya.time_zone = "Pacific/Kiritimati"
    maya.save()
    assert touch(hello(maya), TODAY + DAY).at == NOW


def test_a_note_of_contact_begins_a_silence_too(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED, applied_on=TODAY - 5 * DAY)
    services.add_note(application=application, text="Told by phone.", at=NOW, touch=True)
    assert application.reminders.get(kind=Kind.FOLLOW_UP).due_on == TODAY + 7 * DAY


def test_contact_without_words_leaves_the_latest_note_to_be_recalled(maya: User) -> None:
    reminder = hello(maya)
    services.add_note(application=reminder.application, text="They like nights.", at=NOW - DAY)
    touch(reminder)
    memory = remembered([reminder], at=NOW)[reminder.pk]
    assert (memory.note, memory.spoke) == ("They like nights.", NOW)


# --- the timer


def test_any_contact_restarts_the_timer_on_a_working_day(maya: User) -> None:
    reminder = hello(maya)
    touch(reminder)
    # Ninety days on, a Wednesday.
    assert hellos(reminder) == [(1, "pending", "", date(2026, 12, 2))]


def test_a_timer_that_ends_at_the_weekend_ends_on_monday(maya: User) -> None:
    reminder = hello(maya)
    touch(reminder, TODAY - 4 * DAY, at=NOW)
    # Ninety days on from Sunday 30 August is Saturday 28 November; it stays with the later Monday planned.
    assert hellos(reminder) == [(1, "pending", "", date(2026, 11, 30))]


@pytest.mark.parametrize("kind", [Kind.STAY_IN_TOUCH, Kind.THANK_YOU])
def test_reopening_by_mistake_and_taking_that_back_loses_no_reminder(maya: User, kind: str) -> None:
    reminder = hello(maya)
    Reminder.objects.update(kind=kind)
    change = services.move(application=reminder.application, to=Status.APPLIED, by=maya, at=NOW)
    assert Reminder.objects.get(pk=reminder.pk).state == State.CANCELLED
    services.take_back(change=change, by=maya, at=NOW + DAY)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.due_on, reminder.because) == (State.PENDING, date(2026, 11, 30), "")


def test_a_reopening_that_is_not_taken_back_keeps_the_hello_away(maya: User) -> None:
    reminder = hello(maya)
    services.move(application=reminder.application, to=Status.APPLIED, by=maya, at=NOW)
    change = services.move(application=reminder.application, to=Status.REJECTED, by=maya, at=NOW + DAY)
    services.take_back(change=change, by=maya, at=NOW + 2 * DAY)
    assert hellos(reminder) == [(1, "cancelled", "moved_on", date(2026, 11, 30))]


def test_contact_long_ago_never_brings_a_hello_nearer(maya: User) -> None:
    reminder = hello(maya)
    touch(reminder, TODAY - 60 * DAY)
    assert hellos(reminder) == [(1, "pending", "", date(2026, 11, 30))]


def test_a_hello_that_was_told_is_moved_and_told_anew(maya: User) -> None:
    reminder = hello(maya, TODAY, state="told", told_at=NOW)
    touch(reminder)
    moved = latest(reminder)
    assert (moved.pk, moved.state, moved.occurrence, moved.due_on) == (reminder.pk, "pending", 2, date(2026, 12, 2))


def test_the_tie_is_to_the_person_wherever_they_were_met(maya: User, otto: User) -> None:
    dana, bo = ContactFactory.create(user=maya), ContactFactory.create(user=maya, name="Bo")
    here, there = hello(maya, contact=dana), hello(maya, contact=dana)
    another, strangers = hello(maya, contact=bo), hello(otto)
    touch(here, contact=dana)
    assert [latest(one).due_on for one in (here, there, another, strangers)] == [
        date(2026, 12, 2),
        date(2026, 12, 2),
        date(2026, 11, 30),
        date(2026, 11, 30),
    ]


# --- the next, and the last


def test_a_hello_that_was_sent_is_contact_and_by_itself_the_last(maya: User) -> None:
    reminder = hello(maya, TODAY)
    assert reminders.close(reminder=reminder, done=True, at=NOW) is True
    assert hellos(reminder) == [(1, "done", "", TODAY)]
    assert list(reminder.application.note_set.values_list("kind", "text", "heard", "at")) == [
        ("touch", "You said hello.", False, NOW)
    ]


def test_a_second_press_notes_nothing_more(maya: User) -> None:
    reminder = hello(maya, TODAY, again=90)
    reminders.close(reminder=reminder, done=True, at=NOW)
    assert reminders.close(reminder=reminder, done=True, at=NOW) is False
    assert (Note.objects.count(), Reminder.objects.count()) == (1, 2)


def test_where_it_is_wished_the_next_follows_with_words_of_its_own(maya: User) -> None:
    reminder = hello(maya, TODAY, again=120, contact=ContactFactory.create(user=maya, called="Jean-Luc"))
    reminders.close(reminder=reminder, done=True, at=NOW)
    assert hellos(reminder)[1:] == [(2, "pending", "", date(2027, 1, 1))]
    second = latest(reminder)
    assert (second.subject, second.contact) == ("A short hello from Maya Lindholm", reminder.contact)
    assert second.words.startswith("Dear Jean-Luc,\n\nIt is a while since I last wrote, and I wanted to say hello.")
    reminders.close(reminder=second, done=True, at=NOW + 120 * DAY)
    assert latest(reminder).words.startswith("Dear Jean-Luc,\n\nAnother few months have gone by,")


def test_one_that_was_skipped_is_followed_by_none(maya: User) -> None:
    reminder = hello(maya, TODAY, again=90)
    reminders.close(reminder=reminder, done=False, at=NOW)
    assert (hellos(reminder), Note.objects.count()) == ([(1, "skipped", "", TODAY)], 0)


def said_hello(reminder: Reminder, times: int) -> datetime:
    at = NOW
    for _ in range(times):
        reminders.close(reminder=latest(reminder), done=True, at=at)
        at += 90 * DAY
    return at


def test_after_three_without_an_answer_it_stops_and_says_so(maya: User) -> None:
    reminder = hello(maya, TODAY, again=90)
    said_hello(reminder, 3)
    assert [(step, state, because) for step, state, because, _day in hellos(reminder)] == [
        (1, "done", ""),
        (2, "done", ""),
        (3, "done", ""),
        (4, "cancelled", "unanswered"),
    ]


def test_an_answer_starts_the_count_anew(maya: User) -> None:
    reminder = hello(maya, TODAY, again=90)
    at = said_hello(reminder, 2)
    touch(reminder, maya.local(at).date(), at, heard=True)
    assert latest(reminder).step == 1
    at = said_hello(reminder, 0) + 200 * DAY
    reminders.close(reminder=latest(reminder), done=True, at=at)
    assert (latest(reminder).step, latest(reminder).state) == (2, "pending")


def test_an_answer_after_the_last_one_takes_it_up_again(maya: User) -> None:
    reminder = hello(maya, TODAY, again=90)
    at = said_hello(reminder, 3)
    touch(reminder, maya.local(at).date(), at)
    assert latest(reminder).because == "unanswered"
    touch(reminder, maya.local(at).date(), at, heard=True)
    resumed = latest(reminder)
    assert (resumed.state, resumed.step) == ("pending", 1)
    assert resumed.due_on == maya.working_day_from(maya.local(at).date() + 90 * DAY)
    assert "It was good to hear from you." in resumed.words


@pytest.mark.parametrize("change", ["reopened", "retired", "off"])
def test_no_next_where_it_has_no_place_any_more(maya: User, change: str) -> None:
    reminder = hello(maya, TODAY, again=90)
    if change == "reopened":
        services.move(application=reminder.application, to=Status.APPLIED, by=maya, at=NOW)
    elif change == "retired":
        services.retire(reminder.application, at=NOW)
    else:
        reminders.set_rule(user=maya, kind=Kind.STAY_IN_TOUCH, is_on=False, days=90, again=90, at=NOW)
    assert reminders.close(reminder=reminder, done=True, at=NOW) is False
    because = {"reopened": "moved_on", "retired": "retired", "off": "rule_off"}[change]
    assert hellos(reminder) == [(1, "cancelled", because, TODAY)]
