"""A press on "Done" or "Later" that was a slip: everything as it was, and no mail twice."""

from datetime import date, datetime, time
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet

from outbox import services as outbox
from tracker.models import Note, Reminder
from tracker.models.reminder import ReminderQuerySet
from tracker.reminders.following import follow, tell_anew
from tracker.reminders.relevance import still_matters
from tracker.reminders.scheduling import hold

Kind = Reminder.Kind
State = Reminder.State
_formers = Signer(salt="tracker.reminders.taking_back")


@transaction.atomic
def reopen(*, reminder: Reminder, at: datetime, closed_at: datetime | None = None) -> bool:
    """Open one that was done or skipped by mistake, and take away what that had brought about.

    `closed_at`: the closing that is meant; a later one of the same reminder stands. False there, and where it cannot
    be as it was: something took its place, its letter was sent, or it matters no longer.
    Its mail is sent once more only if it was taken back before it left.
    """
    hold(reminder.application_id)
    closed = Reminder.objects.filter(pk=reminder.pk, state__in=[State.DONE, State.SKIPPED])
    row = closed.select_related("user", "application__user", "interview").first()
    if row is None or row.closed_at is None or closed_at not in (None, row.closed_at):
        return False
    moment, former = row.closed_at, row.state
    next_one, noted = _next_of(row, moment), _noted_with(row, moment)
    row.state, row.closed_at = State.TOLD if row.told_at else State.PENDING, None
    if _is_replaced(row, next_one) or noted.exclude(channel="").exists() or not still_matters(row, at):
        return False
    next_one.delete()
    forgotten, _rows = noted.delete()
    if not closed.filter(state=former, closed_at=moment).update(state=row.state, closed_at=None, because=""):
        return False
    if row.told_at:
        tell_anew([row])
    if forgotten or row.kind in (Kind.FOLLOW_UP, Kind.LAPSE):
        follow(row.application, at=at)
    reminder.refresh_from_db()
    return True


def _next_of(row: Reminder, closed_at: datetime) -> ReminderQuerySet:
    """What closing it planned at that very moment: the second follow-up, the next hello."""
    if row.kind not in (Kind.FOLLOW_UP, Kind.STAY_IN_TOUCH):
        return Reminder.objects.none()
    same = Reminder.objects.filter(application=row.application_id, kind=row.kind, created_at=closed_at)
    return same.exclude(pk=row.pk)


def _noted_with(row: Reminder, closed_at: datetime) -> QuerySet[Note]:
    """The contact that closing it wrote on the timeline. One with a way of telling is a letter that was told."""
    touches = Note.objects.filter(application=row.application_id, kind=Note.Kind.TOUCH, at=closed_at)
    return touches.filter(contact=row.contact_id)


def _is_replaced(row: Reminder, next_one: ReminderQuerySet) -> bool:
    """Whether another stands in its place that somebody has touched since, or that came from elsewhere."""
    if row.kind == Kind.OTHER:
        return False
    touched = next_one.filter(
        Q(occurrence__gt=1) | Q(told_at__isnull=False) | Q(state__in=[State.DONE, State.SKIPPED])
    )
    same = Reminder.objects.open().filter(
        application=row.application_id, kind=row.kind, interview=row.interview_id, contact=row.contact_id
    )
    return touched.exists() or same.exclude(pk__in=next_one.values("pk")).exists()


def remember(reminder: Reminder) -> str:
    """How it stands, to be put back after "later": carried by the button, signed so that it says nothing else."""
    return _formers.sign_object(
        {
            "pk": reminder.pk,
            "occurrence": reminder.occurrence,
            "due_on": str(reminder.due_on),
            "due_time": str(reminder.due_time),
            "time_zone": reminder.time_zone,
            "state": reminder.state,
            "told_at": reminder.told_at.isoformat() if reminder.told_at else "",
            "digest": reminder.digest,
        }
    )


@transaction.atomic
def put_back(*, reminder: Reminder, was: str) -> bool:
    """Undo "later": the former day, and told if it was told. False if it has moved on since, or that is not ours.

    The mail that told it is not sent again, unless "later" took it back before it left.
    """
    try:
        former = _formers.unsign_object(was)
    except BadSignature:
        return False
    # Moved, closed or told since: that stands.
    rows = Reminder.objects.filter(pk=reminder.pk, state=State.PENDING, occurrence=former["occurrence"] + 1)
    if former["pk"] != reminder.pk:
        return False
    values: dict[str, Any] = {
        "due_on": date.fromisoformat(former["due_on"]),
        "due_time": time.fromisoformat(former["due_time"]),
        "time_zone": former["time_zone"],
    }
    key = former["digest"] or f"reminder:{reminder.pk}:{former['occurrence']}"
    if former["state"] == State.PENDING or not outbox.taken_back([key]):
        values |= {name: former[name] for name in ("state", "digest", "occurrence")}
        values["told_at"] = datetime.fromisoformat(former["told_at"]) if former["told_at"] else None
    if not rows.update(**values):
        return False
    reminder.refresh_from_db()
    return True
