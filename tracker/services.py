"""What a person does with a job search, told who acts and when (`at`, UTC).

Each is atomic and, beside the row it is about, keyword-only.
"""

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Lower

from accounts.models import User
from accounts.time import resolve
from tracker import reminders
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Status, StatusChange
from tracker.transitions import InvalidTransition, can_move

# Our judgement: offices close at five, and what comes after four leaves no fair time to answer that day.
END_OF_BUSINESS = time(17)
LATEST_SAME_DAY = time(16)
# Of contact on an earlier day nobody notes the hour.
NOON = time(12)
INTERVIEW_FINISHED = (Interview.State.DONE, Interview.State.DECLINED, Interview.State.CANCELLED)


def company_named(user: User, name: str) -> Company:
    """The person's company of this name, whatever its capitals; made if it is new."""
    name = name.strip()
    # Folded as the constraint folds it: PostgreSQL's ILIKE and LOWER disagree about letters such as the Kelvin sign.
    same = Company.objects.for_user(user).alias(folded=Lower("name")).filter(folded=Lower(Value(name)))
    try:
        with transaction.atomic():
            return same.first() or Company.objects.create(user=user, name=name)
    except IntegrityError:
        # A double click: the other request made it between our look and our write.
        return same.get()


@transaction.atomic
def add_application(
    application: Application,
    *,
    status: Status,
    by: User,
    at: datetime,
    since: datetime | None = None,
    contact: Contact | None = None,
) -> Application:
    """Keep a new application where it already stands; its first place opens the timeline.

    `since` is when it came there, if not now: a row of an import was applied for on its own day. A contact that is
    new is kept, too.
    """
    application.status = status
    application.status_since = application.created_at = since or at
    application.withdrawn_at = application.status_since if status is Status.WITHDRAWN else None
    application.save()
    StatusChange.objects.create(application=application, to_status=status, at=application.status_since, by=by)
    if contact is not None:
        if contact._state.adding:
            contact.save()
        application.contacts.add(contact)
    reminders.follow(application, at=at)
    return application


@transaction.atomic
def change_facts(application: Application, *, fields: Collection[str], at: datetime) -> Application:
    """Keep the facts that were edited, and only those; reminders go with the days among them."""
    # Not the status: another window may have moved it since the form was opened.
    application.save(update_fields=fields)
    reminders.follow(application, at=at)
    return application


@transaction.atomic
def retire(application: Application, *, at: datetime) -> bool:
    """No more follow-ups, questions and hellos about this one, wherever it stands. False if that was said before.

    Interviews, answers, offers, thank-yous and one's own reminders still come: nobody wants to miss those.
    """
    return _retire(application, at, at)


@transaction.atomic
def unretire(application: Application, *, at: datetime) -> bool:
    """Remind again. False if it was not retired."""
    return _retire(application, None, at)


def _retire(application: Application, since: datetime | None, at: datetime) -> bool:
    rows = Application.objects.filter(pk=application.pk, retired_at__isnull=since is not None)
    if not rows.update(retired_at=since):
        return False
    application.retired_at = since
    reminders.follow(application, at=at)
    return True


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
    if not Application.objects.filter(pk=application.pk, status=former).update(**values):
        stands = Application.objects.values_list("status", flat=True).get(pk=application.pk)
        raise InvalidTransition(Status(stands), to)
    # On the object too: the rounds below reach it as their application, and their reminders ask where it stands.
    for name, value in values.items():
        setattr(application, name, value)
    change = StatusChange.objects.create(
        application=application, from_status=former, to_status=to, at=at, by=by, takes_back=takes_back
    )
    because = Reminder.Because.TAKEN_BACK if takes_back else Reminder.Because.MOVED_ON
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


def reply_deadline(invited_at: datetime, user: User) -> datetime:
    """When an invitation wants its answer: by the end of that working day (DOMAIN.md 7).

    One that comes after four in the afternoon, or on a day off, has until the end of the next working day.
    """
    wall = user.local(invited_at)
    day = user.working_day_from(wall.date())
    if day == wall.date() and wall.time() > LATEST_SAME_DAY:
        day = user.next_working_day(day)
    return resolve(day, END_OF_BUSINESS, user.time_zone)


