"""When a person is reminded, of what, and whether it still matters. No mail is sent here, rows are written."""

from tracker.reminders.relevance import still_matters, unwanted
from tracker.reminders.rounds import refresh, thank_you_moment, thanks_after
from tracker.reminders.rules import DEFAULTS, Terms, mute, set_rule, terms
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
    "DEFAULTS",
    "UNWRITABLE",
    "Moment",
    "Terms",
    "Words",
    "cancel",
    "cancel_thanks_after_a_no",
    "close",
    "mute",
    "refresh",
    "reschedule",
    "schedule",
    "set_rule",
    "still_matters",
    "tell_due",
    "terms",
    "thank_you_moment",
    "thanks_after",
    "unwanted",
]
