"""What a round of interviews calls for: the answer, the eve, the thanks."""

from datetime import UTC, date, datetime, time, timedelta

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import resolve
from tracker.models import Contact, Interview, Reminder
from tracker.reminders.rules import Book
from tracker.reminders.scheduling import Moment, Words, cancel, schedule

Kind = Reminder.Kind
Because = Reminder.Because
State = Reminder.State

SAME_DAY_THANKS = time(17)
# Time for a few lines before the office closes, and to get dressed and get there before an interview.
BEFORE_REPLY = timedelta(hours=1)
BEFORE_INTERVIEW = timedelta(hours=2)


def refresh(
    interview: Interview, *, at: datetime, because: Reminder.Because = Because.ROUND_CHANGED, book: Book | None = None
) -> None:
    """Bring the reminders of a round in line with how it stands now. Safe to call after any change.

    `because` is what the timeline says of those that it no longer calls for; `book` spares reading the rules.
    """
    wanted = _wanted(interview, at)
    # Cancelled ones do not count: the course of things took them away and may bring them back.
    standing = list(interview.reminders.exclude(state=State.CANCELLED).order_by("pk"))
    book = book or Book(interview.application.user)
    for kind in (Kind.REPLY, Kind.INTERVIEW, Kind.THANK_YOU):  # those that follow from a round
        is_on = book.terms(kind, interview.application_id).is_on
        instant, moment = wanted.get(kind, (None, None)) if is_on else (None, None)
        # In UTC, since the same instant may come from a form in one zone and from the database in another.
        planned_for = str(instant.astimezone(UTC)) if instant else ""
        of_kind = [row for row in standing if row.kind == kind]
        # Planned for just this instant: it is left as the person made of it.
        if planned_for and of_kind and of_kind[-1].planned_for == planned_for:
            continue
        if moment is None and not of_kind:
            continue
        if moment is None:
            why = because if is_on else Because.RULE_OFF
            cancel(application=interview.application, kinds=[kind], interview=interview, at=at, because=why)
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


def _wanted(interview: Interview, at: datetime) -> dict[Reminder.Kind, tuple[datetime, Moment | None]]:
    """What a round calls for: the instant that a reminder is about, and its moment unless that has passed."""
    user = interview.application.user
    wanted: dict[Reminder.Kind, tuple[datetime, Moment | None]] = {}
    # Wanting nothing is what cancels: refresh takes away all that is not wanted.
    if not interview.application.is_open or interview.application.binned_at:
        return wanted
    if interview.state == Interview.State.INVITED and interview.reply_by:
        # It may have passed while the deadline has not: then the reminder comes at once.
        before = Moment.of(interview.reply_by - BEFORE_REPLY, user.time_zone)
        wanted[Kind.REPLY] = interview.reply_by, before if interview.reply_by > at else None
    if interview.state == Interview.State.ACCEPTED and interview.starts_at and interview.starts_at > at:
        wanted[Kind.INTERVIEW] = interview.starts_at, _before_interview(interview.starts_at, user, at)
    if interview.state in Interview.HELD and interview.stage != Interview.Stage.TAKE_HOME and interview.ends_at:
        wanted[Kind.THANK_YOU] = interview.ends_at, _thanks_ahead(interview.ends_at, user, at)
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
    if user.works_on(wall.date()) and wall.time() <= time(14):
        return Moment(wall.date(), SAME_DAY_THANKS)
    return _next_morning(wall.date(), user)


def _thanks_ahead(ended_at: datetime, user: User, at: datetime) -> Moment | None:
    """A round that is noted in the evening may still be thanked for on the next working day; later, not at all."""
    choices = (thank_you_moment(ended_at, user), _next_morning(user.local(ended_at).date(), user))
    return next((one for one in choices if resolve(one.day, one.clock, user.time_zone) > at), None)


def _next_morning(day: date, user: User) -> Moment:
    return Moment(user.next_working_day(day), user.reminder_clock)


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
