"""Since when something due has not been told: the worker says it with each heartbeat."""

from datetime import datetime, timedelta

from tracker.reminders.waiting import due

LATE_AFTER = timedelta(minutes=10)


def overdue_since(*, at: datetime) -> datetime | None:
    """Since when the oldest reminder should have been told, if that is ten minutes ago or more."""
    # Asked of that moment: what sleeps till morning is not late, and what has an hour that nobody can reckon is.
    since = next((waiting.leaves for waiting in due(at - LATE_AFTER)), None)
    return since if since is not None and since <= at - LATE_AFTER else None
