"""A letter sent from here, through a real mail server: once, after ten seconds, as its writer."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from outbox.models import OutgoingEmail
from outbox.services import UNDO, settle_unknown
from tests.addresses import a_decline, url
from tests.factories import NOW
from tests.mailserver import MailServer
from tests.pages import Page
from tracker.models import Contact, Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECOND = timedelta(seconds=1)
State = OutgoingEmail.State


@pytest.fixture
def no(maya: User) -> Decline:
    return a_decline(maya)


def press_send(client: Client, letter: Letter, **fields: str) -> Page:
    return Page(client.post(url("declines:send", letter.pk), fields, follow=True))


def work(clock: time_machine.Traveller, after: timedelta) -> None:
    clock.move_to(NOW + after)
    call_command("worker", once=True)


def letter(no: Decline) -> Letter:
    return Letter.objects.select_related("mail").get(no=no)


def to_them(server: MailServer) -> list[EmailMessage]:
    """What reached the employer; reminders go to Maya."""
    return [mail.message for mail in server.received if mail.to == ["jean-luc@tallinn-traffic.example"]]


def test_it_leaves_once_after_ten_seconds_as_its_writer(
    mayas: Client, maya: User, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    page = press_send(mayas, no.letter)
    assert page.notes == ["It leaves in ten seconds."]
    work(clock, UNDO - SECOND)
    assert to_them(mail_server) == []
    work(clock, UNDO)
    work(clock, UNDO + SECOND)
    (mail,) = to_them(mail_server)
    assert (mail["To"], mail["Reply-To"], mail["Subject"].strip()) == (
        "jean-luc@tallinn-traffic.example",
        maya.email,
        no.letter.subject,
    )
    assert mail["From"].startswith("Maya Lindholm")
    assert "Auto-Submitted" not in mail
    assert mail.get_content().replace("\r\n", "\n").strip() == no.letter.body


def test_what_was_sent_when_and_how_is_on_the_timeline(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    assert letter(no).delivered_at is None
    work(clock, UNDO)
    kept = letter(no)
    assert kept.mail is not None
    assert (kept.delivered_at, kept.delivered_by) == (kept.mail.sent_at, "email")
    assert [note.text for note in no.application.note_set.all()] == [
        "You told Jean-Luc d’Artois by e-mail that you withdraw."
    ]
    assert Page(mayas.get(no.get_absolute_url())).heading == "They know. That was the hard part."


def test_in_the_ten_seconds_it_can_be_stopped_and_mended(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    assert not services.change_words(
        letter=letter(no), contact=None, subject="-", body="Dear Ana, on second thoughts"
    )
    page = Page(mayas.post(url("declines:stop", no.letter.pk), follow=True))
    assert page.notes == ["Stopped. Nothing has left, and the words can be changed again."]
    work(clock, timedelta(minutes=5))
    assert to_them(mail_server) == []
    assert services.change_words(
        letter=letter(no), contact=no.letter.contact, subject="My no", body=no.letter.body.replace("Dear", "Hello")
    )
    # A mail that was stopped is not in the way of the next one.
    press_send(mayas, no.letter)
    work(clock, timedelta(minutes=6))
    assert len(to_them(mail_server)) == 1


def test_a_second_press_sends_nothing_twice(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    page = press_send(mayas, no.letter)
    assert page.notes == ["It was sent, or told, before. Nothing was sent twice."]
    work(clock, UNDO)
    press_send(mayas, no.letter)
    work(clock, UNDO + SECOND)
    assert len(to_them(mail_server)) == 1


def test_past_a_block_it_asks_once(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    Letter.objects.filter(pk=no.letter.pk).update(body=f"{no.letter.body}\n\nP.S. Good luck, [Company]!")
    response = mayas.post(url("declines:send", no.letter.pk))
    page = Page(response)
    assert (response.status_code, page.heading) == (422, "Send it as it is?")
    assert "They would see that." in page.main.text
    assert OutgoingEmail.objects.count() == 0
    page = press_send(mayas, no.letter, anyway="1")
    assert page.notes == ["It leaves in ten seconds."]
    work(clock, UNDO)
    assert len(to_them(mail_server)) == 1


def test_taking_the_no_back_in_time_stops_the_mail(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    mayas.post(url("declines:take_back", no.pk))
    work(clock, timedelta(minutes=5))
    assert to_them(mail_server) == []
    assert Page(mayas.get(no.get_absolute_url())).heading == "You took this back."


def test_without_an_address_it_says_what_is_missing(mayas: Client, no: Decline, mail_server: MailServer) -> None:
    Contact.objects.update(email="")
    page = Page(mayas.get(no.get_absolute_url()))
    assert "To send it from here we need their e-mail address." in page.main.text
    assert press_send(mayas, no.letter).notes == [
        "There is no e-mail address to send it to. Add one to the person first."
    ]


def test_where_mail_is_not_set_up_nothing_waits_unseen(mayas: Client, no: Decline) -> None:
    assert "Open in my mail program" in Page(mayas.get(no.get_absolute_url())).links()
    page = press_send(mayas, no.letter)
    assert page.notes == ["Mail is not set up here. Open it in your own mail program instead."]
    assert OutgoingEmail.objects.count() == 0


def test_a_refused_address_is_shown_and_can_be_mended(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    Contact.objects.update(email="bad@tallinn-traffic.example")
    press_send(mayas, no.letter)
    work(clock, UNDO)
    assert "bad@tallinn-traffic.example did not get it" in Page(mayas.get(no.get_absolute_url())).main.text
    Contact.objects.update(email="jean-luc@tallinn-traffic.example")
    press_send(mayas, no.letter)
    work(clock, timedelta(minutes=1))
    assert len(to_them(mail_server)) == 1
    assert letter(no).delivered_by == "email"


def test_where_nobody_can_know_whether_it_arrived_the_person_decides(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    OutgoingEmail.objects.update(state=State.UNKNOWN, began_at=NOW)
    page = Page(mayas.get(no.get_absolute_url()))
    assert "it may or may not have arrived" in page.main.text
    assert press_send(mayas, no.letter).notes == ["It was sent, or told, before. Nothing was sent twice."]
    mail = letter(no).mail
    assert mail is not None
    settle_unknown(mail, arrived=True, at=NOW + UNDO)
    work(clock, timedelta(minutes=1))
    assert (to_them(mail_server), letter(no).delivered_by) == ([], "email")


def test_a_thank_you_can_be_sent_from_its_reminder(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    reminder = no.follow_ups.get(kind=Reminder.Kind.THANK_YOU)
    mayas.post(url("declines:from_reminder", reminder.pk))
    press_send(mayas, Letter.objects.get(reminder=reminder))
    work(clock, UNDO)
    assert len(to_them(mail_server)) == 1
    reminder.refresh_from_db()
    assert reminder.state == Reminder.State.DONE


def test_what_follows_joins_the_thread_of_what_was_sent(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    work(clock, UNDO)
    sent = letter(no).mail
    assert sent is not None
    reminder = no.follow_ups.get(kind=Reminder.Kind.THANK_YOU)
    thanks = services.letter_of(reminder, at=NOW)
    assert services.thread_of(thanks) == sent.message_id
    press_send(mayas, thanks)
    work(clock, timedelta(minutes=1))
    mail = to_them(mail_server)[1]
    assert (mail["In-Reply-To"], mail["References"]) == (sent.message_id, sent.message_id)


def test_the_page_that_waits_follows_it_until_it_has_left(
    mayas: Client, no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    press_send(mayas, no.letter)
    waiting = mayas.get(url("declines:sending", no.letter.pk))
    assert ("Stop it" in waiting.content.decode(), "HX-Refresh" in waiting) == (True, False)
    work(clock, UNDO)
    assert mayas.get(url("declines:sending", no.letter.pk))["HX-Refresh"] == "true"
