"""An application moves one legal step, and back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from tracker import insights, reminders
from tracker.models import Application, Reminder, Status, StatusChange
from tracker.transitions import InvalidTransition, can_move


@transaction.atomic
def move(*, application: Application, to: Status, by: User, at: datetime) -> StatusChange:
    """Move an application one legal step and write it on the timeline.

    The UPDATE names the status it starts from and counts its rows, so of two who act at once one moves
    and the other is told. Raises InvalidTransition, with where the application really stands.
    """
    # What the person saw when they pressed, not what the database says now: if the two differ, they must look again.
    former = Status(application.status)
    if not can_move(former, to):
        raise InvalidTransition(former, to)
    return _set_status(application, former, to, by, at)


@transaction.atomic
def take_back(*, change: StatusChange, by: User, at: datetime) -> StatusChange:
    """Undo a move: exactly the former status, as a new line of the timeline.

    Raises InvalidTransition when the application has moved on since, or the move was taken back already.
    """
    application = change.application
    stands = Status(Application.objects.values_list("status", flat=True).get(pk=application.pk))
    latest = application.changes.order_by("-pk").first()  # by order of writing: a clock may be put back
    if latest != change or not change.from_status:
        raise InvalidTransition(stands, Status(change.from_status or stands))
    # Past the table of moves: taking back must always find the way home, also where no step leads.
    return _set_status(application, Status(change.to_status), Status(change.from_status), by, at, takes_back=change)


@transaction.atomic
def note_they_said(*, application: Application, reason: Application.TheySaid | str) -> bool:
    """Note why they said no, or take the note away. False if theirs is not how it stands any more."""
    rows = Application.objects.filter(pk=application.pk, status=Status.REJECTED)
    if not rows.update(they_said=reason):
        return False
    application.they_said = reason
    insights.forget(application.user_id)
    return True


def _set_status(
    application: Application,
    former: Status,
    to: Status,
    by: User,
    at: datetime,
    takes_back: StatusChange | None = None,
) -> StatusChange:
    values = {
        "status": to,
        "status_since": at,
        "withdrawn_at": at if to is Status.WITHDRAWN else None,
    }
    # Another no has another reason; back at the same one, what they said then still holds.
    if to is Status.REJECTED and takes_back is None:
        values["they_said"] = ""
    # One that another window has put into the bin meanwhile stays as it is.
    if not Application.objects.filter(pk=application.pk, status=former, binned_at=None).update(**values):
        stands = Application.objects.values_list("status", flat=True).get(pk=application.pk)
        raise InvalidTransition(Status(stands), to)
    # On the object too: the rounds below reach it as their application, and their reminders ask where it stands.
    for name, value in values.items():
        setattr(application, name, value)
    change = StatusChange.objects.create(
        application=application, from_status=former, to_status=to, at=at, by=by, takes_back=takes_back
    )
    because = Reminder.Because.TAKEN_BACK if takes_back else Reminder.Because.MOVED_ON
    insights.forget(application.user_id)
    if takes_back:
        reminders.bring_back(application, gone_at=takes_back.at, at=at)
    _follow_status(application, to, because, at)
    return change


def _follow_status(application: Application, to: Status, because: Reminder.Because, at: datetime) -> None:
    """Reminders that the new place makes pointless go; those that it and its rounds call for come back.

    Of rounds held, too: one may still want its thank-you note.
    """
    if to is not Status.WITHDRAWN:
        reminders.cancel_thanks_after_a_no(application, at=at, because=because)
    interviews = list(application.interviews.all())
    book = reminders.Book(application.user) if interviews else None
    for interview in interviews:
        reminders.refresh(interview, at=at, because=because, book=book)
    reminders.follow(application, at=at, because=because)
