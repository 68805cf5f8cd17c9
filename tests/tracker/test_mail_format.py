"""How a reminder mail is made: the same words as text and as HTML, safe names, short lines, no defects."""

import re
from email.message import EmailMessage

import pytest

from accounts.models import User
from tests.factories import NOW
from tests.tracker.mail_readers import LINK, OCCASIONS, occasion, sent, words_of_html, words_of_text
from tracker.mails import Mail, reminder_mail, wrap

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MARKUP = "Acme & Sons <b>O'Brien</b>"
TWO_LINES = "Acme\r\nBcc: everybody@else.example"
LONG = "Llanfair" * 125
# Done, later, and no more of this kind: the keys in them are long, and broken they would open nothing.
OUR_LINKS = [f"http://testserver/{where}/" for where in ("mail-link", "mail-link", "unsubscribe")]
RIGHT_TO_LEFT = "الدكتور أمين السيد " * 10


@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
@pytest.mark.parametrize("what", OCCASIONS)
def test_text_and_html_say_the_same_words_in_the_same_order(maya: User, what: str, full: bool) -> None:
    reminder = occasion(maya, what, contact=full, words=full, place=LINK if full else "", zone="Asia/Kathmandu")
    if full:
        reminder.application.note_set.create(kind="note", text="They like <short> notes", at=NOW)

    mail = reminder_mail(reminder, at=NOW)

    assert words_of_html(mail) == words_of_text(mail)


@pytest.mark.parametrize("what", OCCASIONS)
def test_names_are_escaped_in_html_and_plain_in_text(maya: User, what: str) -> None:
    mail = reminder_mail(occasion(maya, what, company=MARKUP, place="<i>Room 1</i>"), at=NOW)

    assert MARKUP in mail.subject
    assert MARKUP in words_of_text(mail)
    assert "&" not in words_of_text(mail).replace(MARKUP, "")
    assert "<bdi>Acme &amp; Sons &lt;b&gt;O&#x27;Brien&lt;/b&gt;</bdi>" in mail.html
    assert [tag for tag in ("<b>", "<i>") if tag in mail.html] == []
    assert words_of_html(mail) == words_of_text(mail)


@pytest.mark.parametrize("what", OCCASIONS)
def test_a_line_break_in_a_name_stays_out_of_the_subject(maya: User, what: str) -> None:
    reminder = occasion(maya, what, company=TWO_LINES)
    assert reminder.contact is not None
    reminder.contact.name = reminder.contact.called = TWO_LINES

    mail = reminder_mail(reminder, at=NOW)
    message = sent(mail)

    assert len(mail.subject.splitlines()) == 1
    assert message["Subject"] == mail.subject
    assert message["Bcc"] is None


def long_lines(mail: Mail) -> list[str]:
    """What is longer than 76 characters; of our own links, where they lead."""
    found = [line.strip() for line in mail.text.splitlines() if len(line) > 76]
    return [re.sub(r"(http://testserver/[a-z-]+/)\S+", r"\1", line) for line in found]


def defects(message: EmailMessage) -> list[object]:
    found: list[object] = []
    for part in message.walk():
        found += part.defects
        for value in part.values():
            found += value.defects
    return found


@pytest.mark.parametrize("what", OCCASIONS)
@pytest.mark.parametrize("name", [LONG, RIGHT_TO_LEFT], ids=["1,000 characters", "right to left"])
def test_any_name_makes_a_mail_without_defects(maya: User, what: str, name: str) -> None:
    reminder = occasion(maya, what)
    assert reminder.contact is not None
    # In memory only: the database has a limit, an import or a later version might not.
    reminder.application.company.name = reminder.contact.name = reminder.contact.called = name

    mail = reminder_mail(reminder, at=NOW)
    message = sent(mail)

    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert defects(message) == []
    assert len(mail.subject) <= 150
    # The standard library keeps the space of a folded header; mail programs do not.
    assert message["Subject"].strip() == mail.subject
    assert (text.get_content(), html.get_content()) == (mail.text, mail.html)
    assert long_lines(mail) == OUR_LINKS
    assert words_of_html(mail).replace(" ", "") == words_of_text(mail).replace(" ", "")


@pytest.mark.parametrize("what", OCCASIONS)
def test_lines_of_text_are_76_characters_at_most_but_an_address_stays_whole(maya: User, what: str) -> None:
    room = LINK + "/room" * 30
    reminder = occasion(maya, what, place=room)
    reminder.words += "\n\n" + "word " * 60 + "\n    indented " + "word " * 60
    reminder.application.note_set.create(kind="note", text="note " * 200, at=NOW)

    mail = reminder_mail(reminder, at=NOW)

    theirs = [room] if what in ("reply", "interview") else []
    assert long_lines(mail) == theirs + OUR_LINKS


def test_wrapping_keeps_the_indentation_and_one_empty_line_between_paragraphs() -> None:
    assert wrap("\n\nHeading\n\n \n\n  " + "ten chars " * 8 + "\n\n\n") == (
        "Heading\n\n  ten chars ten chars ten chars ten chars ten chars ten chars ten chars ten\n  chars\n"
    )


@pytest.mark.parametrize("what", OCCASIONS)
def test_nothing_is_fetched_when_a_mail_is_opened(maya: User, what: str) -> None:
    html = reminder_mail(occasion(maya, what), at=NOW).html

    assert re.findall(r"<(?:img|link|script|iframe)|\bsrc=|url\(|@import| style=", html) == []
    assert html.count("<style>") == 1
    assert "@media (prefers-color-scheme: dark)" in html
