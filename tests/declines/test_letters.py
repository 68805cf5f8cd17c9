"""The words after they were written: whose they are, to whom they go, in which thread, and when they may change."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.situation import Channel, Kind
from tests.addresses import a_decline, a_letter, url
from tests.factories import NOW, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import Page
from tracker.models import Contact, Note, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def no(maya: User) -> Decline:
    return a_decline(maya)


def thanks(no: Decline) -> Reminder:
    return no.follow_ups.get(kind=Reminder.Kind.THANK_YOU)


# --- a reminder's words become a letter


def test_the_words_of_a_reminder_become_one_letter(no: Decline) -> None:
    reminder = thanks(no)
    letter = services.letter_of(reminder, at=NOW)
    assert services.letter_of(reminder, at=NOW + HOUR) == letter
    assert (letter.kind, letter.subject, letter.body, letter.contact, letter.follows) == (
        Kind.THANK_YOU,
        reminder.subject,
        reminder.words,
        reminder.contact,
        no,
    )


def test_changing_the_letter_changes_the_mail_that_reminds_of_it(no: Decline) -> None:
    letter = services.letter_of(thanks(no), at=NOW)
    assert services.change_words(letter=letter, contact=None, subject="Thanks", body="Dear Jean-Luc, thank you.")
    assert (thanks(no).subject, thanks(no).words) == ("Thanks", "Dear Jean-Luc, thank you.")


def test_telling_the_letter_closes_its_reminder_and_stands_on_the_timeline(no: Decline) -> None:
    letter = services.letter_of(thanks(no), at=NOW)
    assert services.mark_delivered(letter=letter, by=Channel.EMAIL, when=NOW + HOUR)
    assert (thanks(no).state, thanks(no).closed_at) == (Reminder.State.DONE, NOW + HOUR)
    note = no.application.note_set.get()
    assert (note.text, note.kind, note.at) == (
        "Thank-you note: you told Jean-Luc d’Artois by e-mail.",
        Note.Kind.TOUCH,
        NOW + HOUR,
    )


def test_thanks_for_a_round_go_to_its_interviewer_if_there_is_only_one(maya: User) -> None:
    held = InterviewFactory.create(application__user=maya, state="done", starts_at=NOW - HOUR)
    ana, bo = ContactFactory.create(user=maya, name="Ana"), ContactFactory.create(user=maya, name="Bo")
    held.interviewers.add(ana)
    first = ReminderFactory.create(application=held.application, kind="thank_you", interview=held, words="Dear Ana")
    assert services.letter_of(first, at=NOW).contact == ana
    held.interviewers.add(bo)
    first.delete()
    second = ReminderFactory.create(application=held.application, kind="thank_you", interview=held, words="Dear all")
    assert services.letter_of(second, at=NOW).contact is None


def test_the_page_of_a_reminder_leads_to_its_letter(mayas: Client, no: Decline) -> None:
    answer = mayas.post(url("declines:from_reminder", thanks(no).pk), follow=True)
    assert Page(answer).heading == "Thank-you note"
    assert Letter.objects.get(reminder=thanks(no)).body == thanks(no).words


# --- to whom


def test_it_can_go_to_somebody_who_was_not_known_before(mayas: Client, no: Decline) -> None:
    ana = ContactFactory.create(user=no.application.user, name="Ana", email="ana@acme.example")
    no.application.contacts.add(ana)
    words = {"contact": ana.pk, "subject": no.letter.subject, "body": no.letter.body, "answers": ""}
    mayas.post(url("declines:words", no.letter.pk), words)
    assert Letter.objects.get(no=no).contact == ana


def test_it_cannot_go_to_a_strangers_contact(mayas: Client, otto: User, no: Decline) -> None:
    theirs = ContactFactory.create(user=otto)
    words = {"contact": theirs.pk, "subject": no.letter.subject, "body": no.letter.body, "answers": ""}
    assert mayas.post(url("declines:words", no.letter.pk), words).status_code == 422
    assert Letter.objects.get(no=no).contact == no.letter.contact


# --- a draft file, and the thread it joins


def drafted(client: Client, letter: Letter) -> dict[str, str]:
    response = client.get(url("declines:draft", letter.pk))
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"].endswith('.eml"')
    message = message_from_bytes(response.content, policy=default)
    assert message.defects == []
    # A long header begins on its second line, and the blank before it is no part of it.
    headers = {name: value.strip() for name, value in message.items()}
    return headers | {"body": message.get_content().replace("\r\n", "\n").rstrip("\n")}


def test_a_draft_opens_in_a_mail_program_ready_to_send(mayas: Client, maya: User, no: Decline) -> None:
    draft = drafted(mayas, no.letter)
    assert (draft["X-Unsent"], draft["To"], draft["Subject"], draft["body"]) == (
        "1",
        "Jean-Luc d’Artois <jean-luc@tallinn-traffic.example>",
        no.letter.subject,
        no.letter.body,
    )
    assert draft["From"] == f"Maya Lindholm <{maya.email}>"
    assert "In-Reply-To" not in draft


@pytest.mark.parametrize("name", ["Ana, Bo & Co", 'Ana "the boss"', "نور", "Łukasz Żółć", "Ana\u2028Bcc: all"])
def test_a_draft_carries_any_name(mayas: Client, no: Decline, name: str) -> None:
    Contact.objects.update(name=name)
    draft = drafted(mayas, no.letter)
    assert draft["To"].endswith("<jean-luc@tallinn-traffic.example>")
    assert "Bcc" not in draft


@pytest.mark.parametrize("typed", ["CAF3x8@mail.example", "<CAF3x8@mail.example>", "  <CAF3x8@mail.example> "])
def test_it_joins_the_thread_of_the_mail_it_answers(mayas: Client, no: Decline, typed: str) -> None:
    words = {"contact": no.letter.contact_id, "subject": "Re: Interview", "body": "Dear Ana,", "answers": typed}
    assert mayas.post(url("declines:words", no.letter.pk), words).status_code == 302
    draft = drafted(mayas, Letter.objects.get(no=no))
    assert (draft["In-Reply-To"], draft["References"]) == ("<CAF3x8@mail.example>",) * 2


def test_what_is_no_message_id_is_refused_by_name(mayas: Client, no: Decline) -> None:
    words = {"contact": "", "subject": "Re", "body": "Dear Ana,", "answers": "their last mail"}
    page = Page(mayas.post(url("declines:words", no.letter.pk), words))
    assert page.errors == [
        "Message-ID of the mail it answers: A Message-ID looks like CAF3x8@mail.example. "
        "Leave it empty if you do not have it."
    ]
    assert page.form("body")["answers"] == ["their last mail"]


# --- what the writer wants to keep as it is


def test_a_note_can_be_folded_away_and_stays_away(mayas: Client, no: Decline) -> None:
    body = f"{no.letter.body}\n\nP.S. Unlike you, the others answered in a day."
    form = {"contact": no.letter.contact_id, "subject": no.letter.subject, "body": body, "answers": ""}
    page = Page(mayas.post(url("declines:review", no.letter.pk), form))
    button = next(one for one in page.every("button", name="keep") if "comparison" in one.value("value"))
    kept = Page(mayas.post(url("declines:keep", no.letter.pk), form | {"keep": button.value("value")}))
    # What was typed stays typed, though nothing of it is kept yet.
    assert kept.form("body")["body"] == [body]
    assert Letter.objects.get(no=no).body == no.letter.body
    again = Page(mayas.post(url("declines:review", no.letter.pk), form))
    assert "comparison" not in [one.value("value").split(":")[0] for one in again.every("button", name="keep")]


def test_a_change_of_those_words_asks_again(mayas: Client, no: Decline) -> None:
    services.keep_as_is(letter=no.letter, check="comparison", words="Unlike you, the others answered in a day.")
    form = {"subject": no.letter.subject, "body": f"{no.letter.body}\n\nP.S. Unlike you, they answered in an hour."}
    page = Page(mayas.post(url("declines:review", no.letter.pk), form))
    assert "comparison" in [one.value("value").split(":")[0] for one in page.every("button", name="keep")]


# --- when the words may change


def test_told_words_stay_as_they_were_said(no: Decline) -> None:
    services.mark_delivered(letter=no.letter, by=Channel.PHONE, when=NOW)
    assert not services.change_words(letter=no.letter, contact=None, subject="No", body="Other words.")
    assert Letter.objects.get(no=no).body == no.letter.body


def test_a_letter_belongs_to_whose_search_it_is(maya: User, otto: User, no: Decline) -> None:
    letter = a_letter(no)
    assert set(Letter.objects.for_user(maya)) == {letter, no.letter}
    assert list(Letter.objects.for_user(otto)) == []


def test_what_each_sentence_is_for_stands_beside_the_words(mayas: Client, no: Decline) -> None:
    text = Page(mayas.get(url("declines:words", no.letter.pk))).main.text
    assert "What each sentence is for" in text
    form = {"subject": "-", "body": "Dear Ana,\n\nThank you. The sky is blue above Lisbon.\n\nBest wishes,\nMaya"}
    page = Page(mayas.post(url("declines:review", no.letter.pk), form))
    each = [item.text for item in next(page.every("ol", **{"class": "purposes"})).every("li")]
    assert each == ["Thanks Thank you.", "What is this sentence for? The sky is blue above Lisbon."]
