"""The worker's first half: what is due becomes a mail in the outbox, unless it no longer matters."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from outbox import services as outbox
from outbox.models import OutgoingEmail
from tracker.mails import reminder_mail
from tracker.models import Interview, Reminder, Status

log = logging.getLogger(__name__)
Kind = Reminder.Kind
State = Reminder.State

# What one odd row can raise: a day off the calendar, a zone this machine lost, words the database refuses.
UNWRITABLE = (ArithmeticError, LookupError, ValueError, DatabaseError)


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
        mine.update(state=State.CANCELLED, closed_at=at, because=Reminder.Because.NO_LONGER)
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
        references=mail.references,
        unsubscribe=mail.unsubscribe,
        calendar=mail.calendar,
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
