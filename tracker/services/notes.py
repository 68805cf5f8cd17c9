"""What is written on the timeline by hand: notes, and contact that was had."""

from datetime import date, datetime, time

from django.db import transaction

from accounts.models import User
from accounts.time import resolve
from tracker import insights, reminders, search
from tracker.models import Application, Contact, Note

# Of contact on an earlier day nobody notes the hour.
NOON = time(12)


@transaction.atomic
def add_note(
    *, application: Application, text: str, at: datetime, touch: bool = False, contact: Contact | None = None
) -> Note:
    """Write something on the timeline; `touch` says that you were in contact with somebody."""
    kind = Note.Kind.TOUCH if touch else Note.Kind.NOTE
    note = Note.objects.create(application=application, kind=kind, contact=contact, text=text, at=at)
    search.index(application.pk)
    if touch:
        reminders.follow(application, at=at)
    return note


@transaction.atomic
def log_touch(
    application: Application,
    *,
    on: date,
    channel: Note.Channel | str,
    contact: Contact | None,
    text: str,
    heard: bool,
    by: User,
    at: datetime,
) -> Note:
    """Note that you were in contact, on a day on your calendar; silence and hellos are counted from there.

    Raises ValueError for a day to come: contact that was not yet had would keep reminders away.
    """
    today = today_of(by, at)
    if on > today:
        raise ValueError(f"{on} has not come yet: it is {today}")
    reminders.hold(application.pk)
    note = Note.objects.create(
        application=application,
        kind=Note.Kind.TOUCH,
        channel=channel,
        contact=contact,
        text=text,
        heard=heard,
        at=at if on == today else resolve(on, NOON, by.time_zone),
    )
    if heard:
        insights.forget(application.user_id)
    search.index(application.pk)
    reminders.restart_hellos(application, contact, day=on, heard=heard, at=at)
    reminders.follow(application, at=at)
    return note


def today_of(user: User, at: datetime) -> date:
    """The day it is for this person."""
    return user.local(at).date()
