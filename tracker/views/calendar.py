from django.http import HttpResponse

from accounts.http import Request
from tracker.filters import ListState
from tracker.views.table import table_view


def calendar_view(request: Request, state: ListState) -> HttpResponse:
    """The calendar is not drawn yet: the same applications as a table."""
    return table_view(request, state)
