"""Messages other than the no: which of them fit an application as it stands, their words, and keeping them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.messages import Message, Part
from declines.messages.instead import Instead, instead_of
from declines.models import Decline, Letter
from declines.services.letters import Style, write
from declines.services.record import Answers, ahead_among, answers_for, answers_of, held_among, people_in, stage_of
from declines.situation import Channel, Kind, Relationship, Situation, Stage, Tone
from tracker.models import Application, Contact, Interview, Status
from tracker.reminders import Words

# Over by a yes or a no, of theirs or of one's own. Silence is neither: employers call again.
DECIDED = {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN}
# Where somebody there has spoken with the person, and may still change what they offer.
IN_TOUCH = {Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER}
# What saves a yes, in place of a no.
ASKING = {Kind.RESCHEDULE, Kind.ASK_TERMS, Kind.ASK_TIME}


@dataclass(frozen=True)
class Place:
    """Where an application stands, as far as the other messages ask. Reads what a page has fetched already."""

    status: Status
    is_open: bool
    ahead: list[Interview]  # the nearest first
    held: list[Interview]  # the latest first
    no: Decline | None = None  # the standing one

    @property
    def met(self) -> list[Contact]:
        """Everybody of whom a name is known and who sat in a round that was held, each once."""
        return people_in(self.held)

    @property
    def is_untold(self) -> bool:
        """Decided, and they do not know yet: nothing else comes before that."""
        return self.no is not None and self.no.letter.delivered_at is None

    @property
    def is_undecided(self) -> bool:
        """Nobody has said yes or no: what is asked for may still be granted."""
        return self.status not in DECIDED

    @property
    def is_after_a_no(self) -> bool:
        """The person said no, and they know: what the notes that follow a no take for granted."""
        return self.status is Status.WITHDRAWN and not self.is_untold

    @property
    def is_among_colleagues(self) -> bool:
        """One meets in the corridor: nobody writes a hello there."""
        return self.no is not None and self.no.letter.relationship == Relationship.INTERNAL

    @property
    def was_said_aloud(self) -> bool:
        return self.no is not None and was_said_aloud(self.no)

    @property
    def owes_apology(self) -> bool:
        return self.no is not None and owes_apology(self.no)

    @property
    def task(self) -> Interview | None:
        """The take-home task that waits, if one does."""
        tasks = (interview for interview in self.ahead if interview.stage == Interview.Stage.TAKE_HOME)
        return next(tasks, None)


class Offer(NamedTuple):
    """A message that would make sense now: what it does, and when one wants it."""

    kind: Kind
    title: Promise
    why: Promise


# In the order in which they are offered: what may save the interview first, what comes after it last.
OFFERS: list[tuple[Offer, Callable[[Place], bool]]] = [
    (
        Offer(
            Kind.CONFIRMATION,
            gettext_lazy("Put your no in writing"),
            gettext_lazy("Spoken words fade; a few lines settle it, and nobody has to remember."),
        ),
        lambda place: place.was_said_aloud or place.owes_apology,
    ),
    (
        Offer(
            Kind.RESCHEDULE,
            gettext_lazy("Ask for another date"),
            gettext_lazy("You would like to come, only not at that hour."),
        ),
        lambda place: place.is_open and bool(place.ahead),
    ),
    (
        Offer(
            Kind.ASK_TERMS,
            gettext_lazy("Ask for other terms"),
            gettext_lazy("It could be a yes if one thing were different."),
        ),
        lambda place: place.status in IN_TOUCH,
    ),
    (
        Offer(
            Kind.ASK_TIME,
            gettext_lazy("Ask for more time"),
            gettext_lazy("You want to do it well, and the time they gave is short."),
        ),
        lambda place: place.status is Status.OFFER or (place.is_open and place.task is not None),
    ),
    (
        Offer(
            Kind.THANK_YOU,
            gettext_lazy("Thank somebody you met"),
            gettext_lazy("A short note, to one person at a time."),
        ),
        lambda place: bool(place.met) and (place.is_open or place.is_after_a_no),
    ),
    (
        Offer(
            Kind.OPENINGS,
            gettext_lazy("Ask to hear of future openings"),
            gettext_lazy("This was not the one; another may be."),
        ),
        lambda place: place.is_after_a_no,
    ),
    (
        Offer(
            Kind.REFERRAL,
            gettext_lazy("Suggest somebody else"),
            gettext_lazy("You know somebody who may fit, and they agree to be named."),
        ),
        lambda place: place.is_after_a_no,
    ),
    (
        Offer(
            Kind.STAY_IN_TOUCH,
            gettext_lazy("Say hello"),
            gettext_lazy("Some news of yours, and nothing to ask."),
        ),
        lambda place: place.is_after_a_no and not place.is_among_colleagues,
    ),
]


def place_of(application: Application, at: datetime) -> Place:
    """Where it stands. One question for the no, none for the rounds if they were prefetched with their people."""
    rounds = list(application.interviews.all())
    status = Status(application.status)
    standing = Decline.objects.standing().filter(application=application).select_related("letter__contact")
    return Place(
        status=status,
        is_open=application.is_open,
        ahead=ahead_among(rounds, at) if status not in DECIDED else [],
        held=held_among(rounds, at),
        no=standing.first() if status is Status.WITHDRAWN else None,
    )


def offered(application: Application, at: datetime) -> list[Offer]:
    """The messages that make sense for this application now, each with the occasion for it."""
    place = place_of(application, at)
    return [offer for offer, fits in OFFERS if fits(place)]


def asked_first(situation: Situation, place: Place) -> list[Instead]:
    """What could be asked for before this no, by its answers, and whose page is there (see `makes_sense`)."""
    return [one for one in instead_of(situation) if makes_sense(one.kind, place)]


def was_said_aloud(no: Decline) -> bool:
    """They have heard it, and have nothing in their hands."""
    return bool(no.letter.delivered_by) and Channel(no.letter.delivered_by).is_spoken


def owes_apology(no: Decline) -> bool:
    """They waited in vain, or a careers service wants the apology in a letter of its own (DOMAIN.md 2b)."""
    return no.letter.delivered_at is not None and (no.stage == Stage.MISSED or no.campus)


def wants_writing(no: Decline | None) -> bool:
    """Whether a no that they know of still lacks the letter that settles it."""
    if not no or no.taken_back_at or not (was_said_aloud(no) or owes_apology(no)):
        return False
    return not no.later_letters.filter(kind=Kind.CONFIRMATION).exists()


def makes_sense(kind: str, place: Place) -> bool:
    """Whether a message of this kind may be written here; more than is offered, where only the person knows."""
    if kind in ASKING:
        # An invitation or an offer on the phone, a task in a mail: often none of it is on record yet.
        return place.is_undecided and (kind != Kind.RESCHEDULE or bool(place.ahead))
    return any(offer.kind == kind and fits(place) for offer, fits in OFFERS)


def has_words(kind: Kind, place: Place) -> bool:
    """Whether there is anything to say in a message of this kind, be the moment for it right or past."""
    if kind is Kind.CONFIRMATION:
        return place.no is not None and not place.is_untold
    return kind is not Kind.STAY_IN_TOUCH or not place.is_among_colleagues


def offer_of(kind: Kind) -> Offer:
    """What a message of this kind does, in the words of its page."""
    return next(offer for offer, _fits in OFFERS if offer.kind == kind)


def answers_to_write(
    application: Application,
    place: Place,
    at: datetime,
    *,
    contact: Contact | None,
    tone: Tone = Tone.WARM,
    seed: int = 0,
    interview: Interview | None = None,
) -> Answers:
    """What the words of such a message start from: the answers of the no that it follows, else the record."""
    answers = answers_of(place.no) if place.no else answers_for(application, at, contact=contact)
    if interview is not None:
        answers = replace(answers, interview=interview, stage=stage_of(application, interview))
    # Who reads it was answered with the no, of the person who was told; of anybody else their role says it.
    reader = answers.relationship if place.no and contact == answers.contact else None
    return replace(answers, contact=contact, relationship=reader, tone=tone, seed=seed, channel=Channel.EMAIL)


def as_message(words: Words) -> Message:
    """Words that come as a whole, paragraph by paragraph and without labels."""
    return Message(words.subject, tuple((Part("", text),) for text in words.body.split("\n\n")))


def since_words(days: int) -> str:
    """How long ago it was, as a hello says it."""
    if days < 14:
        return _("a few days ago")
    if days < 60:
        return _("some weeks ago")
    return _("some months ago") if days < 365 else _("some time ago")


@transaction.atomic
def keep(
    *,
    application: Application,
    kind: Kind,
    answers: Answers,
    message: Message,
    follows: Decline | None = None,
    at: datetime,
) -> Letter:
    """Keep the message, ready to be changed and sent. The same words pressed twice are one letter."""
    # Held, so that the second of two clicks looks only once the first has written.
    Application.objects.select_for_update().get(pk=application.pk)
    same = Letter.objects.unsaid().filter(
        application=application,
        kind=kind,
        contact=answers.contact,
        follows=follows,
        subject=message.subject[:300],
        body=message.body,
    )
    style = Style(answers.reader, answers.tone, answers.seed)
    return same.first() or write(
        application=application,
        kind=kind,
        contact=answers.contact,
        words=Words(message.subject, message.body),
        style=style,
        follows=follows,
        at=at,
    )
