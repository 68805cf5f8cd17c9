"""One address, three views: the table, the board and the calendar read the same query string."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker import queries
from tracker.filters.applications import SORTS, ApplicationFilter
from tracker.models import Status
from tracker.models.application import ApplicationQuerySet

VIEWS: dict[str, str | Promise] = {"table": _("Table"), "board": _("Board"), "calendar": _("Calendar")}
TABS: dict[str, str | Promise] = {"open": _("Open"), "over": _("Ended"), "all": _("All")}
# Where on the list somebody is; another filter, tab or sort begins at its first page.
PLACES = ("page", "after", "before")
DEFAULTS = {"view": "table", "sort": "pressing"}


@dataclass(frozen=True)
class ListState:
    """Who looks at what: read from the address, and written back into it. An odd value is as good as none."""

    user: User
    at: datetime
    data: QueryDict
    view: str
    tab: str
    filter: ApplicationFilter

    def rows(self) -> ApplicationQuerySet:
        """The applications of this view, filtered and in no order."""
        return of_tab(self.filter.qs, self.tab).order_by()

    def sorted_rows(self) -> ApplicationQuerySet:
        """The same in the order that was asked for; what presses first, unless something else was."""
        return of_tab(self.filter.qs, self.tab)

    def address(self, **changes: Any) -> str:
        """The query string of this view with other values: a list for several, None for none."""
        data = self.data.copy()
        for name in PLACES:
            data.pop(name, None)
        for name, value in changes.items():
            data.setlist(name, [] if value is None else value if isinstance(value, list) else [str(value)])
        for name, value in DEFAULTS.items():
            if data.get(name) == value:
                del data[name]
        kept = QueryDict(mutable=True)
        for name, values in data.lists():
            if said := [value for value in values if value]:
                kept.setlist(name, said)
        return kept.urlencode()

    def chips(self) -> list[tuple[str, str]]:
        """Each filter in words, with the query string of the view without it."""
        return [(label, self.address(**{name: rest})) for label, name, rest in self.filter.chips()]

    @property
    def views(self) -> list[tuple[str, str | Promise, str]]:
        """Name, label and query string of each way to look at these."""
        return [(name, label, self.address(view=name)) for name, label in VIEWS.items()]

    @property
    def tabs(self) -> list[tuple[str, str | Promise, int | None, str]]:
        """Name, label, count and query string of each tab."""
        mine = queries.application_list(self.user)
        counts = {"open": mine.open().count(), "over": mine.over().count()}
        return [(name, label, counts.get(name), self.address(tab=name, status=None)) for name, label in TABS.items()]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(status.value, str(status.label)) for status in Status]

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        return [(name, label) for name, (label, _order) in SORTS.items()]


def list_state(data: QueryDict, user: User, at: datetime) -> ListState:
    """The state that an address asks for."""
    view, tab = data.get("view"), data.get("tab")
    # Who asks for "withdrawn" from the tab of open ones means it: the tab gives way.
    if set(Status.values) & set(data.getlist("status")) or (tab not in TABS and data.get("q", "").strip()):
        tab = "all"
    return ListState(
        user=user,
        at=at,
        data=data,
        view=view if view in VIEWS else "table",
        tab=tab if tab in TABS else "open",
        filter=ApplicationFilter(data, queryset=queries.application_list(user)),
    )


def of_tab(rows: ApplicationQuerySet, tab: str) -> ApplicationQuerySet:
    return rows.open() if tab == "open" else rows.over() if tab == "over" else rows
