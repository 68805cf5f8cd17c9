"""Tabs of one's own: views that were kept, and how much is in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.db.models import Case, Count, Exists, OuterRef, When

from accounts.models import User
from tracker.models import Application, SavedView
from tracker.models.application import ApplicationQuerySet

# A view is counted among so many of the latest applications, so that a tab costs the same at any length.
COUNTED_AMONG = 1_000
RowsOf = Callable[[str], ApplicationQuerySet | None]


@dataclass(frozen=True)
class Tab:
    """A view that was kept."""

    view: SavedView
    count: str
    is_current: bool


def same(one: str, other: str) -> bool:
    """Whether two query strings say the same."""
    return sorted(parse_qsl(one)) == sorted(parse_qsl(other))


def tabs_of(user: User, current: str, rows_of: RowsOf) -> list[Tab]:
    """The views of a person, in two queries. `rows_of` gives the rows of a query string; None of one not counted."""
    views = list(SavedView.objects.for_user(user))
    counts = _counts(user, [rows_of(view.query) for view in views])
    return [Tab(view, count, same(view.query, current)) for view, count in zip(views, counts, strict=True)]


def _counts(user: User, many: Sequence[ApplicationQuerySet | None]) -> list[str]:
    if not any(rows is not None for rows in many):
        return [""] * len(many)
    latest = Application.objects.for_user(user).order_by("-pk").values("pk")[: COUNTED_AMONG + 1]
    asked = {
        f"view_{number}": Count(Case(When(Exists(rows.filter(pk=OuterRef("pk"))), then=1)))
        for number, rows in enumerate(many)
        if rows is not None
    }
    found = Application.objects.filter(pk__in=latest).order_by().aggregate(all=Count("pk"), **asked)
    more = "+" if found["all"] > COUNTED_AMONG else ""
    return [f"{found[name]}{more}" if (name := f"view_{number}") in found else "" for number in range(len(many))]
