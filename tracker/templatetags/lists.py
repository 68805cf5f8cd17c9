"""What only the list draws: links to the same view with another value."""

from typing import Any

from django import template

from tracker.filters import ListState

register = template.Library()


@register.simple_tag
def address(state: ListState, **changes: Any) -> str:
    """The query string of the view with these values changed; an empty one takes it away."""
    return state.address(**{name: value or None for name, value in changes.items()})
