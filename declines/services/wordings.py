"""A person's own wordings: kept, begun from ours, and filled in from the record."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format

from accounts.models import User
from declines.messages import Message, Part, compose, notes
from declines.models import Wording
from declines.services.filling import VARIABLES, fill_body, fill_subject, nearest, values_of, variables_in
from declines.situation import Kind, Situation, Stage, Tone
from tracker.when import full_day

# A moment that no wording of ours names by itself: where its day and hour are read, the variables belong.
MOMENT = datetime(2001, 12, 31, 3, 7)
# Where they have met somebody.
MET = {Stage.BETWEEN_ROUNDS, Stage.FINAL_ROUND, Stage.REFERENCE_CHECK, Stage.OFFER, Stage.OFFER_ACCEPTED}


def wordings_for(user: User, kind: Kind) -> QuerySet[Wording]:
    """The person's own wordings for a kind of message, by name."""
    return Wording.objects.for_user(user).filter(kind=kind)


def keep(*, wording: Wording, at: datetime) -> bool:
    """Keep a wording, new or changed. False if another window has just given its name to another one."""
    wording.changed_at = at
    try:
        with transaction.atomic():
            wording.save()
    except IntegrityError:
        return False
    return True


def forget(wording: Wording) -> None:
    """Take a wording away. Letters that were written with it stay: they hold copies."""
    wording.delete()


def unknown_variables(text: str) -> dict[str, str]:
    """The first few names in braces that mean nothing here, each with the nearest that does (or nothing)."""
    unknown = [name for name in variables_in(text) if name not in VARIABLES]
    return {name: nearest(name) for name in unknown[:5]}


def left_out(wording: Wording, situation: Situation) -> list[str]:
    """The variables of a wording of which the record knows nothing; a signature need not be there."""
    used = variables_in(f"{wording.subject}\n{wording.body}")
    values = values_of(situation, Kind(wording.kind))
    return [name for name in VARIABLES if name in used and not values[name].inside and name != "signature"]


def filled_in(wording: Wording, situation: Situation) -> tuple[str, str]:
    """Subject and body with the record in the place of each variable; an unknown one stays as it was typed.

    A sentence about something that the record does not know is left out. Filled in one pass, so that a company
    called "{me}" remains one.
    """
    values = values_of(situation, Kind(wording.kind))
    return fill_subject(wording.subject, values), fill_body(wording.body, values)


def in_own_words(wording: Wording, situation: Situation) -> Message:
    """The message that a wording makes here. No labels: only the person knows what each of their sentences is for."""
    subject, body = filled_in(wording, situation)
    return Message(subject, tuple((Part("", text),) for text in body.split("\n\n")))


def _time(situation: Situation) -> Message:
    waiting = notes.TimeFor.TAKE_HOME if situation.stage is Stage.TAKE_HOME else notes.TimeFor.OFFER
    return notes.ask_time(situation, name=situation.recipient, until=None, for_what=waiting)


# The kinds that have words of ours without asking anything more; a suggestion, say, is nothing without a name.
OURS: dict[Kind, Callable[[Situation], Message]] = {
    Kind.DECLINE: compose,
    Kind.THANK_YOU: lambda situation: notes.thanks_note(situation, name=situation.recipient),
    Kind.STAY_IN_TOUCH: lambda situation: notes.hello_note(situation, name=situation.recipient),
    Kind.OPENINGS: lambda situation: notes.openings(situation, name=situation.recipient),
    Kind.RECONSIDER: lambda situation: notes.reconsider(
        situation, name=situation.recipient, changed="", days_since=0
    ),
    Kind.RESCHEDULE: lambda situation: notes.reschedule(situation, name=situation.recipient),
    Kind.ASK_TERMS: lambda situation: notes.ask_terms(situation, name=situation.recipient, about=notes.Topic.SALARY),
    Kind.ASK_TIME: _time,
}


def from_ours(*, kind: Kind, stage: Stage, tone: Tone, seed: int) -> tuple[str, str]:
    """Subject and body of ours, with variables where the record would speak."""
    situation = Situation(
        company="{company}",
        position="{role}",
        sender="{me}",
        signature="{signature}",
        recipient="{name}",
        own_reason="{reason}",
        liked="{liked}",
        round_name="{interview}",
        stage=stage,
        tone=tone,
        seed=seed,
        starts=MOMENT,
        met_on=MOMENT if stage in MET else None,
    )
    message = OURS[kind](situation)
    subject, body = message.subject, message.body
    for said, variable in ((full_day(MOMENT), "{day}"), (date_format(MOMENT, "G:i"), "{hour}")):
        subject, body = subject.replace(said, variable), body.replace(said, variable)
    return subject, body
