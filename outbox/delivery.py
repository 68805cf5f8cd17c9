"""From the outbox to the mail server: claim with a lease, ask again, send, mark. Each row by itself.

SMTP never happens inside a transaction: a slow server would hold the database, and a rollback cannot
take a mail back.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils.translation import gettext as _

from outbox.handover import Unanswered, hand_over
from outbox.message import build
from outbox.models import PAUSES, OutgoingEmail

log = logging.getLogger(__name__)
State = OutgoingEmail.State
THIRD_PARTY = OutgoingEmail.Delivery.THIRD_PARTY

BATCH = 20
# How long the mails of a killed worker wait. Longer than one mail can hang: the timeout counts in each phase.
LEASE = timedelta(minutes=10)
# A worker stops taking from its batch well before the lease ends, so that no row is ever in two hands.
HOLD_SECONDS = LEASE.total_seconds() / 2


@dataclass
class Counts:
    """What one pass over the outbox did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    cancelled: int = 0
    unknown: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.sent + other.sent,
            self.postponed + other.postponed,
            self.failed + other.failed,
            self.cancelled + other.cancelled,
            self.unknown + other.unknown,
        )


class Outage(Exception):
    """The server could not be reached: no row is to blame, and the next one would fare the same."""


def send_due(
    *,
    at: datetime,
    unwanted: Callable[[Sequence[OutgoingEmail]], set[int]],
    stopping: Callable[[], bool] = lambda: False,
) -> Counts:
    """Send every mail that is due at `at`. Without a mail server nothing is claimed: the mails wait.

    `unwanted` is asked once more after the claim, and gives the numbers of those that should no longer leave:
    what was right when it was written may have been done, undone or withdrawn since. `stopping` ends the pass
    after the mail in hand.
    """
    counts = Counts(unknown=give_up_cut_off(at=at))
    # Django would try localhost:25; on a machine without a mail server each mail would use up its tries.
    if not settings.MAIL_CONFIGURED:
        return counts
    connection = get_connection(settings.MAIL_TRANSPORT)
    began, now = time.monotonic(), at
    try:
        while not stopping() and (batch := claim(at=now)):
            counts += _send_batch(batch, connection, now, unwanted, stopping)
            # A lease counts from when it was taken: a long queue must not outlive the moment the pass began.
            now = at + timedelta(seconds=time.monotonic() - began)
    finally:
        _close(connection)
    return counts


def claim(*, at: datetime, limit: int = BATCH) -> list[OutgoingEmail]:
    """Take up to `limit` due mails for this worker, in one UPDATE: two workers never get the same row."""
    # A name for this claim: it finds the rows again, since UPDATE does not say which it took, and _mark asks for it.
    token = uuid.uuid4().hex
    due = OutgoingEmail.objects.claimable(at).order_by("next_try_at", "pk")
    # The condition stands in the UPDATE as well: a row that another worker took in between is left to it.
    # Numbers first, since no database can be relied on to take a LIMIT in an UPDATE.
    candidates = OutgoingEmail.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:limit]))
    if not candidates.claimable(at).update(state=State.CLAIMED, claim=token, lease_until=at + LEASE):
        return []
    return list(OutgoingEmail.objects.filter(claim=token).order_by("next_try_at", "pk"))


def give_up_cut_off(*, at: datetime) -> int:
    """Say of mails to somebody else whose worker died while it handed them over that nobody knows. How many."""
    # Asked first, since an UPDATE takes SQLite's write lock even where it finds nothing, and this comes each second.
    found = list(OutgoingEmail.objects.cut_off(at).values_list("pk", flat=True))
    if not found:
        return 0
    # The claim stays: should that worker only have hung, what the server answered it is still the better word.
    return (
        OutgoingEmail.objects.filter(pk__in=found)
        .cut_off(at)
        .update(
            state=State.UNKNOWN,
            lease_until=None,
            attempts=F("attempts") + 1,
            last_error=_("Bowout was stopped while it was being handed over."),
        )
    )


def _send_batch(
    batch: list[OutgoingEmail],
    connection: BaseEmailBackend,
    at: datetime,
    unwanted: Callable[[Sequence[OutgoingEmail]], set[int]],
    stopping: Callable[[], bool],
) -> Counts:
    counts = Counts()
    rows = iter(batch)
    deadline = time.monotonic() + HOLD_SECONDS
    for mail in rows:
        if stopping() or time.monotonic() > deadline:
            _release([mail, *rows])
            break
        # Asked after the claim and row by row, as late as can be: a batch may be minutes on its way.
        if unwanted([mail]):
            counts.cancelled += _mark(mail, state=State.CANCELLED)
            continue
        try:
            counts += _send_one(mail, connection, at)
        except Outage as outage:
            log.warning("The mail server cannot be reached: %s", outage)
            counts = sum((_postpone(row, at, str(outage)) for row in [mail, *rows]), counts)
            break
    return counts


