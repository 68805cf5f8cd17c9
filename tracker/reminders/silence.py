"""What a silence calls for: a follow-up, a second one, the question whether to go on waiting. And an offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import resolve
from tracker.models import Application, Contact, Reminder
from tracker.reminders.rules import Terms
from tracker.reminders.scheduling import Moment, Words

Kind = Reminder.Kind
State = Reminder.State
CLOSED = (State.DONE, State.SKIPPED)
BEFORE_OFFER = timedelta(hours=2)
LAST_STEP = 2  # "stops after two": a third would be a nuisance (DOMAIN.md 3c)


@dataclass(frozen=True)
class Plan:
    """When one kind is due, or None where that has passed; and what it was reckoned from, to know a change."""

    since: str
    number: int
    moment: Moment | None
    step: int = 1

    @property
    def planned_for(self) -> str:
        return f"{self.since} {self.number:+d}"

    def stands_as(self, row: Reminder) -> bool:
        """Whether this row is the plan already: then it is left as the person made of it."""
        if row.state == State.CANCELLED or row.step != self.step or since_of(row) != self.since:
            return False
        # What was told or closed is not planned anew for the same silence, whatever the numbers became.
        return row.planned_for == self.planned_for or row.state != State.PENDING

    def was(self, row: Reminder) -> bool:
        """Whether the course of things took away just this: then it may come back as it was."""
        cancelled = row.state == State.CANCELLED and row.planned_for == self.planned_for
        return cancelled and row.step == self.step


def since_of(row: Reminder) -> str:
    """What a planned reminder was reckoned from."""
    return row.planned_for.rpartition(" ")[0]


def follow_up(since: date, held: Terms, rows: Sequence[Reminder], user: User, at: datetime) -> Plan | None:
    """The follow-up that this silence calls for next; None after the second."""
    closed = {row.step: row for row in rows if row.state in CLOSED and since_of(row) == str(since)}
    first = closed.get(1)
    if LAST_STEP in closed:
        return None
    if first is None:
        plan = Plan(str(since), held.days, _ahead(since + timedelta(days=held.days), user, at))
        known = any(plan.stands_as(row) or (plan.was(row) and row.told_at) for row in rows)
        # Passed before it could be told, as in an import: the second is the first that comes.
        if plan.moment or known or not held.again:
            return plan
    if not held.again:
        return None
    day = since + timedelta(days=held.again)
    if first is not None and first.closed_at is not None:
        # Written late, it is given as long to be answered as if it had been written in time.
        day = max(day, user.local(first.closed_at).date() + timedelta(days=held.again - held.days))
    return Plan(str(since), held.again, _ahead(day, user, at), LAST_STEP)


def lapse(since: date, held: Terms, user: User, at: datetime) -> Plan:
    """The question whether to go on waiting; asked once in a silence."""
    return Plan(str(since), held.days, _ahead(since + timedelta(days=held.days), user, at))


def _ahead(day: date, user: User, at: datetime) -> Moment | None:
    """The reminder hour of the working day, unless it has passed: what is late by then is not told late."""
    day = user.working_day_from(day)
    ahead = resolve(day, user.reminder_clock, user.time_zone) > at
    return Moment(day, user.reminder_clock) if ahead else None


def offer(reply_by: datetime, held: Terms, user: User, at: datetime) -> Plan:
    """Some days before an offer wants its answer; that has passed: two hours before; that too: not at all."""
    day = user.local(reply_by).date() - timedelta(days=held.days)
    moment: Moment | None = Moment(day, user.reminder_clock, user.time_zone)
    if not at < resolve(day, user.reminder_clock, user.time_zone) < reply_by:
        shortly = reply_by - BEFORE_OFFER
        moment = Moment.of(shortly, user.time_zone) if shortly > at else None
    return Plan(f"{reply_by:%Y-%m-%dT%H:%M}", -held.days, moment)


def whom_to_ask(application: Application) -> Contact | None:
    """Who is asked how things stand: somebody of theirs with an address before one without."""
    people = [one for one in application.contacts.all() if one.role != Contact.Role.REFERRER]
    return min(people, key=lambda one: (not one.email, one.pk), default=None)


def words_of(application: Application, contact: Contact | None, *, written: bool) -> Words:
    """A short note that asks how things stand. `written`: one was sent; the second makes a way out easy."""
    context = {
        "user": application.user,
        "application": application,
        "name": contact.address if contact else "",
    }
    name = "again" if written else "first"
    body = render_to_string(f"messages/follow_up/{name}.txt", context, using="plain").strip()
    # The same subject: the second belongs beside the first in their mailbox.
    subject = _("Re: My application: %(position)s") if written else _("My application: %(position)s")
    return Words(subject % {"position": application.position}, body)
