"""A reminder as a mail: one function, three templates a kind (subject, text, HTML), the same words in each."""

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext

from tracker.models import Contact, Reminder
from tracker.queries import last_spoke

# Under the 78 that RFC 5322 asks for, with room for the ">" of whoever quotes it.
WIDTH = 76
# A company and a role of 200 letters each would make a subject that no list of mails shows.
LONGEST_SUBJECT = 150
LONGEST_NOTE = 300
# A line pasted with a hundred spaces before it would leave no width for its words.
DEEPEST = 8
ROUND_AHEAD = (Reminder.Kind.REPLY, Reminder.Kind.INTERVIEW)


@dataclass(frozen=True)
class Mail:
    """A mail as it will be sent."""

    subject: str
    text: str
    html: str
    references: str = ""
    unsubscribe: str = ""
    calendar: str = ""


def reminder_mail(reminder: Reminder, *, at: datetime) -> Mail:
    """Who, which company and role, when you last spoke, and the ready words, in the person's own time zone."""
    stem = f"emails/{reminder.kind}"
    # The worker has no person signed in: without this every hour in the mail would be in UTC.
    with timezone.override(reminder.user.time_zone):
        context = _context(reminder, at)
        subject = render_to_string(f"{stem}_subject.txt", context, using="plain")
        context["subject"] = Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)
        return Mail(
            subject=context["subject"],
            text=wrap(render_to_string(f"{stem}_body.txt", context, using="plain")),
            html=render_to_string(f"{stem}_body.html", context),
        )


def _context(reminder: Reminder, at: datetime) -> dict[str, Any]:
    application, contact = reminder.application, reminder.contact
    company, people = application.company.name, _people(reminder)
    with_contact = last_spoke(application, at, contact) if contact else None
    # The latest; a note about a day to come is no memory yet.
    note = application.note_set.filter(at__lte=at).first()
    return {
        "reminder": reminder,
        "application": application,
        "company": company,
        "interview": reminder.interview,
        "round": reminder.interview if reminder.kind in ROUND_AHEAD else None,
        "people": [str(person) for person in people],
        "whom": _briefly(people) or company,
        "to": addresses_of(reminder),
        "spoke": with_contact or last_spoke(application, at),
        "spoke_with": str(contact) if with_contact else company,
        "note": note,
        "note_text": Truncator(" ".join(note.text.split())).chars(LONGEST_NOTE) if note else "",
        "at": at,
        "user": reminder.user,
        "site_url": settings.SITE_URL,
        "link": settings.SITE_URL + reminder.get_absolute_url(),
    }


def people_of(reminder: Reminder) -> str:
    """Whom it is about, by name: the contact, else those in the interview, else the company."""
    return ", ".join(str(person) for person in _people(reminder)) or reminder.application.company.name


def addresses_of(reminder: Reminder) -> list[str]:
    """Where the words go: to the contact, else to those in the interview."""
    return [person.email for person in _people(reminder) if person.email]


def _people(reminder: Reminder) -> list[Contact]:
    if reminder.contact:
        return [reminder.contact]
    return list(reminder.interview.interviewers.all()) if reminder.interview else []


def _briefly(people: list[Contact]) -> str:
    """Whom a subject line names: one person as you address them, and how many others."""
    if not people:
        return ""
    first = Truncator(people[0].address or people[0].email).chars(50)
    others = len(people) - 1
    if not others:
        return first
    text = ngettext("%(first)s and %(count)d other", "%(first)s and %(count)d others", others)
    return text % {"first": first, "count": others}


def wrap(text: str) -> str:
    """Plain text in lines of at most 76 characters, with one empty line between paragraphs.

    A line that is too long goes on at its own indentation. Web and mail addresses stay whole, or nobody could
    click on them.
    """
    lines = [piece for row in text.splitlines() for piece in _fold(row)]
    # Templates leave an empty line for each part that is not there.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _fold(row: str) -> list[str]:
    words = row.strip()
    indent = row[: min(len(row) - len(row.lstrip()), DEEPEST)]
    has_address = re.search(r"://|\S@\S", words) is not None
    folded = textwrap.wrap(
        words,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=not has_address,
        break_on_hyphens=False,
    )
    # textwrap makes nothing of an empty line, and paragraphs would run together.
    return folded or [""]
