"""What a job search is. Every table a person owns is reached through `objects.for_user(user)`."""

from tracker.models.application import Application, Note, StatusChange
from tracker.models.importing import ImportRow, ImportRun
from tracker.models.interview import Interview
from tracker.models.people import Company, Contact
from tracker.models.reminder import Reminder
from tracker.models.rule import Rule
from tracker.transitions import Status

__all__ = [
    "Application",
    "Company",
    "Contact",
    "ImportRow",
    "ImportRun",
    "Interview",
    "Note",
    "Reminder",
    "Rule",
    "Status",
    "StatusChange",
]
