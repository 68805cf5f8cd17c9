"""The list as a table."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request
from tracker import queries
from tracker.filters import ListState

PAGE = 25


def table_view(request: Request, state: ListState) -> HttpResponse:
    """Rows of two lines, in the order that was asked for."""
    rows = state.sorted_rows()
    page = Paginator(rows.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    # The 25 are found by number and read afterwards: sorting whole rows took twice as long at ten thousand.
    found = queries.with_next_step(queries.rows_of(list(page.object_list)), request.user, request.at)
    context = {"state": state, "page": page, "applications": found, "kept": state.address(), "at": request.at}
    return render(request, "tracker/applications.html", context)
