"""A reminder as a mail: one function, three templates a kind (subject, text, HTML), the same words in each."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from tracker.models import Reminder
from tracker.queries import last_spoke
from tracker.when import day_words


@dataclass(frozen=True)
class Mail:
    """A mail as it will be sent."""

    subject: str
    text: str
    html: str


def reminder_mail(reminder: Reminder, *, at: datetime) -> Mail:
    """Who, which company and role, when you last spoke, and the ready words, in the person's own time zone."""
    application = reminder.application
    spoke = last_spoke(application, at, reminder.contact) or last_spoke(application, at)
    context = {
        "reminder": reminder,
        "application": application,
        "interview": reminder.interview,
        "people": people_of(reminder),
        "spoke": day_words(reminder.user.local(spoke).date(), reminder.user.local(at).date()) if spoke else "",
        "at": at,
        "user": reminder.user,
        "site_url": settings.SITE_URL,
        "link": settings.SITE_URL + reminder.get_absolute_url(),
    }
    stem = f"emails/{reminder.kind}"
    return Mail(
        subject=" ".join(render_to_string(f"{stem}_subject.txt", context, using="plain").split()),
        text=render_to_string(f"{stem}_body.txt", context, using="plain").strip() + "\n",
        html=render_to_string(f"{stem}_body.html", context),
    )


def people_of(reminder: Reminder) -> str:
    """Whom it is about, by name: the contact, else those in the interview, else the company."""
    if reminder.contact:
        return str(reminder.contact)
    met = [str(contact) for contact in reminder.interview.interviewers.all()] if reminder.interview else []
    return ", ".join(met) or reminder.application.company.name
