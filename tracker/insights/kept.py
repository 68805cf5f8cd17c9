"""Figures that were counted once, and when they hold no longer. The one place of insights that writes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import User
from tracker.models import FiguresMark, KeptFigures

# More than a person makes between two looks; an import makes thousands, which are then folded into one.
MANY_MARKS, FOLDED_AT_ONCE = 200, 900


# Raise it when a figure is added or comes to mean something else: what an older Bowout kept is counted anew.
VERSION = 1


def forget(user_id: int) -> None:
    """Note that something changed which insights count; the next look counts anew.

    Call it in the transaction of the change itself: then the mark is seen when the change is, and never without it.
    """
    FiguresMark.objects.create(user_id=user_id)


def kept(user: User, period: str, *, at: datetime, count: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The figures of this period as they stand; counted now if something changed since, or another day has begun."""
    day, zone = user.local(at).date(), user.time_zone
    # Before anything is read: what changes while we count is marked later, and what we keep is then known as old.
    token, marks = _token(user)
    found = KeptFigures.objects.filter(user=user, period=period, day=day, time_zone=zone, token=token).first()
    if found is not None and found.figures.get("version") == VERSION:
        return {name: figure for name, figure in found.figures.items() if name != "version"}
    figures = count()
    row = KeptFigures(
        user=user,
        period=period,
        day=day,
        time_zone=zone,
        token=token,
        counted_at=at,
        figures=figures | {"version": VERSION},
    )
    KeptFigures.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "period"],
        update_fields=["day", "time_zone", "token", "counted_at", "figures"],
    )
    if marks > MANY_MARKS:
        _fold(user)
    return figures


def _token(user: User) -> tuple[int, int]:
    """What the marks of this person add up to, and how many there are."""
    found = FiguresMark.objects.filter(user=user).aggregate(total=Sum("number"), marks=Count("pk"))
    return found["total"] or 0, found["marks"]


@transaction.atomic
def _fold(user: User) -> None:
    """Many marks become one of the same sum. If two fold at once the sum grows, and one more look counts anew."""
    marks = list(FiguresMark.objects.filter(user=user).order_by("pk").values_list("pk", "number")[:FOLDED_AT_ONCE])
    FiguresMark.objects.filter(pk__in=[pk for pk, _number in marks]).delete()
    FiguresMark.objects.create(user=user, number=sum(number for _pk, number in marks))
