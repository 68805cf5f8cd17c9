"""Writing to the outbox, taking back what has not left yet, and settling what nobody can know."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import DIRECTION_MARKS
from outbox.models import OutgoingEmail

State = OutgoingEmail.State
Delivery = OutgoingEmail.Delivery

# How long a mail to somebody else waits before it leaves, so that it can be stopped.
UNDO = timedelta(seconds=10)
# Bounded: they come from strangers' mails, and one must fit on a header line.
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")
# Mail programs sort by a thread's first mail and its latest; a long thread brings along the whole of itself.
LATEST_REFERENCES = 20


def enqueue(
    *,
    key: str,
    user: User | None,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    at: datetime,
    delivery: OutgoingEmail.Delivery = Delivery.SELF,
    reply_to: str = "",
    from_name: str = "",
    in_reply_to: str = "",
    references: str = "",
    unsubscribe: str = "",
    calendar: str = "",
    not_before: datetime | None = None,
) -> OutgoingEmail:
    """Write one mail, to be sent from `at` on, or from `not_before`. The same `key` again gives the mail that
    stands already: a double click sends once. This belongs in the transaction of whatever the mail tells about.

    A third-party mail is plain text, waits for the undo window at least, and is answered to `reply_to` (the
    user, if left out). A POST to `unsubscribe` ends mails of this kind; `calendar` is a file to go along.
    """
    third_party = delivery == Delivery.THIRD_PARTY
    if third_party and html:
        raise ValueError("A mail to somebody else is plain text, as a person would write it.")
    return OutgoingEmail.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "delivery": delivery,
            **{"to": to, "text": text, "html": html, "unsubscribe": unsubscribe, "calendar": calendar},
            "reply_to": _one_line(reply_to or (user.email if third_party and user else ""), 254),
            **_headers(subject, from_name, in_reply_to, references),
            "created_at": at,
            "next_try_at": max(at + UNDO if third_party else at, not_before or at),
        },
    )[0]


@dataclass(frozen=True)
class ToUser:
    """A mail to a user of Bowout, for `enqueue_all`."""

    key: str
    user: User
    subject: str
    text: str
    html: str = ""
    references: str = ""
    unsubscribe: str = ""
    calendar: str = ""


def enqueue_all(mails: Iterable[ToUser], *, at: datetime) -> None:
    """As `enqueue`, for many mails to users at once: one statement where hundreds fall due in the same minute."""
    rows = [
        OutgoingEmail(
            **{"key": mail.key, "user": mail.user, "to": mail.user.email},
            **{"text": mail.text, "html": mail.html, "unsubscribe": mail.unsubscribe, "calendar": mail.calendar},
            **_headers(mail.subject, "", "", mail.references),
            **{"created_at": at, "next_try_at": at},
        )
        for mail in mails
    ]
    # One whose key stands already is left as it stands.
    OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)


def _headers(subject: str, from_name: str, in_reply_to: str, references: str) -> dict[str, str]:
    """What stands in the mail's head, fit to stand there."""
    # They come from mails of others, so only what has the form of a Message-ID is believed.
    parent = MESSAGE_ID.findall(in_reply_to)[:1]
    thread = [found for found in MESSAGE_ID.findall(references) if [found] != parent] + parent
    if len(thread) > LATEST_REFERENCES:
        thread = [thread[0], *thread[-LATEST_REFERENCES:]]
    return {
        "subject": _one_line(subject, 500),
        "from_name": _one_line(from_name, 200),
        "in_reply_to": "".join(parent),
        # Ending with the mail that is answered, as RFC 5322 wants it.
        "references": " ".join(thread),
        # By our address: left to itself Python asks for this machine's name, which can be slow and tells on it.
        "message_id": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    }


def _one_line(value: str, length: int) -> str:
    """What may stand in a header: a line break would make it another one, and the mail could never be sent."""
    shown = (char for char in " ".join(value.split()) if char not in DIRECTION_MARKS)
    # What is left of control characters, NUL among them, and halves of characters that no encoding can write.
    plain = "".join(char for char in shown if unicodedata.category(char) not in {"Cc", "Cs"})
    # Readers decode =?utf-8?q?=0A?= wherever it stands, also where somebody typed it.
    return plain.replace("=?", "= ?")[:length].strip()


def stop(mail: OutgoingEmail) -> bool:
    """Undo: take back one mail that waits, or give up one that failed. False once a worker has it, or had."""
    # A worker claims by the same kind of UPDATE: of the two, one finds the row as it wants it.
    idle = OutgoingEmail.objects.filter(pk=mail.pk, state__in=[State.WAITING, State.FAILED])
    # What a person gave up keeps a word on it, what the course of things took back has none: digests ask.
    word = mail.last_error or (_("You stopped it.") if mail.delivery == Delivery.SELF else "")
    return bool(idle.update(state=State.CANCELLED, last_error=word))


def cancel(keys: Collection[str]) -> int:
    """Take back mails that wait. One that a worker holds already is asked about again before it is sent."""
    return OutgoingEmail.objects.filter(key__in=keys, state=State.WAITING).update(
        state=State.CANCELLED, last_error=""
    )


def taken_back(keys: Collection[str]) -> set[str]:
    """Which of these mails the course of things took back before they left; not those that a person gave up."""
    mails = OutgoingEmail.objects.filter(key__in=keys, state=State.CANCELLED, last_error="")
    return set(mails.values_list("key", flat=True))


def retry(mail: OutgoingEmail, *, at: datetime) -> bool:
    """Put a failed mail, or one in a long pause, first in line. False if it is neither."""
    # Never one that was sent or cancelled, and never one in a worker's hands; counted from nought once more.
    ready = OutgoingEmail.objects.filter(pk=mail.pk, state__in=[State.FAILED, State.WAITING])
    again = {"next_try_at": at, "attempts": 0, "unanswered": 0, "began_at": None}
    return bool(ready.update(state=State.WAITING, **again))


def readdress(mail: OutgoingEmail, *, to: str, at: datetime) -> bool:
    """Send a failed mail to another address. False if it has not failed, or does so no longer.

    A letter to somebody else can be stopped once more, as when it was first sent.
    """
    failed = OutgoingEmail.objects.filter(pk=mail.pk, state=State.FAILED)
    begin = at + UNDO if mail.delivery == Delivery.THIRD_PARTY else at
    fresh = {"attempts": 0, "unanswered": 0, "began_at": None, "last_error": ""}
    return bool(failed.update(state=State.WAITING, to=to, next_try_at=begin, **fresh))


def settle_unknown(mail: OutgoingEmail, *, arrived: bool, at: datetime) -> bool:
    """The person's word on a mail of which nobody can know: it arrived, or it shall be sent once more.

    Sent once more it goes first in line, under the same Message-ID. False if it was settled meanwhile.
    """
    unknown = OutgoingEmail.objects.filter(pk=mail.pk, state=State.UNKNOWN)
    if arrived:
        return bool(unknown.update(state=State.SENT, sent_at=at, last_error=""))
    again = {"next_try_at": at, "attempts": 0, "unanswered": 0, "began_at": None, "last_error": ""}
    return bool(unknown.update(state=State.WAITING, **again))
