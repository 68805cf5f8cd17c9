"""What stands in the address of the list: the filters, the order, and the whole state that its three views share."""

from tracker.filters.applications import ApplicationFilter
from tracker.filters.orders import SORTS
from tracker.filters.state import COLUMNS, ListState, list_state

__all__ = ["COLUMNS", "SORTS", "ApplicationFilter", "ListState", "list_state"]
