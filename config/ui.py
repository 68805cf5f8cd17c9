"""Template tags that every page may use without loading them."""

from functools import cache
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

register = template.Library()


@register.simple_tag
def icon(name: str, *, solid: bool = False, **attributes: Any) -> str:
    """One inline SVG beside a word; hidden from screen readers, the word is the label."""
    return _drawn(name, solid, tuple(attributes.items()))


@cache
def _drawn(name: str, solid: bool, attributes: tuple[tuple[str, Any], ...]) -> str:
    # Drawn once: the same few shapes stand dozens of times on a page of a list.
    draw = heroicon_mini if solid else heroicon_outline
    return draw(name, size=20, **{"class": "icon", "aria-hidden": "true", "focusable": "false"} | dict(attributes))


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
