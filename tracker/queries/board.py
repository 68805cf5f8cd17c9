"""The board: of each column its first cards, whatever lies below them. Four questions for all columns."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Status
from tracker.models.application import ApplicationQuerySet
from tracker.queries.next_lines import Moment, Round, next_line
from tracker.transitions import OPEN
from tracker.when import Clock, short_clock

COLUMN, MANY = 25, 1000
# A person's week holds a handful; the limit keeps a careless import from being read whole.
IN_HAND = 200
SOON = timedelta(days=7)
FIELDS = ("id", "position", "status", "status_since", "applied_on", "closes_on", "offer_reply_by")
ANY_STATUS = "any of them"
# Said already: by the clock, by the date of the round, by since when it stands there.
SAID = (Reminder.Kind.REPLY, Reminder.Kind.OFFER, Reminder.Kind.INTERVIEW, Reminder.Kind.LAPSE)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: where, what as, and one line that is next."""

    pk: int
    company: str
    position: str
    since: datetime
    clock: Clock | None
    next: str

    @property
    def move(self) -> str:
        """The name of the button that moves it."""
        return _("Move %(company)s to…") % {"company": self.company}


@dataclass(slots=True)
class Column:
    """The cards of one status: what presses first, then the latest moved. `below`: after which card others follow."""

    status: Status
    cards: list[Card] = field(default_factory=list)
    below: Card | None = None


def columns(
    statuses: Collection[Status],
    *,
    user: User,
    at: datetime,
    among: ApplicationQuerySet | None = None,
    below: tuple[datetime, int] | None = None,
) -> list[Column]:
    """The first cards of each column, `among` some applications only; with `below`, those that follow that card."""
    rounds = _rounds_in_hand(user, at) if OPEN & set(statuses) else {}
    # Those that press lie anywhere in a column and are fetched by number. Under a filter only their order changes.
    pressing = [pk for pk, one in rounds.items() if one.reply_by and among is None]
    rows = Application.objects.for_user(user) if among is None else among
    found = _first_of_each(rows, statuses, pressing, below)
    today = user.local(at).date()
    told = _reminders([row.pk for row in found], today)
    moment = Moment(at, today, user.time_zone)
    made = {status: Column(status) for status in statuses}
    for row in found:
        card = _card(row, rounds.get(row.pk), told.get(row.pk), moment)
        made[Status(row.status)].cards.append(card)
    for column in made.values():
        _put_in_order(column, set(pressing))
    return list(made.values())


def card_of(application: Application, *, user: User, at: datetime) -> Card:
    """The card of one application, as its column shows it."""
    mine = Application.objects.filter(pk=application.pk)
    [column] = columns([Status(application.status)], user=user, at=at, among=mine)
    return column.cards[0]


def _put_in_order(column: Column, pressing: set[int]) -> None:
    """What presses first; of the others as many as fit, and where the next page begins."""
    first = [card for card in column.cards if card.pk in pressing]
    others = [card for card in column.cards if card.pk not in pressing]
    others.sort(key=lambda card: (card.since, card.pk), reverse=True)
    fit = max(COLUMN - len(first), 1)
    if len(others) > fit:
        column.below = others[fit - 1]
    shown = first + others[:fit]
    waiting = sorted((card for card in shown if card.clock), key=lambda card: card.clock.moment if card.clock else 0)
    column.cards = [*waiting, *(card for card in shown if not card.clock)]


def _first_of_each(
    rows: ApplicationQuerySet,
    statuses: Collection[Status],
    pressing: list[int],
    below: tuple[datetime, int] | None,
) -> list[Application]:
    """Each column from its index, and those that press wherever they lie: one question."""
    others = rows.exclude(pk__in=pressing).order_by("-status_since", "-pk")
    if below:
        since, pk = below
        others = others.filter(status_since__lte=since).exclude(status_since=since, pk__gte=pk)
    # Written out by Django for one column and asked of each: to write out every column took longer than to ask.
    part, known = _written(others.filter(status=ANY_STATUS), COLUMN + 1)
    parts = [part] * len(statuses) if part else []
    params = [status.value if value == ANY_STATUS else value for status in statuses for value in known]
    if pressing and not below:
        sql, more = _written(Application.objects.filter(pk__in=pressing, status__in=statuses).order_by(), IN_HAND)
        parts, params = [*parts, sql], [*params, *more]
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) part" for sql in parts)  # noqa: S608 - both are Django's
    return list(Application.objects.raw(union, params)) if parts else []


def _written(rows: ApplicationQuerySet, limit: int) -> tuple[str, tuple[Any, ...]]:
    """The SQL of what a card needs of these; empty for a filter that nothing can pass."""
    try:
        sql, params = rows.values(*FIELDS, company_name=F("company__name"))[:limit].query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, params


def _rounds_in_hand(user: User, at: datetime) -> dict[int, Round]:
    """Of each application the round that is next: one that waits for an answer before any other."""
    rows = (
        Interview.objects.filter(application__user=user, application__shelf=Application.Shelf.OPEN)
        .ahead(at)
        .order_by(F("starts_at").asc(nulls_last=True), "pk")
        .values_list("application_id", "state", "starts_at", "reply_by")[:IN_HAND]
    )
    found: dict[int, Round] = {}
    for pk, state, starts_at, reply_by in rows:
        due = reply_by if state == Interview.State.INVITED else None
        known = found.get(pk)
        if known is None or (due and (known.reply_by is None or due < known.reply_by)):
            found[pk] = Round(starts_at, due)
    return found


def _reminders(pks: list[int], today: date) -> dict[int, tuple[str, date]]:
    """Of each application what there is to do within the week, and when."""
    rows = (
        Reminder.objects.open()
        .filter(application__in=pks, due_on__lte=today + SOON)
        .exclude(kind__in=SAID)
        .order_by("-due_on", "-due_time", "-pk")
        .values_list("application_id", "kind", "title", "due_on")
    )
    # From the last to the first, so that the earliest is the one that stays.
    return {pk: (title or str(Reminder.Kind(kind).label), due_on) for pk, kind, title, due_on in rows}


def _card(row: Application, ahead: Round | None, to_do: tuple[str, date] | None, now: Moment) -> Card:
    reply_by = ahead.reply_by if ahead else None
    if row.status == Status.OFFER:
        reply_by = row.offer_reply_by or reply_by
    clock = short_clock(reply_by, at=now.at, zone=now.zone) if reply_by else None
    line = "" if clock else next_line(row, ahead, to_do, now)
    return Card(row.pk, row.company_name, row.position, row.status_since, clock, line)  # type: ignore[attr-defined]


def counts(user: User) -> dict[Status, int]:
    """How many stand in each status, counted up to MANY + 1: read from the index alone, and without those binned."""
    table = connection.ops.quote_name(Application._meta.db_table)
    one = f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE user_id = %s AND status = %s LIMIT %s) counted"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        params = [value for status in Status for value in (user.pk, status.value, MANY + 1)]
        cursor.execute("SELECT " + ", ".join([f"({one})"] * len(Status)), params)
        numbers = cursor.fetchone()
    # Counted here: grouped by status, SQLite would read the whole history for the few that lie in the bin.
    binned = Counter(Application.objects.binned(user).order_by().values_list("status", flat=True)[: MANY + 1])
    return {
        status: number if number > MANY else number - binned[status]
        for status, number in zip(Status, numbers, strict=True)
    }
