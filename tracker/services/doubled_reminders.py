"""Of one occasion there is one open reminder; when two people become one, there may be two."""

from datetime import datetime
from typing import Any

from tracker.models import Contact, Reminder
from tracker.reminders.scheduling import begin_again, cancel_rows

State = Reminder.State
OCCASION = ("application_id", "kind", "interview_id")


def cancel_doubled(keep: Contact, gone: Contact, *, at: datetime) -> list[dict[str, Any]]:
    """Cancel those of the one that goes where the other has one as well; gives what it takes to reopen them."""
    taken = set(keep.reminders.open().values_list(*OCCASION))
    doubled = [
        reminder
        for reminder in gone.reminders.open().exclude(kind=Reminder.Kind.OTHER)
        if tuple(getattr(reminder, name) for name in OCCASION) in taken
    ]
    rows = Reminder.objects.open().filter(pk__in=[reminder.pk for reminder in doubled])
    # Nothing to tell on the timeline: the other one stands there.
    cancel_rows(rows, at=at, because="")
    return [{"pk": reminder.pk, "state": reminder.state} for reminder in doubled]


def reopen(cancelled: list[dict[str, Any]], *, closed_at: datetime) -> None:
    """Those that were cancelled so come back as they stood; what waited for its hour waits for it again."""
    states = {one["pk"]: one["state"] for one in cancelled}
    same = Reminder.objects.filter(pk__in=states, state=State.CANCELLED, closed_at=closed_at, because="")
    for reminder in same.select_for_update(of=("self",)):
        alike = {name: getattr(reminder, name) for name in (*OCCASION, "contact_id")}
        if Reminder.objects.open().filter(**alike).exists():
            continue
        if states[reminder.pk] == State.PENDING:
            # Its mail was called off with it: a new occurrence has a mail of its own.
            begin_again(reminder)
        reminder.state, reminder.closed_at = State(states[reminder.pk]), None
        reminder.save()
