"""The applications of a person in order, and what comes next on each row."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker.models import Application, Interview, Note, Reminder, Status
from tracker.queries.answers import clock_of
from tracker.queries.today import QUIET_AFTER
from tracker.when import day_words, moment_words

Row = TypeVar("Row", Interview, Reminder)
AHEAD = (Interview.State.INVITED, Interview.State.ACCEPTED)
WAITING = (Status.APPLIED, Status.IN_CONVERSATION)


def awaited(user: User, at: datetime) -> dict[int, datetime]:
    """The open applications that wait for an answer to an invitation or an offer, and until when.

    Asked from the side of rounds and offers, which are few, whatever lies behind.
    """
    invitations = (
        Interview.objects.for_user(user)
        .filter(application__shelf=Application.Shelf.OPEN, state=Interview.State.INVITED, reply_by__isnull=False)
        .filter(Q(starts_at__isnull=True) | Q(starts_at__gt=at))
        .order_by()
    )
    offers = Application.objects.for_user(user).filter(status=Status.OFFER, offer_reply_by__isnull=False).order_by()
    rows = invitations.values_list("application_id", "reply_by").union(
        offers.values_list("pk", "offer_reply_by"), all=True
    )
    # The earliest of each stays.
    return dict(sorted(((pk, by) for pk, by in rows if by), key=lambda row: row[1], reverse=True))


def rows_of(pks: list[int]) -> list[Application]:
    """The applications of one page, in the order of their numbers."""
    found = Application.objects.select_related("company").defer("posting_text", "notes", "liked").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def with_next_step(rows: list[Application], user: User, at: datetime) -> list[Application]:
    """Give each row of a page its `next_clock` or `next_text`, and `spoke_at`: three queries for the whole page."""
    # All rounds of the rows, told apart here: asked by state and hour, SQLite begins at those of everybody.
    rounds = list(
        Interview.objects.filter(application__in=rows)
        .only("application_id", "stage", "state", "starts_at", "reply_by")
        .order_by("application_id", F("starts_at").asc(nulls_last=True))
    )
    ahead = _first_of(one for one in rounds if one.state in AHEAD and (one.starts_at is None or one.starts_at > at))
    reminders = _first_of(
        Reminder.objects.open()
        .filter(application__in=rows)
        .only("application_id", "kind", "due_on")
        .order_by("application_id", "due_on", "due_time")
    )
    spoke = _last_contact(rows, rounds, at)
    for row in rows:
        interview, reminder = ahead.get(row.pk), reminders.get(row.pk)
        invited = interview is not None and interview.state == Interview.State.INVITED
        reply_by = interview.reply_by if interview is not None and invited else row.offer_reply_by
        row.spoke_at = spoke.get(row.pk)  # type: ignore[attr-defined]
        row.next_clock = clock_of(reply_by, at, user) if row.is_open else None  # type: ignore[attr-defined]
        row.next_text = _next_text(interview, reminder, user, at) or _waiting_text(row, spoke.get(row.pk), user, at)  # type: ignore[attr-defined]
    return rows


def _last_contact(rows: list[Application], rounds: list[Interview], at: datetime) -> dict[int, datetime]:
    """When there was last contact about each of these: a round that was held, or a touch."""
    moments = [
        (one.application_id, one.starts_at)
        for one in rounds
        if one.state in Interview.HELD and one.starts_at and one.starts_at <= at
    ]
    touches = Note.objects.filter(application__in=rows, kind=Note.Kind.TOUCH, at__lte=at).order_by()
    moments += touches.values_list("application_id", Max("at"))
    # Sorted, so that the latest of each is the one that stays.
    return dict(sorted(moments, key=lambda one: one[1]))


def _first_of(rows: Iterable[Row]) -> dict[int, Row]:
    """The first row of each application, out of rows in order."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.application_id, row)
    return found


def _next_text(interview: Interview | None, reminder: Reminder | None, user: User, at: datetime) -> str:
    if interview is not None and interview.starts_at:
        when = moment_words(interview.starts_at, at=at, zone=user.time_zone)
        return _("%(round)s %(when)s") % {"round": interview.get_stage_display(), "when": when}
    if reminder is not None:
        when = day_words(reminder.due_on, user.local(at).date())
        return _("%(what)s %(when)s") % {"what": reminder.get_kind_display(), "when": when}
    return ""


def _waiting_text(row: Application, spoke_at: datetime | None, user: User, at: datetime) -> str:
    """What is to say of one with nothing planned: that its posting closes, or for how long it has been quiet."""
    today = user.local(at).date()
    if row.status == Status.SAVED and row.closes_on and row.closes_on >= today:
        return _("Closes %(day)s") % {"day": day_words(row.closes_on, today)}
    if row.status not in WAITING:
        return ""
    days = (at - max(row.status_since, spoke_at or row.status_since)).days
    if days < QUIET_AFTER.days:
        return ""
    return ngettext("Quiet for %(days)d day", "Quiet for %(days)d days", days) % {"days": days}
