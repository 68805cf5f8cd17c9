"""Since when something due has not been told: the worker says it with each heartbeat."""

from datetime import datetime, timedelta

from tracker.models import Reminder

LATE_AFTER = timedelta(minutes=10)


def overdue_since(*, at: datetime) -> datetime | None:
    """Since when the oldest reminder is due that nobody was told of, if that is ten minutes ago or more."""
    rows = Reminder.objects.near(at - LATE_AFTER).select_related("user")
    since = min((row.due_at for row in rows), default=None)
    return since if since is not None and since <= at - LATE_AFTER else None
