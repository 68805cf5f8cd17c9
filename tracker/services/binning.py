"""Into the bin, out of it, and out of the house after thirty days."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from tracker import insights, reminders
from tracker.models import Application

KEPT_FOR = timedelta(days=30)
# What hangs on an application is some hundred rows; the worker has other work, and comes back within a second.
AT_ONCE = 20


@transaction.atomic
def put_into_bin(application: Application, *, by: User, at: datetime) -> bool:
    """Put it away for thirty days, with its reminders. False if it lies there already, or is not one's own."""
    if not Application.objects.for_user(by).filter(pk=application.pk).update(binned_at=at):
        return False
    application.binned_at = at
    insights.forget(application.user_id)
    reminders.put_away(application, at=at)
    insights.forget(application.user_id)
    return True


@transaction.atomic
def take_out_of_bin(application: Application, *, by: User, at: datetime) -> bool:
    """Put it back where it stood, and its reminders as they then stand. False if it is out already."""
    gone_at = application.binned_at
    if gone_at is None or not Application.objects.binned(by).filter(pk=application.pk).update(binned_at=None):
        return False
    application.binned_at = None
    insights.forget(application.user_id)
    reminders.take_out(application, gone_at=gone_at, at=at)
    insights.forget(application.user_id)
    return True


@transaction.atomic
def delete_for_good(application: Application, *, by: User) -> bool:
    """Away with it and all that hangs on it. Only out of the bin; False if it is no longer there."""
    # Held: of two windows, the one that takes it out and the one that deletes it, the second is told.
    held = Application.objects.binned(by).select_for_update(of=("self",)).filter(pk=application.pk).first()
    if held is None:
        return False
    held.delete()
    return True


def empty_bin(*, at: datetime) -> int:
    """Delete some of what has lain in a bin for thirty days; returns how many. Called again and again."""
    old = Application.objects.filter(binned_at__lte=at - KEPT_FOR).order_by("binned_at")
    return sum(_purge(pk, at) for pk in list(old.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _purge(pk: int, at: datetime) -> bool:
    # Asked once more: its owner may have taken it out a moment ago, or another worker was here.
    held = Application.objects.select_for_update(of=("self",)).filter(pk=pk, binned_at__lte=at - KEPT_FOR).first()
    if held is None:
        return False
    held.delete()
    return True
