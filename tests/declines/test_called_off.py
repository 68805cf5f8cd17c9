"""A no that no longer holds says nothing any more: its letters stop, wait for nobody, and are urged by no page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.services import Answers, Style
from declines.situation import Channel, Kind, Reason, Stage
from outbox import claims, outcomes
from outbox.models import OutgoingEmail
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory
from tests.mailserver import MailServer
from tests.pages import Page, get, post
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.reminders import Words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
State = OutgoingEmail.State
TOMORROW = date(2026, 9, 4)
SOON = NOW + timedelta(seconds=11)


@pytest.fixture
def application(maya: User) -> Application:
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(ContactFactory.create(user=maya))
    return application


def decline(application: Application, channel: Channel = Channel.EMAIL, **fields: object) -> Decline:
    answers = Answers(
        stage=Stage.BETWEEN_ROUNDS,
        reason=Reason.NONE,
        channel=channel,
        contact=application.contacts.get(),
        **fields,  # type: ignore[arg-type]
    )
    return services.decline(application=application, answers=answers, by=application.user, at=NOW)


def confirmation(no: Decline) -> Letter:
    services.mark_delivered(letter=no.letter, by=Channel.PHONE, when=NOW)
    words = Words("My withdrawal", "Dear Jean-Luc,\n\nas I told you, I withdraw.")
    return services.write(
        application=no.application, kind=Kind.CONFIRMATION, words=words, contact=no.letter.contact, follows=no, at=NOW
    )


def take_back(no: Decline) -> None:
    fresh = Decline.objects.get(pk=no.pk)
    services.take_back(decline=fresh, by=no.application.user, at=NOW + timedelta(seconds=5))


def states() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True))


# --- mails that wait


def test_a_letter_that_a_worker_holds_is_asked_about_again(
    application: Application, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    """Claimed as the last of a long batch, and put back in line: by then it was taken back."""
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    (mail,) = claims.claim(at=SOON)
    take_back(no)
    outcomes.postponed(mail, SOON, "451 later")
    clock.move_to(NOW + timedelta(hours=1))
    call_command("worker", once=True)
    assert (states(), mail_server.received) == ([State.CANCELLED], [])


def test_one_that_nobody_is_sure_of_is_not_sent_again_after_taking_back(
    mayas: Client, application: Application, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    OutgoingEmail.objects.update(state=State.UNKNOWN, began_at=NOW)
    page = post(mayas, url("declines:take_back", no.pk))
    assert page.notes == ["Taken back here. Its letter had left, or is leaving: the outbox says which."]
    mayas.post(url("outbox:send_again", OutgoingEmail.objects.get().pk))
    clock.move_to(NOW + timedelta(minutes=1))
    call_command("worker", once=True)
    assert (states(), mail_server.received) == ([State.CANCELLED], [])


def test_the_confirmation_and_the_thanks_stop_with_the_no(application: Application) -> None:
    no = decline(application, Channel.PHONE, thank_you_on=TOMORROW)
    services.send(letter=confirmation(no), at=NOW)
    services.send(letter=services.letter_of(no.follow_ups.get(), at=NOW), at=NOW)
    assert states() == [State.WAITING] * 2
    services.reconsider(
        decline=Decline.objects.get(pk=no.pk),
        changed="The travel falls away.",
        style=Style(),
        by=application.user,
        at=NOW + timedelta(seconds=5),
    )
    assert states() == [State.CANCELLED] * 2


def test_a_second_no_stops_the_letter_of_the_first(application: Application) -> None:
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    application.refresh_from_db()
    tracker.move(application=application, to=Status.INTERVIEWING, by=application.user, at=NOW)
    decline(application)
    assert states() == [State.CANCELLED]


def test_told_another_way_while_it_waits_it_does_not_leave_as_well(mayas: Client, application: Application) -> None:
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    mayas.post(url("declines:told", no.letter.pk), {"by": "phone", "when": "2026-09-03T14:00"})
    assert (states(), Letter.objects.get(no=no).delivered_by) == ([State.CANCELLED], "phone")


# --- what pages urge


def test_today_urges_no_letter_of_a_no_that_is_over(mayas: Client, application: Application) -> None:
    no = decline(application, Channel.PHONE)
    confirmation(no)
    assert "Written, and not sent yet" in get(mayas, "/").main.text
    take_back(no)
    assert "Written, and not sent yet" not in get(mayas, "/").main.text


def test_today_urges_nothing_after_the_application_was_moved_on_by_hand(
    mayas: Client, application: Application
) -> None:
    no = decline(application)
    assert "Decided, and not told yet" in get(mayas, "/").main.text
    application.refresh_from_db()
    tracker.move(application=application, to=Status.INTERVIEWING, by=application.user, at=NOW)
    assert "Decided, and not told yet" not in get(mayas, "/").main.text
    fresh = Letter.objects.get(no=no)
    assert (fresh.is_editable, fresh.is_called_off) == (False, True)


def test_today_does_not_ask_to_tell_whom_a_letter_is_on_its_way_to(mayas: Client, application: Application) -> None:
    services.send(letter=decline(application).letter, at=NOW)
    assert "Decided, and not told yet" not in get(mayas, "/").main.text


def test_one_letter_and_all_letters_agree_on_what_is_called_off(application: Application) -> None:
    no = decline(application, Channel.PHONE)
    letters = [no.letter, confirmation(no)]
    assert [Letter.objects.get(pk=one.pk).is_called_off for one in letters] == [False, False]
    take_back(no)
    assert [Letter.objects.get(pk=one.pk).is_called_off for one in letters] == [True, True]
    assert list(Letter.objects.unsaid()) == []


# --- what only pages withheld


def test_a_script_is_never_mailed(application: Application) -> None:
    assert not services.send(letter=decline(application, Channel.PHONE).letter, at=NOW)


def test_a_reminder_that_is_over_makes_no_letter(mayas: Client, application: Application) -> None:
    no = decline(application, thank_you_on=TOMORROW)
    take_back(no)
    mayas.post(url("declines:from_reminder", no.follow_ups.get().pk))
    assert list(Letter.objects.filter(kind=Kind.THANK_YOU)) == []


def test_words_that_were_changed_are_not_sent_as_they_were(mayas: Client, application: Application) -> None:
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    OutgoingEmail.objects.update(state=State.FAILED)
    letter = Letter.objects.get(no=no)
    assert services.change_words(letter=letter, contact=letter.contact, subject="Other", body="Other words.")
    mayas.post(url("outbox:retry", OutgoingEmail.objects.get().pk))
    assert states() == [State.CANCELLED]


def test_words_changed_with_the_reminder_reach_its_letter(mayas: Client, application: Application) -> None:
    no = decline(application, thank_you_on=TOMORROW)
    reminder = no.follow_ups.get()
    services.letter_of(reminder, at=NOW)
    Reminder.objects.update(words="My own new words.")
    mayas.post(url("declines:from_reminder", reminder.pk))
    assert Letter.objects.get(reminder=reminder).body == "My own new words."


def test_only_a_note_that_is_there_can_be_folded_away(mayas: Client, application: Application) -> None:
    no = decline(application)
    for odd in ("nonsense:xxxx", "criticism:\0", "x" * 1_000_000):
        assert mayas.post(url("declines:keep", no.letter.pk), {"keep": odd, "body": "Dear Ana,"}).status_code == 200
    assert Letter.objects.get(no=no).kept_as_is == []


def test_a_round_that_was_held_after_all_stays_held(application: Application) -> None:
    agreed = InterviewFactory.create(application=application, state="accepted", starts_at=NOW + timedelta(days=1))
    no = decline(application)
    Interview.objects.filter(pk=agreed.pk).update(state="done")
    take_back(no)
    agreed.refresh_from_db()
    assert agreed.state == "done"


# --- odd input


@pytest.mark.parametrize("field", ["seed", "contact", "interview", "wording"])
def test_a_number_without_end_is_no_number(mayas: Client, application: Application, field: str) -> None:
    typed = {"stage": "invited", "another": "1", field: "9" * 5000}
    assert mayas.post(url("declines:preview", application.pk), typed).status_code == 200


def test_a_draft_to_a_domain_in_its_own_letters_and_in_a_long_thread(mayas: Client, application: Application) -> None:
    Contact.objects.update(email="jo@müller.example")
    long = "<VI1PR0501MB2222A1B2C3D4E5F6A7B8C9D0E1F2@VI1PR0501MB2222.eurprd05.prod.outlook.example>"
    no = decline(application)
    Letter.objects.update(answers=long)
    draft = mayas.get(url("declines:draft", no.letter.pk)).content
    assert f"In-Reply-To: {long}\r\nReferences: {long}\r\n".encode() in draft
    assert b"jo@xn--mller-kva.example" in draft


def test_a_letter_to_nobody_joins_no_strangers_thread(application: Application) -> None:
    no = decline(application)
    services.send(letter=no.letter, at=NOW)
    OutgoingEmail.objects.update(state=State.SENT, sent_at=NOW)
    Contact.objects.all().delete()
    words = Words("Hello", "Dear all,")
    other = services.write(application=application, kind=Kind.OPENINGS, words=words, at=NOW)
    assert services.thread_of(other) == ""


def test_the_review_compares_with_whoever_was_just_chosen(mayas: Client, application: Application) -> None:
    dana = ContactFactory.create(user=application.user, name="Dana Kask", email="dana@acme.example")
    no = decline(application)
    application.contacts.add(dana)
    body = no.letter.body.replace("Jean-Luc d’Artois", "Dana Kask")
    typed = {"contact": dana.pk, "subject": no.letter.subject, "body": body, "answers": ""}
    page = Page(mayas.post(url("declines:review", no.letter.pk), typed))
    assert "Before you send it" not in page.text


def test_a_letter_outlives_its_no(mayas: Client, application: Application) -> None:
    """The operator may delete a no in the admin; the pages of its letter still open."""
    no = decline(application)
    no.delete()
    letter = Letter.objects.get()
    assert get(mayas, letter.get_absolute_url()).status == 200
    assert get(mayas, url("declines:words", letter.pk)).status == 200
    assert get(mayas, application.get_absolute_url()).status == 200
