"""Template tags that every page may use without loading them."""

import re
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> str:
    """One inline SVG beside a word; hidden from screen readers, the word is the label."""
    # Only its lines: how thick and which colour is the style sheet's, and a list says it fifty times less.
    lines = re.findall(r' d="([^"]+)"', heroicon_outline(name))
    paths = format_html_join("", '<path d="{}"/>', ([line] for line in lines))
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', paths)


@register.simple_tag
def still(part: str, **said: Any) -> str:
    """A part that is the same on every page but for what is said here: drawn once, and kept while this process lives.

    It sees nothing else, neither the person nor the request, so that nothing of one page can stand on another.
    """
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(part, tuple(said.items()), get_language())


@lru_cache(maxsize=256)
def _drawn(part: str, said: tuple[tuple[str, Any], ...], _language: str | None) -> str:
    return render_to_string(part, dict(said))


@register.filter
def add_control(field: BoundField) -> str:
    """A form field drawn by hand, with the classes and the error link that crispy gives the others."""
    css = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    attributes: dict[str, str | bool] = {"class": f"{css} is-invalid" if field.errors else css}
    return field.as_widget(attrs=attributes)


@register.filter
def way_back(message: Message) -> str:
    """The address that takes back what a message tells (tracker.views.common.toast); empty where there is none."""
    kind, _space, address = (message.extra_tags or "").partition(" ")
    return address if kind == "toast" else ""
