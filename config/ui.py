"""Template tags that every page may use without loading them."""

from typing import Any

from django import template
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

register = template.Library()


@register.simple_tag
def icon(name: str, *, solid: bool = False, **attributes: Any) -> str:
    """One inline SVG beside a word; hidden from screen readers, the word is the label."""
    draw = heroicon_mini if solid else heroicon_outline
    return draw(name, size=20, **{"class": "icon", "aria-hidden": "true", "focusable": "false"} | attributes)
