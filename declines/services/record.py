"""What the record tells about a message: the stage, whom to write to, who was met, when. Reads, never writes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import local
from declines.messages.sense import offered_relationships
from declines.models import Decline, Wording
from declines.situation import Channel, Reason, Relationship, Situation, Stage, Tone
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.reminders import Book

# Who somebody is to the person who writes; an interviewer speaks for the side that decides.
RELATIONSHIPS = {
    Contact.Role.AGENCY_RECRUITER: Relationship.AGENCY_RECRUITER,
    Contact.Role.COORDINATOR: Relationship.COORDINATOR,
    Contact.Role.RECRUITER: Relationship.RECRUITER,
    Contact.Role.HIRING_MANAGER: Relationship.HIRING_MANAGER,
    Contact.Role.INTERVIEWER: Relationship.HIRING_MANAGER,
    Contact.Role.REFERRER: Relationship.REFERRER,
}


@dataclass(frozen=True)
class Answers:
    """What the person answered on the form."""

    stage: Stage
    reason: Reason
    channel: Channel
    interview: Interview | None = None  # None: the whole application
    own_reason: str = ""
    liked: str = ""
    contact: Contact | None = None
    relationship: Relationship | None = None  # None: what the contact's role says
    tone: Tone = Tone.WARM
    seed: int = 0
    wording: Wording | None = None  # one of the person's own instead of ours
    campus: bool = False
    offer_touch: bool = True
    ask_openings: bool = False
    thank_you_on: date | None = None  # None: no such reminder
    stay_in_touch_on: date | None = None

    @property
    def reader(self) -> Relationship:
        """Who reads or hears it: as answered, else as the contact's role says."""
        return self.relationship or relationship_of(self.contact, self.stage)


def relationship_of(contact: Contact | None, stage: Stage) -> Relationship:
    """Who a contact is to the writer; somebody of whom only an address is known is nobody by name.

    What is noted of a person may not fit the moment, such as a coordinator before anything was arranged: then it is
    a recruiter, and in the interview itself whoever sits there.
    """
    noted = RELATIONSHIPS[Contact.Role(contact.role)] if contact and contact.address else Relationship.UNKNOWN
    if not dict(offered_relationships(stage))[noted]:
        return noted
    return Relationship.HIRING_MANAGER if stage is Stage.IN_INTERVIEW else Relationship.RECRUITER


def situation_of(
    application: Application, answers: Answers, at: datetime, *, rounds: list[Interview] | None = None
) -> Situation:
    """The record and the answers as plain values, for the words.

    `rounds` are those held, with their people, where a page of many applications has fetched them already.
    """
    interview = answers.interview
    rounds = rounds_held(application, answers, at) if rounds is None else rounds
    # A dict keeps the order and names nobody twice; the latest round first.
    met = {contact.address: None for round_ in rounds for contact in round_.interviewers.all() if contact.address}
    return Situation(
        company=application.company.name,
        position=application.position,
        sender=application.user.display_name,
        signature=application.user.signature,
        recipient=answers.contact.address if answers.contact else "",
        stage=answers.stage,
        reason=answers.reason,
        own_reason=answers.own_reason,
        liked=answers.liked,
        channel=answers.channel,
        relationship=answers.reader,
        tone=answers.tone,
        seed=answers.seed,
        hours_ahead=_hours_ahead(interview, at),
        campus=answers.campus,
        round_name=round_name(interview) if interview else "",
        # On the employer's clock: the letter names the hour that stands in their calendar.
        starts=wall(interview) if interview else None,
        met=tuple(met),
        met_on=wall(rounds[0]) if rounds else None,
        stay_in_touch=answers.offer_touch,
        ask_openings=answers.ask_openings,
    )


def answers_of(decline: Decline) -> Answers:
    """The answers that a no was written from, for the messages that come after it."""
    letter = decline.letter
    return Answers(
        stage=Stage(decline.stage),
        reason=Reason(decline.reason),
        channel=Channel(letter.channel),
        interview=decline.interview,
        own_reason=decline.own_reason,
        liked=decline.liked,
        contact=letter.contact,
        relationship=Relationship(letter.relationship),
        tone=Tone(letter.tone),
        seed=letter.seed,
        campus=decline.campus,
    )


def answers_for(application: Application, at: datetime, *, contact: Contact | None = None) -> Answers:
    """The answers that the record gives by itself, for a message that is not a no."""
    interview = next_interview(application, at)
    return Answers(
        stage=stage_of(application, interview),
        reason=Reason.NONE,
        channel=Channel.EMAIL,
        interview=interview,
        liked=application.liked,
        contact=contact or recipient_of(application, interview),
    )


def rounds_held(application: Application, answers: Answers, at: datetime) -> list[Interview]:
    """The rounds in which people were met, the latest first."""
    held = application.interviews.filter(state__in=Interview.HELD, starts_at__lte=at).prefetch_related("interviewers")
    return without_missed(list(held.order_by("-starts_at")), answers)


