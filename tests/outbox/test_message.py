"""A mail as its reader's mail program takes it apart: from whom, answered to whom, in which thread."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from outbox.delivery import Counts, send_due
from outbox.message import build, write
from outbox.models import OutgoingEmail
from outbox.services import UNDO, enqueue
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer, Received

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


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


# --- more in the head, and files


LINKS = [
    "https://jobs.lindholm.example/mail/stop/" + "a1_-" * 30 + ":1u2v3w:" + "Zz09-_" * 9 + "/",
    "https://jobs.lindholm.example/mail/stop/?kind=stay_in_touch;user=7,8&sign=" + "x" * 400,
    "https://xn--bcher-kva.example/%C5%BEofie/" + "~" * 100,
]


@pytest.mark.parametrize("link", LINKS, ids=["signed", "longest", "encoded"])
def test_the_way_out_stands_on_one_line_as_it_is(mail_server: MailServer, link: str) -> None:
    link = link[:500]
    mail = received(mail_server, unsubscribe=link)
    assert f"\r\nList-Unsubscribe: <{link}>\r\n" in mail.raw
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in mail.raw
    assert max(map(len, mail.raw.split("\r\n"))) <= 998


def test_a_mail_that_nobody_can_end_names_no_way_out(mail_server: MailServer) -> None:
    mail = received(mail_server)
    assert (mail.message["List-Unsubscribe"], mail.message["List-Unsubscribe-Post"]) == (None, None)


CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bowout//EN\r\nBEGIN:VEVENT\r\nUID:7@testserver\r\n"
    "DTSTART:20260910T143000Z\r\nSUMMARY:Panel with Žofie 🎉 at Tallinn Traffic\r\n"
    "DESCRIPTION:A long line that was folded\r\n  after some words\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_an_interview_comes_along_as_a_calendar_file_to_the_last_byte(mail_server: MailServer) -> None:
    mail = received(mail_server, text="Tomorrow.", html="<p>Tomorrow.</p>", calendar=CALENDAR)
    (file,) = mail.message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "interview.ics")
    assert file.get_payload(decode=True) == CALENDAR.encode()
    assert (mail.text.strip(), mail.html.strip()) == ("Tomorrow.", "<p>Tomorrow.</p>")
    assert [part.defects for part in mail.message.walk() if part.defects] == []


# --- what others typed


ODD_WORDS = [
    "Acme\r\nBcc: everybody@example.org",
    "Acme\nX-Evil: 1\n\n<script>",
    "x" * 1000,
    "ž" * 1000,
    "🎉 " * 500,
    "\u202eevil\u202c Acme\u2066\u200f",
    "\x00\x0b\x1c\x85\u2028Acme",
    "=?utf-8?q?Bcc=3A_x=40y=2Eexample?=",
    '"Acme" <everybody@example.org>, other@example.org',
    "Acme; , : \\ ( [ @",
    "e" + "\u0301" * 1000,
    "\ud83d half",
]
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "In-Reply-To",
    "References", "Content-Transfer-Encoding",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_WORDS, ids=lambda odd: ascii(odd[:12]))
def test_no_words_of_others_become_a_header_or_a_recipient(mail_server: MailServer, maya: User, odd: str) -> None:
    enqueue(
        key="letter:7:1",
        user=maya,
        to="dana@tallinn-traffic.example",
        subject=odd,
        text=odd.replace("\ud83d", "").replace("\x00", ""),
        at=NOW,
        delivery=OutgoingEmail.Delivery.THIRD_PARTY,
        from_name=odd,
        in_reply_to=odd,
        references=odd,
    )
    assert send_due(at=NOW + UNDO, unwanted=lambda mails: set()) == Counts(sent=1)
    (mail,) = mail_server.received
    assert set(mail.message.keys()) <= HEADERS
    assert [len(mail.message.get_all(name, [])) for name in sorted(HEADERS & set(mail.message.keys()))].count(
        1
    ) == len(mail.message.keys())
    assert mail.to == ["dana@tallinn-traffic.example"]
    assert [str(address) for address in mail.message["To"].addresses] == ["dana@tallinn-traffic.example"]
    assert [address.addr_spec for address in mail.message["From"].addresses] == ["bowout@testserver"]
    assert max(map(len, mail.raw.split("\r\n"))) <= 998
    assert [part.defects for part in mail.message.walk() if part.defects] == []
    assert [header.defects for header in mail.message.values() if header.defects] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"unsubscribe": "https://x.example/\nBcc: everybody@example.org"},
        {"message_id": "<1@x>\r\nBcc: everybody@example.org"},
        {"to": "maya@lindholm.example\r\nRCPT TO:<everybody@example.org>"},
    ],
)
def test_a_line_break_that_got_into_a_row_all_the_same_ends_the_mail_and_nothing_leaves(
    mail_server: MailServer, fields: dict[str, str]
) -> None:
    OutgoingEmailFactory.create(**fields)
    assert send_due(at=NOW, unwanted=lambda mails: set()) == Counts(failed=1)
    assert mail_server.received == []
    assert OutgoingEmail.objects.get().last_error.startswith("It cannot be written as a mail: ")


def test_both_ways_out_carry_the_same_mail() -> None:
    """What goes to a mail server and what a provider is given."""
    mail = OutgoingEmailFactory.create(subject="Today: thank Žofie", unsubscribe=LINKS[0], calendar=CALENDAR)
    ways = (write(mail).text, build(mail).message().as_bytes())
    parts = [message_from_bytes(written, policy=default) for written in ways]
    heads = [{name: str(value).strip() for name, value in part.items()} for part in parts]
    differ = {"Content-Type", "Date"}  # by the line between the parts, and by the second
    assert [{name: head[name] for name in head.keys() - differ} for head in heads[:1]] == [
        {name: head[name] for name in head.keys() - differ} for head in heads[1:]
    ]
    texts = [[part.get_content() for part in whole.walk() if not part.is_multipart()] for whole in parts]
    assert [str(text).splitlines() for text in texts[0]] == [str(text).splitlines() for text in texts[1]]
