"""What a mail provider's answer means for a mail: taken, later, never, settings to mend, or nobody knows.

Each is asked over real HTTP, by anymail's own backends.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import get_connection
from pytest_django import Settings

from accounts.models import User
from config.providers import anymail
from outbox.delivery import Counts, Sender, send_due
from outbox.message import build
from outbox.models import OutgoingEmail
from outbox.providers import LATER, NEVER, NOT_US, fit, refusal, verdict
from tests.factories import NOW, OutgoingEmailFactory
from tests.outbox.provider import TAKEN, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOBODY_KNOWS = None
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Postmark on loopback, and Bowout set up to use it, with less patience than in earnest."""
    with Provider() as running:
        monkeypatch.setenv("ANYMAIL_POSTMARK_SERVER_TOKEN", "the token")
        monkeypatch.setenv("ANYMAIL_POSTMARK_API_URL", running.url)
        settings.ANYMAIL = anymail("postmark") | {"REQUESTS_TIMEOUT": (0.3, 0.3)}
        settings.MAIL_TRANSPORT = "anymail.backends.postmark.EmailBackend"
        settings.MAIL_CONFIGURED = True
        yield running


def reminder(maya: User, **fields: Any) -> OutgoingEmail:
    return OutgoingEmailFactory.create(user=maya, **fields)


def said(mail: OutgoingEmail, transport: str = "postmark") -> tuple[int, str] | str | None:
    """What becomes of a mail that is handed over: "taken", or the meaning of the refusal."""
    connection = get_connection(f"anymail.backends.{transport}.EmailBackend")
    message = build(mail)
    fit(message, connection)
    try:
        connection.send_messages([message])
    except Exception as error:  # which one it is, is what is asked
        return verdict(error)
    finally:
        connection.close()
    return refusal(message, connection) or "taken"


# --- what it is given


def test_a_mail_goes_with_all_its_headers_and_its_calendar_file(provider: Provider, maya: User) -> None:
    mail = reminder(
        maya,
        subject="Übermorgen: Gespräch",
        text="Thank Dr. El-Sayed.\n",
        reply_to="maya@lindholm.example",
        from_name="Maya Lindholm (via Bowout)",
        references="<one@testserver>",
        in_reply_to="<one@testserver>",
        unsubscribe="http://testserver/stop/abc/",
        calendar=CALENDAR,
    )
    assert said(mail) == "taken"
    (sent,) = provider.received
    assert provider.keys == ["the token"]
    assert (sent["To"], sent["From"]) == ("maya@lindholm.example", '"Maya Lindholm (via Bowout)" <bowout@testserver>')
    assert (sent["Subject"], sent["ReplyTo"]) == ("Übermorgen: Gespräch", "maya@lindholm.example")
    assert (sent["TextBody"], sent["HtmlBody"]) == (mail.text, mail.html)
    assert {header["Name"]: header["Value"] for header in sent["Headers"]} == {
        "Message-ID": mail.message_id,
        "In-Reply-To": "<one@testserver>",
        "References": "<one@testserver>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<http://testserver/stop/abc/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        # Without it Postmark would put a Message-ID of its own in place of ours.
        "X-PM-KeepID": "true",
    }
    (file,) = sent["Attachments"]
    assert (file["Name"], file["ContentType"]) == ("interview.ics", 'text/calendar; charset="utf-8"')


def test_mailjet_refuses_a_message_id_so_it_gets_none(provider: Provider, maya: User, settings: Settings) -> None:
    settings.ANYMAIL = {"MAILJET_API_KEY": "a", "MAILJET_SECRET_KEY": "b", "MAILJET_API_URL": provider.url}
    said(reminder(maya), "mailjet")
    (sent,) = provider.received
    assert sent["Globals"]["Headers"] == {"Auto-Submitted": "auto-generated"}


