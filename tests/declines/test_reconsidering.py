"""A change of mind: everything as it was, and the words for it, in one act. NOW is Thursday 3 September 2026."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.services import Answers, Style
from declines.situation import Channel, Kind, Reason, Relationship, Stage, Tone
from tests.declines.test_decline import MAY_DECLINE, in_search, rounds, waiting, whole
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, ApplicationFactory, ContactFactory
from tracker import services as tracker
from tracker.models import Application, Note, Reminder, Status
from tracker.transitions import InvalidTransition

pytestmark = pytest.mark.django_db
Outcome = Decline.Outcome
LATER = NOW + timedelta(days=3)
CHANGED = "The other place fell through."


def told(application: Application, at: datetime = NOW, **fields: Any) -> Decline:
    """A no that they have heard, with a thank-you note and a hello to come."""
    given: dict[str, Any] = {
        "stage": Stage.BETWEEN_ROUNDS,
        "reason": Reason.HOURS_TRAVEL,
        "channel": Channel.PHONE,
        "thank_you_on": NOW.date() + timedelta(days=4),
        "stay_in_touch_on": NOW.date() + timedelta(days=90),
    }
    answers = Answers(**given | fields)
    kept = services.decline(application=application, answers=answers, by=application.user, at=at)
    services.mark_delivered(letter=kept.letter, by=Channel.PHONE, when=at)
    return again(kept)


def again(kept: Decline) -> Decline:
    """The same no as another request reads it."""
    return Decline.objects.get(pk=kept.pk)


def reconsider(kept: Decline, at: datetime = LATER, **fields: Any) -> Letter:
    given: dict[str, Any] = {"changed": CHANGED, "style": Style()}
    return services.reconsider(decline=kept, by=kept.application.user, at=at, **given | fields)


# --- back, exactly


@pytest.mark.parametrize("former", MAY_DECLINE)
def test_it_restores_exactly_the_former_status(maya: User, former: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=former)
    kept = told(application)
    reconsider(kept)
    application.refresh_from_db()
    assert (application.status, application.withdrawn_at, again(kept).taken_back_at) == (former, None, LATER)


def test_it_restores_the_rounds_and_their_reminders_and_ends_the_two_of_the_no(maya: User) -> None:
    application = in_search(maya)
    before = rounds(application), waiting(application)
    kept = told(application)
    assert rounds(application) != before[0]
    reconsider(kept, at=NOW + timedelta(minutes=1))
    assert (rounds(application), waiting(application)) == before
    assert set(kept.follow_ups.values_list("state", flat=True)) == {Reminder.State.CANCELLED}


def test_the_letter_goes_to_whoever_heard_the_no_in_writing_and_says_what_has_changed(maya: User) -> None:
    jean = ContactFactory.create(user=maya)
    kept = told(ApplicationFactory.create(user=maya), contact=jean)
    letter = reconsider(kept, style=Style(Relationship.COORDINATOR, Tone.BRIEF, 3))
    assert (letter.kind, letter.follows, letter.contact, letter.channel) == (
        Kind.RECONSIDER,
        kept,
        jean,
        Channel.EMAIL,
    )
    assert (letter.relationship, letter.tone, letter.seed, letter.written_at) == ("coordinator", "brief", 3, LATER)
    assert "Jean-Luc d’Artois," in letter.body.splitlines()[0]
    assert CHANGED.rstrip(".") in letter.body
    assert letter.is_editable
    assert letter.delivered_at is None


# --- both or nothing, and once


def test_a_second_click_finds_the_letter_that_stands(maya: User) -> None:
    application = in_search(maya)
    kept = told(application)
    second_tab = again(kept)
    first = reconsider(kept)
    before = whole(application)
    assert reconsider(second_tab, at=LATER + timedelta(seconds=1), changed="Something else.") == first
    assert whole(application) == before


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_changes_of_mind_are_one_letter(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    kept = told(application)
    outcomes = all_at_once(lambda: reconsider(again(kept)).pk)
    letter = Letter.objects.get(kind=Kind.RECONSIDER)
    application.refresh_from_db()
    assert outcomes == Counter({str(letter.pk): HANDS})
    assert (application.status, application.changes.count()) == (Status.OFFER, 2)


def test_what_has_moved_on_since_is_not_taken_back_and_nothing_is_written(maya: User) -> None:
    application = in_search(maya)
    kept = told(application)
    tracker.move(application=Application.objects.get(pk=application.pk), to=Status.OFFER, by=maya, at=NOW)
    before = whole(application)
    with pytest.raises(InvalidTransition) as refused:
        reconsider(kept)
    assert refused.value.stands == Status.OFFER
    assert whole(application) == before


def test_a_no_that_nobody_has_heard_needs_no_apology(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    answers = Answers(stage=Stage.APPLIED, reason=Reason.NONE, channel=Channel.EMAIL)
    kept = services.decline(application=application, answers=answers, by=maya, at=NOW)
    before = whole(application)
    with pytest.raises(ValueError, match="Nobody has heard"):
        reconsider(kept)
    assert whole(application) == before


@pytest.mark.parametrize("step", ["write", "words_to_return"])
def test_an_error_in_the_middle_leaves_the_no_standing(
    maya: User, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    application = in_search(maya)
    kept = told(application)
    before = whole(application)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(f"declines.services.reconsidering.{step}", fail)
    with pytest.raises(OSError, match="the disk is full"):
        reconsider(kept)
    assert whole(application) == before


def test_a_no_that_was_taken_back_without_a_word_still_gets_its_letter(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    services.take_back(decline=kept, by=maya, at=NOW)
    letter = reconsider(again(kept))
    application.refresh_from_db()
    assert (letter.kind, application.status, application.changes.count()) == (Kind.RECONSIDER, Status.INTERVIEWING, 2)


def test_but_not_once_there_is_a_new_no(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    services.take_back(decline=kept, by=maya, at=NOW)
    told(Application.objects.get(pk=application.pk))
    with pytest.raises(InvalidTransition) as refused:
        reconsider(again(kept))
    assert (refused.value.stands, Letter.objects.filter(kind=Kind.RECONSIDER).count()) == (Status.WITHDRAWN, 0)


def test_after_a_change_of_mind_one_may_say_no_again_and_change_it_again(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    first = reconsider(told(application))
    second = reconsider(told(Application.objects.get(pk=application.pk), at=LATER), at=LATER)
    assert (first.follows == second.follows, Letter.objects.filter(kind=Kind.RECONSIDER).count()) == (False, 2)


# --- how it went


def answer(kept: Decline, outcome: Decline.Outcome, at: datetime = LATER) -> bool:
    return services.record_outcome(decline=again(kept), outcome=outcome, by=kept.application.user, at=at)


@pytest.mark.parametrize(
    ("outcome", "stands", "kind"),
    [
        (Outcome.WELCOME, Status.INTERVIEWING, Note.Kind.TOUCH),
        (Outcome.LATER, Status.REJECTED, Note.Kind.TOUCH),
        (Outcome.FILLED, Status.REJECTED, Note.Kind.TOUCH),
        (Outcome.SILENT, Status.INTERVIEWING, Note.Kind.NOTE),
    ],
)
def test_an_answer_is_kept_with_a_line_on_the_timeline_and_moves_what_it_ends(
    maya: User, outcome: Decline.Outcome, stands: Status, kind: Note.Kind
) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    reconsider(kept)
    assert answer(kept, outcome)
    application.refresh_from_db()
    assert (again(kept).outcome, application.status) == (outcome, stands)
    note = application.note_set.get(at=LATER)
    assert (note.text, note.kind) == (f"How they took your change of mind: {outcome.label}.", kind)


def test_the_same_answer_twice_is_one_line(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    reconsider(kept)
    assert [answer(kept, Outcome.FILLED), answer(kept, Outcome.FILLED)] == [True, False]
    assert application.note_set.filter(at=LATER).count() == 1


def test_a_word_after_a_long_silence_takes_its_place(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    reconsider(kept)
    assert [answer(kept, Outcome.SILENT), answer(kept, Outcome.WELCOME)] == [True, True]
    assert (again(kept).outcome, application.note_set.filter(at=LATER).count()) == (Outcome.WELCOME, 2)


def test_the_move_that_an_answer_makes_can_be_taken_back(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    kept = told(application)
    reconsider(kept)
    answer(kept, Outcome.FILLED)
    latest = application.changes.order_by("-pk")[0]
    tracker.take_back(change=latest, by=maya, at=LATER)
    application.refresh_from_db()
    assert application.status == Status.OFFER


def test_where_nothing_was_asked_nothing_is_answered(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    before = whole(application)
    assert not answer(kept, Outcome.FILLED)
    assert whole(application) == before


def test_their_no_leaves_alone_what_was_declined_anew(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = told(application)
    reconsider(kept)
    told(Application.objects.get(pk=application.pk), at=LATER)
    assert answer(kept, Outcome.FILLED)
    application.refresh_from_db()
    assert (application.status, again(kept).outcome) == (Status.WITHDRAWN, Outcome.FILLED)
