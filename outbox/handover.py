"""A mail to somebody else, handed over step by step, so that it is always known how far it got.

smtplib's own sendmail() raises the same errors before and after the server has the text. Before, a second try
is safe; after, it may be a second letter in somebody's inbox.
"""

import re
from collections.abc import Callable
from email.generator import BytesGenerator
from io import BytesIO
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

LINE_WITH_DOT = re.compile(rb"(?m)^\.")


class Unanswered(Exception):
    """The text had begun to leave, and no clear answer came: it may have arrived."""


def hand_over(message: EmailMessage, connection: BaseEmailBackend, *, begin: Callable[[], bool]) -> bool:
    """Give one mail to the server, on a connection that is open. True if the server took it.

    `begin` is called when all is ready and the text is about to leave; if it says no, nothing is sent and the
    answer is False. Raises Unanswered where the mail may have arrived; smtplib's errors, OSError and ValueError
    only where it surely has not.
    """
    # Exactly this class: one derived from it may send in a way of its own.
    if type(connection) is EmailBackend and connection.connection is not None:
        return _in_steps(message, connection.connection, begin)
    return _at_once(message, connection, begin)


def _in_steps(message: EmailMessage, smtp: SMTP, begin: Callable[[], bool]) -> bool:
    charset = message.encoding or settings.DEFAULT_CHARSET
    sender = sanitize_address(message.from_email, charset)
    recipient = sanitize_address(message.to[0], charset)
    # Written out before the first command: a header that cannot be written ends here.
    text = _written_out(message)
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(sender, [f"size={len(text)}"] if smtp.has_extn("size") else [])
    if code != 250:
        raise SMTPSenderRefused(code, said, sender)
    code, said = smtp.rcpt(recipient)
    if code not in {250, 251}:
        raise SMTPRecipientsRefused({recipient: (code, said)})
    if not begin():
        return False
    code, said = smtp.docmd("DATA")
    if code != 354:  # refused before the first line of the text
        raise SMTPDataError(code, said)
    try:
        smtp.send(_stuffed(text))
        code, said = smtp.getreply()
    except (OSError, SMTPException) as error:
        raise Unanswered(str(error)) from error
    return _verdict(code, said)


def _written_out(message: EmailMessage) -> bytes:
    written = BytesIO()
    # Without mangling: a line that begins with "From " is theirs to read as it was typed.
    BytesGenerator(written, mangle_from_=False).flatten(message.message(), linesep="\r\n")
    return written.getvalue()


def _stuffed(text: bytes) -> bytes:
    """The text as it goes over the wire: a dot alone on a line ends it, so the text's own dots are doubled."""
    end = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    return LINE_WITH_DOT.sub(b"..", text) + end


def _verdict(code: int, said: bytes) -> bool:
    """The server's word after the text. Raises SMTPDataError if it did not take it."""
    if 200 <= code < 300:
        return True
    # Only a 2xx makes the server answerable for the mail; with 4xx or 5xx it says that it did not take it, and the
    # mail stays ours (RFC 5321, 4.2.1 and 6.1). So after a 4xx here a second try makes no second copy.
    if 400 <= code < 600:
        raise SMTPDataError(code, said)
    raise Unanswered(f"{code} {said.decode(errors='replace')}")


def _at_once(message: EmailMessage, connection: BaseEmailBackend, begin: Callable[[], bool]) -> bool:
    """Through any other backend, which does not say how far it got."""
    message.message()  # a header that cannot be written ends here
    if not begin():
        return False
    try:
        sent = connection.send_messages([message])
    except (SMTPHeloError, SMTPAuthenticationError, SMTPSenderRefused, SMTPRecipientsRefused):
        raise  # these come before the text
    except SMTPDataError as error:
        said = error.smtp_error
        return _verdict(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    except Exception as error:
        # Each service has errors of its own, and none says whether the mail was on its way.
        raise Unanswered(str(error) or type(error).__name__) from error
    if sent == 0:
        raise Unanswered("0 sent")
    return True
