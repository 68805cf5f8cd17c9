"""When there was last contact."""

from datetime import datetime

from tracker.models import Application, Contact, Interview, Note


def last_spoke(application: Application, at: datetime, contact: Contact | None = None) -> datetime | None:
    """When there was last contact about this application, with this person if one is given.

    A round that was held, or a note that says "we spoke".
    """
    rounds = application.interviews.order_by()
    touches = application.note_set.filter(kind=Note.Kind.TOUCH, at__lte=at)
    if contact is not None:
        rounds, touches = rounds.filter(interviewers=contact), touches.filter(contact=contact)
    # Told apart here: asked by state and hour, SQLite begins at the rounds of everybody.
    states = rounds.values_list("state", "starts_at")
    held = [starts for state, starts in states if state in Interview.HELD and starts and starts <= at]
    latest = touches.order_by("-at").values_list("at", flat=True).first()
    return max([*held, latest] if latest else held, default=None)


def last_spoke_each(application: Application, at: datetime) -> dict[int, datetime]:
    """When there was last contact about this application with each person, by the person's key."""
    # In Python: the page that asks has the notes, the rounds and their people at hand.
    touches = [one for one in application.note_set.all() if one.kind == Note.Kind.TOUCH and one.at <= at]
    moments = [*_met(application, at), *((one.at, one.contact_id) for one in touches if one.contact_id)]
    # Sorted, so that the latest of each person is the one that stays.
    return {person: moment for moment, person in sorted(moments)}


def _met(application: Application, at: datetime) -> list[tuple[datetime, int]]:
    held = [one for one in application.interviews.all() if one.state in Interview.HELD]
    return [
        (one.starts_at, who.pk)
        for one in held
        if one.starts_at and one.starts_at <= at
        for who in one.interviewers.all()
    ]
