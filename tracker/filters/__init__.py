"""What stands in the address of the list: the filters, and the whole state that its three views share."""

from tracker.filters.applications import SORTS, ApplicationFilter
from tracker.filters.state import ListState, list_state

__all__ = ["SORTS", "ApplicationFilter", "ListState", "list_state"]
