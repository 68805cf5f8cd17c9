"""The tone review beside the words: it says, it marks nothing in the database, it changes no word."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from declines.models import Decline, Letter
from declines.reviewing import findings_of, record_of
from declines.services import answers_of
from declines.situation import Channel, Kind
from declines.tone import Record
from tests.addresses import a_decline
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Page
from tracker.models import Status

BLANK = "Dear Jean-Luc,\n\nThank you for the invitation to [Company]. I must decline.\n\nBest wishes,\nMaya Lindholm"


@pytest.fixture
def kept(maya: User) -> Decline:
    return a_decline(maya)


def record(kept: Decline) -> Record:
    return record_of(kept.application, answers_of(kept), NOW, kind=Kind.DECLINE, greeted="Jean-Luc d’Artois")


def text_of(client: Client, address: str) -> str:
    return Page(client.get(address)).main.text


def test_our_own_letter_needs_no_mending(mayas: Client, kept: Decline) -> None:
    assert "Nothing to mend" in text_of(mayas, f"/letters/{kept.letter.pk}/words/")
    assert "Go to the words" not in text_of(mayas, kept.get_absolute_url())


def test_a_blank_is_named_beside_the_words_and_before_sending(mayas: Client, kept: Decline) -> None:
    Letter.objects.filter(pk=kept.letter.pk).update(body=BLANK)
    words = text_of(mayas, f"/letters/{kept.letter.pk}/words/")
    assert "Before you send it [Company] This still says “[Company]”. They would see that." in words
    assert "This still says “[Company]”. They would see that. Go to the words" in text_of(
        mayas, kept.get_absolute_url()
    )


def test_the_review_follows_what_is_typed_and_keeps_nothing(mayas: Client, kept: Decline) -> None:
    answer = mayas.post(
        f"/letters/{kept.letter.pk}/review/", {"subject": kept.letter.subject, "body": BLANK.replace("\n", "\r\n")}
    )
    assert answer.status_code == 200
    assert "Before you send it" in answer.content.decode()
    assert Letter.objects.get().body == kept.letter.body


def test_another_applications_company_is_noticed(mayas: Client, maya: User, kept: Decline) -> None:
    ApplicationFactory.create(user=maya, company=CompanyFactory.create(user=maya, name="Fjord Analytics AS"))
    body = kept.letter.body.replace("the Product Manager role", "the Product Manager role at Fjord Analytics")
    answer = mayas.post(
        f"/letters/{kept.letter.pk}/review/", {"subject": kept.letter.subject, "body": body}
    ).content.decode()
    assert "“Fjord Analytics” belongs to another application of yours." in answer


def test_of_a_script_only_the_lines_to_say_are_read(mayas: Client, maya: User) -> None:
    script = a_decline(maya, channel=Channel.PHONE)
    assert "Nothing to mend" in text_of(mayas, f"/letters/{script.letter.pk}/words/")


def test_a_recording_asks_for_a_call_and_leaves_the_no_out(maya: User) -> None:
    recorded = a_decline(maya, channel=Channel.VOICEMAIL).letter
    assert findings_of(recorded, subject="", body=recorded.body, at=NOW) == []
    body = recorded.body.replace("\n\n", " I have decided to withdraw my application.\n\n", 1)
    (found,) = findings_of(recorded, subject="", body=body, at=NOW)
    assert (found.check, body[found.start : found.end]) == (
        "consistency",
        "I have decided to withdraw my application.",
    )


def test_a_second_invitation_is_no_first_meeting(maya: User, kept: Decline) -> None:
    Decline.objects.filter(pk=kept.pk).update(stage="invited")
    kept.refresh_from_db()
    assert record(kept).stage == "invited"
    held = InterviewFactory.create(application=kept.application, state="done", starts_at=NOW - timedelta(days=3))
    held.interviewers.add(ContactFactory.create(user=maya))
    assert record(kept).stage == "between_rounds"


def test_the_names_of_others_are_those_of_open_applications(maya: User, otto: User, kept: Decline) -> None:
    open_one = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    ApplicationFactory.create(user=maya, status=Status.REJECTED)
    ApplicationFactory.create(user=otto, status=Status.APPLIED)
    assert record(kept).other_companies == (open_one.company.name,)
