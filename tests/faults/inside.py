"""What runs inside a site: rows are made, and asked about afterwards. One question a line, one answer a line."""

import json
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import django


def people(first: int, count: int) -> list[Any]:
    """One person for each mail, so that the address says which mail it was."""
    from accounts.models import User

    fields = {"time_zone": "UTC", "working_days": "1234567", "quiet_from": None, "quiet_until": None}
    return User.objects.bulk_create(
        User(email=f"m{number}@home.example", display_name="Maya", **fields) for number in range(first, first + count)
    )


def add_reminders(first: int, count: int) -> int:
    """Reminders that fell due a minute ago: one for each person, and for every tenth so many that they make a digest.

    Returns how many reminders those are; each person gets one mail.
    """
    from django.utils import timezone

    from tracker.models import Application, Company, Reminder, Status

    at = timezone.now()
    due = at - timedelta(minutes=1)
    owners = people(first, count)
    companies = Company.objects.bulk_create(Company(user=owner, name="Tallinn Traffic") for owner in owners)
    applications = Application.objects.bulk_create(
        Application(
            user=company.user,
            company=company,
            position="Product Manager",
            status=Status.INTERVIEWING,
            status_since=at,
            created_at=at,
        )
        for company in companies
    )
    made = Reminder.objects.bulk_create(
        Reminder(
            user=row.user,
            application=row,
            kind=Reminder.Kind.OTHER,
            title=f"Send the portfolio, part {part}",
            due_on=due.date(),
            due_time=due.time(),
            created_at=at,
        )
        for number, row in enumerate(applications)
        for part in range(1 if number % 10 else 6)
    )
    return len(made)


def add_mails(first: int, count: int) -> None:
    """Mails to the user that wait in the outbox already."""
    from django.utils import timezone

    from outbox.services import enqueue

    for owner in people(first, count):
        enqueue(
            key=f"fault:{owner.email}",
            user=owner,
            to=owner.email,
            subject="Today: the portfolio",
            text="Send the portfolio today.",
            at=timezone.now(),
        )


def add_letter(to: str) -> int:
    """A mail to somebody else, past its undo window."""
    from django.utils import timezone

    from outbox.models import OutgoingEmail
    from outbox.services import UNDO, enqueue

    third_party = OutgoingEmail.Delivery.THIRD_PARTY
    return enqueue(
        key=f"fault:{to}",
        user=None,
        to=to,
        subject="Thank you for the opportunity",
        text="I have decided to withdraw.",
        at=timezone.now() - UNDO,
        delivery=third_party,
    ).pk


def add_searches(count: int) -> dict[str, Any]:
    """A person signed in, with applications to decline: one round agreed, one invitation open in each."""
    from django.utils import timezone

    from tests.bench.fill import cookie
    from tracker.models import Application, Company, Contact, Interview, Status
    from tracker.services import save_interview

    at = timezone.now()
    [maya] = people(0, 1)
    numbers = []
    for number in range(count):
        company = Company.objects.create(user=maya, name=f"Tallinn Traffic {number}")
        application = Application.objects.create(
            user=maya,
            company=company,
            position="Product Manager",
            status=Status.INTERVIEWING,
            status_since=at,
            created_at=at,
        )
        dana = Contact.objects.create(user=maya, company=company, name="Dana Ruiz", email="dana@traffic.example")
        application.contacts.add(dana)
        agreed = Interview(application=application, starts_at=at + timedelta(days=4), time_zone="UTC")
        invited = Interview(application=application, reply_by=at + timedelta(days=1), stage=Interview.Stage.FINAL)
        save_interview(agreed, state=Interview.State.ACCEPTED, by=maya, at=at)
        save_interview(invited, state=Interview.State.INVITED, by=maya, at=at)
        numbers.append(application.pk)
    today = at.date()
    return {
        "cookie": cookie(maya),
        "applications": numbers,
        "days": [str(today + timedelta(days=n)) for n in (1, 90)],
    }


def after_a_no(application_id: int) -> dict[str, Any]:
    """All that one no touches, in words that can be compared."""
    from declines.models import Decline, DeclinedInterview, Letter
    from tracker.models import Application

    application = Application.objects.get(pk=application_id)
    return {
        "status": application.status,
        "withdrawn": application.withdrawn_at is not None,
        "changes": sorted(application.changes.values_list("to_status", flat=True)),
        "declines": Decline.objects.filter(application=application).count(),
        "letters": Letter.objects.filter(application=application).count(),
        "freed": DeclinedInterview.objects.filter(decline__application=application).count(),
        "rounds": sorted(application.interviews.values_list("state", flat=True)),
        "planned": sorted(application.reminders.open().values_list("kind", flat=True)),
        "follow-ups": sum(kept.follow_ups.count() for kept in Decline.objects.filter(application=application)),
    }


def standing() -> dict[str, dict[str, int]]:
    """How many reminders and mails stand in each state."""
    from outbox.models import OutgoingEmail
    from tracker.models import Reminder

    return {
        "reminders": Counter(Reminder.objects.order_by().values_list("state", flat=True)),
        "mails": Counter(OutgoingEmail.objects.order_by().values_list("state", flat=True)),
    }


def mails() -> list[tuple[str, str, str]]:
    """Every mail: to whom, its Message-ID, its state."""
    from outbox.models import OutgoingEmail

    return list(OutgoingEmail.objects.order_by("pk").values_list("to", "message_id", "state"))


def main() -> None:
    """Answer until nobody asks any more."""
    django.setup()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(globals()[name](*arguments)), flush=True)


if __name__ == "__main__":
    main()
