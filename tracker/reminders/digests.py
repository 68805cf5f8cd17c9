"""Digests whose reminders were done, moved or overtaken before they could leave."""

from django.db.models import Exists, F, OuterRef

from outbox.models import OutgoingEmail
from tracker.models import Reminder

State = Reminder.State


def rewrite_stale_digests() -> int:
    """Have those told anew that stood in a digest which was taken back; returns how many.

    They are pending once more, as a new occurrence: the next round writes a digest of what still matters. One that
    the person gave up stays that: it has a word on it (outbox.services.stop).
    """
    cancelled = OutgoingEmail.State.CANCELLED
    taken_back = OutgoingEmail.objects.filter(key=OuterRef("digest"), state=cancelled, last_error="")
    told = Reminder.objects.filter(Exists(taken_back), state=State.TOLD).exclude(digest="")
    # Asked first, since an UPDATE takes SQLite's write lock even where it finds nothing, and this comes each second.
    keys = set(told.order_by().values_list("digest", flat=True))
    if not keys:
        return 0
    # The key once more: another worker may have told them in a new digest by now.
    again = Reminder.objects.filter(state=State.TOLD, digest__in=keys)
    return again.update(state=State.PENDING, told_at=None, occurrence=F("occurrence") + 1, digest="")
