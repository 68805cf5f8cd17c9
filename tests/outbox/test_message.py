"""A mail as its reader's mail program takes it apart: from whom, answered to whom, in which thread."""

from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from pytest_django import Settings

from outbox.delivery import Counts, send_due
from outbox.models import OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer, Received

pytestmark = pytest.mark.django_db


def received(server: MailServer, **fields: Any) -> Received:
    """A mail with these fields, sent to the server and read back."""
    OutgoingEmailFactory.create(**fields)
    assert send_due(at=NOW, unwanted=lambda mails: set()) == Counts(sent=1)
    return server.received[-1]


def sender(mail: Received) -> tuple[str, str]:
    """The name and the address in From, put together as mail programs do (RFC 2047)."""
    name, address = parseaddr(mail.header("From").replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


def test_a_letter_is_a_persons_own_in_every_header(mail_server: MailServer) -> None:
    mail = received(
        mail_server,
        third_party=True,
        message_id="<7@testserver>",
        in_reply_to="<2@tallinn-traffic.example>",
        references="<1@testserver> <2@tallinn-traffic.example>",
    )
    headers = {name: str(value) for name, value in mail.message.items()}
    written = headers.pop("Date")
    assert headers == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
        "Subject": "Thank you for the opportunity",
        "From": '"Maya Lindholm (via Bowout)" <bowout@testserver>',
        "To": "dana@tallinn-traffic.example",
        "Reply-To": OutgoingEmail.objects.get().reply_to,
        "Message-ID": "<7@testserver>",
        "In-Reply-To": "<2@tallinn-traffic.example>",
        "References": "<1@testserver> <2@tallinn-traffic.example>",
    }
    assert written != ""
    assert mail.text.splitlines() == OutgoingEmail.objects.get().text.splitlines()


def test_a_letter_that_answers_nothing_names_no_thread(mail_server: MailServer) -> None:
    mail = received(mail_server, third_party=True, from_name="")
    assert [mail.message[name] for name in ("In-Reply-To", "References", "Auto-Submitted")] == [None] * 3
    assert mail.message["From"] == "Bowout <bowout@testserver>"


def test_a_mail_to_the_user_says_that_a_machine_wrote_it(mail_server: MailServer) -> None:
    mail = received(mail_server)
    assert (mail.message["Auto-Submitted"], mail.message["Reply-To"]) == ("auto-generated", None)


NAMES = [
    "Maya Lindholm (via Bowout)",
    'Lindholm, "Maya" <maya@elsewhere.example>',
    "Maya; @Lindholm: [x] \\ back",
    "Žofie O’Neill-d’Artois",
    "Maya 🎉",
    "مايا ليندهولم (via Bowout)",
    "מאיה לינדהולם, " * 6 + "מאיה",
    "🎉" * 200,
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:12]))
def test_any_name_arrives_as_it_is_and_the_address_stays_ours(mail_server: MailServer, name: str) -> None:
    mail = received(mail_server, third_party=True, from_name=name)
    assert mail.envelope_from == "bowout@testserver"
    (address,) = mail.message["From"].addresses
    assert address.addr_spec == "bowout@testserver"
    assert sender(mail) == (name, "bowout@testserver")
    assert max(map(len, mail.raw.split("\r\n"))) < 250
    assert [header.defects for header in mail.message.values() if header.defects] == []


@pytest.mark.parametrize(
    ("setting", "kept"),
    [("bowout@testserver", "bowout@testserver"), ('"Bowout, ours" <out@box.example>', "out@box.example")],
)
def test_the_name_is_put_before_whatever_our_address_is(
    mail_server: MailServer, settings: Settings, setting: str, kept: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = setting
    mail = received(mail_server, third_party=True, from_name="Maya, via Bowout")
    assert (sender(mail), mail.envelope_from) == (("Maya, via Bowout", kept), kept)


@pytest.mark.parametrize(
    "text",
    [
        ".\n..\n.hidden\nFrom here on\n",
        "one\r\ntwo\r\n.\r\nthree",
        "Dear Žofie,\n\n🎉 شكرا\n",
        "x" * 5000 + "\n.\n" + "ž" * 5000,
        "no line break at the end",
    ],
    ids=["dots", "CRLF", "letters", "long lines", "one line"],
)
def test_the_text_arrives_word_for_word(mail_server: MailServer, text: str) -> None:
    mail = received(mail_server, third_party=True, text=text)
    assert mail.text.splitlines() == text.splitlines()
    assert mail.message.defects == []


def test_an_odd_subject_stays_one_line(mail_server: MailServer) -> None:
    subject = "Re: Žofie & Sons <b> 🎉 – " + "a long story " * 20
    assert str(received(mail_server, third_party=True, subject=subject).message["Subject"]).split() == subject.split()
