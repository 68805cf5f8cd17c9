"""When a person is reminded, of what, and whether it still matters. No mail is sent here, rows are written."""

from tracker.reminders.asking import ask
from tracker.reminders.binning import put_away, take_out
from tracker.reminders.changing import set_rule, set_rules
from tracker.reminders.closing import close
from tracker.reminders.following import bring_back, follow, follow_all
from tracker.reminders.hellos import restart_hellos
from tracker.reminders.relevance import still_matters, unwanted
from tracker.reminders.rounds import refresh, thank_you_moment, thanks_after
from tracker.reminders.rules import DEFAULTS, Book, Terms, mute, terms
from tracker.reminders.scheduling import (
    Moment,
    Words,
    cancel,
    cancel_thanks_after_a_no,
    hold,
    reschedule,
    schedule,
)
from tracker.reminders.taking_back import put_back, remember, reopen
from tracker.reminders.telling import UNWRITABLE, tell_due

__all__ = [
    "DEFAULTS",
    "UNWRITABLE",
    "Book",
    "Moment",
    "Terms",
    "Words",
    "ask",
    "bring_back",
    "cancel",
    "cancel_thanks_after_a_no",
    "close",
    "follow",
    "follow_all",
    "hold",
    "mute",
    "put_away",
    "put_back",
    "refresh",
    "remember",
    "reopen",
    "reschedule",
    "restart_hellos",
    "schedule",
    "set_rule",
    "set_rules",
    "still_matters",
    "take_out",
    "tell_due",
    "terms",
    "thank_you_moment",
    "thanks_after",
    "unwanted",
]
