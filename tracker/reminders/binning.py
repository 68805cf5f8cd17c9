"""An application goes into the bin with its reminders, and comes out with them."""

from datetime import datetime

from tracker.models import Application, Reminder
from tracker.reminders.following import Changes, follow, one_of_each, restore
from tracker.reminders.rounds import refresh
from tracker.reminders.rules import Book
from tracker.reminders.scheduling import cancel_rows

State = Reminder.State
Because = Reminder.Because


def put_away(application: Application, *, at: datetime) -> int:
    """Nothing reminds of what is in the bin, and no mail about it leaves."""
    return cancel_rows(Reminder.objects.open().filter(application=application), at=at, because=Because.BINNED)


def take_out(application: Application, *, gone_at: datetime, at: datetime) -> None:
    """What was put away comes back as it was; then all is brought in line with how things stand by now."""
    gone = Reminder.objects.filter(application=application, state=State.CANCELLED, because=Because.BINNED)
    changes = Changes(Because.MOVED_ON)
    for row in one_of_each(gone.filter(closed_at__gte=gone_at).select_related("user"), application):
        # The hour of a round that passed meanwhile is planned anew, where there is still something to do.
        if row.interview_id is None or row.told_at or row.due_at > at:
            restore(row, changes, at)
    changes.write(at)
    book = Book(application.user)
    for interview in application.interviews.all():
        interview.application = application
        refresh(interview, at=at, book=book)
    follow(application, at=at)
