"""Some applications of one person, and all that their reminders depend on, read in a fixed number of questions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from tracker.models import Application, Interview, Note, Reminder, Status, StatusChange
from tracker.reminders.rules import Book

Kind = Reminder.Kind
KINDS = (Kind.FOLLOW_UP, Kind.LAPSE, Kind.OFFER, Kind.STAY_IN_TOUCH)
Rows = dict[tuple[int, str], list[Reminder]]


@dataclass
class Portion:
    """The applications, and by their number: reminders of a kind, the last day of contact, the day applied."""

    user: User
    book: Book
    at: datetime
    applications: list[Application]
    rows: Rows
    in_touch: dict[int, date]
    applied: dict[int, date]

    def silent_since(self, application: Application) -> date:
        """The later of the day it was applied for and the last contact."""
        applied = self.applied[application.pk]
        return max(applied, self.in_touch.get(application.pk, applied))


def read(pks: list[int], user: User, book: Book, at: datetime) -> Portion:
    """Read the applications of these numbers, and hold them and their reminders until the transaction ends."""
    # Held: of two who follow the same application, the second sees what the first has planned.
    found = Application.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    applications = {one.pk: one for one in found.select_related("company").prefetch_related("contacts")}
    rows: Rows = defaultdict(list)
    held = Reminder.objects.select_for_update(of=("self",)).filter(application__in=pks, kind__in=KINDS)
    for row in held.order_by("pk"):
        row.application = applications[row.application_id]
        row.user = user
        rows[row.application_id, row.kind].append(row)
    for application in applications.values():
        application.user = user
    kept = list(applications.values())
    return Portion(user, book, at, kept, rows, _in_touch(pks, rows, user, at), _applied(kept, user))


def _in_touch(pks: list[int], rows: Rows, user: User, at: datetime) -> dict[int, date]:
    touches = Note.objects.filter(application__in=pks, kind=Note.Kind.TOUCH, at__lte=at)
    rounds = Interview.objects.filter(application__in=pks).order_by()
    # A follow-up that was sent is contact on the timeline, but no new beginning of the silence it was part of.
    sent = [row for pk in pks for row in rows[pk, Kind.FOLLOW_UP] if row.state == Reminder.State.DONE]
    own = {(row.application_id, row.closed_at) for row in sent}
    moments = [one for one in touches.values_list("application", "at") if one not in own]
    # Told apart here: asked by state and hour, SQLite begins at the rounds of everybody.
    states = rounds.values_list("application", "state", "starts_at")
    moments += [(pk, starts) for pk, state, starts in states if state in Interview.HELD and starts and starts <= at]
    # Sorted, so that the latest of each application is the one that stays.
    return {pk: user.local(moment).date() for pk, moment in sorted(moments)}


def _applied(applications: list[Application], user: User) -> dict[int, date]:
    """As noted; else the day it came to stand there, steps that were taken back aside."""
    noted = {one.pk: one.applied_on for one in applications if one.applied_on}
    stands = {one.pk: user.local(one.status_since).date() for one in applications if one.pk not in noted}
    came = StatusChange.objects.filter(application__in=stands, to_status=Status.APPLIED, takes_back=None)
    came_on = {pk: user.local(moment).date() for pk, moment in came.order_by("pk").values_list("application", "at")}
    return noted | stands | came_on
