"""The other messages: which make sense where, what they start from, kept once. NOW is Thursday 3 September 2026."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import prefetch_related_objects
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from declines import services
from declines.messages import Message
from declines.messages.instead import instead_of
from declines.models import Decline, Letter
from declines.services import Answers, writing
from declines.situation import Channel, Kind, Reason, Relationship, Stage, Tone
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory
from tracker.models import Application, Contact, Interview, Status
from tracker.reminders import Words
from tracker.transitions import OPEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def no_to(application: Application, *, told_by: Channel | None = None, **fields: Any) -> Decline:
    given: dict[str, Any] = {"stage": Stage.INVITED, "reason": Reason.SALARY, "channel": Channel.EMAIL}
    kept = services.decline(application=application, answers=Answers(**given | fields), by=application.user, at=NOW)
    if told_by is not None:
        services.mark_delivered(letter=kept.letter, by=told_by, when=NOW)
    return Decline.objects.get(pk=kept.pk)


def kinds(application: Application) -> set[str]:
    """What is offered, read anew as a page would."""
    fresh = Application.objects.select_related("company", "user").get(pk=application.pk)
    return {offer.kind for offer in services.offered(fresh, NOW)}


# --- what is offered where


@pytest.mark.parametrize("status", Status)
def test_what_is_offered_follows_where_the_application_stands(maya: User, status: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=status)
    expected = {Kind.OPENINGS, Kind.REFERRAL, Kind.STAY_IN_TOUCH} if status == Status.WITHDRAWN else set()
    if status in {Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER}:
        expected |= {Kind.ASK_TERMS}
    if status == Status.OFFER:
        expected |= {Kind.ASK_TIME}
    assert kinds(application) == expected


@pytest.mark.parametrize(
    ("state", "starts_at", "is_offered"),
    [
        (Interview.State.INVITED, NOW + DAY, True),
        (Interview.State.ACCEPTED, NOW + DAY, True),
        (Interview.State.INVITED, None, True),
        (Interview.State.ACCEPTED, NOW - DAY, False),
        (Interview.State.DONE, NOW - DAY, False),
        (Interview.State.DECLINED, NOW + DAY, False),
        (Interview.State.CANCELLED, NOW + DAY, False),
    ],
)
def test_another_date_is_asked_for_a_round_ahead(
    maya: User, state: Interview.State, starts_at: datetime | None, is_offered: bool
) -> None:
    interview = InterviewFactory.create(application__user=maya, state=state, starts_at=starts_at)
    assert (Kind.RESCHEDULE in kinds(interview.application)) == is_offered


def test_a_round_of_an_application_that_is_over_is_not_put_off(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, application__status=Status.REJECTED)
    assert {Kind.RESCHEDULE, Kind.ASK_TIME} & kinds(interview.application) == set()


@pytest.mark.parametrize(("stage", "is_offered"), [(Interview.Stage.TAKE_HOME, True), (Interview.Stage.PANEL, False)])
def test_more_time_is_asked_for_a_task(maya: User, stage: Interview.Stage, is_offered: bool) -> None:
    interview = InterviewFactory.create(application__user=maya, stage=stage)
    assert (Kind.ASK_TIME in kinds(interview.application)) == is_offered


@pytest.mark.parametrize("status", Status)
def test_what_is_not_on_record_yet_may_be_asked_about_until_there_is_a_yes_or_a_no(
    maya: User, status: Status
) -> None:
    interview = InterviewFactory.create(application__user=maya, application__status=status)
    place = writing.place_of(interview.application, NOW)
    asking = [kind for kind in Kind if kind in writing.ASKING and writing.makes_sense(kind, place)]
    undecided = status in OPEN | {Status.LAPSED}
    assert asking == ([Kind.RESCHEDULE, Kind.ASK_TERMS, Kind.ASK_TIME] if undecided else [])
    assert not writing.makes_sense("love_letter", place)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("has_round", [True, False])
@pytest.mark.parametrize("status", Status)
def test_everything_to_ask_first_has_its_page(maya: User, mayas: Client, status: Status, has_round: bool) -> None:
    application = ApplicationFactory.create(user=maya, status=status)
    if has_round:
        InterviewFactory.create(application=application)
    for stage, hours in ((Stage.INVITED, 30.0), (Stage.TAKE_HOME, None), (Stage.OFFER, None)):
        answers = Answers(stage=stage, reason=Reason.SALARY, channel=Channel.EMAIL)
        situation = replace(services.situation_of(application, answers, NOW), hours_ahead=hours)
        asked = writing.asked_first(situation, writing.place_of(application, NOW))
        pages = [mayas.get(f"/applications/{application.pk}/write/{one.kind}/").status_code for one in asked]
        assert set(pages) <= {200}
        # Nothing is held back that could be asked: a round on record, and no yes or no.
        left = [one for one in instead_of(situation) if one.kind != Kind.RESCHEDULE or has_round]
        assert asked == (left if status in OPEN | {Status.LAPSED} else [])


def test_a_thank_you_is_for_somebody_met_of_whom_a_name_is_known(maya: User) -> None:
    held = InterviewFactory.create(application__user=maya, state="done", starts_at=NOW - DAY)
    assert Kind.THANK_YOU not in kinds(held.application)
    held.interviewers.add(ContactFactory.create(user=maya, name=""))
    assert Kind.THANK_YOU not in kinds(held.application)
    held.interviewers.add(ContactFactory.create(user=maya, name="Bo"))
    assert Kind.THANK_YOU in kinds(held.application)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED, Status.LAPSED])
def test_after_another_end_than_a_no_of_ones_own_there_is_no_thank_you(maya: User, status: Status) -> None:
    held = InterviewFactory.create(
        application__user=maya, application__status=status, state="done", starts_at=NOW - DAY
    )
    held.interviewers.add(ContactFactory.create(user=maya))
    assert kinds(held.application) == set()


def test_a_colleague_is_met_in_the_corridor_and_gets_no_hello(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    no_to(application, told_by=Channel.EMAIL, relationship=Relationship.INTERNAL)
    assert kinds(application) == {Kind.OPENINGS, Kind.REFERRAL}


def test_before_they_know_of_the_no_nothing_else_is_written(maya: User) -> None:
    held = InterviewFactory.create(application__user=maya, state="done", starts_at=NOW - DAY)
    held.interviewers.add(ContactFactory.create(user=maya))
    no_to(held.application)
    assert kinds(held.application) == set()


@pytest.mark.parametrize("by", Channel)
def test_a_no_that_was_only_said_aloud_wants_writing(maya: User, by: Channel) -> None:
    application = ApplicationFactory.create(user=maya)
    no_to(application, told_by=by)
    assert (Kind.CONFIRMATION in kinds(application)) == by.is_spoken


@pytest.mark.parametrize("owed", [{"stage": Stage.MISSED}, {"campus": True}])
def test_a_missed_round_and_a_careers_service_want_a_letter_of_apology(maya: User, owed: dict[str, Any]) -> None:
    application = ApplicationFactory.create(user=maya)
    no_to(application, told_by=Channel.EMAIL, **owed)
    assert Kind.CONFIRMATION in kinds(application)
    assert writing.place_of(Application.objects.get(pk=application.pk), NOW).owes_apology


def test_a_no_that_was_taken_back_wants_nothing(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = no_to(application, told_by=Channel.PHONE)
    services.take_back(decline=kept, by=maya, at=NOW)
    assert kinds(application) == {Kind.ASK_TERMS}


def test_each_offer_says_what_it_does_and_when_one_wants_it() -> None:
    offers = [offer for offer, _fits in writing.OFFERS]
    assert len({offer.kind for offer in offers}) == len(offers) == 8
    assert {str(offer.title) == "" or str(offer.why) == "" for offer in offers} == {False}
    assert [writing.offer_of(offer.kind) for offer in offers] == offers


def test_a_page_that_has_the_rounds_asks_nothing_more(
    maya: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    interview = InterviewFactory.create(application__user=maya, state="done", starts_at=NOW - DAY)
    interview.interviewers.add(ContactFactory.create(user=maya))
    application = Application.objects.get(pk=interview.application_id)
    prefetch_related_objects([application], "interviews__interviewers")
    with django_assert_num_queries(0):
        assert Kind.THANK_YOU in {offer.kind for offer in services.offered(application, NOW)}


# --- what the words start from


def test_after_a_no_they_start_from_its_answers(maya: User) -> None:
    jean, other = ContactFactory.create(user=maya), ContactFactory.create(user=maya, role=Contact.Role.RECRUITER)
    application = ApplicationFactory.create(user=maya)
    no_to(application, told_by=Channel.PHONE, contact=jean, relationship=Relationship.PANEL, liked="the calm office")
    application = Application.objects.get(pk=application.pk)
    place = writing.place_of(application, NOW)
    same = writing.answers_to_write(application, place, NOW, contact=jean, tone=Tone.BRIEF, seed=2)
    assert (same.stage, same.reason, same.liked, same.channel) == (
        Stage.INVITED,
        Reason.SALARY,
        "the calm office",
        Channel.EMAIL,
    )
    assert (same.reader, same.tone, same.seed) == (Relationship.PANEL, Tone.BRIEF, 2)
    # What was answered of one person says nothing of another.
    assert writing.answers_to_write(application, place, NOW, contact=other).reader == Relationship.RECRUITER


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "a few days ago"),
        (13, "a few days ago"),
        (14, "some weeks ago"),
        (60, "some months ago"),
        (365, "some time ago"),
    ],
)
def test_a_hello_says_how_long_ago_it_was(days: int, said: str) -> None:
    assert writing.since_words(days) == said


def test_without_a_no_they_start_from_the_record(maya: User) -> None:
    task = InterviewFactory.create(application__user=maya, stage=Interview.Stage.TAKE_HOME, starts_at=NOW + 3 * DAY)
    panel = InterviewFactory.create(application=task.application, starts_at=NOW + DAY)
    place = writing.place_of(task.application, NOW)
    assert (place.ahead, place.task) == ([panel, task], task)
    plain = writing.answers_to_write(task.application, place, NOW, contact=None)
    about_the_task = writing.answers_to_write(task.application, place, NOW, contact=None, interview=task)
    assert (plain.stage, plain.interview) == (Stage.INVITED, panel)
    assert (about_the_task.stage, about_the_task.interview) == (Stage.TAKE_HOME, task)


# --- kept, once


def a_message(text: str, subject: str = "Working hours") -> Message:
    return writing.as_message(Words(subject, f"Dear all,\n\n{text}"))


def keep(application: Application, **fields: Any) -> Letter:
    answers = Answers(
        stage=Stage.INVITED,
        reason=Reason.NONE,
        channel=Channel.EMAIL,
        relationship=Relationship.PANEL,
        tone=Tone.DIRECT,
        seed=4,
    )
    given: dict[str, Any] = {
        "application": application,
        "kind": Kind.ASK_TERMS,
        "answers": answers,
        "message": a_message("would four days be possible?"),
        "at": NOW,
    }
    return services.keep(**given | fields)


def test_what_is_kept_waits_ready_to_be_changed_and_sent(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    letter = keep(application)
    assert (letter.kind, letter.relationship, letter.tone, letter.seed, letter.written_at) == (
        Kind.ASK_TERMS,
        "panel",
        "direct",
        4,
        NOW,
    )
    assert (letter.subject, letter.body) == ("Working hours", "Dear all,\n\nwould four days be possible?")
    assert letter.is_editable
    application.refresh_from_db()
    assert (application.status, application.note_set.count()) == (Status.INTERVIEWING, 0)


def test_the_same_words_pressed_twice_are_one_letter_and_others_are_another(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    first = keep(application)
    assert keep(application, at=NOW + DAY) == first
    other = keep(application, message=a_message("would three days be possible?"))
    assert (other == first, Letter.objects.count()) == (False, 2)


@pytest.mark.django_db(transaction=True)
def test_fifty_hands_on_one_button_keep_one_letter(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    outcomes = all_at_once(lambda: keep(Application.objects.get(pk=application.pk)).pk)
    assert outcomes == Counter({str(Letter.objects.get().pk): HANDS})


def test_what_was_said_already_may_be_written_again(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    first = keep(application)
    services.mark_delivered(letter=first, by=Channel.EMAIL, when=NOW)
    assert keep(application) != first


def test_a_very_long_subject_is_cut_where_the_field_ends_and_still_kept_once(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    first = keep(application, message=a_message("-", "x" * 500))
    assert (len(first.subject), keep(application, message=a_message("-", "x" * 500))) == (300, first)
