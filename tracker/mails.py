"""A reminder as a mail: one function, three templates a kind (subject, text, HTML), the same words in each."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker import mail_links
from tracker.calendars import calendar_file
from tracker.models import Contact, Interview, Reminder
from tracker.remembered import Memory, remembered
from tracker.titles import persons_of

Kind = Reminder.Kind
# Under the 78 that RFC 5322 asks for, with room for the ">" of whoever quotes it.
WIDTH = 76
# A company and a role of 200 letters each would make a subject that no list of mails shows.
LONGEST_SUBJECT = 150
LONGEST_NOTE = 300
# A line pasted with a hundred spaces before it would leave no width for its words.
DEEPEST = 8
# Nobody works through more than that from one mail; the page has the rest.
LONGEST_DIGEST = 25
ROUND_AHEAD = (Kind.REPLY, Kind.INTERVIEW)
# What presses most comes first: people who wait, then days that are fixed, then words to write.
IN_ORDER = [
    (Kind.REPLY, Kind.OFFER),
    (Kind.INTERVIEW,),
    (Kind.THANK_YOU, Kind.FOLLOW_UP, Kind.STAY_IN_TOUCH),
    (Kind.OTHER, Kind.LAPSE),
]
GROUPS = [_("They wait for your answer"), _("Interviews ahead"), _("A few lines to write"), _("And besides")]


@dataclass(frozen=True)
class Mail:
    """A mail as it will be sent."""

    subject: str
    text: str
    html: str
    references: str = ""
    unsubscribe: str = ""
    calendar: str = ""


def reminder_mail(reminder: Reminder, *, at: datetime, memory: Memory | None = None) -> Mail:
    """Who, which company and role, when you last spoke, and the ready words, in the person's own time zone.

    `memory` saves two questions where whoever writes many mails has asked for all at once (tracker.remembered).
    """
    memory = memory or remembered([reminder], at=at)[reminder.pk]
    # Asked once, though the sentences and the calendar file both name them.
    prefetch_related_objects([reminder], "interview__interviewers")
    unsubscribe = mail_links.stop_url(reminder.user_id, [reminder.kind])
    # The worker has no person signed in: without this every hour in the mail would be in UTC.
    with timezone.override(reminder.user.time_zone):
        context = _context(reminder, memory, at) | {"unsubscribe": unsubscribe}
        return replace(
            _rendered(f"emails/{reminder.kind}", context),
            references=thread_of(reminder.application_id),
            unsubscribe=unsubscribe,
            calendar=_calendar([reminder], at),
        )


def digest_mail(user: User, reminders: Sequence[Reminder], *, at: datetime) -> Mail:
    """One mail for all that is due, the most pressing first. A single one gets the mail it would have had anyway."""
    prefetch_related_objects(reminders, "application__company", "contact", "interview__interviewers")
    if len(reminders) == 1:
        return reminder_mail(reminders[0], at=at)
    memories = remembered(reminders, at=at)
    unsubscribe = mail_links.digest_stop_url(user.pk, [reminder.kind for reminder in reminders])
    with timezone.override(user.time_zone):
        pressing = sorted(reminders, key=_pressing)
        items = [_context(reminder, memories[reminder.pk], at) for reminder in pressing[:LONGEST_DIGEST]]
        context = {
            "user": user,
            "first": items[0],
            "groups": [(GROUPS[number], list(group)) for number, group in groupby(items, key=_group_of)],
            "count": len(reminders),
            "others": len(reminders) - 1,
            "left_out": len(reminders) - len(items),
            "at": at,
            "site_url": settings.SITE_URL,
            "link": settings.SITE_URL + reverse("tracker:today"),
            "unsubscribe": unsubscribe,
        }
        calendar = _calendar(pressing, at)
        return replace(_rendered("emails/digest", context), unsubscribe=unsubscribe, calendar=calendar)


def _calendar(reminders: Iterable[Reminder], at: datetime) -> str:
    """The interviews that these reminders announce, as a file for one's calendar."""
    ahead = []
    for reminder in reminders:
        if reminder.interview and reminder.kind == Kind.INTERVIEW:
            # The same row, which is at hand: the interview would ask the database for it again.
            reminder.interview.application = reminder.application
            ahead.append(reminder.interview)
    return calendar_file(ahead, at=at)


def _rendered(stem: str, context: dict[str, Any]) -> Mail:
    subject = render_to_string(f"{stem}_subject.txt", context, using="plain")
    context["subject"] = Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)
    return Mail(
        subject=context["subject"],
        text=wrap(render_to_string(f"{stem}_body.txt", context, using="plain")),
        html=render_to_string(f"{stem}_body.html", context),
    )


def thread_of(application_id: int) -> str:
    """A Message-ID that no mail has: mail programs put together what refers to the same one."""
    return f"<application-{application_id}@{urlsplit(settings.SITE_URL).hostname}>"


def _pressing(reminder: Reminder) -> tuple[int, datetime]:
    """Where it stands in a digest: by group, and there by the moment that it is about."""
    interview, number = reminder.interview, _group(reminder)
    deadline = interview.reply_by if interview and reminder.kind == Kind.REPLY else None
    if reminder.kind == Kind.OFFER:
        deadline = reminder.application.offer_reply_by
    if interview and reminder.kind == Kind.INTERVIEW:
        deadline = interview.starts_at
    return number, deadline or reminder.due_at


def _group(reminder: Reminder) -> int:
    return next(number for number, kinds in enumerate(IN_ORDER) if reminder.kind in kinds)


def _group_of(item: dict[str, Any]) -> int:
    return _group(item["reminder"])


def _context(reminder: Reminder, memory: Memory, at: datetime) -> dict[str, Any]:
    application, contact = reminder.application, reminder.contact
    company, people = application.company.name, persons_of(reminder)
    spoke = memory.spoke
    # As the rules count it: in days of the person's calendar, from the day it was applied for or the last contact.
    applied_on = application.applied_on or reminder.user.local(application.status_since).date()
    silent_since = max(applied_on, reminder.user.local(spoke).date()) if spoke else applied_on
    return {
        "reminder": reminder,
        "application": application,
        "company": company,
        "interview": reminder.interview,
        "stage": Interview.Stage(reminder.interview.stage).label if reminder.interview else "",
        "round": reminder.interview if reminder.kind in ROUND_AHEAD else None,
        "people": [str(person) for person in people],
        "whom": _briefly(people) or company,
        "to": [person.email for person in people if person.email],
        "spoke": spoke,
        "spoke_with": str(contact) if memory.with_them else company,
        "silent_days": max((reminder.user.local(at).date() - silent_since).days, 1),
        "note_at": memory.note_at,
        "note_text": Truncator(" ".join(memory.note.split())).chars(LONGEST_NOTE),
        "at": at,
        "user": reminder.user,
        "site_url": settings.SITE_URL,
        "link": settings.SITE_URL + reminder.get_absolute_url(),
        "done": mail_links.act_url(reminder, mail_links.Act.DONE, at=at),
        "later": mail_links.act_url(reminder, mail_links.Act.LATER, at=at),
    }


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
    # Most lines are short, and looking for the best place to break them takes as long as writing them.
    if len(indent) + len(words) <= WIDTH and words.isprintable():
        return [indent + words if words else ""]
    has_address = re.search(r"://|\S@\S", words) is not None
    folded = textwrap.wrap(
        words,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=not has_address,
        break_on_hyphens=False,
    )
    return folded
