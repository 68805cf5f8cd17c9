"""The board: of each column its first cards, whatever lies below them. Four questions for all columns."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Status
from tracker.models.application import ApplicationQuerySet
from tracker.queries.cards import Card, Drawing, Round
from tracker.queries.written import ME, Written, written
from tracker.transitions import OPEN

COLUMN, MANY = 25, 1000
# A person's week holds a handful; the limit keeps a careless import from being read whole.
IN_HAND = 200
SOON = timedelta(days=7)
FIELDS = ("id", "position", "status", "status_since", "applied_on", "closes_on", "offer_reply_by")
ROUND_FIELDS = ("application__company__name", *(f"application__{name}" for name in FIELDS))
# Stands in the one SQL of all columns for the status.
ANY_STATUS = "any of them"
# Said already: by the clock, by the date of the round, by since when it stands there.
SAID = (Reminder.Kind.REPLY, Reminder.Kind.OFFER, Reminder.Kind.INTERVIEW, Reminder.Kind.LAPSE)


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
    # Those that press lie anywhere in a column; the question after the rounds brings them along.
    pressing = {one.row.pk: one.row for one in rounds.values() if one.reply_by and one.row.status in statuses}
    if among is None and below is None:
        found = {row.pk: row for row in _of_each(statuses, _any_column(), user)}
        held = Counter(row.status for row in found.values() if row.pk in pressing)
        if crowded := [status for status in statuses if held[status] >= COLUMN]:
            # So many press that the question above found nothing else, and there may be others below.
            rest = _narrowed(user, None, None, set(pressing))
            found |= {row.pk: row for row in _of_each(crowded, _column(rest), user)}
        found |= pressing
    else:
        rows = _narrowed(user, among, below, set() if among is not None else set(pressing))
        found = {row.pk: row for row in _of_each(statuses, _column(rows), user)}
    today = user.local(at).date()
    told = _reminders(list(found), today)
    draw = Drawing(at, today, user.time_zone)
    made = {status: Column(status) for status in statuses}
    for row in found.values():
        made[Status(row.status)].cards.append(draw.card(row, rounds.get(row.pk), told.get(row.pk)))
    for column in made.values():
        _put_in_order(column, set(pressing) if among is None else set())
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


def _of_each(statuses: Collection[Status], column: Written | None, user: User) -> list[Application]:
    """The rows of every column, each read from its index: one question, written out by Django for a single one."""
    if column is None:
        return []
    union = " UNION ALL ".join([f"SELECT * FROM ({column.sql}) part"] * len(statuses))  # noqa: S608 - Django's own
    params = [value for status in statuses for value in column.filled({ANY_STATUS: status.value, ME: user.pk})]
    return list(Application.objects.raw(union, params))


@cache
def _any_column() -> Written | None:
    return _column(Application.objects.filter(user_id=ME, binned_at__isnull=True))


def _column(rows: ApplicationQuerySet) -> Written | None:
    """The question for a column of these; none for a filter that nothing can pass."""
    column = rows.filter(status=ANY_STATUS).order_by("-status_since", "-pk")
    try:
        return written(column.values(*FIELDS, company_name=F("company__name"))[: COLUMN + 1])
    except EmptyResultSet:
        return None


def _narrowed(
    user: User, among: ApplicationQuerySet | None, below: tuple[datetime, int] | None, seen: set[int]
) -> ApplicationQuerySet:
    rows = Application.objects.for_user(user).exclude(pk__in=seen) if among is None else among
    if below is None:
        return rows
    since, pk = below
    return rows.filter(status_since__lte=since).exclude(status_since=since, pk__gte=pk)


def _rounds_in_hand(user: User, at: datetime) -> dict[int, Round]:
    """Of each application the round that is next: one that waits for an answer before any other."""
    rows = (
        Interview.objects.filter(application__user=user, application__shelf=Application.Shelf.OPEN)
        .ahead(at)
        .order_by(F("starts_at").asc(nulls_last=True), "pk")
        .values_list("state", "starts_at", "reply_by", *ROUND_FIELDS)[:IN_HAND]
    )
    found: dict[int, Round] = {}
    for state, starts_at, reply_by, company, *values in rows:
        due = reply_by if state == Interview.State.INVITED else None
        known = found.get(values[0])
        if known is None or (due and (known.reply_by is None or due < known.reply_by)):
            row = Application(**dict(zip(FIELDS, values, strict=True)))
            row.company_name = company  # type: ignore[attr-defined]
            found[row.pk] = Round(starts_at, due, row)
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


def counts(user: User) -> dict[Status, int]:
    """How many stand in each status, counted up to MANY + 1: read from the index alone, and without those binned."""
    # Counted here: grouped by status, SQLite would read the whole history for the few that lie in the bin.
    binned = Counter(Application.objects.binned(user).order_by().values_list("status", flat=True)[: MANY + 1])
    # A bin that holds more, as after an import was thrown away, is looked past row by row.
    standing = ""
    if sum(binned.values()) > MANY:
        binned, standing = Counter(), " AND binned_at IS NULL"
    table = connection.ops.quote_name(Application._meta.db_table)
    # In an order, though nobody sees it: it leads PostgreSQL to the index, where it would read row after row.
    mine = f"SELECT 1 FROM {table} WHERE user_id = %s AND status = %s{standing}"  # noqa: S608 - ours
    rows = f"{mine} ORDER BY status_since DESC LIMIT %s"
    one = f"SELECT COUNT(*) FROM ({rows}) counted"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        # The index holds those of the bin as well: so many more are counted before it is enough.
        params = [value for status in Status for value in (user.pk, status.value, MANY + 1 + binned[status])]
        cursor.execute("SELECT " + ", ".join([f"({one})"] * len(Status)), params)
        numbers = cursor.fetchone()
    return {status: number - binned[status] for status, number in zip(Status, numbers, strict=True)}
