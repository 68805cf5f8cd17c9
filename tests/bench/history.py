"""What happened to the applications of a long search: rounds, moves, notes, reminders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import User
from tracker.models import Application, Contact, Interview, Note, Reminder, Status, StatusChange

IN_HAND = 12
DAY = timedelta(days=1)
WORDS = "Dear Dana,\n\nthank you for your time, and for how openly you spoke.\n" * 4
Row = TypeVar("Row", bound=Model)


def write(rows: Sequence[Row]) -> list[Row]:
    """Many rows of one table."""
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)


def add_rounds(applications: list[Application], people: list[Contact], at: datetime) -> None:
    """Held on a third of the applications; ahead on those in hand, every other one not answered."""
    held = [
        Interview(
            application=row,
            state=Interview.State.DONE,
            stage=Interview.Stage.PANEL,
            starts_at=row.created_at + 9 * DAY,
        )
        for row in applications[::3]
    ]
    ahead = [_ahead(row, number, at) for number, row in enumerate(applications[:IN_HAND])]
    through: Any = Interview.interviewers.through
    pairs = zip(write([*held, *ahead]), [*people[::3], *people[:IN_HAND]], strict=True)
    write([through(interview=interview, contact=who) for interview, who in pairs])


def _ahead(application: Application, number: int, at: datetime) -> Interview:
    starts_at = at + (number + 1) * DAY
    invited = number % 2 == 0
    return Interview(
        application=application,
        state=Interview.State.INVITED if invited else Interview.State.ACCEPTED,
        stage=Interview.Stage.FINAL,
        starts_at=starts_at,
        time_zone="Europe/Tallinn",
        invited_at=at - DAY,
        reply_by=starts_at - DAY / 2 if invited else None,
    )


def add_changes(user: User, applications: list[Application]) -> None:
    """Two moves each, and a note on every other one."""
    write(
        [StatusChange(application=row, to_status=Status.APPLIED, at=row.created_at, by=user) for row in applications]
    )
    write(
        [
            StatusChange(
                application=row, from_status=Status.APPLIED, to_status=row.status, at=row.status_since, by=user
            )
            for row in applications
        ]
    )
    write([Note(application=row, text="They asked about travel.", at=row.status_since) for row in applications[::2]])


def add_reminders(user: User, applications: list[Application], people: list[Contact], at: datetime) -> None:
    """On a fifth, done long ago; on those in hand open, a third of them due."""
    common: dict[str, Any] = {"user": user, "due_time": "09:00", "subject": "Thank you", "words": WORDS}
    done = [
        Reminder(
            application=row,
            contact=who,
            kind=Reminder.Kind.THANK_YOU,
            state=Reminder.State.DONE,
            due_on=row.created_at.date(),
            created_at=row.created_at,
            closed_at=row.status_since,
            **common,
        )
        for row, who in zip(applications[::5], people[::5], strict=True)
    ]
    waiting = [
        Reminder(
            application=row,
            contact=people[number],
            kind=Reminder.Kind.OTHER,
            title="Send the portfolio",
            due_on=(at + (number - IN_HAND // 3) * DAY).date(),
            created_at=row.created_at,
            **common,
        )
        for number, row in enumerate(applications[:IN_HAND])
    ]
    write([*done, *waiting])
