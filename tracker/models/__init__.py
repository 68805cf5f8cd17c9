"""What a job search is. Every table a person owns is reached through `objects.for_user(user)`."""

from tracker.models.alike import Alike
from tracker.models.application import Application, Note, StatusChange
from tracker.models.attachment import Attachment, StoredFile
from tracker.models.figures import FiguresMark, KeptFigures
from tracker.models.importing import ImportedFile, ImportedParty, ImportRow, ImportRun
from tracker.models.interview import Interview
from tracker.models.lists import BulkAction, SavedView
from tracker.models.merge import Merge
from tracker.models.people import Company, Contact, NameStart
from tracker.models.reminder import Reminder
from tracker.models.rule import Rule
from tracker.models.search_document import SearchDocument
from tracker.transitions import Status

__all__ = [
    "Alike",
    "Application",
    "Attachment",
    "BulkAction",
    "Company",
    "Contact",
    "FiguresMark",
    "ImportRow",
    "ImportRun",
    "ImportedFile",
    "ImportedParty",
    "Interview",
    "KeptFigures",
    "Merge",
    "NameStart",
    "Note",
    "Reminder",
    "Rule",
    "SavedView",
    "SearchDocument",
    "Status",
    "StatusChange",
    "StoredFile",
]
