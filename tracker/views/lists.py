"""The list of applications: one address, and three ways to look at what it asks for."""

from collections.abc import Callable

from django.http import HttpResponse

from accounts.http import Request
from tracker.filters import ListState, list_state
from tracker.views.board import board_view
from tracker.views.calendar import calendar_view
from tracker.views.table import table_view

VIEWS: dict[str, Callable[[Request, ListState], HttpResponse]] = {
    "table": table_view,
    "board": board_view,
    "calendar": calendar_view,
}


def applications(request: Request) -> HttpResponse:
    """View, tab, search, filters, sort and page all stand in the address."""
    state = list_state(request.GET, request.user, request.at)
    return VIEWS[state.view](request, state)
