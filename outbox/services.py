"""Writing to the outbox, and taking back what has not left yet."""

from collections.abc import Collection
from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import User
from outbox.models import OutgoingEmail

State = OutgoingEmail.State


def enqueue(
    *, key: str, user: User | None, to: str, subject: str, text: str, html: str, at: datetime
) -> OutgoingEmail:
    """Write one mail, to be sent from `at` on. The same `key` again gives the mail that stands already.

    Nothing leaves here: this belongs in the transaction of whatever the mail tells about.
    """
    mail, _created = OutgoingEmail.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "to": to,
            # A line break in a subject would make it another header, and the mail could never be sent.
            "subject": " ".join(subject.split())[:500],
            "text": text,
            "html": html,
            # By our address: left to itself Python asks for this machine's name, which can be slow and tells on it.
            "message_id": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            "created_at": at,
            "next_try_at": at,
        },
    )
    return mail


def cancel(keys: Collection[str]) -> int:
    """Take back mails that wait. One that a worker holds already is asked about again before it is sent."""
    return OutgoingEmail.objects.filter(key__in=keys, state=State.WAITING).update(state=State.CANCELLED)


def retry(mail: OutgoingEmail, *, at: datetime) -> bool:
    """Put a failed mail, or one in a long pause, first in line. False if it is neither."""
    # Never one that was sent or cancelled, and never one in a worker's hands; counted from nought once more.
    ready = OutgoingEmail.objects.filter(pk=mail.pk, state__in=[State.FAILED, State.WAITING])
    return bool(ready.update(state=State.WAITING, next_try_at=at, attempts=0))
