"""A change of mind: back from a no that was told, with the words that ask to come back, and how it went."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from declines.messages import Message, notes
from declines.models import Decline, Letter, Wording
from declines.services.declining import take_back
from declines.services.letters import Style, write
from declines.services.record import Answers, answers_of, situation_of
from declines.services.wordings import in_own_words
from declines.situation import Channel, Kind
from tracker import services as tracker
from tracker.models import Application, Status
from tracker.reminders import Words
from tracker.transitions import InvalidTransition

# "Not now" is a no of theirs as well: left open, it would go on asking for answers and reminders.
THEIR_NO = {Decline.Outcome.FILLED, Decline.Outcome.LATER}
# The four answers, and in the words of the page what noting each one does.
OUTCOMES = [
    (Decline.Outcome.WELCOME.value, Decline.Outcome.WELCOME.label, gettext_lazy("It stays where it stands.")),
    (
        Decline.Outcome.LATER.value,
        Decline.Outcome.LATER.label,
        gettext_lazy("It moves to “Rejected”: they said no for now. You can take that move back."),
    ),
    (
        Decline.Outcome.FILLED.value,
        Decline.Outcome.FILLED.label,
        gettext_lazy("It moves to “Rejected”: they said no. You can take that move back."),
    ),
    (
        Decline.Outcome.SILENT.value,
        Decline.Outcome.SILENT.label,
        gettext_lazy("It stays where it stands; a later answer can still be noted."),
    ),
]


def answers_to_return(decline: Decline, style: Style) -> Answers:
    """The answers of the no, for the letter that takes it back: to the same person, in writing."""
    kept = answers_of(decline)
    return replace(kept, channel=Channel.EMAIL, relationship=style.relationship, tone=style.tone, seed=style.seed)


def words_to_return(
    decline: Decline, *, changed: str, style: Style, at: datetime, wording: Wording | None = None
) -> Message:
    """An apology, what has changed, that one would like to come back, and an easy way out (DOMAIN.md 3c)."""
    situation = situation_of(decline.application, answers_to_return(decline, style), at)
    if wording is not None:
        # Their reason there is the one to come back, and not the one of the no.
        return in_own_words(wording, replace(situation, own_reason=changed))
    days = days_since(decline, at)
    return notes.reconsider(situation, name=situation.recipient, changed=changed, days_since=days)


def days_since(decline: Decline, at: datetime) -> int:
    """How many days ago they heard the no, on the person's calendar."""
    told, user = decline.letter.delivered_at or decline.decided_at, decline.application.user
    return (user.local(at).date() - user.local(told).date()).days


def letter_to_return(decline: Decline) -> Letter | None:
    """The letter that takes this no back, if one was written."""
    return Letter.objects.filter(follows=decline, kind=Kind.RECONSIDER).select_related("application").first()


@transaction.atomic
def reconsider(
    *, decline: Decline, changed: str, style: Style, by: User, at: datetime, wording: Wording | None = None
) -> Letter:
    """Take a told no back and write that one would like to come back: both, or nothing.

    A second click finds the letter that stands. Raises InvalidTransition when the application has moved on since.
    """
    if decline.letter.delivered_at is None:
        raise ValueError("Nobody has heard this no: it is taken back without a word.")
    # Held, so that the second of two clicks looks only once the first has written.
    Decline.objects.select_for_update().get(pk=decline.pk)
    if written := letter_to_return(decline):
        return written
    message = words_to_return(decline, changed=changed, style=style, at=at, wording=wording)
    # One that was taken back before, without a word to them, still wants the words; unless there is a new no.
    if not take_back(decline=decline, by=by, at=at):
        _check_stands_open(decline)
    return write(
        application=decline.application,
        kind=Kind.RECONSIDER,
        contact=decline.letter.contact,
        words=Words(message.subject, message.body),
        style=style,
        follows=decline,
        at=at,
    )


def _check_stands_open(decline: Decline) -> None:
    stands = Status(Application.objects.values_list("status", flat=True).get(pk=decline.application_id))
    if stands is Status.WITHDRAWN:
        raise InvalidTransition(stands, Status(decline.change.from_status))


@transaction.atomic
def record_outcome(*, decline: Decline, outcome: Decline.Outcome, by: User, at: datetime) -> bool:
    """Note how they answered a change of mind, with a line on the timeline; a no of theirs moves it to rejected.

    False if that very answer was noted before, or they were never asked. A later answer replaces an earlier
    one. A move that it made is taken back where every move is, on the application's page.
    """
    rows = Decline.objects.filter(pk=decline.pk).exclude(outcome=outcome)
    if letter_to_return(decline) is None or not rows.update(outcome=outcome):
        return False
    text = _("How they took your change of mind: %(answer)s.") % {"answer": outcome.label}
    # Silence is no contact; anything else is a word from them.
    touch = outcome is not Decline.Outcome.SILENT
    application = decline.application
    tracker.add_note(application=application, text=text, touch=touch, contact=decline.letter.contact, at=at)
    if outcome in THEIR_NO and application.can_move_to(Status.REJECTED):
        tracker.move(application=application, to=Status.REJECTED, by=by, at=at)
    return True
