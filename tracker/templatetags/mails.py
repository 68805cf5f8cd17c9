"""How words come out the same in the text and the HTML of a mail."""

from collections.abc import Callable
from datetime import datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from accounts.time import local
from tracker.when import day_words, number_word

register = template.Library()
register.filter("number_word", number_word)


@register.simple_tag(takes_context=True)
def on_day(context: Context, moment: datetime) -> str:
    """A day inside a sentence: "today", "on Thu 10 Sep"."""
    zone = get_current_timezone_name()
    day, today = local(moment, zone).date(), local(context["at"], zone).date()
    words = day_words(day, today)
    return words if abs((day - today).days) <= 1 else _("on %(day)s") % {"day": words}


@register.filter(needs_autoescape=True)
def named(names: str | list[str], autoescape: bool = True) -> str:
    """A name or several, "Ana, Bo and Cy", on one line; in HTML each with a writing direction of its own."""
    # The same sentence twice: escaped in HTML, as it is in plain text, where &amp; would be read out.
    fill: Callable[..., str] = format_html if autoescape else str.format
    one = "<bdi>{}</bdi>" if autoescape else "{}"
    each = [fill(one, " ".join(name.split())) for name in ([names] if isinstance(names, str) else names)]
    if not each:
        return ""
    several, *rest = each
    for name in rest[:-1]:
        several = fill("{}, {}", several, name)
    return fill(_("{} and {}"), several, rest[-1]) if rest else several


@register.filter(is_safe=True)
def one_line(text: str) -> str:
    """A sentence on one line, however its template is broken into lines."""
    return " ".join(text.split())
