"""What a person does with a job search, told who acts and when (`at`, UTC).

Each is atomic and, beside the row it is about, keyword-only.
"""

from tracker.services.applications import add_application, change_facts, company_named, retire, unretire
from tracker.services.interviews import (
    END_OF_BUSINESS,
    INTERVIEW_FINISHED,
    reply_deadline,
    restore_interview,
    save_interview,
    set_interview_state,
)
from tracker.services.moving import move, take_back
from tracker.services.notes import NOON, add_note, log_touch, today_of

__all__ = [
    "END_OF_BUSINESS",
    "INTERVIEW_FINISHED",
    "NOON",
    "add_application",
    "add_note",
    "change_facts",
    "company_named",
    "log_touch",
    "move",
    "reply_deadline",
    "restore_interview",
    "retire",
    "save_interview",
    "set_interview_state",
    "take_back",
    "today_of",
    "unretire",
]
