"""One address, three views: the table, the board and the calendar read the same query string."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker import queries, search
from tracker.filters.applications import ApplicationFilter
from tracker.filters.orders import SORTS, Found, Wanted, blocks
from tracker.filters.saved import Tab, tabs_of
from tracker.models import Application, SavedView, Status
from tracker.models.application import ApplicationQuerySet
from tracker.queries.keyset import Page, place_of, read_page

VIEWS: dict[str, str | Promise] = {"table": _("Table"), "board": _("Board"), "calendar": _("Calendar")}
TABS: dict[str, str | Promise] = {"open": _("Open"), "over": _("Ended"), "all": _("All")}
COLUMNS: dict[str, str | Promise] = {
    "status": _("Status"),
    "next": _("What is next"),
    "contact": _("Last contact"),
    "applied": _("Applied"),
    "source": _("Found through"),
    "location": _("Place"),
    "salary": _("Salary"),
    "priority": _("Priority"),
    "tags": _("Tags"),
    "added": _("Added"),
}
USUAL_COLUMNS = ("status", "next", "contact", "applied", "source")
Shelf = Application.Shelf
# Where on the list somebody is, and that they are choosing rows: another filter, tab or sort begins anew.
PASSING = ("page", "after", "before", "show")
DEFAULTS = {"view": "table", "sort": "pressing"}
LONGEST_SEARCH = 300


@dataclass(frozen=True)
class ListState:
    """Who looks at what: read from the address, and written back into it. An odd value is as good as none."""

    user: User
    at: datetime
    data: QueryDict
    view: str
    tab: str
    sort: str
    text: str
    columns: tuple[str, ...]

    @cached_property
    def filter(self) -> ApplicationFilter:
        return ApplicationFilter(self.data, queryset=Application.objects.for_user(self.user).order_by(), at=self.at)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What filters, by the name of its filter."""
        # Most look at the list without a filter, and a form takes longer to build than the list to read.
        return self.filter.asked if any(map(self.data.getlist, ApplicationFilter.base_filters)) else {}

    def rows(self) -> ApplicationQuerySet:
        """The applications of this view, filtered, searched and in no order."""
        if not self.text:
            return self._filtered
        return self._filtered.filter(pk__in=search.matching(self.user, self.text).values("pk"))

    def among(self, pks: Collection[int]) -> set[int]:
        """Which of these numbers of the person's own applications stand in this view."""
        # By their numbers alone: asked for the shelf as well, SQLite would read all that stands on it.
        rows = Application.objects.filter(pk__in=pks).order_by()
        rows = self.filter.filter_queryset(rows) if self.asked else rows
        if self.text:
            rows = rows.filter(pk__in=search.matching(self.user, self.text).values("pk"))
        shelves = {self.tab} & {Shelf.OPEN, Shelf.OVER} or {Shelf.OPEN, Shelf.OVER}
        return {pk for pk, shelf in rows.values_list("pk", "shelf") if shelf in shelves}

    def page(self, size: int) -> Page:
        """One page of the table, where the address asks for it."""
        # All that waits for an answer is open; only a filter can leave some of it out.
        among = self.among if self.asked else set
        wanted = Wanted(self.user, self._filtered, self.tab, self.asked.get("status", ()), self.at, among)
        order = [Found(wanted, self.text)] if self.text else blocks(self.sort, wanted)
        asked = {name: self.data.get(name, "") for name in ("after", "before")}
        return read_page(order, place_of(order, **asked, last=self.data.get("page") == "last"), size)

    @cached_property
    def _filtered(self) -> ApplicationQuerySet:
        rows: ApplicationQuerySet = self.filter.qs if self.asked else Application.objects.for_user(self.user)
        rows = rows.order_by()
        return rows.open() if self.tab == "open" else rows.over() if self.tab == "over" else rows

    def address(self, **changes: Any) -> str:
        """The query string of this view with other values: a list for several, None for none."""
        said = {
            name: [] if value is None else value if isinstance(value, list) else [str(value)]
            for name, value in changes.items()
        }
        kept = [(name, value) for name, values in {**self._said, **said}.items() for value in values]
        return urlencode([(name, value) for name, value in kept if value and DEFAULTS.get(name) != value])

    @cached_property
    def _said(self) -> dict[str, list[str]]:
        return {name: values for name, values in self.data.lists() if name not in PASSING}

    def chips(self) -> list[tuple[str, str]]:
        """The search and each filter in words, with the query string of the view without it."""
        found = [(label, self.address(**{name: rest})) for label, name, rest in self._chips]
        return [(f"“{self.text}”", self.address(q=None)), *found] if self.text else found

    @cached_property
    def _chips(self) -> list[tuple[str, str, list[str]]]:
        return self.filter.chips() if self.asked else []

    @property
    def cleared(self) -> str:
        """The query string without search and filters."""
        return self.address(q=None, **dict.fromkeys(ApplicationFilter.base_filters))

    @property
    def views(self) -> list[tuple[str, str | Promise, str]]:
        """Name, label and query string of each way to look at these."""
        return [(name, label, self.address(view=name)) for name, label in VIEWS.items()]

    @property
    def tabs(self) -> list[tuple[str, str | Promise, str, str]]:
        """Name, label, count in words and query string of each tab."""
        opened, over, _keeps = self._head
        counts = {"open": _in_words(opened), "over": _in_words(over)}
        return [
            (name, label, counts.get(name, ""), self.address(tab=name, status=None)) for name, label in TABS.items()
        ]

    @cached_property
    def saved(self) -> list[Tab]:
        """The views that were kept, as tabs."""
        return tabs_of(self.user, self.address(), self._rows_of) if self._head[2] else []

    @cached_property
    def _head(self) -> tuple[int, int, bool]:
        return queries.list_head(self.user)

    @property
    def saved_view(self) -> SavedView | None:
        """The view that this one is kept as."""
        return next((tab.view for tab in self.saved if tab.is_current), None)

    def _rows_of(self, query: str) -> ApplicationQuerySet | None:
        other = list_state(QueryDict(query), self.user, self.at)
        # Found words are not counted: a common one would be read to its end.
        return None if other.text else other.rows()

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a new search keeps of this view: all but its words."""
        return parse_qsl(self.address(q=None))

    @property
    def again(self) -> str:
        """The query string of this very page."""
        return self.address(**{name: self.data.get(name) for name in ("page", "after", "before")})

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Where several can be moved at once. A no and a yes are said one at a time."""
        alone = (Status.WITHDRAWN, Status.ACCEPTED)
        return [(status.value, str(status.label)) for status in Status if status not in alone]

    @property
    def show(self) -> str:
        """What is opened: "filter", "keep", "select", or "all" for all of the page ticked."""
        return self.data.get("show", "")

    @property
    def may_be_kept(self) -> bool:
        """Whether this is more than one of the tabs that everybody has."""
        return bool(self.text or self._chips or self.sort != DEFAULTS["sort"] or self.columns != USUAL_COLUMNS)

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        return list(SORTS.items())

    @property
    def column_choices(self) -> list[tuple[str, str | Promise, bool]]:
        """Each column that there is, and whether it is shown."""
        return [(name, label, name in self.columns) for name, label in COLUMNS.items()]


def list_state(data: QueryDict, user: User, at: datetime, *, tab: str = "") -> ListState:
    """The state that an address asks for; `tab` names the one that a page of its own stands for."""
    asked, view, sort = data.get("tab", ""), data.get("view", ""), data.get("sort", "")
    # Some fonts and pasted texts bring zeros along, and no database takes them.
    text = data.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    # Who asks for "withdrawn", or for a word, from the tab of open ones means it: the tab gives way.
    if set(Status.values) & set(data.getlist("status")) or (asked not in TABS and text):
        asked = "all"
    chosen = tuple(name for name in COLUMNS if name in data.getlist("cols"))
    return ListState(
        user=user,
        at=at,
        data=data,
        view=view if view in VIEWS else "table",
        tab=tab or (asked if asked in TABS else "open"),
        sort=sort if sort in SORTS else "pressing",
        text=text,
        columns=chosen or USUAL_COLUMNS,
    )


def _in_words(number: int) -> str:
    """How many there are, as a tab says it: "23", "1,000+"."""
    return f"{queries.MANY:,}+" if number > queries.MANY else str(number)
