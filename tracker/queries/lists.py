"""The applications of a person in order, and what comes next on each row."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Status
from tracker.models.application import ApplicationQuerySet
from tracker.queries.answers import clock_of
from tracker.when import day_words, moment_words

Row = TypeVar("Row", Interview, Reminder)


def application_list(user: User) -> ApplicationQuerySet:
    """The applications of a person, with what presses first: the next reply that an invitation or an offer awaits."""
    invited = Interview.objects.filter(
        application=OuterRef("pk"), state=Interview.State.INVITED, reply_by__isnull=False
    )
    return (
        Application.objects.for_user(user)
        .annotate(
            next_reply=Coalesce(
                Subquery(invited.order_by("reply_by").values("reply_by")[:1]),
                Case(When(status=Status.OFFER, then=F("offer_reply_by"))),
            )
        )
        .order_by(F("next_reply").asc(nulls_last=True), "-status_since", "-pk")
    )


def rows_of(pks: list[int]) -> list[Application]:
    """The applications of one page, in the order of their numbers."""
    found = Application.objects.select_related("company").defer("posting_text", "notes", "liked").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def with_next_step(rows: list[Application], user: User, at: datetime) -> list[Application]:
    """Give each row of a page its `next_clock` or `next_text`, in two queries for the whole page."""
    ahead = _first_of(
        Interview.objects.filter(application__in=rows)
        .ahead(at)
        .order_by("application_id", F("starts_at").asc(nulls_last=True))
    )
    reminders = _first_of(
        Reminder.objects.open()
        .filter(application__in=rows)
        .select_related("contact")
        .order_by("application_id", "due_on", "due_time")
    )
    for row in rows:
        interview, reminder = ahead.get(row.pk), reminders.get(row.pk)
        invited = interview is not None and interview.state == Interview.State.INVITED
        reply_by = interview.reply_by if interview is not None and invited else row.offer_reply_by
        row.next_clock = clock_of(reply_by, at, user) if row.is_open else None  # type: ignore[attr-defined]
        row.next_text = _next_text(interview, reminder, user, at)  # type: ignore[attr-defined]
    return rows


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
