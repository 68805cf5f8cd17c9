"""What a person does with a job search, told who acts and when (`at`, UTC).

Each is atomic and, beside the row it is about, keyword-only.
"""

from tracker.services.applications import add_application, change_facts, company_named, retire, unretire
from tracker.services.attachments import (
    attach,
    attach_stored,
    delete_removed,
    detach,
    put,
    put_back,
    read_file,
    releasing,
    store,
    sweep_files,
)
from tracker.services.binning import KEPT_FOR, delete_for_good, empty_bin, put_into_bin, take_out_of_bin
from tracker.services.interviews import (
    END_OF_BUSINESS,
    INTERVIEW_FINISHED,
    note_preparation,
    reply_deadline,
    restore_interview,
    save_interview,
    set_interview_state,
)
from tracker.services.moving import move, note_they_said, take_back
from tracker.services.notes import NOON, add_note, log_touch, today_of
from tracker.services.twins import say_different, take_back_different
from tracker.services.views import forget_view, keep_view

__all__ = [
    "END_OF_BUSINESS",
    "INTERVIEW_FINISHED",
    "KEPT_FOR",
    "NOON",
    "add_application",
    "add_note",
    "attach",
    "attach_stored",
    "change_facts",
    "company_named",
    "delete_for_good",
    "delete_removed",
    "detach",
    "empty_bin",
    "forget_view",
    "keep_view",
    "log_touch",
    "move",
    "note_preparation",
    "note_they_said",
    "put",
    "put_back",
    "put_into_bin",
    "read_file",
    "releasing",
    "reply_deadline",
    "restore_interview",
    "retire",
    "save_interview",
    "say_different",
    "set_interview_state",
    "store",
    "sweep_files",
    "take_back",
    "take_back_different",
    "take_out_of_bin",
    "today_of",
    "unretire",
]
