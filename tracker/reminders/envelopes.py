"""Mails that are ready, and the mark on the reminders that they tell: both are written, or neither."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from outbox import services as outbox
from tracker.mails import Mail
from tracker.models import Reminder

State = Reminder.State


class Envelope(NamedTuple):
    """Reminders of one person, and the mail that tells them; without one they only stand on Today."""

    reminders: list[Reminder]
    mail: Mail | None

    @property
    def digest(self) -> str:
        """The key of a mail that tells several: by the first of them, each occurrence of which is told once."""
        first = self.reminders[0]
        return f"digest:{first.user_id}:{first.pk}:{first.occurrence}" if len(self.reminders) > 1 else ""


@transaction.atomic
def write(envelopes: list[Envelope], *, at: datetime) -> int:
    """Mark as told and put into the outbox, all at once; returns how many reminders were told.

    An envelope of which any reminder is no longer as it was read is left out: another worker, or the person,
    was there first. What remains of it is told a moment later.
    """
    numbers = [row.pk for envelope in envelopes for row in envelope.reminders]
    # Held until the mails are written, so that of two workers one writes them; in order, so that neither waits
    # for the other in a ring.
    pending = Reminder.objects.select_for_update().filter(pk__in=numbers, state=State.PENDING).order_by("pk")
    untold = set(pending.values_list("pk", "occurrence"))
    ours = [one for one in envelopes if untold.issuperset((row.pk, row.occurrence) for row in one.reminders)]
    single = [row.pk for one in ours if not one.digest for row in one.reminders]
    told = _mark(single, "", at) if single else 0
    told += sum(_mark([row.pk for row in one.reminders], one.digest, at) for one in ours if one.digest)
    outbox.enqueue_all(_addressed(ours), at=at)
    return told


def _mark(numbers: list[int], digest: str, at: datetime) -> int:
    rows = Reminder.objects.filter(pk__in=numbers, state=State.PENDING)
    return rows.update(state=State.TOLD, told_at=at, digest=digest)


def _addressed(envelopes: Iterable[Envelope]) -> list[outbox.ToUser]:
    return [
        outbox.ToUser(
            key=envelope.digest or envelope.reminders[0].mail_key,
            user=envelope.reminders[0].user,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            references=mail.references,
            unsubscribe=mail.unsubscribe,
            calendar=mail.calendar,
        )
        for envelope in envelopes
        if (mail := envelope.mail)
    ]
