"""What became of a mail, written into its row, with the reason in words that a person understands."""

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from django.utils.translation import gettext as _

from accounts.text import legible
from outbox.claims import mark, mark_sent
from outbox.handover import RecipientRefused, Refused, SenderRefused, Unanswered
from outbox.models import PAUSES, OutgoingEmail

State = OutgoingEmail.State
SELF = OutgoingEmail.Delivery.SELF

# What one odd row can raise while it becomes a mail: trying again will not mend it.
UNWRITABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


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


def sent(mail: OutgoingEmail, at: datetime) -> Counts:
    """The server took it."""
    return Counts(sent=mark_sent(mail, at))


def cancelled(mail: OutgoingEmail) -> Counts:
    """It was no longer wanted."""
    return Counts(cancelled=mark(mail, state=State.CANCELLED, last_error=""))


def failed(mail: OutgoingEmail, error: str) -> Counts:
    """Trying again will not mend it; a person may."""
    # Cut to what the column holds: some servers answer with a page of advice.
    return Counts(failed=mark(mail, state=State.FAILED, attempts=mail.attempts + 1, last_error=error[:500]))


def postponed(mail: OutgoingEmail, at: datetime, error: str) -> Counts:
    """It surely has not arrived, and may later: the next pause."""
    # After the last pause it is for a person to see: the outbox shows why, and a button tries again.
    if mail.attempts >= len(PAUSES):
        return failed(mail, error)
    return _again(mail, at, PAUSES[mail.attempts], error)


def unanswered(mail: OutgoingEmail, at: datetime) -> Counts:
    """The text had begun to leave and no answer came: it may have arrived.

    To the user it is sent once more, under the same Message-ID. To anybody else never: a second copy is worse than
    a late one. Then a person decides.
    """
    broke = _("The connection broke while it was being handed over.")
    if mail.delivery == SELF and not mail.unanswered:
        return _again(mail, at, PAUSES[0], broke, unanswered=1)
    done = {"attempts": mail.attempts + 1, "unanswered": mail.unanswered + 1, "last_error": broke}
    return Counts(unknown=mark(mail, state=State.UNKNOWN, began_at=mail.began_at or at, **done))


def after(error: Exception, mail: OutgoingEmail, at: datetime) -> Counts:
    """What follows from an error that is this mail's own."""
    if isinstance(error, Unanswered):
        return unanswered(mail, at)
    # For good, says the server; asking again would only harm our name there. 4xx means: later.
    if isinstance(error, Refused) and error.for_good:
        return failed(mail, in_words(error))
    if isinstance(error, Refused | OSError | SMTPException):
        return postponed(mail, at, in_words(error))
    return failed(mail, _("It cannot be written as a mail: %(why)s") % {"why": error})


def _again(mail: OutgoingEmail, at: datetime, pause: timedelta, error: str, **more: int) -> Counts:
    tried = {"next_try_at": at + pause, "attempts": mail.attempts + 1, "last_error": error[:500]}
    # Never one to somebody else of which nobody knows: so it may go in line again.
    return Counts(postponed=mark(mail, state=State.WAITING, began_at=None, **tried, **more))


def in_words(error: Exception) -> str:
    """An error as a sentence, with the server's own words where it said any."""
    sentence, said = _sentence(error), _said(error)
    return f"{sentence} ({said})" if said else sentence


def _sentence(error: Exception) -> str:
    if isinstance(error, Refused):
        return _refusal(error)
    # The library hides that it waited in vain behind a connection that ended.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return _("The mail server did not answer in time.")
    for kind, sentence in _sentences():
        if isinstance(error, kind):
            return sentence
    return _("The mail server could not be reached.")


def _refusal(error: Refused) -> str:
    if error.plain:
        return error.said
    if isinstance(error, SenderRefused):
        if error.for_good:
            return _("The mail server does not take mail from our address.")
        return _("The mail server is not taking mail right now.")
    if not error.for_good:
        return _("The mail server asks to try again later.")
    if isinstance(error, RecipientRefused):
        return _("The mail server does not deliver to this address.")
    return _("The mail server does not take this mail.")


def _sentences() -> list[tuple[type[Exception] | tuple[type[Exception], ...], str]]:
    """The narrower kinds before those that they belong to."""
    return [
        (SMTPAuthenticationError, _("The mail server does not accept our user name or password.")),
        (SMTPNotSupportedError, _("The mail server lacks something that EMAIL_URL asks for, such as encryption.")),
        ((SMTPConnectError, SMTPHeloError), _("The mail server is not taking mail right now.")),
        (SMTPServerDisconnected, _("The mail server closed the connection.")),
        (SMTPException, _("The mail server answered in a way that makes no sense.")),
        (ConnectionRefusedError, _("The mail server refused the connection.")),
        (ConnectionError, _("The mail server closed the connection.")),
        (socket.gaierror, _("There is no mail server under the name that EMAIL_URL gives.")),
        (ssl.SSLCertVerificationError, _("The mail server’s certificate is not valid.")),
        (ssl.SSLError, _("No encrypted connection to the mail server could be made.")),
    ]


def _said(error: Exception) -> str:
    """The server's own words, with its code; for whoever looks after it."""
    if isinstance(error, Refused):
        return "" if error.plain else legible(f"{error.code} {error.said}", longest=500)
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        return legible(f"{error.smtp_code} {words}", longest=500)
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, SMTPNotSupportedError):
        return str(error)
    return ""
