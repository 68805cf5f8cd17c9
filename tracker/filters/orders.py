"""The orders of the list: which blocks of rows follow one another, and what they are sorted by."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker import queries, search
from tracker.models import Application
from tracker.models.application import ApplicationQuerySet
from tracker.queries.keyset import Block, ByCompany, Indexed, Key, Listed, nothing
from tracker.transitions import OPEN

SORTS: dict[str, str | Promise] = {
    "pressing": _("What presses"),
    "newest": _("Newest first"),
    "applied": _("Applied, latest first"),
    "company": _("Company"),
    "waiting": _("Longest unchanged"),
}
# So many statuses are read one by one, each through its index; more of them together, past those not asked for.
FEW_STATUSES = 3
# So few rows are sorted by company at once.
FEW_ROWS = 500


@dataclass(frozen=True)
class Wanted:
    """The rows of a list: filtered, not searched and in no order."""

    user: User
    rows: ApplicationQuerySet
    tab: str
    statuses: Collection[str]
    at: datetime
    # Which of some open applications are among them.
    among: Callable[[Collection[int]], set[int]]

    def shelves(self) -> list[ApplicationQuerySet]:
        """Lanes for an index that begins with the shelf."""
        open_, over = Application.Shelf.OPEN, Application.Shelf.OVER
        if self.tab in (open_, over):
            return [self.rows]  # they stand on it alone
        names: set[str] = {open_ if status in OPEN else over for status in self.statuses} or {open_, over}
        return [self.rows.filter(shelf=name) for name in sorted(names)]

    def columns(self) -> list[ApplicationQuerySet]:
        """Lanes for the indexes by moment of the last move."""
        if 0 < len(self.statuses) <= FEW_STATUSES:
            return [self.rows.filter(status=status) for status in self.statuses]
        return self.shelves()


def blocks(sort: str, wanted: Wanted) -> list[Block]:
    """The rows in an order of SORTS."""
    if sort == "newest":
        return [Indexed(wanted.shelves(), "created_at")]
    if sort == "waiting":
        return [Indexed(wanted.columns(), "status_since", descending=False)]
    if sort == "applied":
        lanes = wanted.shelves()
        dated = [lane.filter(applied_on__isnull=False) for lane in lanes]
        undated = [lane.filter(applied_on__isnull=True) for lane in lanes]
        return [Indexed(dated, "applied_on", date.fromisoformat), Indexed(undated, "applied_on", nothing)]
    if sort == "company":
        return [_by_company(wanted)]
    return _pressing(wanted)


def _pressing(wanted: Wanted) -> list[Block]:
    """Those that wait for an answer, the earliest deadline first; then the rest, what moved last first."""
    awaited = queries.awaited(wanted.user, wanted.at)
    if wanted.tab == "over" or not awaited:
        return [Indexed(wanted.columns(), "status_since")]
    here = wanted.among(awaited)
    few: list[Key] = sorted((awaited[pk], pk) for pk in here)
    lanes = [lane.exclude(pk__in=here) for lane in wanted.columns()] if here else wanted.columns()
    return [Listed(few), Indexed(lanes, "status_since")]


def _by_company(wanted: Wanted) -> Block:
    """Few rows are sorted; of many, the companies are read in their own order."""
    few = list(wanted.rows.order_by().values_list("company__name_key", "pk")[: FEW_ROWS + 1])
    by_company = ByCompany(wanted.rows, wanted.user.pk)
    if len(few) > FEW_ROWS:
        return by_company
    return Listed(sorted((bytes(name), pk) for name, pk in few), by_company.parse)


@dataclass(frozen=True)
class Found:
    """The rows that a search finds, the latest added first."""

    wanted: Wanted
    text: str
    parse = staticmethod(nothing)

    def read(self, limit: int, beyond: Key | None, backwards: bool) -> list[Key]:
        found = search.newest_matching(
            self.wanted.user,
            self.text,
            self.wanted.rows,
            limit=limit,
            beyond=beyond[1] if beyond else None,
            oldest=backwards,
        )
        return [(None, pk) for pk in found]