# --- what it answers


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, TAKEN, "taken"),
        (
            422,
            {"ErrorCode": 300, "Message": "Invalid 'To' address: 'maya@lindholm.example'."},
            (NEVER, "Postmark does not deliver to this address: Invalid 'To' address: 'maya@lindholm.example'."),
        ),
        (  # anymail counts this as sent, since the address is not quite the one it asked for
            422,
            {"ErrorCode": 300, "Message": "Invalid 'To' address: 'm.lindholm'."},
            (NEVER, "Postmark does not take it: Invalid 'To' address: 'm.lindholm'."),
        ),
        (
            422,
            {
                "ErrorCode": 406,
                "Message": "Found inactive addresses: maya@lindholm.example.\n Inactive recipients are…",
            },
            (
                NEVER,
                "Postmark does not deliver to this address: Found inactive addresses: maya@lindholm.example. "
                "Inactive recipients are…",
            ),
        ),
        (
            422,
            {"ErrorCode": 300, "Message": "Invalid 'From' address: 'bowout@testserver'."},
            (NEVER, "Postmark does not take it: Invalid 'From' address: 'bowout@testserver'."),
        ),
        (413, "", (NEVER, "Postmark does not take it: Request Entity Too Large")),
        (401, {"Message": "No valid token"}, (NOT_US, "Postmark does not let us in: No valid token")),
        (402, {"error": "Please pay"}, (NOT_US, "Postmark does not let us in: Please pay")),
        (404, "<html>", (NOT_US, "Postmark does not let us in: Not Found")),
        (403, {"detail": "not this one"}, (LATER, "Postmark does not take it now: not this one")),
        (408, "", (LATER, "Postmark does not take it now: Request Timeout")),
        (429, {"errors": [{"message": "Slow down"}]}, (LATER, "Postmark does not take it now: Slow down")),
        (503, {"message": "At lunch"}, (LATER, "Postmark does not take it now: At lunch")),
        (500, {"message": "Oops"}, NOBODY_KNOWS),
        (502, "<html>", NOBODY_KNOWS),
        (504, "", NOBODY_KNOWS),
        (200, "no data at all", NOBODY_KNOWS),
        (200, {"surprise": True}, NOBODY_KNOWS),
    ],
)
def test_an_answer_means_taken_later_never_settings_to_mend_or_nobody_knows(
    provider: Provider, maya: User, status: int, body: Any, meaning: Any
) -> None:
    provider.answers(status, body)
    assert said(reminder(maya)) == meaning
    assert len(provider.received) == 1


@pytest.mark.parametrize("way", ["hangs", "breaks"])
def test_of_a_mail_that_was_taken_without_an_answer_nobody_knows(provider: Provider, maya: User, way: str) -> None:
    getattr(provider, way)()
    began = time.monotonic()
    assert said(reminder(maya)) is NOBODY_KNOWS
    assert len(provider.received) == 1
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://no-such-provider.invalid/", "https://127.0.0.1:9/", "http://[::1]:9/"]
)
def test_who_cannot_be_reached_has_no_mail_of_ours(
    provider: Provider, maya: User, settings: Settings, url: str
) -> None:
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": url}
    assert said(reminder(maya)) == (NOT_US, "The mail provider could not be reached.")
    assert provider.received == []


@pytest.mark.parametrize(
    ("transport", "status", "body", "meaning"),
    [
        ("sendgrid", 400, {"errors": [{"message": "The to is odd", "field": "x"}]}, (NEVER, "The to is odd")),
        ("brevo", 400, {"code": "invalid_parameter", "message": "email is not valid"}, (NEVER, "email is not valid")),
        ("resend", 422, {"statusCode": 422, "message": "Invalid `to` field."}, (NEVER, "Invalid `to` field.")),
        (
            "mailjet",
            400,
            {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "mj", "ErrorMessage": "Not an address"}]}]},
            (NEVER, "Not an address"),  # and this
        ),
        ("mailjet", 400, {"ErrorCode": "mj", "ErrorMessage": "Not JSON"}, (NEVER, "Not JSON")),
        ("postal", 200, {"status": "parameter-error", "data": {"message": "To is blank"}}, (NEVER, "To is blank")),
        ("mailersend", 422, {"message": "", "errors": ["must be valid"]}, (NEVER, "must be valid")),
        ("scaleway", 200, {"emails": [{"id": "1", "rcpt_to": "x@y.example", "status": "failed"}]}, (NEVER, "OK")),
    ],
)
@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
def test_each_provider_has_its_own_place_for_the_reason(
    provider: Provider, maya: User, settings: Settings, transport: str, status: int, body: Any, meaning: Any
) -> None:
    keys = dict.fromkeys(["API_KEY", "SECRET_KEY", "API_TOKEN", "PROJECT_ID"], "k") | {"API_URL": provider.url}
    settings.ANYMAIL = {f"{transport.upper()}_{name}": value for name, value in keys.items()}
    provider.answers(status, body)
    found = said(reminder(maya), transport)
    assert isinstance(found, tuple)
    assert (found[0], found[1].split(": ")[-1]) == meaning
    assert len(provider.received) == 1


def test_a_reason_is_one_line_of_words_however_long_and_odd(provider: Provider, maya: User) -> None:
    provider.answers(400, {"Message": "No\r\nBcc: x\0\u202e" + "!" * 1000})
    assert said(reminder(maya)) == (NEVER, f"Postmark does not take it: No Bcc: x{'!' * 291}")


def test_an_address_that_is_none_never_leaves(provider: Provider, maya: User) -> None:
    assert said(reminder(maya, to="no address")) == (
        NEVER,
        "Invalid email address 'no' in `to` parsed from 'no address'",
    )
    assert provider.received == []


@pytest.mark.parametrize("error", [ValueError("odd"), TimeoutError(), RuntimeError()])
def test_an_error_that_is_not_the_providers_means_nothing_to_us(error: Exception) -> None:
    assert verdict(error) is None


# --- what becomes of the mail


