"""Saying no, and taking it back. Each use case is one transaction; nothing leaves the database here."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from declines import messages
from declines.messages.notes import offers_hello
from declines.models import Decline, DeclinedInterview, Letter, Reflection
from declines.services.letters import index_letters, stop
from declines.services.record import Answers, people_in, rounds_held, situation_of, wall
from declines.services.wordings import in_own_words
from declines.situation import Channel, Kind, Situation
from tracker import reminders
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.reminders import Moment, Words

# As much as the form takes: a wording of one's own may grow when it is filled in.
LONGEST = 20_000


def decline(*, application: Application, answers: Answers, by: User, at: datetime) -> Decline:
    """Say no: withdraw, free the rounds ahead, keep the words, plan the follow-ups. All of it or nothing.

    Raises InvalidTransition when the application is over already, in another tab or just now.
    """
    with transaction.atomic():
        # First: it fails for whoever comes second, before anything else is written.
        change = tracker.move(application=application, to=Status.WITHDRAWN, by=by, at=at)
        # One that was moved on by hand since an earlier no: that no stands no longer, and its letter must not leave.
        for former in Decline.objects.standing().filter(application=application):
            _stop_letters(former)
        Decline.objects.standing().filter(application=application).update(taken_back_at=at)
        situation = situation_of(application, answers, at)
        kept = Decline.objects.create(
            application=application,
            change=change,
            interview=answers.interview,
            stage=answers.stage,
            reason=answers.reason,
            own_reason=answers.own_reason,
            liked=answers.liked,
            campus=answers.campus,
            letter=_letter(application, answers, situation, at),
            decided_at=at,
        )
        index_letters(application.pk)
        Reflection.objects.filter(application=application, decline=None).update(decline=kept)
        _free_rounds(kept, at)
        _plan_follow_ups(kept, answers, situation, at)
    return kept


def message_of(answers: Answers, situation: Situation) -> messages.Message:
    """The words of a no: ours, or the person's own wording where they chose one for an e-mail."""
    if answers.wording is None or answers.channel is not Channel.EMAIL:
        return messages.compose(situation)
    return in_own_words(answers.wording, situation)


def _letter(application: Application, answers: Answers, situation: Situation, at: datetime) -> Letter:
    message = message_of(answers, situation)
    return Letter.objects.create(
        application=application,
        kind=Kind.DECLINE,
        contact=answers.contact,
        channel=answers.channel,
        relationship=answers.reader,
        tone=answers.tone,
        seed=answers.seed,
        # Company and role may be two hundred letters each; an edited subject has the same limit.
        subject=message.subject[:300],
        body=message.body[:LONGEST],
        written_at=at,
    )


def _free_rounds(kept: Decline, at: datetime) -> None:
    """Rounds ahead are declined if they were not answered, cancelled if they were accepted."""
    for interview in kept.application.interviews.ahead(at):
        # Remembered before it changes: taking back must know which of the two it was.
        former = Interview.State(interview.state)
        invited = former is Interview.State.INVITED
        to = Interview.State.DECLINED if invited else Interview.State.CANCELLED
        if tracker.set_interview_state(interview=interview, to=to, at=at):
            DeclinedInterview.objects.create(decline=kept, interview=interview, former_state=former)


def thanked(rounds: list[Interview], answers: Answers) -> dict[Contact | None, Interview | None]:
    """Who gets a thank-you note after a no, and the round they were met in: each person met, the latest round first.

    Nobody met: one note to whoever is told (DOMAIN.md 2a).
    """
    met: dict[Contact | None, Interview | None] = {}
    for held in rounds:
        for person in people_in([held]):
            met.setdefault(person, held)
    return met or {answers.contact: None}


def _plan_follow_ups(kept: Decline, answers: Answers, situation: Situation, at: datetime) -> None:
    """The thank-you notes and one hello. They take the place of a thank-you that still waited."""
    application = kept.application
    # Thanks "for your time, I look forward to hearing from you" would contradict the no.
    reminders.cancel(application=application, kinds=[Reminder.Kind.THANK_YOU], at=at)
    # A wall time without a zone: somebody who moves keeps their hour.
    clock = application.user.reminder_clock
    planned = []
    if answers.thank_you_on:
        rounds = rounds_held(application, answers, at)
        for person, held in thanked(rounds, answers).items():
            met_on = wall(held) if held else None
            words = messages.thank_you(situation, name=person.address if person else "", met_on=met_on)
            planned.append((Reminder.Kind.THANK_YOU, person, Moment(answers.thank_you_on, clock), words))
    # Not to a colleague, who is met in the corridor.
    if answers.stay_in_touch_on and offers_hello(situation):
        words = messages.stay_in_touch(situation, name=answers.contact.address if answers.contact else "")
        moment = Moment(answers.stay_in_touch_on, clock)
        planned.append((Reminder.Kind.STAY_IN_TOUCH, answers.contact, moment, words))
    for kind, contact, moment, words in planned:
        _want(kind, application, at)
        reminder = reminders.schedule(
            application=application, kind=kind, contact=contact, moment=moment, words=Words(*words), at=at
        )
        kept.follow_ups.add(reminder)


def _want(kind: Reminder.Kind, application: Application, at: datetime) -> None:
    """What is asked for with this very no is wanted here, whatever was said of its kind or of the application."""
    held = reminders.terms(kind, user=application.user, application=application)
    if not held.is_on:
        reminders.set_rule(
            user=application.user,
            kind=kind,
            application=application,
            is_on=True,
            days=held.days,
            again=held.again,
            at=at,
        )
    if kind == Reminder.Kind.STAY_IN_TOUCH and application.retired_at:
        tracker.unretire(application, at=at)


def _stop_letters(decline: Decline) -> None:
    """Stop what waits to be sent of a no and of what followed it; one in a worker's hands is asked about there."""
    stop(decline.letter)
    for letter in decline.later_letters.select_related("mail"):
        stop(letter)


@transaction.atomic
def take_back(*, decline: Decline, by: User, at: datetime) -> bool:
    """Undo: exactly the former status, the rounds as they were, the follow-ups cancelled, a waiting mail stopped.

    False if it was taken back already. Raises InvalidTransition if the application has moved on since.
    """
    # Marked first: of two who take back one goes on, and if a later step refuses, the mark goes with the transaction.
    rows = Decline.objects.standing().filter(pk=decline.pk)
    if not rows.update(taken_back_at=at):
        return False
    reminders.hold(decline.application_id)
    _stop_letters(decline)
    # First, since going on brings back the thanks that a round still calls for.
    kinds = [Reminder.Kind.THANK_YOU, Reminder.Kind.STAY_IN_TOUCH]
    reminders.cancel(application=decline.application, kinds=kinds, at=at, because=Reminder.Because.TAKEN_BACK)
    tracker.take_back(change=decline.change, by=by, at=at)
    # The move was made on the change's own copy of the application; this one still says "withdrawn".
    decline.application.refresh_from_db()
    for freed in decline.freed.select_related("interview__application__user"):
        tracker.restore_interview(interview=freed.interview, former=Interview.State(freed.former_state), at=at)
    return True
