"""What a mail recalls: when there was last contact, and the latest note. For many reminders in two questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left

from tracker.models import Interview, Note, Reminder

# A note is shown in its first lines; reading the rest of one of 20,000 letters would be for nothing.
READ = 1000
# When, and with whom where that is known.
Touch = tuple[datetime | None, int | None]


@dataclass(frozen=True)
class Memory:
    """`with_them`: the contact was with the very person that the reminder names."""

    spoke: datetime | None = None
    with_them: bool = False
    note_at: datetime | None = None
    note: str = ""


def remembered(reminders: Sequence[Reminder], *, at: datetime) -> dict[int, Memory]:
    """What is known by `at` about each reminder, by its number."""
    applications = {reminder.application_id for reminder in reminders}
    touches: dict[int, list[Touch]] = {pk: [] for pk in applications}
    notes: dict[int, tuple[datetime, str]] = {}
    held = Interview.objects.filter(application__in=applications, state__in=Interview.HELD, starts_at__lte=at)
    for pk, moment, person in held.order_by().values_list("application_id", "starts_at", "interviewers"):
        touches[pk].append((moment, person))
    # A note about a day to come is no memory yet. The latest comes last, and stays.
    rows = Note.objects.filter(application__in=applications, at__lte=at).order_by("at", "pk")
    for pk, moment, person, kind, text in rows.values_list(
        "application_id", "at", "contact", "kind", Left("text", READ)
    ):
        if text:  # contact may go without words
            notes[pk] = moment, text
        if kind == Note.Kind.TOUCH:
            touches[pk].append((moment, person))
    return {
        reminder.pk: _memory(reminder, touches[reminder.application_id], notes.get(reminder.application_id))
        for reminder in reminders
    }


def _memory(reminder: Reminder, touches: list[Touch], note: tuple[datetime, str] | None) -> Memory:
    spoken = [moment for moment, _person in touches if moment]
    theirs = [moment for moment, person in touches if moment and person and person == reminder.contact_id]
    note_at, text = note or (None, "")
    return Memory(max(theirs or spoken, default=None), bool(theirs), note_at, text)
