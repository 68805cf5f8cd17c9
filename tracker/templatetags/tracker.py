"""How the search's things look on a page: status, reply clock, dates as people say them."""

from datetime import date, datetime
from functools import cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.time import local
from tracker.models import Application, Interview, Status, StatusChange
from tracker.timeline import STATUS_ICONS, Line
from tracker.titles import people_of
from tracker.transitions import OPEN
from tracker.when import SHAPES, Clock, day_words, distance_words, full_day, moment_words

register = template.Library()
register.filter("people", people_of)
register.filter("full_day", full_day)


def _now(context: Context) -> datetime:
    # A mail has no request and brings its moment; a page that was given none has the request's.
    moment: datetime = context["at"] if "at" in context else context["request"].at
    return moment


@register.simple_tag
def status(value: str) -> str:
    """Shape and word, no fill."""
    return _status(value, get_language())


@cache
def _status(value: str, _language: str | None) -> str:
    # Nine of them in all, and twenty-five on a page of the list.
    stands = Status(value)
    shape = {"icon_name": STATUS_ICONS[stands], "label": stands.label, "value": value, "over": stands not in OPEN}
    return render_to_string("_components/status.html", shape)


@register.simple_tag
def clock(value: Clock | None) -> str:
    """The reply clock, or nothing."""
    if value is None:
        return ""
    return format_html(
        '<span class="clock {}"><svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>'
        '<time datetime="{}">{}</time></span>',
        value.kind,
        SHAPES[value.kind],
        local(value.moment, get_current_timezone_name()).isoformat(timespec="minutes"),
        value.text,
    )


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime) -> str:
    """ "tomorrow, 9:00" in the person's zone."""
    return moment_words(moment, at=_now(context), zone=get_current_timezone_name())


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime) -> str:
    """ "today", "Thu 10 Sep"."""
    return day_words(_as_day(value), _today(context))


@register.simple_tag(takes_context=True)
def distance(context: Context, value: date | datetime) -> str:
    """ "in 90 days"."""
    return distance_words(_as_day(value), _today(context))


@register.filter
def hour(moment: datetime, zone: str = "") -> str:
    """ "16:30", in the given zone or the person's own."""
    return date_format(local(moment, zone or get_current_timezone_name()), "G:i")


@register.filter
def city(zone: str) -> str:
    """The place a zone is named after: "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.simple_tag(takes_context=True)
def asked(context: Context, moment: datetime) -> str:
    """The day of something that was, inside a sentence: "yesterday", "on Tue 1 Sep"."""
    day, today = _as_day(moment), _today(context)
    words = day_words(day, today)
    return words if abs((day - today).days) <= 1 else _("on %(day)s") % {"day": words}


@register.simple_tag(takes_context=True)
def short(context: Context, moment: datetime) -> str:
    """On a line of time: the hour of what is today, the day of what is not."""
    return date_format(local(moment, get_current_timezone_name()), "G:i" if _is_today(context, moment) else "D j")


@register.simple_tag(takes_context=True)
def hour_unless_today(context: Context, moment: datetime) -> str:
    """The hour that `short` leaves out; empty where it says it."""
    return "" if _is_today(context, moment) else date_format(local(moment, get_current_timezone_name()), "G:i")


def _is_today(context: Context, moment: datetime) -> bool:
    return _as_day(moment) == _today(context)


def _as_day(value: date | datetime) -> date:
    return local(value, get_current_timezone_name()).date() if isinstance(value, datetime) else value


def _today(context: Context) -> date:
    return local(_now(context), get_current_timezone_name()).date()


@register.filter
def is_over(interview: Interview, at: datetime) -> bool:
    """Whether the round has ended at this moment."""
    return interview.is_over(at)


@register.filter
def latest_change(timeline: list[Line]) -> StatusChange | None:
    """The status change written last: the one that can be taken back, also where the clock was put back."""
    changes = [line.thing for line in timeline if isinstance(line.thing, StatusChange)]
    return max(changes, key=lambda change: change.pk, default=None)


@register.filter
def salary(application: Application) -> str:
    """ "62,000 to 70,000", or the one end that is known."""
    low, high = application.salary_min, application.salary_max
    if low is not None and high is not None and low != high:
        return _("%(low)s to %(high)s") % {"low": f"{low:,}", "high": f"{high:,}"}
    if low is None and high is not None:
        return _("up to %(high)s") % {"high": f"{high:,}"}
    return f"{low:,}"


@register.filter
def there(interview: Interview | None) -> str:
    """ "10:30 in New York": the start on the employer's clock; empty where that shows the same as the person's."""
    if interview is None or interview.starts_at is None:
        return ""
    here = local(interview.starts_at, get_current_timezone_name()).replace(tzinfo=None)
    wall = local(interview.starts_at, interview.time_zone).replace(tzinfo=None)
    if wall == here:
        return ""
    # Far enough away it is another day there, and the hour alone would mislead.
    time = date_format(wall, "G:i" if wall.date() == here.date() else "D j M, G:i")
    return _("%(time)s in %(city)s") % {"time": time, "city": city(interview.time_zone)}
