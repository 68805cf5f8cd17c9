"""The applications of a person in order, and what comes next on each row."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import DateTimeField, F, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.time import local
from tracker.models import Application, Interview, Note, Reminder, SavedView, Status
from tracker.queries.board import MANY
from tracker.queries.today import QUIET_AFTER
from tracker.queries.written import ME, Written, in_place, several, written
from tracker.when import day_words, moment_words, reply_clock


class Round(NamedTuple):
    application_id: int
    stage: str
    state: str
    starts_at: datetime | None
    reply_by: datetime | None


class ToDo(NamedTuple):
    application_id: int
    kind: str
    due_on: date


Row = TypeVar("Row", Round, ToDo)
# What a row of the table may show, whatever its columns are.
SHOWN = [
    *("user_id", "position", "status", "status_since", "applied_on", "closes_on", "offer_reply_by"),
    *("source", "location", "salary_min", "salary_max", "currency", "priority", "tags", "created_at"),
]
AHEAD = (Interview.State.INVITED, Interview.State.ACCEPTED)
WAITING = (Status.APPLIED, Status.IN_CONVERSATION)


def awaited(user: User, at: datetime) -> dict[int, datetime]:
    """The open applications that wait for an answer to an invitation or an offer, and until when.

    Asked from the side of rounds and offers, which are few, whatever lies behind.
    """
    rows = [(by, pk) for pk, by, starts_at in _awaited().ask({ME: user.pk}) if starts_at is None or starts_at > at]
    # The earliest of each stays.
    return {pk: by for by, pk in sorted(rows, reverse=True)}


@cache
def _awaited() -> Written:
    invitations = (
        Interview.objects.filter(application__user=ME, application__shelf=Application.Shelf.OPEN)
        .filter(state=Interview.State.INVITED, reply_by__isnull=False)
        .order_by()
    )
    offers = Application.objects.filter(user=ME, binned_at__isnull=True, status=Status.OFFER)
    hourless = Value(None, output_field=DateTimeField())
    return written(
        invitations.values_list("application_id", "reply_by", "starts_at").union(
            offers.filter(offer_reply_by__isnull=False).order_by().values_list("pk", "offer_reply_by", hourless),
            all=True,
        )
    )


def list_head(user: User) -> tuple[int, int, bool]:
    """How many are open and how many have ended, counted up to MANY + 1, and whether a view was kept."""
    table, views = (connection.ops.quote_name(model._meta.db_table) for model in (Application, SavedView))
    # By the shelf alone, which the bin has its own of: then the index has all that is counted.
    rows = f"SELECT 1 FROM {table} WHERE user_id = %s AND shelf = %s LIMIT %s"  # noqa: S608 - ours
    one = f"(SELECT COUNT(*) FROM ({rows}) counted)"  # noqa: S608 - ours
    kept = f"EXISTS(SELECT 1 FROM {views} WHERE user_id = %s)"  # noqa: S608 - ours
    params = [
        value for shelf in (Application.Shelf.OPEN, Application.Shelf.OVER) for value in (user.pk, shelf, MANY + 1)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {one}, {one}, {kept}", [*params, user.pk])
        opened, over, keeps = cursor.fetchone()
    return opened, over, bool(keeps)


def rows_of(pks: list[int]) -> list[Application]:
    """The applications of one page, with what a row shows and their `company_name`, in the order of their numbers."""
    if not pks:
        return []
    question = _shown(len(pks))
    rows = Application.objects.raw(question.sql, question.filled(in_place(pks)))
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in pks if pk in found]


@cache
def _shown(count: int) -> Written:
    rows = Application.objects.filter(pk__in=several(count)).order_by()
    return written(rows.values("id", *SHOWN, company_name=F("company__name")))


def with_next_step(rows: list[Application], user: User, at: datetime) -> list[Application]:
    """Give each row of a page its `next_clock` or `next_text`, and `spoke_at`: three queries for the whole page."""
    if not rows:
        return []
    page = in_place([row.pk for row in rows])
    # All rounds of the rows, told apart here: asked by state and hour, SQLite begins at those of everybody.
    rounds = [Round(*values) for values in _rounds(len(rows)).ask(page)]
    ahead = _first_of(one for one in rounds if one.state in AHEAD and (one.starts_at is None or one.starts_at > at))
    reminders = _first_of(ToDo(*values) for values in _to_do(len(rows)).ask(page))
    spoke = _last_contact(rounds, _touches(len(rows)).ask(page), at)
    zone = user.time_zone
    today = local(at, zone).date()
    for row in rows:
        interview, reminder = ahead.get(row.pk), reminders.get(row.pk)
        invited = interview is not None and interview.state == Interview.State.INVITED
        reply_by = interview.reply_by if interview is not None and invited else row.offer_reply_by
        row.spoke_at = spoke.get(row.pk)  # type: ignore[attr-defined]
        clock = reply_clock(reply_by, at=at, zone=zone) if reply_by and row.is_open else None
        row.next_clock = clock  # type: ignore[attr-defined]
        planned = _round_text(interview, at, zone) or _to_do_text(reminder, today)
        row.next_text = planned or _waiting_text(row, spoke.get(row.pk), today, at)  # type: ignore[attr-defined]
    return rows


@cache
def _rounds(count: int) -> Written:
    rounds = Interview.objects.filter(application__in=several(count))
    in_order = rounds.order_by("application_id", F("starts_at").asc(nulls_last=True))
    return written(in_order.values_list(*Round._fields))


@cache
def _to_do(count: int) -> Written:
    reminders = Reminder.objects.open().filter(application__in=several(count))
    return written(reminders.order_by("application_id", "due_on", "due_time").values_list(*ToDo._fields))


@cache
def _touches(count: int) -> Written:
    touches = Note.objects.filter(application__in=several(count), kind=Note.Kind.TOUCH)
    return written(touches.order_by().values_list("application_id", "at"))


def _last_contact(rounds: list[Round], touches: list[tuple[int, datetime]], at: datetime) -> dict[int, datetime]:
    """When there was last contact about each of these: a round that was held, or a touch."""
    held = [(one.application_id, one.starts_at) for one in rounds if one.state in Interview.HELD and one.starts_at]
    # Sorted, so that the latest of each is the one that stays.
    return dict(sorted(((pk, moment) for pk, moment in [*held, *touches] if moment <= at), key=lambda one: one[1]))


def _first_of(rows: Iterable[Row]) -> dict[int, Row]:
    """The first row of each application, out of rows in order."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.application_id, row)
    return found


def _round_text(interview: Round | None, at: datetime, zone: str) -> str:
    if interview is None or not interview.starts_at:
        return ""
    when = moment_words(interview.starts_at, at=at, zone=zone)
    return _("%(round)s %(when)s") % {"round": Interview.Stage(interview.stage).label, "when": when}


def _to_do_text(reminder: ToDo | None, today: date) -> str:
    if reminder is None:
        return ""
    when = day_words(reminder.due_on, today)
    return _("%(what)s %(when)s") % {"what": Reminder.Kind(reminder.kind).label, "when": when}


def _waiting_text(row: Application, spoke_at: datetime | None, today: date, at: datetime) -> str:
    """What is to say of one with nothing planned: that its posting closes, or for how long it has been quiet."""
    if row.status == Status.SAVED and row.closes_on and row.closes_on >= today:
        return _("Closes %(day)s") % {"day": day_words(row.closes_on, today)}
    if row.status not in WAITING:
        return ""
    days = (at - max(row.status_since, spoke_at or row.status_since)).days
    if days < QUIET_AFTER.days:
        return ""
    return ngettext("Quiet for %(days)d day", "Quiet for %(days)d days", days) % {"days": days}
