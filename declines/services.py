"""Saying no, telling them, and taking it back. Each use case is one transaction; nothing leaves the database here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import local, next_working_day
from declines import messages
from declines.models import Decline, DeclinedInterview
from declines.situation import Channel, Reason, Situation, Stage
from tracker import reminders
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.reminders import Moment, Words

STAY_IN_TOUCH_AFTER = timedelta(days=90)


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
    offer_touch: bool = True
    ask_openings: bool = False
    thank_you_on: date | None = None  # None: no such reminder
    stay_in_touch_on: date | None = None


def decline(*, application: Application, answers: Answers, by: User, at: datetime) -> Decline:
    """Say no: withdraw, free the rounds ahead, keep the words, plan the two follow-ups. All of it or nothing.

    Raises InvalidTransition when the application is over already, in another tab or just now.
    """
    with transaction.atomic():
        # First: it fails for whoever comes second, before anything else is written.
        change = tracker.move(application=application, to=Status.WITHDRAWN, by=by, at=at)
        # One that was moved on by hand since an earlier no: that no stands no longer.
        Decline.objects.standing().filter(application=application).update(taken_back_at=at)
        situation = situation_of(application, answers, at)
        message = messages.compose(situation)
        kept = Decline.objects.create(
            application=application,
            change=change,
            interview=answers.interview,
            contact=answers.contact,
            stage=answers.stage,
            reason=answers.reason,
            own_reason=answers.own_reason,
            liked=answers.liked,
            channel=answers.channel,
            # Company and role may be two hundred letters each; an edited subject has the same limit.
            subject=message.subject[:300],
            body=message.body,
            decided_at=at,
        )
        _free_rounds(kept, at)
        _plan_follow_ups(kept, answers, situation, at)
    return kept


def _free_rounds(kept: Decline, at: datetime) -> None:
    """Rounds ahead are declined if they were not answered, cancelled if they were accepted."""
    for interview in kept.application.interviews.ahead(at):
        # Remembered before it changes: taking back must know which of the two it was.
        former = Interview.State(interview.state)
        invited = former is Interview.State.INVITED
        to = Interview.State.DECLINED if invited else Interview.State.CANCELLED
        if tracker.set_interview_state(interview=interview, to=to, at=at):
            DeclinedInterview.objects.create(decline=kept, interview=interview, former_state=former)


def _plan_follow_ups(kept: Decline, answers: Answers, situation: Situation, at: datetime) -> None:
    """One thank-you note and one hello. They take the place of a thank-you that still waited."""
    application = kept.application
    # Thanks "for your time, I look forward to hearing from you" would contradict the no.
    reminders.cancel(application=application, kinds=[Reminder.Kind.THANK_YOU], at=at)
    # A wall time without a zone: somebody who moves keeps their hour.
    clock = application.user.reminder_clock
    name = answers.contact.address if answers.contact else ""
    if answers.thank_you_on:
        kept.thank_you = reminders.schedule(
            application=application,
            kind=Reminder.Kind.THANK_YOU,
            contact=answers.contact,
            moment=Moment(answers.thank_you_on, clock),
            words=Words(*messages.thank_you(situation, name=name)),
            at=at,
        )
    if answers.stay_in_touch_on:
        kept.stay_in_touch = reminders.schedule(
            application=application,
            kind=Reminder.Kind.STAY_IN_TOUCH,
            contact=answers.contact,
            moment=Moment(answers.stay_in_touch_on, clock),
            words=Words(*messages.stay_in_touch(situation, name=name)),
            at=at,
        )
    kept.save(update_fields=["thank_you", "stay_in_touch"])


def situation_of(application: Application, answers: Answers, at: datetime) -> Situation:
    """The record and the answers as plain values, for the words."""
    interview = answers.interview
    held = (
        application.interviews.filter(state__in=[Interview.State.ACCEPTED, Interview.State.DONE], starts_at__lte=at)
        .prefetch_related("interviewers")
        .order_by("-starts_at")
    )
    # Its hour has passed and it says "accepted", but nobody was met there.
    if answers.stage == Stage.MISSED and interview is not None:
        held = held.exclude(pk=interview.pk)
    last = next(iter(held), None)
    # A dict keeps the order and names nobody twice; the latest round first.
    met = {contact.address: None for round_ in held for contact in round_.interviewers.all() if contact.address}
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
        round_name=round_name(interview) if interview else "",
        # On the employer's clock: the letter names the hour that stands in their calendar.
        starts=_wall(interview) if interview else None,
        met=tuple(met),
        met_on=_wall(last) if last else None,
        stay_in_touch=answers.offer_touch,
        ask_openings=answers.ask_openings,
    )


def round_name(interview: Interview) -> str:
    """What a letter calls the round: "panel", "final interview"."""
    if interview.stage == Interview.Stage.HIRING_MANAGER:
        return _("interview")  # nobody cancels a hiring manager
    return str(interview.get_stage_display()).lower()


def _wall(interview: Interview) -> datetime | None:
    there = interview.starts_there
    return there.replace(tzinfo=None) if there else None


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


def follow_up_days(user: User, at: datetime) -> tuple[date, date]:
    """The days that the form proposes: the next working day, and ninety days on (DOMAIN.md 3c)."""
    today = local(at, user.time_zone).date()
    return next_working_day(today, user.workdays), today + STAY_IN_TOUCH_AFTER


def change_words(*, decline: Decline, subject: str, body: str) -> bool:
    """Keep the person's own version. False once it has been delivered or taken back: said is said."""
    # In the UPDATE, not before it: another window may have told them in between.
    editable = Decline.objects.standing().filter(pk=decline.pk, delivered_at__isnull=True)
    return bool(editable.update(subject=subject, body=body))


@transaction.atomic
def mark_delivered(*, decline: Decline, by: Channel, when: datetime) -> bool:
    """Note that they know, how and since when; it counts as contact. False if it was noted before."""
    rows = Decline.objects.standing().filter(pk=decline.pk, delivered_at__isnull=True)
    # Counted: a double click must not write two lines on the timeline.
    if not rows.update(delivered_at=when, delivered_by=by):
        return False
    told = decline.contact or decline.application.company
    text = _("You told %(who)s that you withdraw (%(how)s).") % {"who": told, "how": by.label.lower()}
    tracker.add_note(application=decline.application, text=text, at=when, touch=True, contact=decline.contact)
    return True


@transaction.atomic
def take_back(*, decline: Decline, by: User, at: datetime) -> bool:
    """Undo: exactly the former status, the rounds as they were, the two follow-ups cancelled.

    False if it was taken back already. Raises InvalidTransition if the application has moved on since.
    """
    # Marked first: of two who take back one goes on, and if a later step refuses, the mark goes with the transaction.
    rows = Decline.objects.standing().filter(pk=decline.pk)
    if not rows.update(taken_back_at=at):
        return False
    # First, since going on brings back the thanks that a round still calls for.
    kinds = [Reminder.Kind.THANK_YOU, Reminder.Kind.STAY_IN_TOUCH]
    reminders.cancel(application=decline.application, kinds=kinds, at=at)
    tracker.take_back(change=decline.change, by=by, at=at)
    # The move was made on the change's own copy of the application; this one still says "withdrawn".
    decline.application.refresh_from_db()
    for freed in decline.freed.select_related("interview__application__user"):
        tracker.restore_interview(interview=freed.interview, former=Interview.State(freed.former_state), at=at)
    return True