def held_among(rounds: list[Interview], at: datetime) -> list[Interview]:
    """As `rounds_held`, of rounds that a page has fetched already (they come the latest first)."""
    return [one for one in rounds if one.state in Interview.HELD and one.starts_at and one.starts_at <= at]


def ahead_among(rounds: list[Interview], at: datetime) -> list[Interview]:
    """As `Interview.objects.ahead`, of fetched rounds: the nearest first, one without a date after those with one."""
    states = {Interview.State.INVITED, Interview.State.ACCEPTED}
    ahead = [one for one in rounds if one.state in states and (one.starts_at is None or one.starts_at > at)]
    return sorted(ahead, key=lambda one: (one.starts_at is None, one.starts_at or at))


def without_missed(rounds: list[Interview], answers: Answers) -> list[Interview]:
    """These rounds but the one that was missed: its hour has passed, and nobody was met there."""
    missed = answers.interview if answers.stage == Stage.MISSED else None
    return [interview for interview in rounds if interview != missed]


def people_in(rounds: list[Interview]) -> list[Contact]:
    """Everybody in these rounds of whom a name is known, in their order, each once."""
    return list(dict.fromkeys(person for held in rounds for person in held.interviewers.all() if person.address))


def round_name(interview: Interview) -> str:
    """What a letter calls the round: "panel", "final interview"."""
    if interview.stage == Interview.Stage.HIRING_MANAGER:
        return _("interview")  # nobody cancels a hiring manager
    return str(interview.get_stage_display()).lower()


def wall(interview: Interview) -> datetime | None:
    """When a round begins, on the employer's clock and naive, as the words take it."""
    there = interview.starts_there
    return there.replace(tzinfo=None) if there else None


def _hours_ahead(interview: Interview | None, at: datetime) -> float | None:
    if interview is None or interview.starts_at is None:
        return None
    return (interview.starts_at - at) / timedelta(hours=1)


def stage_of(application: Application, interview: Interview | None) -> Stage:
    """Where the process stands, as far as the record tells; the person may know better."""
    # The status weighs more than any round: with an offer on the table the no is to the offer.
    if application.status == Status.ACCEPTED:
        return Stage.OFFER_ACCEPTED
    if application.status == Status.OFFER:
        return Stage.OFFER
    if interview is not None:
        return _stage_of_round(interview)
    if application.status in {Status.SAVED, Status.APPLIED, Status.LAPSED}:
        return Stage.APPLIED
    return Stage.BETWEEN_ROUNDS


def _stage_of_round(interview: Interview) -> Stage:
    # Before the answer: what is declined is the task, agreed to or not.
    if interview.stage == Interview.Stage.TAKE_HOME:
        return Stage.TAKE_HOME
    if interview.state == Interview.State.ACCEPTED:
        return Stage.ACCEPTED
    later = {Interview.Stage.SECOND, Interview.Stage.FINAL}
    return Stage.FINAL_ROUND if interview.stage in later else Stage.INVITED


def next_interview(application: Application, at: datetime) -> Interview | None:
    """The round that a no is most likely about."""
    # The one with a date first, said in full: the two databases put missing dates at opposite ends.
    return application.interviews.ahead(at).order_by(F("starts_at").asc(nulls_last=True)).first()


def recipient_of(application: Application, interview: Interview | None) -> Contact | None:
    """Whom to tell: an agency recruiter first, since they may mend it; else who arranges; else who interviews."""
    # The kept ones first: min takes the first of equals.
    people = list(application.contacts.all())
    if interview is not None:
        people += [contact for contact in interview.interviewers.all() if contact not in people]
    order = [
        Contact.Role.AGENCY_RECRUITER,
        Contact.Role.COORDINATOR,
        Contact.Role.RECRUITER,
        Contact.Role.HIRING_MANAGER,
        Contact.Role.INTERVIEWER,
        Contact.Role.REFERRER,
    ]
    return min(people, key=lambda contact: order.index(Contact.Role(contact.role)), default=None)


def follow_up_days(
    user: User, at: datetime, application: Application | None = None
) -> tuple[date | None, date | None]:
    """The days that the form proposes: the next working day, and ninety days on or as the person's rule has it.

    None where the person wants no such reminder, of this application or at all (DOMAIN.md 3c).
    """
    book, pk = Book(user), application.pk if application else None
    thanks, hello = book.terms(Reminder.Kind.THANK_YOU, pk), book.terms(Reminder.Kind.STAY_IN_TOUCH, pk)
    today = local(at, user.time_zone).date()
    retired = application is not None and application.retired_at is not None
    return (
        user.next_working_day(today) if thanks.is_on else None,
        user.working_day_from(today + timedelta(days=hello.days)) if hello.is_on and not retired else None,
    )
