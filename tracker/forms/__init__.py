"""The forms of a job search, by what they are about."""

from tracker.forms.applications import ApplicationForm, NewApplicationForm, QuickAddForm
from tracker.forms.attachments import AttachmentForm
from tracker.forms.facts import FactsForm
from tracker.forms.interviews import ContactForm, InterviewForm, PreparationForm
from tracker.forms.reminders import LaterForm, NoteForm, ReminderChangeForm, ReminderForm, TouchForm
from tracker.forms.rules import RulesForm

__all__ = [
    "ApplicationForm",
    "AttachmentForm",
    "ContactForm",
    "FactsForm",
    "InterviewForm",
    "LaterForm",
    "NewApplicationForm",
    "NoteForm",
    "PreparationForm",
    "QuickAddForm",
    "ReminderChangeForm",
    "ReminderForm",
    "RulesForm",
    "TouchForm",
]