def send(at: datetime = NOW) -> Counts:
    return send_due(at=at, unwanted=lambda _mails: set())


def a_letter(maya: User, **fields: Any) -> OutgoingEmail:
    return OutgoingEmailFactory.create(user=maya, third_party=True, **fields)


KINDS = pytest.mark.parametrize("write", [reminder, a_letter], ids=["to oneself", "a letter"])


def stands(mail: OutgoingEmail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.last_error


@KINDS
def test_what_is_taken_is_sent_once(provider: Provider, maya: User, write: Any) -> None:
    mail = write(maya)
    assert (send(), send()) == (Counts(sent=1), Counts())
    assert (stands(mail), len(provider.received)) == (("sent", ""), 1)


@KINDS
@pytest.mark.parametrize(
    "said",
    [
        {"ErrorCode": 300, "Message": "Invalid 'To' address: 'somebody else'."},
        {"ErrorCode": 10, "Message": "The sender is not confirmed."},
    ],
)
def test_what_is_refused_for_good_failed_at_once_with_the_reason(
    provider: Provider, maya: User, write: Any, said: dict[str, Any]
) -> None:
    provider.answers(422, said)
    mail = write(maya)
    assert (send(), send(NOW + WEEK)) == (Counts(failed=1), Counts())
    assert stands(mail) == ("failed", f"Postmark does not take it: {said['Message']}")
    assert len(provider.received) == 1


@KINDS
@pytest.mark.parametrize("status", [403, 429, 503])
def test_what_is_not_taken_now_is_tried_again_and_holds_up_nobody(
    provider: Provider, maya: User, write: Any, status: int
) -> None:
    provider.answers(status, {"Message": "not now"})
    mail, other = write(maya), write(maya)
    assert send() == Counts(postponed=2)
    assert len(provider.received) == 2
    assert stands(mail) == stands(other) == ("waiting", "Postmark does not take it now: not now")
    provider.answers(200, TAKEN)
    assert send(NOW + MINUTE) == Counts(sent=2)


@KINDS
def test_a_wrong_key_is_no_mails_fault_and_is_asked_once_for_all(provider: Provider, maya: User, write: Any) -> None:
    provider.answers(401, {"Message": "No valid token"})
    mails = [write(maya) for _ in range(3)]
    assert send() == Counts(postponed=3)
    assert len(provider.received) == 1
    assert {stands(mail) for mail in mails} == {("waiting", "Postmark does not let us in: No valid token")}
    provider.answers(200, TAKEN)
    assert send(NOW + MINUTE) == Counts(sent=3)


@KINDS
def test_a_provider_that_cannot_be_reached_is_an_outage(
    provider: Provider, maya: User, settings: Settings, write: Any
) -> None:
    here = settings.ANYMAIL
    settings.ANYMAIL = here | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    mails = [write(maya) for _ in range(3)]
    assert send() == Counts(postponed=3)
    assert {stands(mail) for mail in mails} == {("waiting", "The mail provider could not be reached.")}
    settings.ANYMAIL = here
    assert send(NOW + MINUTE) == Counts(sent=3)
    assert len(provider.received) == 3


def no_answer(provider: Provider, way: str) -> None:
    if way == "500":
        provider.answers(500, {"Message": "Oops"})
    else:
        getattr(provider, way)()


@pytest.mark.parametrize("way", ["500", "hangs", "breaks"])
def test_a_letter_without_an_answer_is_never_repeated_by_itself(provider: Provider, maya: User, way: str) -> None:
    no_answer(provider, way)
    mail = a_letter(maya)
    assert (send(), send(NOW + WEEK)) == (Counts(unknown=1), Counts())
    assert stands(mail)[0] == "unknown"
    assert len(provider.received) == 1


@pytest.mark.parametrize("way", ["500", "hangs", "breaks"])
def test_a_mail_to_oneself_without_an_answer_is_repeated_once_under_the_same_message_id(
    provider: Provider, maya: User, way: str
) -> None:
    no_answer(provider, way)
    mail = reminder(maya)
    assert (send(), send(NOW + MINUTE), send(NOW + WEEK)) == (Counts(postponed=1), Counts(unknown=1), Counts())
    assert stands(mail)[0] == "unknown"
    ids = [
        header["Value"] for sent in provider.received for header in sent["Headers"] if header["Name"] == "Message-ID"
    ]
    assert ids == [mail.message_id, mail.message_id]


def test_a_connection_is_kept_while_there_is_something_to_send_and_no_longer(provider: Provider, maya: User) -> None:
    with Sender() as sender:

        def send_kept() -> Counts:
            return send_due(at=NOW, unwanted=lambda _mails: set(), sender=sender)

        reminder(maya), reminder(maya)
        assert (send_kept(), provider.connections) == (Counts(sent=2), 1)
        assert send_kept() == Counts()
        reminder(maya)
        assert (send_kept(), provider.connections) == (Counts(sent=1), 2)
