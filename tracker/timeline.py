"""Everything that happened to one application, in one list."""

from dataclasses import dataclass
from datetime import datetime

from tracker.models import Application, Note, Status
from tracker.queries import HELD


@dataclass(frozen=True)
class Line:
    """One line of the timeline: when, a shape, and the template that says it."""

    at: datetime
    icon: str
    kind: str
    thing: object


def timeline(application: Application, at: datetime) -> list[Line]:
    """Everything that happened, newest first: moves, invitations, rounds held, notes and contacts."""
    lines = [
        Line(change.at, STATUS_ICONS[Status(change.to_status)], "change", change)
        for change in application.changes.select_related("by")
    ]
    for interview in application.interviews.all():
        if interview.invited_at and interview.invited_at <= at:
            lines.append(Line(interview.invited_at, "envelope-open", "invitation", interview))
        if interview.state in HELD and interview.starts_at and interview.starts_at <= at:
            lines.append(Line(interview.starts_at, "users", "round", interview))
    for note in application.note_set.select_related("contact"):
        shape = "chat-bubble-left" if note.kind == Note.Kind.TOUCH else "pencil"
        lines.append(Line(note.at, shape, "note", note))
    return sorted(lines, key=lambda line: line.at, reverse=True)


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
