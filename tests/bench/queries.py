"""Queries per page, with one row of everything and with three. Runs inside a site."""

from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from declines.services import Answers, decline
from declines.situation import Channel, Reason, Stage
from tests.factories import (
    ApplicationFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
    UserFactory,
)
from tracker.models import Application, Note, Reminder, Status, StatusChange

DAY = timedelta(days=1)


def count() -> dict[str, list[int]]:
    """For each page: the queries with one row and with three."""
    few, many = _of(1), _of(3)
    return {page: [few[page], many[page]] for page in few}


def _of(rows: int) -> dict[str, int]:
    at = timezone.now()
    user = UserFactory.create(password="!")
    applications = [_application(user, rows, at) for _ in range(rows)]
    found = applications[0]
    reminder = Reminder.objects.for_user(user).latest("pk")
    mails = [OutgoingEmailFactory.create(user=user) for _ in range(rows)]
    addresses = {
        "Today": reverse("tracker:today"),
        "Applications": reverse("tracker:applications"),
        "Application": found.get_absolute_url(),
        "Application, the form": reverse("tracker:edit_application", args=[found.pk]),
        "Reminders": reverse("tracker:reminders"),
        "Reminder": reminder.get_absolute_url(),
        "Decline, the form": reverse("declines:new", args=[found.pk]),
        "Decline, the words": _declined(user, rows, at),
        "Outbox": reverse("outbox:mails"),
        "Mail": reverse("outbox:mail", args=[mails[0].pk]),
        "Preferences": reverse("accounts:preferences"),
    }
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(user)
    return {page: _asked(browser, address) for page, address in addresses.items()}


def _asked(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        status = browser.get(address).status_code
    assert status == 200, f"{address}: {status}"
    return len(asked)


def _application(user: User, rows: int, at: datetime) -> Application:
    """In hand, with `rows` of everything that hangs on an application; and one each that is quiet or an offer."""
    found = ApplicationFactory.create(user=user, status_since=at - DAY, created_at=at - 9 * DAY)
    for _ in range(rows):
        contact = ContactFactory.create(user=user)
        found.contacts.add(contact)
        ahead = InterviewFactory.create(
            application=found, starts_at=at + 5 * DAY, invited_at=at - DAY, reply_by=at + DAY
        )
        held = InterviewFactory.create(
            application=found, state="done", starts_at=at - DAY, invited_at=None, reply_by=None
        )
        ahead.interviewers.add(contact)
        held.interviewers.add(contact)
        StatusChange.objects.create(application=found, to_status=Status.INTERVIEWING, at=at - DAY, by=user)
        Note.objects.create(application=found, contact=contact, kind=Note.Kind.TOUCH, text="She rang.", at=at - DAY)
        ReminderFactory.create(
            application=found, interview=held, contact=contact, kind="thank_you", due_on=at.date(), words="Dear Dana"
        )
    ApplicationFactory.create(user=user, status=Status.OFFER, status_since=at, offer_reply_by=at + DAY)
    ApplicationFactory.create(user=user, status=Status.APPLIED, status_since=at - 30 * DAY)
    return found


def _declined(user: User, rows: int, at: datetime) -> str:
    """The page of a no that freed `rows` rounds."""
    application = _application(user, rows, at)
    answers = Answers(
        stage=Stage.ACCEPTED,
        reason=Reason.HOURS_TRAVEL,
        channel=Channel.EMAIL,
        contact=application.contacts.first(),
        thank_you_on=at.date() + DAY,
        stay_in_touch_on=at.date() + 90 * DAY,
    )
    return decline(application=application, answers=answers, by=user, at=at).get_absolute_url()