def _send_one(mail: OutgoingEmail, connection: BaseEmailBackend, at: datetime) -> Counts:
    _open(connection)
    try:
        message = build(mail)
        if mail.delivery != THIRD_PARTY:
            connection.send_messages([message])
        elif not hand_over(message, connection, begin=partial(_begin, mail, at)):
            _close(connection)
            return Counts()
    except Unanswered as error:
        # It may be in their inbox. A second copy is worse than a late one, so a person decides.
        log.warning("Mail %s may have arrived: %s", mail.pk, error)
        _close(connection)
        broke = _("The connection broke while it was being handed over.")
        return Counts(unknown=_mark(mail, state=State.UNKNOWN, attempts=mail.attempts + 1, last_error=broke))
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _refused(mail, connection, at, code, said)
    except SMTPSenderRefused as error:
        # The server will not have us, whoever the mail is for: a matter of settings, and no mail's fault.
        _close(connection)
        raise Outage(_in_words(error)) from error
    except SMTPResponseException as error:
        return _refused(mail, connection, at, error.smtp_code, error.smtp_error)
    except (OSError, SMTPException) as error:
        # The connection broke under this mail. The next one gets a new connection, this one its pause.
        _close(connection)
        return _postpone(mail, at, _in_words(error))
    except ValueError as error:
        # A header that cannot be written: trying again will not mend it.
        return _fail(mail, str(error))
    # Marked at once, each by itself: a worker that is killed now repeats one mail, not its whole batch.
    return Counts(sent=_mark(mail, state=State.SENT, sent_at=at, last_error="", attempts=mail.attempts + 1))


def _begin(mail: OutgoingEmail, at: datetime) -> bool:
    """Note that the text is about to leave. False if the row is no longer ours: then it must not."""
    # A commit of its own: after a kill this note is all that the next worker has to go by.
    mine = OutgoingEmail.objects.filter(pk=mail.pk, state=State.CLAIMED, claim=mail.claim)
    return bool(mine.update(began_at=at))


def _open(connection: BaseEmailBackend) -> None:
    try:
        # Opened apart from sending: a fault here says nothing about the mail, one later may.
        connection.open()
    except (OSError, SMTPException) as error:
        _close(connection)
        raise Outage(_in_words(error)) from error


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, SMTPException) as error:
        log.info("The mail server hung up before we did: %s", error)


def _refused(mail: OutgoingEmail, connection: BaseEmailBackend, at: datetime, code: int, said: bytes | str) -> Counts:
    # 421 is the server's good bye. And one that was refused between our own steps waits for the rest of that mail.
    if code == 421 or mail.delivery == THIRD_PARTY:
        _close(connection)
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    error = f"{code} {words}"
    # For good, says the server; asking again would only harm our name there. 4xx means: later.
    if 500 <= code < 600:
        return _fail(mail, error)
    return _postpone(mail, at, error)


def _postpone(mail: OutgoingEmail, at: datetime, error: str) -> Counts:
    # After the last pause it is for a person to see: the outbox shows why, and a button tries again.
    if mail.attempts >= len(PAUSES):
        return _fail(mail, error)
    pause = PAUSES[mail.attempts]
    # Cut to what the column holds: some servers answer with a page of advice.
    again = {"next_try_at": at + pause, "attempts": mail.attempts + 1, "last_error": error[:500]}
    # Only ever with a definite "not taken" or before the text began, so a mail to somebody else may go in line again.
    return Counts(postponed=_mark(mail, state=State.WAITING, began_at=None, **again))


def _fail(mail: OutgoingEmail, error: str) -> Counts:
    return Counts(failed=_mark(mail, state=State.FAILED, attempts=mail.attempts + 1, last_error=error[:500]))


def _release(batch: list[OutgoingEmail]) -> None:
    for mail in batch:
        _mark(mail, state=State.WAITING)


def _mark(mail: OutgoingEmail, **fields: object) -> int:
    """Write what became of a mail, if it is still ours. Returns the rows written: 1 or 0."""
    # Our lease may have run out in a long hang; then the row is another worker's, and its word stands.
    mine = OutgoingEmail.objects.filter(pk=mail.pk, state__in=[State.CLAIMED, State.UNKNOWN], claim=mail.claim)
    return mine.update(claim="", lease_until=None, **fields)


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return _("The mail server did not answer in time.")
    if isinstance(error, ConnectionRefusedError):
        return _("The mail server refused the connection.")
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__
