"""A job search of any length, written in bulk. Runs inside a site.

What is in hand (invitations, rounds ahead, open reminders) is the same at every size, because it fits a person's
week; the history behind it grows. So a page that shows what is in hand shows the same rows, and the ratio of its
times says what the history costs.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.bench.history import DAY, IN_HAND, add_changes, add_reminders, add_rounds, write
from tracker import search
from tracker.models import Application, Company, Contact, Status

SEARCH = timedelta(days=700)
# The month that the calendar shows holds what is in hand and no history: that of a long search would be denser.
QUIET = timedelta(days=75)
OVER = [Status.REJECTED, Status.REJECTED, Status.LAPSED, Status.WITHDRAWN]
# Written on one application only.
RARE = "zwieback"
STILL_OPEN = [Status.SAVED, Status.APPLIED, Status.APPLIED, Status.IN_CONVERSATION]


def fill(count: int) -> dict[str, str]:
    """A person with `count` applications; gives their cookie and the address of one application."""
    at = timezone.now()
    user = User.objects.create(email="maya@lindholm.example", display_name="Maya Lindholm", time_zone="Europe/Berlin")
    # Who has only just come is not told that no worker runs, and here none does.
    User.objects.filter(pk=user.pk).update(date_joined=at + SEARCH)
    applications = _applications(user, count, at)
    people = _people(user, applications)
    add_rounds(applications, people, at)
    add_changes(user, applications)
    add_reminders(user, applications, people, at)
    search.index(*[row.pk for row in applications])
    if connection.vendor == "postgresql":  # what autovacuum would do within a minute
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {"cookie": cookie(user), "application": applications[0].get_absolute_url(), "rare": RARE}


def cookie_of_maya() -> str:
    """For another server over the same rows."""
    return cookie(User.objects.get(email="maya@lindholm.example"))


def cookie(user: User) -> str:
    """The session cookie of somebody who signed in."""
    browser = Client()
    browser.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


def _applications(user: User, count: int, at: datetime) -> list[Application]:
    """Newest first, 30 % open, each with its posting kept."""
    companies = write([Company(user=user, name=f"Tallinn Traffic {number}") for number in range(count // 2 + 1)])
    return write(
        [
            _application(number, user, companies[number // 2], at - QUIET - SEARCH * number / count)
            for number in range(count)
        ]
    )


def _application(number: int, user: User, company: Company, added: datetime) -> Application:
    status = (STILL_OPEN if number % 10 < 3 else OVER)[number // 10 % 4]
    if number < IN_HAND:
        status = Status.INTERVIEWING
    since = added + 12 * DAY
    return Application(
        user=user,
        company=company,
        position=f"Product Manager {number % 40}",
        status=status,
        status_since=since,
        withdrawn_at=since if status == Status.WITHDRAWN else None,
        source="Job board",
        location="Tallinn",
        work_mode=Application.WorkMode.HYBRID,
        tags="product, europe",
        posting_text="We look for somebody who listens. " * 60,
        liked="how openly the team spoke",
        notes="Ask about the office days. " * 8 + (RARE if number == 700 else ""),
        applied_on=added.date(),
        created_at=added,
    )


def _people(user: User, applications: list[Application]) -> list[Contact]:
    """One person at each application."""
    people = write(
        [
            Contact(user=user, company=row.company, name=f"Dana Ruiz {number}", email=f"dana{number}@traffic.example")
            for number, row in enumerate(applications)
        ]
    )
    through: Any = Application.contacts.through
    write([through(application=row, contact=who) for row, who in zip(applications, people, strict=True)])
    return people
