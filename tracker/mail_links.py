"""Links in mails that act without a sign-in: each carries what it may do, and a signature that says we wrote it.

Whoever holds such a link can press its button, as whoever holds the mail can; it opens nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from tracker.models import Reminder

# After a month the mail is history, and a mailbox that somebody else reads by then opens nothing here.
KEEPS = timedelta(days=30)
# What collected mails tell: all but the kinds that a clock stands behind, which come by themselves.
COLLECTED = frozenset(Reminder.Kind) - {Reminder.Kind.REPLY, Reminder.Kind.OFFER, Reminder.Kind.INTERVIEW}

# A salt each, so that a signature of one sort never passes as the other.
_acts = Signer(salt="tracker.mail_links.act", sep=".")
_stops = Signer(salt="tracker.mail_links.stop", sep=".")


class Act(StrEnum):
    DONE = "done"
    LATER = "later"


@dataclass(frozen=True)
class Link:
    """What a link may do: one act, on one occurrence of one reminder."""

    act: Act
    reminder: int
    occurrence: int
    signed_at: datetime

    def has_expired(self, at: datetime) -> bool:
        return at >= self.signed_at + KEEPS


def sign(reminder: Reminder, act: Act, *, at: datetime) -> str:
    """The key to one act on a reminder as it stands; moved since, the key fits no longer."""
    return _acts.sign(f"{act}.{reminder.pk}.{reminder.occurrence}.{int(at.timestamp())}")


def read(token: str) -> Link | None:
    """What the link may do, or None if we did not write it."""
    try:
        act, reminder, occurrence, seconds = _acts.unsign(token).split(".")
    except BadSignature:
        return None
    return Link(Act(act), int(reminder), int(occurrence), datetime.fromtimestamp(int(seconds), UTC))


def act_url(reminder: Reminder, act: Act, *, at: datetime) -> str:
    """The whole address, as it stands in a mail."""
    return settings.SITE_URL + reverse("tracker:mail_link", args=[sign(reminder, act, at=at)])


def sign_stop(user_id: int, kinds: Iterable[str]) -> str:
    """The key that ends the mails of these kinds. It does not expire: mailboxes keep mail for years."""
    return _stops.sign(f"{user_id}.{'-'.join(kinds)}")


def read_stop(token: str) -> tuple[int, list[Reminder.Kind]] | None:
    """Whose mails the link ends, and which kinds; None if we did not write it."""
    try:
        user_id, _dot, kinds = _stops.unsign(token).partition(".")
    except BadSignature:
        return None
    # A kind that a later version no longer has ends nothing, and is no error.
    return int(user_id), [known for known in Reminder.Kind if known in kinds.split("-")]


def stop_url(user_id: int, kinds: Iterable[str]) -> str:
    """The whole address, as it stands in a mail and in its List-Unsubscribe."""
    return settings.SITE_URL + reverse("tracker:unsubscribe", args=[sign_stop(user_id, kinds)])


def digest_stop_url(user_id: int, kinds: Iterable[str]) -> str:
    """For a mail that tells several kinds: it ends them, and all that the next such mail could tell.

    Otherwise the next one would come although the person had ended them.
    """
    ends = COLLECTED | set(kinds)
    return stop_url(user_id, [kind for kind in Reminder.Kind if kind in ends])
