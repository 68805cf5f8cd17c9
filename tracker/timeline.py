"""Everything that happened to one application, in one list."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from tracker.models import Application, Attachment, Interview, Note, Reminder, Status


@dataclass(frozen=True)
class Line:
    """One line of the timeline: when, a shape, and the template that says it."""

    at: datetime
    icon: str
    kind: str
    thing: object


def gather(application: Application) -> None:
    """Have all that hangs on an application at hand, however much it is, in a fixed number of questions."""
    prefetch_related_objects(
        [application],
        "interviews__interviewers",
        Prefetch("note_set", Note.objects.select_related("contact")),
        Prefetch("attachments", Attachment.objects.select_related("stored")),
    )


def reminders_of(application: Application) -> list[Reminder]:
    """All reminders of an application, open and closed, with what a page says of each."""
    gather(application)
    rounds = {interview.pk: interview for interview in application.interviews.all()}
    rows = list(application.reminders.select_related("contact"))
    for row in rows:
        # What is at hand is not asked for again.
        row.application, row.user = application, application.user
        if row.interview_id in rounds:
            row.interview = rounds[row.interview_id]
    return rows


def timeline(application: Application, at: datetime, reminders: Collection[Reminder] | None = None) -> list[Line]:
    """Everything that happened, newest first: moves, invitations, rounds held, notes, contacts, files, reminders.

    A page that has the reminders at hand gives them along.
    """
    gather(application)
    lines = [
        Line(change.at, STATUS_ICONS[Status(change.to_status)], "change", change)
        for change in application.changes.select_related("by")
    ]
    for interview in application.interviews.all():
        if interview.invited_at and interview.invited_at <= at:
            lines.append(Line(interview.invited_at, "envelope-open", "invitation", interview))
        if interview.state in Interview.HELD and interview.starts_at and interview.starts_at <= at:
            lines.append(Line(interview.starts_at, "users", "round", interview))
    notes = list(application.note_set.all())
    for note in notes:
        shape = "chat-bubble-left" if note.kind == Note.Kind.TOUCH else "pencil"
        lines.append(Line(note.at, shape, "note", note))
    lines += [Line(file.added_at, "paper-clip", "file", file) for file in application.attachments.all()]
    if application.retired_at:
        lines.append(Line(application.retired_at, "bell-slash", "retired", application))
    lines += _closed(reminders_of(application) if reminders is None else reminders, notes)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _closed(reminders: Collection[Reminder], notes: list[Note]) -> Iterator[Line]:
    """What became of the reminders that are no longer open."""
    told = {note.at for note in notes if note.kind == Note.Kind.TOUCH}
    for reminder in reminders:
        if reminder.closed_at is None or _goes_without_saying(reminder):
            continue
        # "You followed up" stands there already.
        if reminder.state == Reminder.State.DONE and reminder.closed_at in told:
            continue
        icon = {Reminder.State.DONE: "check", Reminder.State.SKIPPED: "forward"}
        yield Line(reminder.closed_at, icon.get(Reminder.State(reminder.state), "bell-slash"), "reminder", reminder)


def _goes_without_saying(reminder: Reminder) -> bool:
    if reminder.state != Reminder.State.CANCELLED:
        return False
    # The question comes a month on; of one that nobody has seen yet there is nothing to tell.
    if not reminder.because or (reminder.kind == Reminder.Kind.LAPSE and not reminder.told_at):
        return True
    # They were there to be answered and held, and have been.
    answered = (Interview.State.ACCEPTED, Interview.State.DONE)
    about_round = reminder.kind in (Reminder.Kind.REPLY, Reminder.Kind.INTERVIEW)
    return about_round and reminder.interview is not None and reminder.interview.state in answered


STATUS_ICONS = {
    Status.SAVED: "bookmark",
    Status.APPLIED: "paper-airplane",
    Status.IN_CONVERSATION: "chat-bubble-left",
    Status.INTERVIEWING: "users",
    Status.OFFER: "star",
    Status.ACCEPTED: "check-circle",
    Status.REJECTED: "x-circle",
    Status.WITHDRAWN: "arrow-right-start-on-rectangle",
    Status.LAPSED: "moon",
}
