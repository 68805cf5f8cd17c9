"""Mails about anything that people can be called: ten thousand of them, each taken apart as a mail program does."""

import random
import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

import pytest
from icalendar import Calendar

from accounts.models import User
from outbox.message import write
from outbox.services import enqueue
from tests.factories import NOW
from tests.faults import figure
from tests.faults.conftest import Say
from tests.tracker.mail_readers import OCCASIONS, occasion
from tracker.mails import Mail, digest_mail, reminder_mail
from tracker.models import Reminder
from tracker.remembered import Memory

pytestmark = pytest.mark.django_db
MAILS = figure(10_000, 300)
SEED = 20_260_903

PIECES = [
    *("Acme & Sons <b>", 'O"Brien', "Smith, Jones; Partners", "a\\b", "it’s", "{{ user.password }}", "{% now %}"),
    *("\r\nBcc: everybody@else.example", "\nSubject: another", "\r\n\r\n<script>alert(1)</script>", "\r"),
    *("\x0b", "\x0c", "\x1b[31m", "\x07", "\x85", "\u2028", "\u202e drow", "\u2066x\u2069", "\ufeff", "\u200d"),
    *("الدكتور أمين السيد", "קוֹל קוֹרֵא", "山田太郎", "Tallinn Traffic OÜ", "👩🏽\u200d💻🏳️", "e" + "\u0301" * 60),
    *("x" * 1000, "word " * 200, "é" * 998, "ﷺ" * 40, "https://example.org/" + "a" * 1100, "From me", "%s %(x)s"),
    *("=?utf-8?q?=41?=", "=?utf-8?q?=0ABcc:_a@b.example?=", "=20=\n.", ".", "-- ", "", " ", "\t\ttabs"),
    *("a@b.example", "<a@b.example>, c@d.example", "(comment)", "BEGIN:VEVENT", "END:VCALENDAR\r\nX:y"),
]
HEADERS = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"} | {
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Content-Transfer-Encoding", "References")
}


def a_name(chance: random.Random) -> str:
    pieces = chance.choices(PIECES, k=chance.choice([1, 1, 1, 2, 3]))
    return chance.choice(["", " ", ", "]).join(pieces)[: chance.choice([20, 200, 1000, 3000])]


def renamed(reminder: Reminder, chance: random.Random) -> None:
    """Give everything in it another name. In memory only: no form takes these, an import or the admin might."""
    application, contact, interview = reminder.application, reminder.contact, reminder.interview
    assert contact is not None
    application.company.name, application.position = a_name(chance), a_name(chance)
    contact.name, contact.called = a_name(chance), a_name(chance)
    contact.email = chance.choice(["amin@tallinn-traffic.example", "", "δοκιμή@παράδειγμα.example"])
    reminder.title, reminder.subject, reminder.words = (
        a_name(chance),
        a_name(chance),
        "\n".join(a_name(chance) for _line in range(chance.randrange(4))),
    )
    if interview:
        interview.place = chance.choice([a_name(chance), "https://meet.example/" + a_name(chance)])


def a_mail(maya: User, reminders: list[Reminder], chance: random.Random) -> Mail:
    if chance.random() < 0.15:
        some = chance.sample(reminders, k=chance.randrange(2, len(reminders)))
        for reminder in some:
            renamed(reminder, chance)
        return digest_mail(maya, some, at=NOW)
    reminder = chance.choice(reminders)
    renamed(reminder, chance)
    memory = Memory(NOW - timedelta(days=1), chance.random() < 0.5, NOW - timedelta(days=2), a_name(chance))
    return reminder_mail(reminder, at=NOW, memory=memory)


def defects(part: MIMEPart) -> list[object]:
    """What the standard library objects to, in this part and those inside it."""
    found = [*part.defects, *(defect for value in part.values() for defect in value.defects)]
    return found + [defect for inner in part.iter_parts() for defect in defects(inner)]


def wrong_with(raw: bytes, mail: Mail) -> list[str]:
    """Everything that a mail program, or a reader, would stumble over."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    found = [repr(defect) for defect in defects(message)]
    lines = raw.split(b"\r\n")
    found += [f"a line of {len(line)} bytes" for line in lines if len(line) > 998]
    found += ["a bare line break" for line in lines if b"\n" in line or b"\r" in line]
    found += [f"{name}: {value}" for name, value in message.items() if name not in HEADERS]
    found += [f"twice: {name}" for name in set(message.keys()) if len(message.get_all(name, [])) > 1]
    if len(message["Subject"].splitlines()) != 1 or str(message["Subject"].strip()) != subject_of(mail):
        found.append(f"the subject {message['Subject']!r}, not {mail.subject!r}")
    if message["List-Unsubscribe"] != f"<{mail.unsubscribe}>":
        found.append(f"ended at {message['List-Unsubscribe']}")
    return found + wrong_inside(message, mail)


def subject_of(mail: Mail) -> str:
    """What of a subject can stand in a header: no control characters, and nothing that turns the line round."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", mail.subject)
    return shown.replace("=?", "= ?").strip()


def wrong_inside(message: EmailMessage, mail: Mail) -> list[str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    read = [part.get_content().splitlines() if part else None for part in (text, html)]
    found = [] if read == [mail.text.splitlines(), mail.html.splitlines()] else ["the words changed on the way"]
    if re.search(r"<script|<b>|<i>", mail.html):
        found.append("a name became markup")
    files = [part.get_content() for part in message.iter_attachments()]
    events = [event for file in files for event in Calendar.from_ical(file).walk("VEVENT")]
    if len(events) != mail.calendar.count("BEGIN:VEVENT\r\nSUMMARY"):
        found.append(f"{len(events)} events")
    return found


def test_any_names_make_mails_that_every_program_can_read(maya: User, say: Say) -> None:
    chance = random.Random(SEED)
    reminders = [occasion(maya, what, company=what) for what in OCCASIONS]
    wrong: list[tuple[int, list[str]]] = []
    for number in range(MAILS):
        mail = a_mail(maya, reminders, chance)
        row = enqueue(
            key=f"test:{number}",
            user=maya,
            to=maya.email,
            **{
                name: getattr(mail, name)
                for name in ("subject", "text", "html", "references", "unsubscribe", "calendar")
            },
            at=NOW,
        )
        if found := wrong_with(write(row).text, mail):
            wrong.append((number, found))
    assert wrong[:5] == []
    say(f"mails: {MAILS} generated (seed {SEED}), {len(wrong)} with a defect")
