"""Why a mail did not leave, in words for whoever reads the outbox, and the server's own beside them."""

import socket
import ssl
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPServerDisconnected,
)

import pytest
from pytest_django import Settings

from outbox.delivery import Counts, send_due
from outbox.handover import RecipientRefused, Refused, SenderRefused
from outbox.models import OutgoingEmail
from outbox.outcomes import in_words
from tests.factories import NOW, OutgoingEmailFactory
from tests.outbox.oddserver import OddServer

NOT_NOW = "The mail server is not taking mail right now."
HUNG_UP = "The mail server closed the connection."
TOO_LATE = "The mail server did not answer in time."


def waited_in_vain() -> SMTPServerDisconnected:
    """As the library tells of a timeout."""
    try:
        try:
            raise TimeoutError("timed out")
        except TimeoutError:
            raise SMTPServerDisconnected("Connection unexpectedly closed: timed out")  # noqa: B904
    except SMTPServerDisconnected as error:
        return error


def not_theirs() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError("timed out"), TOO_LATE),
        (waited_in_vain(), TOO_LATE),
        (ConnectionRefusedError(111, "Connection refused"), "The mail server refused the connection."),
        (ConnectionResetError(104, "Connection reset by peer"), HUNG_UP),
        (BrokenPipeError(32, "Broken pipe"), HUNG_UP),
        (SMTPServerDisconnected("Connection unexpectedly closed"), HUNG_UP),
        (OSError(113, "No route to host"), "The mail server could not be reached."),
        (
            socket.gaierror(-2, "Name or service not known"),
            "There is no mail server under the name that EMAIL_URL gives.",
        ),
        (
            SMTPAuthenticationError(535, b"5.7.8 Bad credentials"),
            "The mail server does not accept our user name or password. (535 5.7.8 Bad credentials)",
        ),
        (
            SMTPNotSupportedError("STARTTLS extension not supported by server."),
            "The mail server lacks something that EMAIL_URL asks for, such as encryption. "
            "(STARTTLS extension not supported by server.)",
        ),
        (SMTPConnectError(554, "No SMTP service here"), f"{NOT_NOW} (554 No SMTP service here)"),
        (SMTPHeloError(421, b"later"), f"{NOT_NOW} (421 later)"),
        (not_theirs(), "The mail server’s certificate is not valid. (certificate has expired)"),
        (ssl.SSLError(1, "wrong version number"), "No encrypted connection to the mail server could be made."),
        (SMTPException("An answer without end."), "The mail server answered in a way that makes no sense."),
        (SenderRefused(451, b"not now"), f"{NOT_NOW} (451 not now)"),
        (SenderRefused(550, b"not you"), "The mail server does not take mail from our address. (550 not you)"),
        (
            RecipientRefused(550, b"5.1.1 No such user\n5.1.1 at all"),
            "The mail server does not deliver to this address. (550 5.1.1 No such user 5.1.1 at all)",
        ),
        (RecipientRefused(450, b"greylisted"), "The mail server asks to try again later. (450 greylisted)"),
        (Refused(452, b"full"), "The mail server asks to try again later. (452 full)"),
        (Refused(554, b"spam \xff\x00\x1b[31m"), "The mail server does not take this mail. (554 spam \ufffd[31m)"),
        (Refused(550, "Postmark does not take it: no", plain=True), "Postmark does not take it: no"),
        (SenderRefused(421, "The mail provider is away.", plain=True), "The mail provider is away."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_every_fault_is_a_sentence_with_what_the_server_said(error: Exception, words: str) -> None:
    assert in_words(error) == words


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["rcpt", "data", "text"])
def test_a_page_of_advice_is_cut_to_what_a_row_holds(settings: Settings, step: str) -> None:
    with OddServer() as server:
        settings.MAIL_CONFIGURED = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.odd = {step: "550-" + "see our pages " * 200 + "\r\n550 " + "and those " * 200}
        OutgoingEmailFactory.create()
        assert send_due(at=NOW, unwanted=lambda mails: set()) == Counts(failed=1)
    row = OutgoingEmail.objects.get()
    assert (len(row.last_error), row.state) == (500, "failed")


@pytest.mark.django_db
def test_a_name_that_nobody_knows_is_no_mails_fault(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.invalid", 25
    rows = [OutgoingEmailFactory.create() for _ in range(2)]
    assert send_due(at=NOW, unwanted=lambda mails: set()) == Counts(postponed=2)
    rows[1].refresh_from_db()
    assert rows[1].last_error == "There is no mail server under the name that EMAIL_URL gives."
