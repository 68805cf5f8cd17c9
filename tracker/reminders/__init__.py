"""When a person is reminded, of what, and whether it still matters. No mail is sent here, rows are written."""

from tracker.reminders.relevance import still_matters, unwanted
from tracker.reminders.rounds import refresh, thank_you_moment, thanks_after
from tracker.reminders.scheduling import (
    Moment,
    Words,
    cancel,
    cancel_thanks_after_a_no,
    close,
    reschedule,
    schedule,
)
from tracker.reminders.telling import UNWRITABLE, tell_due

__all__ = [
    "UNWRITABLE",
    "Moment",
    "Words",
    "cancel",
    "cancel_thanks_after_a_no",
    "close",
    "refresh",
    "reschedule",
    "schedule",
    "still_matters",
    "tell_due",
    "thank_you_moment",
    "thanks_after",
    "unwanted",
]