@transaction.atomic
def save_interview(
    interview: Interview,
    *,
    state: Interview.State,
    interviewers: list[Contact] | None = None,
    by: User,
    at: datetime,
) -> Interview:
    """Keep a round as it was typed, with its reminders; the application follows to where a round puts it."""
    interview.state = state
    # A deadline that was typed is left alone, wherever it came from.
    if state is Interview.State.INVITED:
        # Noted late, with a deadline that has passed: they asked by then at the latest.
        interview.invited_at = interview.invited_at or min(at, interview.reply_by or at)
        interview.reply_by = interview.reply_by or reply_deadline(interview.invited_at, by)
    # A round agreed without an invitation was never answered, so there is no moment to note.
    if state is Interview.State.ACCEPTED and interview.answered_at is None and interview.invited_at:
        interview.answered_at = at
    interview.save()
    # None leaves them; an empty list takes them away.
    if interviewers is not None:
        interview.interviewers.set(interviewers)
        interview.application.contacts.add(*interviewers)
    reminders.refresh(interview, at=at)
    _follow_round(interview, by, at)
    return interview


def _follow_round(interview: Interview, by: User, at: datetime) -> None:
    """A round puts an application that was only saved, applied for or talked about into "interviewing"."""
    application = interview.application
    early = {Status.SAVED, Status.APPLIED, Status.IN_CONVERSATION}
    # Never back from an offer, and never out of an ending: a late note about a round must not reopen anything.
    if application.status in early and interview.state in {"invited", "accepted", "done"}:
        move(application=application, to=Status.INTERVIEWING, by=by, at=at)


@transaction.atomic
def set_interview_state(*, interview: Interview, to: Interview.State, at: datetime) -> bool:
    """Say yes, note as done, decline or cancel one round. False if it had been finished already."""
    values: dict[str, object] = {"state": to}
    if interview.state == Interview.State.INVITED:
        values["answered_at"] = at
    # The state is named in the UPDATE: of two windows that answer, one does, and the other is told.
    rows = Interview.objects.filter(pk=interview.pk, state=interview.state)
    if interview.state in INTERVIEW_FINISHED or not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(interview, name, value)
    reminders.refresh(interview, at=at)
    return True


@transaction.atomic
def restore_interview(*, interview: Interview, former: Interview.State, at: datetime) -> None:
    """Put a declined or cancelled round back as it was, with the reminders it then needs."""
    # Back to "invited" it is unanswered again, and the clock must run; otherwise the answer stays as it was.
    answered = F("answered_at") if former is not Interview.State.INVITED else None
    # Only one that is still off: a round that was held after all stays as it was noted.
    off = [Interview.State.DECLINED, Interview.State.CANCELLED]
    Interview.objects.filter(pk=interview.pk, state__in=off).update(state=former, answered_at=answered)
    # An expression leaves no value on the object, and the reminders read it.
    interview.refresh_from_db()
    reminders.refresh(interview, at=at)


@transaction.atomic
def add_note(
    *, application: Application, text: str, at: datetime, touch: bool = False, contact: Contact | None = None
) -> Note:
    """Write something on the timeline; `touch` says that you were in contact with somebody."""
    kind = Note.Kind.TOUCH if touch else Note.Kind.NOTE
    note = Note.objects.create(application=application, kind=kind, contact=contact, text=text, at=at)
    if touch:
        reminders.follow(application, at=at)
    return note


@transaction.atomic
def log_touch(
    application: Application,
    *,
    on: date,
    channel: Note.Channel | str,
    contact: Contact | None,
    text: str,
    heard: bool,
    by: User,
    at: datetime,
) -> Note:
    """Note that you were in contact, on a day on your calendar; silence and hellos are counted from there.

    Raises ValueError for a day to come: contact that was not yet had would keep reminders away.
    """
    today = today_of(by, at)
    if on > today:
        raise ValueError(f"{on} has not come yet: it is {today}")
    reminders.hold(application.pk)
    note = Note.objects.create(
        application=application,
        kind=Note.Kind.TOUCH,
        channel=channel,
        contact=contact,
        text=text,
        heard=heard,
        at=at if on == today else resolve(on, NOON, by.time_zone),
    )
    reminders.restart_hellos(application, contact, day=on, heard=heard, at=at)
    reminders.follow(application, at=at)
    return note


def today_of(user: User, at: datetime) -> date:
    """The day it is for this person."""
    return user.local(at).date()
