"""The rows: a reminder is planned, moved, closed, cancelled. Nothing is sent here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from accounts.time import local
from outbox import services as outbox
from tracker.models import Application, Contact, Interview, Reminder
from tracker.models.reminder import ReminderQuerySet

Kind = Reminder.Kind
State = Reminder.State
Because = Reminder.Because


def hold(application_id: int) -> None:
    """Keep others from this application until the transaction ends.

    Whoever changes both comes to the application first and to its reminders then, or two would wait for each other.
    """
    # Fetched, for what is not fetched is not held.
    Application.objects.select_for_update(of=("self",)).filter(pk=application_id).values_list("pk").first()


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
    step: int = 1,
) -> Reminder:
    """Have a person reminded once. An open reminder of the same occasion is moved instead of doubled."""
    words = words or Words()
    occasion: dict[str, Any] = {"application": application, "kind": kind, "interview": interview, "contact": contact}
    reminder = Reminder.objects.open().filter(**occasion).first() if kind != Kind.OTHER else None
    if reminder is None:
        reminder = Reminder(user=application.user, created_at=at, **occasion)
    reminder.title, reminder.subject, reminder.words = title, words.subject, words.body
    reminder.due_on, reminder.due_time, reminder.time_zone = moment.day, moment.clock, moment.zone
    reminder.planned_for, reminder.step = planned_for, step
    if reminder.pk:
        outbox.cancel([reminder.mail_key])
        begin_again(reminder)
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
        outbox.cancel([reminder.mail_key])
        begin_again(reminder)
        reminder.save()
    return True


def begin_again(reminder: Reminder) -> None:
    """A new occurrence on the object: to be told anew. Whoever calls takes back the mail of the old one and saves."""
    reminder.occurrence += 1
    reminder.state, reminder.told_at, reminder.closed_at = State.PENDING, None, None
    reminder.digest = ""


def cancel(
    *,
    application: Application,
    kinds: Iterable[Reminder.Kind],
    at: datetime,
    because: Reminder.Because = Because.MOVED_ON,
    interview: Interview | None = None,
) -> int:
    """Cancel the open reminders of these kinds, and their mails that have not left yet.

    The timeline says `because` what.
    """
    rows = Reminder.objects.open().filter(application=application, kind__in=list(kinds))
    return cancel_rows(rows if interview is None else rows.filter(interview=interview), at=at, because=because)


def cancel_thanks_after_a_no(
    application: Application, *, at: datetime, because: Reminder.Because = Because.TAKEN_BACK
) -> int:
    """The thank-you that belongs to no round was for a no; when the no is gone, so is its reason."""
    thanks = Reminder.objects.open().filter(application=application, kind=Kind.THANK_YOU, interview=None)
    return cancel_rows(thanks, at=at, because=because)


@transaction.atomic
def cancel_rows(rows: ReminderQuerySet, *, at: datetime, because: Reminder.Because | str) -> int:
    """Cancel open reminders, however they were found. An empty `because`: nothing on the timeline says why."""
    # Read before the UPDATE, after which the same filter finds none of them.
    keys = [reminder.mail_key for reminder in rows]
    count = rows.update(state=State.CANCELLED, closed_at=at, because=because)
    outbox.cancel(keys)
    return count
