"""When a person is reminded, of what, and whether it still matters. No mail is sent here, rows are written."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import local, next_working_day, resolve
from outbox import services as outbox
from outbox.models import OutgoingEmail
from tracker.mails import reminder_mail
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.models.reminder import ReminderQuerySet

log = logging.getLogger(__name__)
Kind = Reminder.Kind
State = Reminder.State

SAME_DAY_THANKS = time(17)
# Time for a few lines before the office closes, and to get dressed and get there before an interview.
BEFORE_REPLY = timedelta(hours=1)
BEFORE_INTERVIEW = timedelta(hours=2)
# What one odd row can raise: a day off the calendar, a zone this machine lost, words the database refuses.
UNWRITABLE = (ArithmeticError, LookupError, ValueError, DatabaseError)


@dataclass(frozen=True)
class Moment:
    """A wall time: day and hour, in a zone of its own or, with none, wherever the person lives."""

    day: date
    clock: time
    zone: str = ""

    @classmethod
    def of(cls, at: datetime, zone: str) -> "Moment":
        """An instant that must stay one, such as "an hour before the interview"."""
        wall = local(at, zone)
        return cls(wall.date(), wall.time().replace(second=0, microsecond=0, fold=0), zone)


@dataclass(frozen=True)
class Words:
    """A message that is ready to send: the reminder carries it."""

    subject: str = ""
    body: str = ""


def schedule(
    *,
    application: Application,
    kind: Reminder.Kind,
    moment: Moment,
    at: datetime,
    interview: Interview | None = None,
    contact: Contact | None = None,
    title: str = "",
    words: Words | None = None,
    planned_for: str = "",
) -> Reminder:
    """Have a person reminded once. An open reminder of the same occasion is moved instead of doubled."""
    words = words or Words()
    occasion: dict[str, Any] = {"application": application, "kind": kind, "interview": interview, "contact": contact}
    reminder = Reminder.objects.open().filter(**occasion).first() if kind != Kind.OTHER else None
    if reminder is None:
        reminder = Reminder(user=application.user, created_at=at, **occasion)
    reminder.title, reminder.subject, reminder.words = title, words.subject, words.body
    reminder.due_on, reminder.due_time, reminder.time_zone = moment.day, moment.clock, moment.zone
    reminder.planned_for = planned_for
    if reminder.pk:
        _begin_again(reminder)
    reminder.save()
    return reminder


def reschedule(*, reminder: Reminder, moment: Moment) -> bool:
    """Snooze, or change the day: a new occurrence, told anew. The mail of the old one is taken back.

    False if another window closed or moved it meanwhile: that stands.
    """
    with transaction.atomic():
        same = Reminder.objects.select_for_update().open().filter(pk=reminder.pk, occurrence=reminder.occurrence)
        if not same.exists():
            return False
        reminder.due_on, reminder.due_time, reminder.time_zone = moment.day, moment.clock, moment.zone
        _begin_again(reminder)
        reminder.save()
    return True


def _begin_again(reminder: Reminder) -> None:
    outbox.cancel([reminder.mail_key])
    reminder.occurrence += 1
    reminder.state, reminder.told_at, reminder.closed_at = State.PENDING, None, None


def close(*, reminder: Reminder, done: bool, at: datetime) -> bool:
    """Mark as done, or skip. False if it was closed already."""
    with transaction.atomic():
        state = State.DONE if done else State.SKIPPED
        rows = Reminder.objects.open().filter(pk=reminder.pk).update(state=state, closed_at=at)
        outbox.cancel([reminder.mail_key])
    return bool(rows)


def cancel(
    *, application: Application, kinds: Iterable[Reminder.Kind], at: datetime, interview: Interview | None = None
) -> int:
    """Cancel the open reminders of these kinds, and their mails that have not left yet."""
    rows = Reminder.objects.open().filter(application=application, kind__in=list(kinds))
    return _cancel(rows if interview is None else rows.filter(interview=interview), at)


def cancel_thanks_after_a_no(application: Application, *, at: datetime) -> int:
    """The thank-you that belongs to no round was for a no; when the no is gone, so is its reason."""
    return _cancel(Reminder.objects.open().filter(application=application, kind=Kind.THANK_YOU, interview=None), at)


@transaction.atomic
def _cancel(rows: ReminderQuerySet, at: datetime) -> int:
    # Read before the UPDATE, after which the same filter finds none of them.
    keys = [reminder.mail_key for reminder in rows]
    count = rows.update(state=State.CANCELLED, closed_at=at)
    outbox.cancel(keys)
    return count


def refresh(interview: Interview, *, at: datetime) -> None:
    """Bring the reminders of a round in line with how it stands now. Safe to call after any change."""
    wanted = _wanted(interview, at)
    for kind in (Kind.REPLY, Kind.INTERVIEW, Kind.THANK_YOU):  # those that follow from a round
        instant, moment = wanted.get(kind, (None, None))
        # In UTC, since the same instant may come from a form in one zone and from the database in another.
        planned_for = str(instant.astimezone(UTC)) if instant else ""
        if planned_for and _stands_already(interview, kind, planned_for):
            continue
        if moment is None:
            cancel(application=interview.application, kinds=[kind], interview=interview, at=at)
        else:
            schedule(
                application=interview.application,
                kind=kind,
                interview=interview,
                moment=moment,
                at=at,
                words=thanks_after(interview) if kind == Kind.THANK_YOU else None,
                planned_for=planned_for,
            )


def _stands_already(interview: Interview, kind: Reminder.Kind, planned_for: str) -> bool:
    """Whether it was planned for just this instant: then it is left as the person made of it."""
    # Cancelled ones do not count: the course of things took them away and may bring them back.
    last = interview.reminders.filter(kind=kind).exclude(state=State.CANCELLED).order_by("-pk").first()
    return last is not None and last.planned_for == planned_for


def _wanted(interview: Interview, at: datetime) -> dict[Reminder.Kind, tuple[datetime, Moment | None]]:
    """What a round calls for: the instant that a reminder is about, and its moment unless that has passed."""
    user = interview.application.user
    wanted: dict[Reminder.Kind, tuple[datetime, Moment | None]] = {}
    # Wanting nothing is what cancels: refresh takes away all that is not wanted.
    if not interview.application.is_open:
        return wanted
    if interview.state == Interview.State.INVITED and interview.reply_by:
        # It may have passed while the deadline has not: then the reminder comes at once.
        before = Moment.of(interview.reply_by - BEFORE_REPLY, user.time_zone)
        wanted[Kind.REPLY] = interview.reply_by, before if interview.reply_by > at else None
    if interview.state == Interview.State.ACCEPTED and interview.starts_at and interview.starts_at > at:
        wanted[Kind.INTERVIEW] = interview.starts_at, _before_interview(interview.starts_at, user, at)
    held = {Interview.State.ACCEPTED, Interview.State.DONE}
    if interview.state in held and interview.stage != Interview.Stage.TAKE_HOME and interview.ends_at:
        thanks = thank_you_moment(interview.ends_at, user)
        ahead = resolve(thanks.day, thanks.clock, user.time_zone) > at
        wanted[Kind.THANK_YOU] = interview.ends_at, thanks if ahead else None
    return wanted


def _before_interview(starts_at: datetime, user: User, at: datetime) -> Moment | None:
    """The day before at the reminder hour; that has passed: two hours before; that has too: not at all."""
    eve = user.local(starts_at).date() - timedelta(days=1)
    if resolve(eve, user.reminder_clock, user.time_zone) > at:
        return Moment(eve, user.reminder_clock, user.time_zone)
    shortly = starts_at - BEFORE_INTERVIEW
    return Moment.of(shortly, user.time_zone) if shortly > at else None


def thank_you_moment(ended_at: datetime, user: User) -> Moment:
    """When to thank for an interview: a morning one that afternoon, a later one on the next working day.

    Within 24 hours on working days, never within minutes (DOMAIN.md 3c).
    """
    wall = user.local(ended_at)
    # After two, the same afternoon would be within minutes of a long talk.
    if wall.isoweekday() in user.workdays and wall.time() <= time(14):
        return Moment(wall.date(), SAME_DAY_THANKS)
    return Moment(next_working_day(wall.date(), user.workdays), user.reminder_clock)


def thanks_after(interview: Interview, *, to: Contact | None = None) -> Words:
    """A short thank-you note for a round, ready to send: to one of those who were there, else to all."""
    application = interview.application
    there = [to] if to else interview.interviewers.all()
    met = [contact.address for contact in there if contact.address]
    context = {
        "user": application.user,
        "application": application,
        "interview": interview,
        "name": met[0] if len(met) == 1 else "",
        "names": met,
    }
    body = render_to_string("messages/thanks/after_interview.txt", context, using="plain").strip()
    return Words(_("Thank you for your time: %(position)s") % {"position": application.position}, body)


def still_matters(reminder: Reminder, at: datetime) -> bool:
    """Asked when a reminder falls due and again before its mail is sent: the world may have moved on."""
    if not reminder.is_open or not reminder.user.is_active:
        return False
    interview = reminder.interview
    match reminder.kind:
        case Kind.REPLY:
            return interview is not None and interview.state == Interview.State.INVITED
        case Kind.INTERVIEW:
            accepted = interview is not None and interview.state == Interview.State.ACCEPTED
            return accepted and interview is not None and (interview.starts_at or at) > at
        case Kind.THANK_YOU if interview is not None:
            held = (Interview.State.ACCEPTED, Interview.State.DONE)
            return reminder.application.is_open and interview.state in held
        case Kind.THANK_YOU:  # the thanks for a no: only while the no stands
            return reminder.application.status == Status.WITHDRAWN
        case Kind.STAY_IN_TOUCH:
            return not reminder.application.is_open
        case _:
            return True


def tell_due(*, at: datetime) -> int:
    """Write the mail of every reminder that is due at `at`; returns how many. The worker's first half.

    One that no longer matters is cancelled instead. Each reminder is a transaction of its own, so that one
    that cannot be written does not hold up the others.
    """
    told = 0
    near = Reminder.objects.near(at).select_related(
        "user", "application__company", "application__user", "interview", "contact"
    )
    for reminder in near:
        try:
            if reminder.due_at <= at:
                told += _tell(reminder, at)
        except UNWRITABLE:
            log.exception("Reminder %s could not be told and will be tried again.", reminder.pk)
    return told


@transaction.atomic
def _tell(reminder: Reminder, at: datetime) -> int:
    mine = Reminder.objects.filter(pk=reminder.pk, state=State.PENDING, occurrence=reminder.occurrence)
    if not still_matters(reminder, at):
        mine.update(state=State.CANCELLED, closed_at=at)
        return 0
    # Counted, so that of two workers one writes the mail.
    if not mine.update(state=State.TOLD, told_at=at):
        return 0
    mail = reminder_mail(reminder, at=at)
    outbox.enqueue(
        key=reminder.mail_key,
        user=reminder.user,
        to=reminder.user.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        at=at,
    )
    return 1


def still_wanted(mail: OutgoingEmail, *, at: datetime) -> bool:
    """Whether a mail that was written earlier should still leave. Mails of other rooms always should."""
    source, _colon, rest = mail.key.partition(":")
    if source != "reminder":
        return True
    pk, _colon, occurrence = rest.partition(":")
    rows = Reminder.objects.select_related("user", "application", "interview").only(
        "kind", "state", "user__is_active", "application__status", "interview__state", "interview__starts_at"
    )
    reminder = rows.filter(pk=int(pk), occurrence=int(occurrence)).first()
    return reminder is not None and still_matters(reminder, at)
