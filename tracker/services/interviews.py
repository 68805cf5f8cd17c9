"""Rounds are kept, answered and put back; the application and the reminders follow."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.time import resolve
from tracker import insights, reminders, search
from tracker.models import Contact, Interview, Status
from tracker.reminders import Book
from tracker.services.moving import move

# Our judgement: offices close at five, and what comes after four leaves no fair time to answer that day.
END_OF_BUSINESS = time(17)
LATEST_SAME_DAY = time(16)
INTERVIEW_FINISHED = (Interview.State.DONE, Interview.State.DECLINED, Interview.State.CANCELLED)


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
    book: Book | None = None,
) -> Interview:
    """Keep a round as it was typed, with its reminders; the application follows to where a round puts it.

    Whoever keeps many brings the rules in a `book`, and looks after the search and the insights for all of them.
    """
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
    if book is None:
        search.index(interview.application_id)
        insights.forget(interview.application.user_id)
    reminders.refresh(interview, at=at, book=book)
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
    insights.forget(interview.application.user_id)
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
    insights.forget(interview.application.user_id)
    reminders.refresh(interview, at=at)


@transaction.atomic
def note_preparation(*, interview: Interview, text: str, was: str) -> bool:
    """Keep the notes for a round. False if another window has changed them since they were `was`."""
    if not Interview.objects.filter(pk=interview.pk, preparation=was).update(preparation=text):
        return False
    interview.preparation = text
    search.index(interview.application_id)
    return True
