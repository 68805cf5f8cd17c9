"""What a card of the board says: where, what as, and one line that is next."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.time import local
from tracker.models import Application, Status
from tracker.when import Clock, day_words, distance_words, moment_words, short_clock


@dataclass(frozen=True, slots=True)
class Round:
    """The next round of an application; `reply_by` only while it waits for an answer."""

    starts_at: datetime | None
    reply_by: datetime | None
    row: Application


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the board, in words that need no more work: a page has a hundred of them."""

    pk: int
    address: str
    company: str
    position: str
    move: str
    since: datetime
    clock: Clock | None
    line: str


@dataclass(slots=True)
class Drawing:
    """What the cards of one page have in common: the moment, and words that are looked up once."""

    at: datetime
    today: date
    zone: str
    move: str = field(default_factory=lambda: _("Move %(company)s to…"))
    # Cards lie below the list; asked for each card, reverse() took longer than the database.
    list_address: str = field(default_factory=lambda: reverse("tracker:applications"))

    def card(self, row: Application, ahead: Round | None, to_do: tuple[str, date] | None) -> Card:
        reply_by = ahead.reply_by if ahead else None
        if row.status == Status.OFFER:
            reply_by = row.offer_reply_by or reply_by
        clock = short_clock(reply_by, at=self.at, zone=self.zone) if reply_by else None
        company: str = row.company_name  # type: ignore[attr-defined]
        return Card(
            pk=row.pk,
            address=f"{self.list_address}{row.pk}/",
            company=company,
            position=row.position,
            move=self.move % {"company": company},
            since=row.status_since,
            clock=clock,
            line="" if clock else self.next_line(row, ahead, to_do),
        )

    def next_line(self, row: Application, ahead: Round | None, to_do: tuple[str, date] | None) -> str:
        """What is next for an application, in a few words; or since when it stands there."""
        if ahead and ahead.starts_at:
            return capfirst(moment_words(ahead.starts_at, at=self.at, zone=self.zone))
        if to_do:
            what, day = to_do
            return _("%(what)s %(when)s") % {"what": what, "when": day_words(day, self.today)}
        since = local(row.status_since, self.zone).date()
        match row.status:
            case Status.SAVED if row.closes_on:
                text = _("Closed %(when)s") if row.closes_on < self.today else _("Closes %(when)s")
                return text % {"when": day_words(row.closes_on, self.today)}
            case Status.SAVED:
                return _("Saved %(when)s") % {"when": distance_words(since, self.today)}
            case Status.APPLIED:
                return _("Applied %(when)s") % {"when": distance_words(row.applied_on or since, self.today)}
        return _("Since %(when)s") % {"when": day_words(since, self.today)}
