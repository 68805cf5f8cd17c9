"""What should have been told and was not: the worker says since when with each heartbeat, the doctor which."""

from datetime import datetime

from outbox.health import LATE_AFTER
from tracker.mails import reminder_mail
from tracker.models import Reminder
from tracker.reminders.telling import FAULTY
from tracker.reminders.timing import tell_at
from tracker.reminders.waiting import due

# Whoever asks waits for the answer; with more than these, one that is odd will come up another time.
MOST = 500


def overdue_since(*, at: datetime) -> datetime | None:
    """Since when the oldest reminder should have been told, if that is ten minutes ago or more."""
    # Asked of that moment: what sleeps till morning is not late, and what has an hour that nobody can reckon is.
    since = next((waiting.leaves for waiting in due(at - LATE_AFTER)), None)
    return since if since is not None and since <= at - LATE_AFTER else None


def unwritable(*, at: datetime) -> list[int]:
    """The numbers of those that fall due by tomorrow and cannot become a mail. Tried out; nothing is written."""
    rows = Reminder.objects.near(at).select_related("user", "application__company", "interview", "contact")
    return [row.pk for row in rows[:MOST] if not _can_be_told(row, at)]


def _can_be_told(row: Reminder, at: datetime) -> bool:
    try:
        tell_at(row, row.user)
        reminder_mail(row, at=at)
    except FAULTY:
        return False
    return True
