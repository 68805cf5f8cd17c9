"""What pages read: in which order, whose, and in how many queries. NOW is Thursday 3 September, 14:02 in Berlin."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory, ReminderFactory
from tracker import queries, timeline
from tracker.models import Application, Interview, Note, Reminder, Status, StatusChange
from tracker.queries.lists import SHOWN

pytestmark = pytest.mark.django_db
Kind, State = Reminder.Kind, Interview.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def invitation(maya: User, **fields: Any) -> Interview:
    return InterviewFactory.create(application__user=maya, **fields)


# --- Today


def test_the_earliest_deadline_stands_first_and_what_has_none_last(maya: User) -> None:
    later = invitation(maya, reply_by=NOW + 2 * DAY)
    never = invitation(maya, reply_by=None)
    late = invitation(maya, reply_by=NOW - HOUR)
    offer = ApplicationFactory.create(user=maya, status=Status.OFFER, offer_reply_by=NOW + DAY)
    answers = queries.answers_due(maya, NOW)
    assert [(answer.application, answer.interview) for answer in answers] == [
        (late.application, late),
        (offer, None),
        (later.application, later),
        (never.application, never),
    ]
    assert [answer.is_late for answer in answers] == [True, False, False, False]


def test_only_invitations_that_wait_for_an_answer_are_listed(maya: User, otto: User) -> None:
    for state in (State.ACCEPTED, State.DONE, State.DECLINED, State.CANCELLED):
        invitation(maya, state=state)
    invitation(maya, starts_at=NOW)
    invitation(maya, application__status=Status.REJECTED)
    invitation(otto)
    ApplicationFactory.create(user=otto, status=Status.OFFER)
    waiting = invitation(maya, starts_at=None)
    assert [answer.interview for answer in queries.answers_due(maya, NOW)] == [waiting]


def test_reminders_of_today_are_listed_by_the_hour_and_those_of_tomorrow_are_not(maya: User, otto: User) -> None:
    application = ApplicationFactory.create(user=maya)
    today = NOW.date()
    evening = ReminderFactory.create(application=application, due_on=today, due_time=time(18))
    overdue = ReminderFactory.create(application=application, due_on=today - DAY, state=Reminder.State.TOLD)
    ReminderFactory.create(application=application, due_on=today + DAY)
    ReminderFactory.create(application=application, due_on=today, state=Reminder.State.DONE)
    ReminderFactory.create(application=application, due_on=today, kind=Kind.REPLY)
    ReminderFactory.create(application__user=otto, due_on=today)
    assert queries.reminders_due(maya, NOW) == [overdue, evening]


def test_today_is_the_day_of_the_persons_zone(maya: User) -> None:
    tomorrow = ReminderFactory.create(application__user=maya, due_on=NOW.date() + DAY)
    half_past_midnight = datetime(2026, 9, 3, 22, 30, tzinfo=UTC)
    assert queries.reminders_due(maya, half_past_midnight) == [tomorrow]


def test_rounds_ahead_are_those_of_two_weeks_and_those_that_just_began(maya: User, otto: User) -> None:
    soon = invitation(maya, state=State.ACCEPTED, starts_at=NOW + DAY)
    running = invitation(maya, state=State.ACCEPTED, starts_at=NOW - 11 * HOUR)
    invited = invitation(maya, starts_at=NOW + 13 * DAY)
    invitation(maya, state=State.ACCEPTED, starts_at=NOW + 14 * DAY)
    invitation(maya, state=State.ACCEPTED, starts_at=NOW - 12 * HOUR)
    invitation(maya, state=State.CANCELLED, starts_at=NOW + DAY)
    invitation(maya, state=State.ACCEPTED, starts_at=None)
    invitation(otto, state=State.ACCEPTED, starts_at=NOW + DAY)
    assert list(queries.interviews_ahead(maya, NOW)) == [running, soon, invited]


def test_what_has_gone_quiet_is_asked_about_the_longest_silence_first(maya: User, otto: User) -> None:
    long_ago = NOW - 15 * DAY

    def silent(since: datetime = long_ago, status: Status = Status.APPLIED, user: User = maya) -> Application:
        return ApplicationFactory.create(user=user, status=status, status_since=since)

    talked, applied = silent(status=Status.IN_CONVERSATION), silent(NOW - 40 * DAY)
    silent(NOW - 14 * DAY)
    silent(status=Status.INTERVIEWING)
    silent(user=otto)
    Note.objects.create(application=silent(), text="They wrote.", at=NOW - DAY)
    invitation(maya, application=silent(), starts_at=NOW + DAY)
    Note.objects.create(application=applied, text="An old note.", at=NOW - 20 * DAY)
    assert list(queries.gone_quiet(maya, NOW)) == [applied, talked]


def test_no_more_than_five_quiet_ones_at_a_time(maya: User) -> None:
    ApplicationFactory.create_batch(6, user=maya, status=Status.APPLIED, status_since=NOW - 20 * DAY)
    assert len(queries.gone_quiet(maya, NOW)) == 5


def test_what_presses_most_is_said_first(maya: User) -> None:
    def sentence() -> str:
        return strip_tags(queries.today(maya, NOW).sentence)

    assert sentence() == "Nothing needs you today. Rest is part of it."
    company = {"application__company__name": "Tallinn Traffic"}
    ahead = invitation(maya, state=State.ACCEPTED, starts_at=NOW + DAY, **company)
    assert sentence() == "Nothing needs you now. Next: Tallinn Traffic, tomorrow, 14:02."
    ReminderFactory.create(application=ahead.application)
    assert sentence() == "One thing to do today: Send the portfolio."
    ReminderFactory.create(application=ahead.application)
    assert sentence() == "Two things to do today."
    invitation(maya, application=ahead.application, reply_by=None)
    assert sentence() == "One person is waiting for your answer. It is Tallinn Traffic, and there is no hurry."
    invitation(maya, application=ahead.application, reply_by=NOW + HOUR)
    count, pressing = "Two people are waiting for your answer.", "Tallinn Traffic: Reply by 15:02 today, 1 hour left."
    assert sentence() == f"{count} {pressing}"
    invitation(maya, application=ahead.application, reply_by=NOW - HOUR)
    late = "Tallinn Traffic’s was due at 13:02; a few kind lines today will do."
    assert sentence() == f"Three people are waiting for your answer. {late}"


def test_an_application_says_which_answer_it_waits_for(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)

    def asked() -> Interview | None:
        answer = queries.answer_for(application, maya, NOW)
        return answer.interview if answer else None

    assert asked() is None
    open_ended = InterviewFactory.create(application=application, reply_by=None)
    assert asked() == open_ended
    pressing = InterviewFactory.create(application=application, reply_by=NOW + HOUR)
    InterviewFactory.create(application=application, reply_by=NOW, state=State.ACCEPTED)
    InterviewFactory.create(application=application, reply_by=NOW, starts_at=NOW)
    assert asked() == pressing


def test_an_offer_waits_for_an_answer_and_what_is_over_for_none(maya: User) -> None:
    offer = ApplicationFactory.create(user=maya, status=Status.OFFER, offer_reply_by=NOW + DAY)
    over = invitation(maya, application__status=Status.REJECTED).application
    answer = queries.answer_for(offer, maya, NOW)
    assert answer is not None
    assert answer.clock is not None
    assert (answer.interview, answer.clock.text) == (None, "Reply by tomorrow, 14:02")
    assert queries.answer_for(over, maya, NOW) is None


# --- the list


def test_an_answer_is_awaited_by_the_earliest_deadline_of_what_is_open(maya: User, otto: User) -> None:
    first = invitation(maya, reply_by=NOW + DAY).application
    InterviewFactory.create(application=first, reply_by=NOW + 2 * DAY)
    offer = ApplicationFactory.create(user=maya, status=Status.OFFER, offer_reply_by=NOW - DAY)
    invitation(maya, state=State.ACCEPTED, reply_by=NOW)
    invitation(maya, starts_at=NOW - DAY)
    invitation(maya, application__status=Status.LAPSED)
    invitation(maya, application__binned_at=NOW)
    invitation(otto)
    ApplicationFactory.create(user=maya, status=Status.OFFER)
    assert queries.awaited(maya, NOW) == {first.pk: NOW + DAY, offer.pk: NOW - DAY}


def steps(maya: User) -> list[tuple[str | None, str]]:
    rows: list[Any] = queries.with_next_step(list(Application.objects.for_user(maya).order_by("pk")), maya, NOW)
    return [(row.next_clock.text if row.next_clock else None, row.next_text) for row in rows]


def test_a_row_says_the_next_round_and_the_answer_it_waits_for(maya: User) -> None:
    interview = invitation(maya, reply_by=NOW + HOUR, starts_at=NOW + 2 * DAY)
    InterviewFactory.create(application=interview.application, starts_at=NOW + 9 * DAY, reply_by=None)
    assert steps(maya) == [("Reply by 15:02 today, 1 hour left", "Panel Sat 5 Sep, 14:02")]


def test_a_row_says_the_next_reminder_where_no_round_is_ahead(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    ReminderFactory.create(application=application, kind=Kind.STAY_IN_TOUCH, due_on=NOW.date() + 9 * DAY)
    ReminderFactory.create(application=application, kind=Kind.THANK_YOU, due_on=NOW.date() + DAY)
    ReminderFactory.create(application=application, due_on=NOW.date(), state=Reminder.State.DONE)
    assert steps(maya) == [(None, "Thank-you note tomorrow")]


def test_a_row_of_an_offer_says_by_when(maya: User) -> None:
    ApplicationFactory.create(user=maya, status=Status.OFFER, offer_reply_by=NOW + DAY)
    assert steps(maya) == [("Reply by tomorrow, 14:02", "")]


def test_a_row_of_what_is_over_shows_no_clock(maya: User) -> None:
    ApplicationFactory.create(user=maya, status=Status.REJECTED, offer_reply_by=NOW + DAY)
    assert steps(maya) == [(None, "")]


# --- when we last spoke, and the timeline


def test_a_round_that_was_held_and_a_touch_count_as_speaking_the_latest_one(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    assert queries.last_spoke(application, NOW) is None
    InterviewFactory.create(application=application, state=State.DONE, starts_at=NOW - 9 * DAY)
    InterviewFactory.create(application=application, state=State.ACCEPTED, starts_at=NOW - 3 * DAY)
    InterviewFactory.create(application=application, state=State.CANCELLED, starts_at=NOW - DAY)
    InterviewFactory.create(application=application, state=State.ACCEPTED, starts_at=NOW + DAY)
    Note.objects.create(application=application, text="Not a word with anybody.", at=NOW - HOUR)
    assert queries.last_spoke(application, NOW) == NOW - 3 * DAY
    Note.objects.create(application=application, kind=Note.Kind.TOUCH, text="She rang.", at=NOW - 2 * DAY)
    assert queries.last_spoke(application, NOW) == NOW - 2 * DAY


def test_with_one_person_only_what_was_said_with_them_counts(maya: User) -> None:
    interview = invitation(maya, state=State.DONE, starts_at=NOW - 9 * DAY)
    jean, dana = ContactFactory.create(user=maya), ContactFactory.create(user=maya, name="Dana Ruiz")
    interview.interviewers.add(jean)
    touch = {"kind": Note.Kind.TOUCH, "application": interview.application, "text": "She rang."}
    Note.objects.create(at=NOW - 2 * DAY, contact=dana, **touch)
    spoke = [queries.last_spoke(interview.application, NOW, contact) for contact in (jean, dana)]
    assert spoke == [NOW - 9 * DAY, NOW - 2 * DAY]


def test_for_everybody_at_once_it_is_when_each_was_last_spoken_to(maya: User) -> None:
    interview = invitation(maya, state=State.DONE, starts_at=NOW - 9 * DAY)
    application = interview.application
    jean, dana, zoe = (ContactFactory.create(user=maya, name=name) for name in ("Jean", "Dana", "Zoe"))
    interview.interviewers.add(jean, dana)
    later = InterviewFactory.create(application=application, state=State.ACCEPTED, starts_at=NOW - 3 * DAY)
    later.interviewers.add(dana)
    InterviewFactory.create(application=application, state=State.ACCEPTED, starts_at=NOW + DAY).interviewers.add(jean)
    Note.objects.create(application=application, text="Ask Jean.", at=NOW - HOUR, contact=jean)
    Note.objects.create(application=application, kind=Note.Kind.TOUCH, text="Rang.", at=NOW - 5 * DAY, contact=dana)
    assert queries.last_spoke_each(application, NOW) == {jean.pk: NOW - 9 * DAY, dana.pk: NOW - 3 * DAY}
    Note.objects.create(application=application, kind=Note.Kind.TOUCH, text="Rang.", at=NOW - DAY, contact=zoe)
    assert queries.last_spoke_each(application, NOW)[zoe.pk] == NOW - DAY


def test_the_timeline_tells_everything_that_happened_newest_first(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    change = {"application": application, "by": maya}
    applied = StatusChange.objects.create(to_status=Status.APPLIED, at=NOW - 9 * DAY, **change)
    moved = StatusChange.objects.create(to_status=Status.INTERVIEWING, at=NOW - 7 * DAY, **change)
    held = InterviewFactory.create(
        application=application, state=State.DONE, invited_at=NOW - 8 * DAY, starts_at=NOW - 5 * DAY
    )
    ahead = InterviewFactory.create(application=application, invited_at=NOW - 2 * DAY, starts_at=NOW + DAY)
    InterviewFactory.create(application=application, invited_at=NOW + DAY, reply_by=None)
    note = Note.objects.create(application=application, text="Ask about travel.", at=NOW - 6 * DAY)
    touch = Note.objects.create(application=application, kind=Note.Kind.TOUCH, text="She rang.", at=NOW - DAY)
    lines = [(line.kind, line.thing, line.icon) for line in timeline.timeline(application, NOW)]
    assert lines == [
        ("note", touch, "chat-bubble-left"),
        ("invitation", ahead, "envelope-open"),
        ("round", held, "users"),
        ("note", note, "pencil"),
        ("change", moved, "users"),
        ("invitation", held, "envelope-open"),
        ("change", applied, "paper-airplane"),
    ]


def test_every_status_has_a_picture_of_its_own_on_the_timeline() -> None:
    assert set(timeline.STATUS_ICONS) == set(Status)
    assert len(set(timeline.STATUS_ICONS.values())) == len(Status)


# --- how many queries


def touch_everything(maya: User) -> None:
    """What the pages Today and Applications show of each row."""
    day = queries.today(maya, NOW)
    for answer in day.answers:
        str(answer.application), list(answer.interview.interviewers.all() if answer.interview else [])
    for reminder in day.reminders:
        str(reminder), str(reminder.contact), str(reminder.due_at)
        list(reminder.interview.interviewers.all() if reminder.interview else [])
    for interview in day.ahead:
        str(interview), list(interview.interviewers.all())
    page = queries.rows_of(list(Application.objects.for_user(maya).values_list("pk", flat=True)[:25]))
    for silence in day.quiet:
        str(silence.application)
    for row in queries.with_next_step(page, maya, NOW):
        row.get_absolute_url(), row.is_open, *(getattr(row, name) for name in SHOWN)


def fill(maya: User) -> None:
    interview = invitation(maya)
    interview.interviewers.add(ContactFactory.create(user=maya))
    ReminderFactory.create(application=interview.application, contact=ContactFactory.create(user=maya))
    ReminderFactory.create(application=interview.application, kind=Kind.THANK_YOU, interview=interview)
    ApplicationFactory.create(user=maya, status=Status.OFFER)
    ApplicationFactory.create(user=maya, status=Status.APPLIED, status_since=NOW - 20 * DAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_today_and_the_list_read_in_a_fixed_number_of_queries(
    maya: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        fill(maya)
    with django_assert_num_queries(13):
        touch_everything(maya)


def test_the_timeline_reads_in_six_queries(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    for _ in range(3):
        InterviewFactory.create(application=application)
        StatusChange.objects.create(application=application, to_status=Status.OFFER, at=NOW, by=maya)
        Note.objects.create(application=application, text="-", at=NOW, contact=ContactFactory.create(user=maya))
    with CaptureQueriesContext(connection) as asked:
        for line in timeline.timeline(application, NOW):
            thing: Any = line.thing
            str(getattr(thing, "by", None)), str(getattr(thing, "contact", None))
    assert len(asked) == 6
