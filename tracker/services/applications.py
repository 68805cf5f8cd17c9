"""An application is added, its facts change, and it is left alone when somebody asks for that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.models import User
from tracker import insights, reminders, search
from tracker.models import Application, Company, Contact, Status, StatusChange
from tracker.services.people import known_as


def company_named(user: User, name: str) -> Company:
    """The person's company of this name, whatever its capitals; made if it is new."""
    name = name.strip()
    # Folded as the constraint folds it: PostgreSQL's ILIKE and LOWER disagree about letters such as the Kelvin sign.
    same = Company.objects.for_user(user).alias(folded=Lower("name")).filter(folded=Lower(Value(name)))
    try:
        with transaction.atomic():
            return same.first() or Company.objects.create(user=user, name=name)
    except IntegrityError:
        # A double click: the other request made it between our look and our write.
        return same.get()


@transaction.atomic
def add_application(
    application: Application,
    *,
    status: Status,
    by: User,
    at: datetime,
    since: datetime | None = None,
    contact: Contact | None = None,
    follow: bool = True,
) -> Application:
    """Keep a new application where it already stands; its first place opens the timeline.

    `since` is when it came there, if not now: a row of an import was applied for on its own day. A contact that is
    new is kept, too, unless it is somebody who is known already. Without `follow` whoever adds many looks after the
    reminders, the search and the insights for all of them together.
    """
    application.status = status
    application.status_since = application.created_at = since or at
    application.withdrawn_at = application.status_since if status is Status.WITHDRAWN else None
    if application.posting_text and application.posting_kept_at is None:
        application.posting_kept_at = at
    application.save()
    StatusChange.objects.create(application=application, to_status=status, at=application.status_since, by=by)
    if contact is not None:
        if contact._state.adding:
            contact = known_as(contact)
        if contact._state.adding:
            contact.save()
        application.contacts.add(contact)
    if follow:
        insights.forget(application.user_id)
        search.index(application.pk)
        reminders.follow(application, at=at)
    return application


@transaction.atomic
def change_facts(
    application: Application, *, to: Mapping[str, Any], at: datetime, was: Mapping[str, Any] | None = None
) -> bool:
    """Keep the facts that were edited, and only those; reminders go with the days among them.

    `was`: what these facts were when somebody looked. False if any of them is no longer so: then nothing is kept.
    """
    # Not the status: another window may have moved it since the form was opened.
    values = dict(to)
    if "posting_text" in values:
        values["posting_kept_at"] = at if values["posting_text"] else None
    # The old values stand in the UPDATE: of two windows that change the same fact, one does.
    if not Application.objects.filter(pk=application.pk, **(was or {})).update(**values):
        return False
    for name, value in values.items():
        setattr(application, name, value)
    search.index(application.pk)
    if {"source", "applied_on"} & set(values):
        insights.forget(application.user_id)
    reminders.follow(application, at=at)
    return True


@transaction.atomic
def retire(application: Application, *, at: datetime) -> bool:
    """No more follow-ups, questions and hellos about this one, wherever it stands. False if that was said before.

    Interviews, answers, offers, thank-yous and one's own reminders still come: nobody wants to miss those.
    """
    return _retire(application, at, at)


@transaction.atomic
def unretire(application: Application, *, at: datetime) -> bool:
    """Remind again. False if it was not retired."""
    return _retire(application, None, at)


def _retire(application: Application, since: datetime | None, at: datetime) -> bool:
    rows = Application.objects.filter(pk=application.pk, retired_at__isnull=since is not None)
    if not rows.update(retired_at=since):
        return False
    application.retired_at = since
    reminders.follow(application, at=at)
    return True
