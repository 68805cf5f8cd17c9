"""Dates as people say them, and the reply clock. Pure: the moment and the zone are passed in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.time import local


def day_words(day: date, today: date) -> str:
    """ "today", "tomorrow", "Thu 10 Sep"; with the year when it is not this one and not near."""
    return _day_words(day, today, get_language())


@lru_cache(maxsize=1024)
def _day_words(day: date, today: date, _language: str | None) -> str:
    # Kept, since a list says the same few days again and again.
    match (day - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    # Within half a year, a day and a month can mean one year only.
    near = abs((day - today).days) < 180
    return date_format(day, "D j M" if near or day.year == today.year else "j M Y")


def moment_words(moment: datetime, *, at: datetime, zone: str) -> str:
    """ "tomorrow, 9:00" or "Thu 10 Sep, 23:30" on the wall clock of `zone`."""
    wall = local(moment, zone)
    return f"{day_words(wall.date(), local(at, zone).date())}, {date_format(wall, 'G:i')}"


def full_day(day: date) -> str:
    """ "Thursday 10 September", as a letter says it."""
    return date_format(day, "l j F")


def distance_words(day: date, today: date) -> str:
    """ "tomorrow", "in 90 days", "3 days ago"."""
    days = (day - today).days
    if -1 <= days <= 1:
        return day_words(day, today)
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def number_word(number: int) -> str:
    """A number as a sentence begins with it: "Two", and figures from ten on."""
    words = [
        _("No"),
        _("One"),
        _("Two"),
        _("Three"),
        _("Four"),
        _("Five"),
        _("Six"),
        _("Seven"),
        _("Eight"),
        _("Nine"),
    ]
    return words[number] if number < len(words) else str(number)


@dataclass(frozen=True)
class Clock:
    """From invitation to answer: a shape, a colour and, before both, words (DESIGN.md 3)."""

    kind: str  # calm, due, late or done
    text: str
    moment: datetime


# Circle, half circle, diamond, tick (DESIGN.md 3): told apart without their colours.
CIRCLE = "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z"
SHAPES = {
    "calm": f"{CIRCLE}m0 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12Z",
    "due": f"{CIRCLE}m0 2a6 6 0 0 1 0 12Z",
    "late": "m10 1 9 9-9 9-9-9Zm-1 4.5v6h2v-6Zm0 7.5v2h2v-2Z",
    "done": f"{CIRCLE}m3.8 4.9-5 5.6-2.7-2.5-1.1 1.2 3.9 3.6 6-6.8Z",
}


def reply_clock(reply_by: datetime, *, at: datetime, zone: str) -> Clock:
    """How the time to answer stands at `at`, in words."""
    by, now = local(reply_by, zone), local(at, zone)
    hour = date_format(by, "G:i")
    # Late from that minute on, not from midnight: whoever waits has gone home.
    if reply_by <= at:
        if by.date() == now.date():
            return Clock("late", _("Reply was due at %(hour)s") % {"hour": hour}, reply_by)
        day = day_words(by.date(), now.date())
        return Clock("late", _("Reply was due %(day)s") % {"day": day}, reply_by)
    if by.date() == now.date():
        text = _("Reply by %(hour)s today, %(left)s") % {"hour": hour, "left": _left(reply_by - at)}
        return Clock("due", text, reply_by)
    text = _("Reply by %(when)s") % {"when": f"{day_words(by.date(), now.date())}, {hour}"}
    return Clock("calm", text, reply_by)


def short_clock(reply_by: datetime, *, at: datetime, zone: str) -> Clock:
    """The same on a card, where there is room for few words: "Reply by 17:00", "Due yesterday"."""
    by, now = local(reply_by, zone), local(at, zone)
    hour = date_format(by, "G:i")
    today = by.date() == now.date()
    if reply_by <= at:
        text = _("Due at %(hour)s") % {"hour": hour} if today else _("Due %(day)s")
        return Clock("late", text if today else text % {"day": day_words(by.date(), now.date())}, reply_by)
    if today:
        return Clock("due", _("Reply by %(hour)s") % {"hour": hour}, reply_by)
    return Clock("calm", _("Reply by %(when)s") % {"when": day_words(by.date(), now.date())}, reply_by)


def _left(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
