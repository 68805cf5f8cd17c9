"""What only the list draws: its cells, and links to the same view with another value."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import get_language

from accounts.time import local
from tracker.filters import ListState
from tracker.models import Application, Status
from tracker.templatetags.tracker import clock, salary
from tracker.transitions import OPEN
from tracker.when import day_words, distance_words

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


@register.simple_tag(takes_context=True)
def cells(context: Context, row: Any) -> str:
    """The cells of one row, the first of which leads to its page; a template took thrice as long over them."""
    state: ListState = context["state"]
    today, zone = context["today"], state.user.time_zone
    drawn = [CELLS[name](row, today, zone) for name in state.columns]
    return format_html(_shape(state.columns), row.get_absolute_url(), row.company_name, row.position, *drawn)


@cache
def _shape(columns: tuple[str, ...]) -> str:
    """The cells of a row with room for what stands in them."""
    first = '<td><a class="co" href="{}"><bdi>{}</bdi></a><div class="ro"><bdi>{}</bdi></div></td>'
    return first + "".join("<td class=extra>{}</td>" if name in EXTRA else "<td>{}</td>" for name in columns)


def _next(row: Any, today: date, zone: str) -> str:
    return clock(row.next_clock) if row.next_clock else row.next_text


def _contact(row: Any, today: date, zone: str) -> str:
    return distance_words(local(row.spoke_at, zone).date(), today) if row.spoke_at else ""


def _salary(row: Application, today: date, zone: str) -> str:
    return f"{salary(row)} {row.currency}" if row.salary_min or row.salary_max else ""


def _name(text: str) -> str:
    # A direction of its own: what people type may run the other way than the page.
    return format_html("<bdi>{}</bdi>", text) if text else ""


CELLS: dict[str, Callable[[Application, date, str], str]] = {
    "status": lambda row, today, zone: stands(row.status),
    "next": _next,
    "contact": _contact,
    "applied": lambda row, today, zone: day_words(row.applied_on, today) if row.applied_on else "",
    "source": lambda row, today, zone: _name(row.source),
    "location": lambda row, today, zone: _name(row.location),
    "salary": _salary,
    "priority": lambda row, today, zone: row.get_priority_display(),
    "tags": lambda row, today, zone: _name(row.tags),
    "added": lambda row, today, zone: day_words(local(row.created_at, zone).date(), today),
}
# What a phone leaves out.
EXTRA = set(CELLS) - {"status", "next"}
