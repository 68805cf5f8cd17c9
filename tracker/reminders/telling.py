"""The worker's first half: what is due becomes a mail in the outbox, unless it no longer matters."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from outbox import services as outbox
from tracker.mails import reminder_mail
from tracker.models import Reminder
from tracker.reminders.relevance import still_matters

log = logging.getLogger(__name__)
Kind = Reminder.Kind
State = Reminder.State

# What one odd row can raise: a day off the calendar, a zone this machine lost, words the database refuses.
UNWRITABLE = (ArithmeticError, LookupError, ValueError, DatabaseError)


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
