"""One mail, handed over step by step, so that it is always known how far it got.

smtplib's own sendmail() raises the same errors before and after the server has the text. Before, a second try
is safe; after, it may be a second letter in somebody's inbox.
"""

import re
from collections.abc import Callable, Generator
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    quoteaddr,
)

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from outbox.line import Line, Words
from outbox.message import Written
from outbox.providers import fit, refusal, verdict

LINE_WITH_DOT = re.compile(rb"(?m)^\.")
GOOD_BYE, TOO_LARGE = 421, 552

# Yields whenever the server has to be waited for. True if it took the mail, False if `begin` said no.
Steps = Generator[None, None, bool]


class Unanswered(Exception):
    """The text had begun to leave, and no clear answer came: it may have arrived."""


class Stale(Exception):
    """The server had hung up while the line was idle, before it heard of this mail."""


class Refused(Exception):
    """The server said no, so it surely does not have the mail. `plain`: in words that need no explanation."""

    def __init__(self, code: int, said: bytes | str, *, plain: bool = False) -> None:
        self.code, self.plain = code, plain
        self.said = said.decode(errors="replace") if isinstance(said, bytes) else said
        super().__init__(f"{code} {self.said}")

    @property
    def for_good(self) -> bool:
        return 500 <= self.code < 600


class SenderRefused(Refused):
    """The server will not have us, whoever the mail is for: a matter of settings, and no mail's fault."""


class RecipientRefused(Refused):
    """The server does not take mail for this address."""


def in_steps(mail: Written, line: Line, begin: Callable[[], bool]) -> Steps:
    """Give one mail to the server.

    `begin` is called when all is ready and the text is about to leave; if it says no, nothing is sent. Raises
    Unanswered where the mail may have arrived; Refused, Stale, OSError and SMTPException only where it surely
    has not.
    """
    size = f" size={len(mail.text)}" if line.takes("size") else ""
    code, said = yield from _first(line, f"MAIL FROM:{quoteaddr(mail.sender)}{size}")
    line.dirty = line.used = True
    if code != 250:
        raise Refused(code, said) if code == TOO_LARGE else SenderRefused(code, said)
    code, said = yield from line.say(f"RCPT TO:{quoteaddr(mail.recipient)}")
    if code not in {250, 251}:
        raise RecipientRefused(code, said)
    if not begin():
        return False
    code, said = yield from line.say("DATA")
    if code != 354:  # refused before the first line of the text
        raise Refused(code, said)
    try:
        code, said = yield from line.give(_stuffed(mail.text))
    except (OSError, SMTPException) as error:
        raise Unanswered(str(error)) from error
    line.dirty = False
    _believe(code, said)
    return True


def _first(line: Line, command: str) -> Words:
    """The first words of a mail. Only here a line that was used before may turn out to be dead."""
    try:
        if line.dirty:
            yield from line.say("RSET")
        code, said = yield from line.say(command)
    except (ConnectionError, SMTPServerDisconnected) as error:
        if line.used:
            raise Stale(str(error)) from error
        raise
    # Many servers end a connection after so many mails, and say so in answer to the next.
    if code == GOOD_BYE and line.used:
        raise Stale(said.decode(errors="replace"))
    return code, said


def _stuffed(text: bytes) -> bytes:
    """The text as it goes over the wire: a dot alone on a line ends it, so the text's own dots are doubled."""
    end = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    return LINE_WITH_DOT.sub(b"..", text) + end


def _believe(code: int, said: bytes | str) -> None:
    """The server's word after the text. Raises Refused if it did not take it."""
    if 200 <= code < 300:
        return
    # Only a 2xx makes the server answerable for the mail; with 4xx or 5xx it says that it did not take it, and the
    # mail stays ours (RFC 5321, 4.2.1 and 6.1). So after a 4xx here a second try makes no second copy.
    if 400 <= code < 600:
        raise Refused(code, said)
    raise Unanswered(f"{code} {said!r}")


def at_once(message: EmailMessage, connection: BaseEmailBackend, begin: Callable[[], bool]) -> bool:
    """Through any other backend, which does not say how far it got. Raises Refused or Unanswered."""
    fit(message, connection)
    message.message()  # a header that cannot be written ends here
    if not begin():
        return False
    try:
        sent = connection.send_messages([message])
    # These come before the text.
    except SMTPRecipientsRefused as error:
        raise RecipientRefused(*next(iter(error.recipients.values()))) from error
    except (SMTPConnectError, SMTPHeloError, SMTPAuthenticationError, SMTPSenderRefused) as error:
        raise SenderRefused(error.smtp_code, error.smtp_error) from error
    except SMTPDataError as error:
        _believe(error.smtp_code, error.smtp_error)
        return True
    except Exception as error:
        # Each service has errors of its own; few say whether the mail was on its way.
        known = verdict(error)
        if known is None:
            raise Unanswered(str(error) or type(error).__name__) from error
        raise _as_refused(*known) from error
    if sent == 0:
        raise Unanswered("0 sent")
    # Some refusals are no error to who asked.
    if silent := refusal(message, connection):
        raise _as_refused(*silent)
    return True


def _as_refused(code: int, words: str) -> Refused:
    return (SenderRefused if code == GOOD_BYE else Refused)(code, words, plain=True)
