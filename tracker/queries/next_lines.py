"""The one line under a card: a round, something to do, or since when it stands there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.time import local
from tracker.models import Application, Status
from tracker.when import day_words, distance_words, moment_words


@dataclass(frozen=True, slots=True)
class Round:
    """The next round of an application; `reply_by` only while it waits for an answer."""

    starts_at: datetime | None
    reply_by: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and what that is on the person's wall."""

    at: datetime
    today: date
    zone: str


def next_line(row: Application, ahead: Round | None, to_do: tuple[str, date] | None, now: Moment) -> str:
    """What is next for an application, in a few words."""
    if ahead and ahead.starts_at:
        return capfirst(moment_words(ahead.starts_at, at=now.at, zone=now.zone))
    if to_do:
        what, day = to_do
        return _("%(what)s %(when)s") % {"what": what, "when": day_words(day, now.today)}
    since = local(row.status_since, now.zone).date()
    match row.status:
        case Status.SAVED if row.closes_on:
            text = _("Closed %(when)s") if row.closes_on < now.today else _("Closes %(when)s")
            return text % {"when": day_words(row.closes_on, now.today)}
        case Status.SAVED:
            return _("Saved %(when)s") % {"when": distance_words(since, now.today)}
        case Status.APPLIED:
            return _("Applied %(when)s") % {"when": distance_words(row.applied_on or since, now.today)}
    return _("Since %(when)s") % {"when": day_words(since, now.today)}
