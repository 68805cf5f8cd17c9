"""Saying no is one act: all of it or nothing, once, and it can be taken back exactly.

Maya is in Berlin; NOW is Thursday 3 September 2026, 14:02 there.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from declines import services
from declines.models import Decline, DeclinedInterview, Letter
from declines.services import Answers
from declines.situation import Channel, Reason, Relationship, Situation, Stage
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory, ReminderFactory, UserFactory
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Note, Reminder, Status, StatusChange
from tracker.transitions import OPEN, OVER, InvalidTransition

pytestmark = pytest.mark.django_db
Kind, Round = Reminder.Kind, Interview.State
LATER = NOW + timedelta(hours=1)
THANKS, HELLO = date(2026, 9, 4), date(2026, 12, 2)
MAY_DECLINE = sorted([*OPEN, Status.ACCEPTED, Status.LAPSED])


def answers(**fields: Any) -> Answers:
    given: dict[str, Any] = {
        "stage": Stage.INVITED,
        "reason": Reason.BETTER_OPPORTUNITY,
        "channel": Channel.EMAIL,
        "thank_you_on": THANKS,
        "stay_in_touch_on": HELLO,
    }
    return Answers(**given | fields)


def decline(application: Application, at: datetime = NOW, **fields: Any) -> Decline:
    return services.decline(application=application, answers=answers(**fields), by=application.user, at=at)


def whole(application: Application) -> list[Any]:
    """Everything that a decline may touch, as the database has it."""
    tables = [
        Application.objects.filter(pk=application.pk),
        StatusChange.objects.filter(application=application),
        Interview.objects.filter(application=application),
        Reminder.objects.filter(application=application),
        Note.objects.filter(application=application),
        Decline.objects.filter(application=application),
        DeclinedInterview.objects.filter(decline__application=application),
        Letter.objects.filter(application=application),
    ]
    return [list(rows.order_by("pk").values()) for rows in tables]


def rounds(application: Application) -> list[tuple[str, datetime | None]]:
    return list(application.interviews.order_by("pk").values_list("state", "answered_at"))


def waiting(application: Application) -> list[tuple[str, date, time, str]]:
    rows = application.reminders.open().order_by("kind", "due_on")
    return list(rows.values_list("kind", "due_on", "due_time", "time_zone"))


def followed(kept: Decline, kind: Reminder.Kind) -> Reminder:
    """The one reminder of this kind that a no planned."""
    return kept.follow_ups.get(kind=kind)


def in_search(maya: User) -> Application:
    """Interviewing, with one round held, one agreed and one invitation, each with its reminders."""
    application = ApplicationFactory.create(user=maya)
    held = Interview(application=application, starts_at=NOW - timedelta(hours=1), minutes=30)
    agreed = Interview(application=application, starts_at=NOW + timedelta(days=4), time_zone="Europe/Berlin")
    invited = Interview(application=application, reply_by=NOW + timedelta(days=1), stage=Interview.Stage.FINAL)
    tracker.save_interview(held, state=Round.DONE, by=maya, at=NOW - timedelta(minutes=5))
    tracker.save_interview(agreed, state=Round.ACCEPTED, by=maya, at=NOW)
    tracker.save_interview(invited, state=Round.INVITED, by=maya, at=NOW)
    return application


# --- what one act does


def test_declining_withdraws_and_writes_who_and_when(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.INTERVIEWING)
    kept = decline(application)
    application.refresh_from_db()
    assert (application.status, application.withdrawn_at) == (Status.WITHDRAWN, NOW)
    change = application.changes.get()
    assert (change.from_status, change.to_status, change.at, change.by) == ("interviewing", "withdrawn", NOW, maya)
    assert kept.change == change


def test_declining_keeps_the_words_and_what_they_were_made_of(maya: User) -> None:
    jean = ContactFactory.create(user=maya)
    interview = InterviewFactory.create(application__user=maya, application__company__name="Tallinn Traffic")
    decline(interview.application, interview=interview, contact=jean, liked="the calm office")
    kept = Decline.objects.get()
    assert (kept.interview, kept.letter.contact, kept.decided_at) == (interview, jean, NOW)
    assert (kept.stage, kept.reason, kept.letter.channel) == (Stage.INVITED, Reason.BETTER_OPPORTUNITY, Channel.EMAIL)
    assert (kept.liked, kept.letter.delivered_at, kept.letter.delivered_by, kept.taken_back_at) == (
        "the calm office",
        None,
        "",
        None,
    )
    assert kept.letter.subject == "Interview Decline"
    assert kept.letter.body.startswith("Dear Jean-Luc d’Artois,\n\nThank you for inviting me to interview")
    assert kept.letter.body.endswith("With kind regards,\nMaya Lindholm")
    assert kept.letter.is_editable


def test_what_is_said_aloud_has_no_subject(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya), channel=Channel.PHONE)
    assert (kept.letter.subject, kept.letter.body.splitlines()[0]) == ("", "Open:")


def test_rounds_ahead_are_freed_and_those_held_stay(maya: User) -> None:
    application = in_search(maya)
    kept = decline(application)
    assert rounds(application) == [(Round.DONE, None), (Round.CANCELLED, None), (Round.DECLINED, NOW)]
    freed = list(kept.freed.order_by("pk").values_list("interview__state", "former_state"))
    assert sorted(freed) == [(Round.CANCELLED, Round.ACCEPTED), (Round.DECLINED, Round.INVITED)]


def test_two_reminders_take_the_place_of_all_the_others(maya: User) -> None:
    application = in_search(maya)
    assert [row[0] for row in waiting(application)] == ["interview", "reply", "thank_you", "thank_you"]
    jean = ContactFactory.create(user=maya)
    kept = decline(application, contact=jean)
    assert waiting(application) == [
        ("stay_in_touch", HELLO, time(9), ""),
        ("thank_you", THANKS, time(9), ""),
    ]
    assert [followed(kept, Kind.THANK_YOU).contact, followed(kept, Kind.STAY_IN_TOUCH).contact] == [jean, jean]
    assert [followed(kept, Kind.THANK_YOU).interview, followed(kept, Kind.STAY_IN_TOUCH).interview] == [None, None]


def test_each_person_met_is_thanked_by_name_and_whoever_was_not_met_is_not(maya: User) -> None:
    application = in_search(maya)
    held = application.interviews.get(state=Round.DONE)
    ana, bo = ContactFactory.create(user=maya, name="Ana"), ContactFactory.create(user=maya, name="Bo")
    held.interviewers.add(ana, bo)
    jean = ContactFactory.create(user=maya)
    kept = decline(application, contact=jean)
    notes = kept.follow_ups.filter(kind=Kind.THANK_YOU)
    assert sorted((note.contact.name, note.words.splitlines()[0], note.due_on) for note in notes if note.contact) == [
        ("Ana", "Dear Ana,", THANKS),
        ("Bo", "Dear Bo,", THANKS),
    ]
    assert followed(kept, Kind.STAY_IN_TOUCH).contact == jean


def test_a_colleague_gets_thanks_but_no_hello_in_three_months(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya), relationship=Relationship.INTERNAL)
    assert list(kept.follow_ups.values_list("kind", flat=True)) == [Kind.THANK_YOU]


def test_the_two_reminders_carry_their_words(maya: User) -> None:
    application = in_search(maya)
    kept = decline(application, contact=ContactFactory.create(user=maya, called="Jean-Luc"))
    assert followed(kept, Kind.THANK_YOU).subject == "Thank you again: Product Manager"
    assert followed(kept, Kind.STAY_IN_TOUCH).subject == "A hello from Maya Lindholm"
    notes = [
        followed(kept, Kind.THANK_YOU).words.splitlines()[0],
        followed(kept, Kind.STAY_IN_TOUCH).words.splitlines()[0],
    ]
    assert notes == ["Dear Jean-Luc,", "Dear Jean-Luc,"]
    assert "on Thursday 3 September" in followed(kept, Kind.THANK_YOU).words


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [
        ({"thank_you_on": None}, ["stay_in_touch"]),
        ({"stay_in_touch_on": None}, ["thank_you"]),
        ({"thank_you_on": None, "stay_in_touch_on": None}, []),
    ],
)
def test_either_reminder_can_be_left_out(maya: User, chosen: dict[str, Any], kinds: list[str]) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = decline(application, **chosen)
    assert [row[0] for row in waiting(application)] == kinds
    assert sorted(kept.follow_ups.values_list("kind", flat=True)) == kinds


@pytest.mark.parametrize("former", MAY_DECLINE)
def test_one_can_say_no_from_every_place_where_something_is_still_open(maya: User, former: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=former)
    decline(application)
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN


# --- all or nothing, and once


@pytest.mark.parametrize("former", [Status.REJECTED, Status.WITHDRAWN])
def test_what_is_over_cannot_be_declined_and_stays_as_it_is(maya: User, former: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=former)
    InterviewFactory.create(application=application)
    before = whole(application)
    with pytest.raises(InvalidTransition) as refused:
        decline(application)
    assert refused.value.stands == former
    assert whole(application) == before


def test_declining_twice_declines_once(maya: User) -> None:
    application = in_search(maya)
    decline(application)
    before = whole(application)
    with pytest.raises(InvalidTransition):
        decline(application, LATER)
    assert whole(application) == before


def test_a_second_tab_with_an_old_page_declines_nothing(maya: User) -> None:
    application = in_search(maya)
    second_tab = Application.objects.get(pk=application.pk)
    decline(application)
    before = whole(application)
    with pytest.raises(InvalidTransition) as refused:
        decline(second_tab, LATER, reason=Reason.SALARY)
    assert refused.value.stands == Status.WITHDRAWN
    assert whole(application) == before


@pytest.mark.parametrize(
    "step", ["messages.compose", "tracker.set_interview_state", "reminders.cancel", "messages.stay_in_touch"]
)
def test_an_error_in_the_middle_leaves_nothing_half_done(
    maya: User, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    application = in_search(maya)
    before = whole(application)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(f"declines.services.declining.{step}", fail)
    with pytest.raises(OSError, match="the disk is full"):
        decline(Application.objects.get(pk=application.pk))
    assert whole(application) == before


def test_the_database_refuses_a_second_standing_no_and_a_delivery_without_its_channel(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = decline(application)
    other = StatusChange.objects.create(application=application, to_status=Status.WITHDRAWN, at=NOW)
    words = Letter.objects.create(application=application, kind="decline", body="-", written_at=NOW)
    again = Decline(application=application, change=other, stage="offer", reason="none", letter=words, decided_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    for odd in ({"delivered_at": NOW}, {"delivered_by": Channel.PHONE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=kept.letter.pk).update(**odd)


# --- taking back


@pytest.mark.parametrize("former", MAY_DECLINE)
def test_taking_back_restores_exactly_the_former_status(maya: User, former: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=former)
    kept = decline(application)
    assert services.take_back(decline=kept, by=maya, at=LATER)
    application.refresh_from_db()
    kept.refresh_from_db()
    assert (application.status, application.withdrawn_at, kept.taken_back_at) == (former, None, LATER)
    assert not kept.letter.is_editable


def test_taking_back_restores_the_rounds_and_their_reminders_and_ends_the_two_of_the_no(maya: User) -> None:
    application = in_search(maya)
    before = rounds(application), waiting(application)
    kept = decline(application)
    services.take_back(decline=kept, by=maya, at=NOW + timedelta(minutes=1))
    assert (rounds(application), waiting(application)) == before
    kept.refresh_from_db()
    assert [followed(kept, Kind.THANK_YOU).state, followed(kept, Kind.STAY_IN_TOUCH).state] == [
        Reminder.State.CANCELLED
    ] * 2


def test_a_round_that_was_declined_before_stays_declined(maya: User) -> None:
    application = in_search(maya)
    early = InterviewFactory.create(application=application, state=Round.DECLINED)
    kept = decline(application)
    services.take_back(decline=kept, by=maya, at=LATER)
    early.refresh_from_db()
    assert early.state == Round.DECLINED


def test_taking_back_twice_changes_nothing_the_second_time(maya: User) -> None:
    application = in_search(maya)
    kept = decline(application)
    assert services.take_back(decline=kept, by=maya, at=LATER)
    before = whole(application)
    assert not services.take_back(decline=kept, by=maya, at=LATER + timedelta(hours=1))
    assert whole(application) == before


def test_what_has_moved_on_since_is_not_taken_back(maya: User) -> None:
    application = in_search(maya)
    kept = decline(application)
    tracker.move(application=application, to=Status.OFFER, by=maya, at=LATER)
    before = whole(application)
    with pytest.raises(InvalidTransition) as refused:
        services.take_back(decline=kept, by=maya, at=LATER)
    assert refused.value.stands == Status.OFFER
    assert whole(application) == before


def test_after_taking_back_one_may_say_no_again(maya: User) -> None:
    application = in_search(maya)
    services.take_back(decline=decline(application), by=maya, at=LATER)
    application.refresh_from_db()
    again = decline(application, LATER)
    assert list(Decline.objects.standing()) == [again]
    assert [row[0] for row in waiting(application)] == ["stay_in_touch", "thank_you"]


# --- telling them


def test_telling_them_is_noted_once_and_counts_as_contact(maya: User) -> None:
    jean = ContactFactory.create(user=maya)
    kept = decline(ApplicationFactory.create(user=maya), contact=jean)
    assert services.mark_delivered(letter=kept.letter, by=Channel.PHONE, when=LATER)
    assert not services.mark_delivered(letter=kept.letter, by=Channel.EMAIL, when=LATER + timedelta(hours=1))
    kept.refresh_from_db()
    assert (kept.letter.delivered_at, kept.letter.delivered_by) == (LATER, Channel.PHONE)
    note = Note.objects.get()
    assert (note.kind, note.at, note.contact) == (Note.Kind.TOUCH, LATER, jean)
    assert note.text == "You told Jean-Luc d’Artois by phone that you withdraw."


def test_without_a_name_they_are_the_company(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya, company__name="Tallinn Traffic"))
    services.mark_delivered(letter=kept.letter, by=Channel.EMAIL, when=LATER)
    assert Note.objects.get().text == "You told Tallinn Traffic by e-mail that you withdraw."


def test_a_no_that_was_taken_back_cannot_be_delivered(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya))
    services.take_back(decline=kept, by=maya, at=LATER)
    assert not services.mark_delivered(letter=kept.letter, by=Channel.EMAIL, when=LATER)
    assert not Note.objects.exists()


def test_the_words_may_change_until_they_are_said(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya))
    assert services.change_words(letter=kept.letter, contact=None, subject="About Tuesday", body="My own words.")
    services.mark_delivered(letter=kept.letter, by=Channel.EMAIL, when=LATER)
    assert not services.change_words(letter=kept.letter, contact=None, subject="No", body="Other words.")
    kept.refresh_from_db()
    assert (kept.letter.subject, kept.letter.body, kept.letter.is_editable) == (
        "About Tuesday",
        "My own words.",
        False,
    )


def test_the_words_of_a_no_that_was_taken_back_stay_as_they_were(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya))
    services.take_back(decline=kept, by=maya, at=LATER)
    assert not services.change_words(letter=kept.letter, contact=None, subject="No", body="Other words.")


def test_a_no_belongs_to_whose_search_it_is(maya: User, otto: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya))
    assert list(Decline.objects.for_user(maya)) == [kept]
    assert list(Decline.objects.for_user(otto)) == []


# --- what the form proposes


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (NOW, (date(2026, 9, 4), date(2026, 12, 2))),
        # Friday → Monday.
        (datetime(2026, 9, 4, 12, tzinfo=UTC), (date(2026, 9, 7), date(2026, 12, 3))),
        # Half past midnight in Berlin is Friday already.
        (datetime(2026, 9, 3, 22, 30, tzinfo=UTC), (date(2026, 9, 7), date(2026, 12, 3))),
    ],
)
def test_thanks_are_due_on_the_next_working_day_and_a_hello_after_ninety_days(
    maya: User, at: datetime, days: tuple[date, date]
) -> None:
    assert services.follow_up_days(maya, at) == days


def test_the_working_week_is_the_persons_own() -> None:
    someone = UserFactory.create(working_days="67")
    assert services.follow_up_days(someone, NOW)[0] == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (Status.SAVED, Stage.APPLIED),
        (Status.APPLIED, Stage.APPLIED),
        (Status.IN_CONVERSATION, Stage.BETWEEN_ROUNDS),
        (Status.INTERVIEWING, Stage.BETWEEN_ROUNDS),
        (Status.OFFER, Stage.OFFER),
        (Status.ACCEPTED, Stage.OFFER_ACCEPTED),
        (Status.LAPSED, Stage.APPLIED),
    ],
)
def test_the_stage_follows_from_where_the_application_stands(status: Status, stage: Stage) -> None:
    assert services.stage_of(ApplicationFactory.build(status=status), None) == stage


@pytest.mark.parametrize(
    ("kind", "state", "stage"),
    [
        (Interview.Stage.PANEL, Round.INVITED, Stage.INVITED),
        (Interview.Stage.SECOND, Round.INVITED, Stage.FINAL_ROUND),
        (Interview.Stage.FINAL, Round.INVITED, Stage.FINAL_ROUND),
        (Interview.Stage.PANEL, Round.ACCEPTED, Stage.ACCEPTED),
        (Interview.Stage.FINAL, Round.ACCEPTED, Stage.ACCEPTED),
        (Interview.Stage.TAKE_HOME, Round.INVITED, Stage.TAKE_HOME),
        (Interview.Stage.TAKE_HOME, Round.ACCEPTED, Stage.TAKE_HOME),
    ],
)
def test_the_stage_follows_from_the_round_that_is_declined(
    maya: User, kind: Interview.Stage, state: Interview.State, stage: Stage
) -> None:
    interview = InterviewFactory.create(application__user=maya, stage=kind, state=state)
    assert services.stage_of(interview.application, interview) == stage


def test_an_offer_weighs_more_than_a_round(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, application__status=Status.OFFER)
    assert services.stage_of(interview.application, interview) == Stage.OFFER


def test_the_no_is_about_the_next_round_ahead(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    assert services.next_interview(application, NOW) is None
    for state in (Round.DONE, Round.CANCELLED):
        InterviewFactory.create(application=application, state=state, starts_at=LATER)
    InterviewFactory.create(application=application, starts_at=NOW)
    InterviewFactory.create(application=application, starts_at=NOW + timedelta(days=9))
    soon = InterviewFactory.create(application=application, state=Round.ACCEPTED, starts_at=NOW + timedelta(days=2))
    assert services.next_interview(application, NOW) == soon


def test_a_round_with_a_date_comes_before_one_without(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    InterviewFactory.create(application=application, starts_at=None)
    dated = InterviewFactory.create(application=application)
    assert services.next_interview(application, NOW) == dated


ORDER = ["agency_recruiter", "coordinator", "recruiter", "hiring_manager", "interviewer", "referrer"]


@pytest.mark.parametrize("position", range(len(ORDER)))
def test_the_one_to_tell_is_the_one_who_can_do_most_with_it(maya: User, position: int) -> None:
    application = ApplicationFactory.create(user=maya)
    people = [ContactFactory.create(user=maya, name=f"Zoe {role}", role=role) for role in reversed(ORDER[position:])]
    application.contacts.set(people)
    assert services.recipient_of(application, None) == people[-1]


def test_every_role_has_its_place_in_that_order() -> None:
    assert sorted(ORDER) == sorted(Contact.Role)


def test_who_interviews_is_told_where_nobody_else_is_known(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    assert services.recipient_of(interview.application, interview) is None
    dana = ContactFactory.create(user=maya, name="Dana Ruiz", role=Contact.Role.INTERVIEWER)
    interview.interviewers.add(dana)
    assert services.recipient_of(interview.application, interview) == dana
    assert services.recipient_of(interview.application, None) is None


# --- what the words know of the record


def situation(application: Application, **fields: Any) -> Situation:
    return services.situation_of(application, answers(**fields), NOW)


def test_the_words_know_whom_one_has_met_and_when(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    jean, dana = ContactFactory.create(user=maya), ContactFactory.create(user=maya, name="Dana Ruiz")
    nameless = ContactFactory.create(user=maya, name="")
    first = InterviewFactory.create(application=application, state=Round.DONE, starts_at=NOW - timedelta(days=9))
    last = InterviewFactory.create(application=application, state=Round.DONE, starts_at=NOW - timedelta(days=2))
    off = InterviewFactory.create(application=application, state=Round.CANCELLED, starts_at=NOW - timedelta(days=1))
    first.interviewers.add(jean, nameless)
    last.interviewers.add(dana, jean)
    off.interviewers.add(ContactFactory.create(user=maya, name="Nobody Met"))
    told = situation(application)
    assert (sorted(told.met), told.met_on) == (["Dana Ruiz", "Jean-Luc d’Artois"], datetime(2026, 9, 1, 14, 2))
    assert told.has_met


def test_whoever_never_met_anybody_does_not_say_so(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, state=Round.ACCEPTED)
    told = situation(interview.application, interview=interview)
    assert (told.met, told.met_on, told.has_met) == ((), None, False)


def test_an_interview_that_was_missed_is_no_meeting(maya: User) -> None:
    missed = InterviewFactory.create(application__user=maya, state=Round.ACCEPTED, starts_at=NOW - timedelta(hours=2))
    missed.interviewers.add(ContactFactory.create(user=maya))
    told = situation(missed.application, interview=missed, stage=Stage.MISSED)
    assert (told.met, told.met_on) == ((), None)
    kept = decline(missed.application, interview=missed, stage=Stage.MISSED)
    assert "I enjoyed meeting you" not in followed(kept, Kind.THANK_YOU).words


def test_a_date_in_a_letter_is_the_one_that_the_employer_named(maya: User) -> None:
    interview = InterviewFactory.create(
        application__user=maya,
        stage=Interview.Stage.FINAL,
        starts_at=datetime(2026, 9, 10, 23, 30, tzinfo=UTC),
        time_zone="Asia/Tokyo",
    )
    told = situation(interview.application, interview=interview)
    assert (told.round_name, told.starts) == ("final interview", datetime(2026, 9, 11, 8, 30))


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        (Interview.Stage.PHONE_SCREEN, "phone screen"),
        (Interview.Stage.HIRING_MANAGER, "interview"),
        (Interview.Stage.PANEL, "panel"),
        (Interview.Stage.FINAL, "final interview"),
        (Interview.Stage.OTHER, "interview"),
    ],
)
def test_a_letter_calls_a_round_as_one_would(stage: Interview.Stage, name: str) -> None:
    assert services.round_name(Interview(stage=stage)) == name


def test_the_rest_of_the_situation_is_the_record_and_the_answers(maya: User) -> None:
    maya.signature = "+49 30 5550100"
    application = ApplicationFactory.create(user=maya, company__name="Tallinn Traffic")
    told = situation(
        application,
        contact=ContactFactory.create(user=maya, called="Jean-Luc"),
        own_reason="I am moving to Oslo.",
        liked="the calm office",
        offer_touch=False,
        ask_openings=True,
    )
    assert (told.company, told.position, told.sender) == ("Tallinn Traffic", "Product Manager", "Maya Lindholm")
    assert (told.signature, told.recipient, told.own_reason) == ("+49 30 5550100", "Jean-Luc", "I am moving to Oslo.")
    assert (told.liked, told.stay_in_touch, told.ask_openings) == ("the calm office", False, True)
    assert (told.round_name, told.starts) == ("", None)


def test_a_reminder_of_ones_own_survives_a_no_and_its_undo(maya: User) -> None:
    own = ReminderFactory.create(application=in_search(maya), title="Return the badge")
    services.take_back(decline=decline(own.application), by=maya, at=LATER)
    own.refresh_from_db()
    assert own.state == Reminder.State.PENDING


def test_over_is_over() -> None:
    """The table of moves, as this room relies on it: what is not listed above cannot be declined."""
    assert sorted([*MAY_DECLINE, Status.REJECTED, Status.WITHDRAWN]) == sorted([*OPEN, *OVER])


def test_one_moved_on_by_hand_can_be_declined_once_more(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    first = decline(application)
    tracker.move(application=application, to=Status.INTERVIEWING, by=maya, at=NOW)
    second = decline(application, at=LATER)
    assert list(Decline.objects.standing()) == [second]
    assert Decline.objects.get(pk=first.pk).taken_back_at == LATER


def test_moving_on_by_hand_takes_the_follow_ups_of_the_no_along(maya: User) -> None:
    kept = decline(ApplicationFactory.create(user=maya))
    tracker.move(application=kept.application, to=Status.ACCEPTED, by=maya, at=NOW)
    assert {kind: state for kind, state in Reminder.objects.values_list("kind", "state")} == {
        "thank_you": "cancelled",
        "stay_in_touch": "cancelled",
    }
    again = decline(kept.application, at=LATER)
    assert Reminder.objects.open().count() == 2
    assert followed(again, Kind.STAY_IN_TOUCH) == Reminder.objects.open().get(kind=Kind.STAY_IN_TOUCH)
