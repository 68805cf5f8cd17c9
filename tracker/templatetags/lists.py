"""What only the list draws: links to the same view with another value."""

from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from tracker.filters import ListState
from tracker.models import Status
from tracker.transitions import OPEN

register = template.Library()


@register.simple_tag
def address(state: ListState, **changes: Any) -> str:
    """The query string of the view with these values changed; an empty one takes it away."""
    return state.address(**{name: value or None for name, value in changes.items()})


@register.simple_tag
def stands(value: str) -> str:
    """Shape and word of a status; the shape is drawn once on the page, with this name."""
    return _stands(value, get_language())


@cache
def _stands(value: str, _language: str | None) -> str:
    status = Status(value)
    kind = "" if status in OPEN else " ended"
    return format_html(
        '<span class="status{}{}"><svg class="icon" aria-hidden="true"><use href="#s-{}"/></svg>{}</span>',
        kind,
        " offer" if status is Status.OFFER else "",
        value,
        status.label,
    )
