"""Figures that were counted once, and when they hold no longer. The one place of insights that writes."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Look:
    """What is kept of a period, and what it would be kept under: whatever changes from here on is marked later."""

    figures: dict[str, Any] | None
    token: int
    marks: int


def look(user: User, period: str, *, at: datetime) -> Look:
    """The figures of this period if they stand; none if something changed since, or another day has begun."""
    day, zone = user.local(at).date(), user.time_zone
    # Before anything is read: what changes while we count is marked later, and what we keep is then known as old.
    token, marks = _token(user)
    found = KeptFigures.objects.filter(user=user, period=period, day=day, time_zone=zone, token=token).first()
    if found is None or found.figures.get("version") != VERSION:
        return Look(None, token, marks)
    return Look({name: figure for name, figure in found.figures.items() if name != "version"}, token, marks)


def keep(user: User, period: str, figures: dict[str, Any], looked: Look, *, at: datetime) -> None:
    """Keep what was counted after this look."""
    row = KeptFigures(
        user=user,
        period=period,
        day=user.local(at).date(),
        time_zone=user.time_zone,
        token=looked.token,
        counted_at=at,
        figures=figures | {"version": VERSION},
    )
    KeptFigures.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "period"],
        update_fields=["day", "time_zone", "token", "counted_at", "figures"],
    )
    if looked.marks > MANY_MARKS:
        _fold(user.pk)


def fold_marks() -> None:
    """Fold the marks of whoever has many: those who never look would gather one with each thing they do."""
    many = FiguresMark.objects.order_by().values("user").annotate(marks=Count("pk")).filter(marks__gt=MANY_MARKS)
    for user, marks in many.values_list("user", "marks"):
        for _time in range(0, marks, FOLDED_AT_ONCE):
            _fold(user)


def _token(user: User) -> tuple[int, int]:
    """What the marks of this person add up to, and how many there are."""
    found = FiguresMark.objects.filter(user=user).aggregate(total=Sum("number"), marks=Count("pk"))
    return found["total"] or 0, found["marks"]


@transaction.atomic
def _fold(user: int) -> None:
    """Many marks become one of the same sum. If two fold at once the sum grows, and one more look counts anew."""
    marks = list(FiguresMark.objects.filter(user_id=user).order_by("pk").values_list("pk", "number")[:FOLDED_AT_ONCE])
    FiguresMark.objects.filter(pk__in=[pk for pk, _number in marks]).delete()
    FiguresMark.objects.create(user_id=user, number=sum(number for _pk, number in marks))
