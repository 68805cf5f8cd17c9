"""The list as a table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.http import Request
from tracker import queries
from tracker.filters import COLUMNS, SORTS, ListState
from tracker.models import Status
from tracker.timeline import STATUS_ICONS

PAGE = 25
# The column whose heading sorts, by what.
SORTED_BY = {"company": "company", "next": "pressing", "applied": "applied", "added": "newest"}


def table_view(request: Request, state: ListState) -> HttpResponse:
    """Rows of two lines, in the order that was asked for."""
    page = state.page(PAGE)
    rows = queries.with_next_step(queries.rows_of(page.pks), request.user, request.at)
    context = {
        "state": state,
        "applications": rows,
        "page": page,
        "shapes": sorted({(row.status, STATUS_ICONS[Status(row.status)]) for row in rows}),
        "headings": _headings(state),
        "caption": _caption(state),
        "selecting": state.show in ("select", "all"),
        "at": request.at,
        "today": request.user.local(request.at).date(),
    }
    return render(request, "tracker/applications.html", context)


def _headings(state: ListState) -> list[tuple[str, str | Promise, str, str]]:
    """Name and label of each column, the sort that its heading asks for, and the direction it is sorted in now."""
    shown = [("company", _("Company and role")), *((name, COLUMNS[name]) for name in state.columns)]
    headings = []
    for name, label in shown:
        # What is found stands in one order, the latest first.
        sort = "" if state.text else SORTED_BY.get(name, "")
        down = "ascending" if name in ("company", "next") else "descending"
        headings.append((name, label, sort, down if sort and sort == state.sort else ""))
    return headings


def _caption(state: ListState) -> str:
    order = _("the latest added first") if state.text else str(SORTS[state.sort])
    return _("Applications: %(order)s") % {"order": order}
