"""The composer's page: tone, reader, another wording; what makes no sense is not offered, and says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from declines.messages import compose
from declines.models import Decline, Wording
from declines.services import Answers, situation_of
from declines.situation import Channel, Reason, Relationship, Stage, Tone
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory
from tests.pages import Page
from tracker.models import Application, Contact

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]


@pytest.fixture
def application(maya: User) -> Application:
    """Between two rounds, with a hiring manager to write to."""
    application = ApplicationFactory.create(user=maya, liked="the night buses")
    application.contacts.add(ContactFactory.create(user=maya, role=Contact.Role.HIRING_MANAGER))
    return application


def typed(application: Application, **fields: Any) -> dict[str, Any]:
    known = {"stage": "between_rounds", "reason": "none", "channel": "email", "tone": "warm", "seed": "0"}
    return known | {"contact": application.contacts.get().pk} | fields


def preview(client: Client, application: Application, **fields: Any) -> Page:
    return Page(client.post(url("declines:preview", application.pk), typed(application, **fields)))


def letter(page: Page) -> str:
    return next(page.every("article")).text


def off(page: Page, name: str) -> set[str]:
    """The choices of a field that cannot be pressed."""
    return {radio.value("value") for radio in page.every("input", name=name) if "disabled" in radio.attributes}


# --- tone and wording


@pytest.mark.parametrize("tone", Tone)
def test_each_tone_is_that_of_the_composer(mayas: Client, application: Application, tone: Tone) -> None:
    answers = Answers(
        stage=Stage.BETWEEN_ROUNDS,
        reason=Reason.SALARY,
        channel=Channel.EMAIL,
        contact=application.contacts.get(),
        offer_touch=False,
        tone=tone,
        seed=3,
    )
    message = compose(situation_of(application, answers, NOW))
    page = preview(mayas, application, reason="salary", tone=tone.value, seed="3")
    for parts in message.paragraphs:
        for part in parts:
            assert " ".join(part.text.split()) in letter(page)


def test_another_wording_is_found_again_by_its_number(mayas: Client, application: Application) -> None:
    first = preview(mayas, application)
    another = preview(mayas, application, another="1")
    seed = next(another.every("input", name="seed")).value("value")
    assert (seed, letter(another) != letter(first)) == ("1", True)
    assert letter(preview(mayas, application, seed="1")) == letter(another)


def test_without_javascript_another_wording_keeps_what_was_typed(mayas: Client, application: Application) -> None:
    form = typed(application, another="1", own_reason="I am moving to Lisbon.")
    page = Page(mayas.post(url("declines:new", application.pk), form))
    assert (page.form("stage")["seed"], page.form("stage")["own_reason"]) == (["1"], ["I am moving to Lisbon."])
    assert not Decline.objects.exists()


def test_the_no_keeps_tone_and_number_with_its_words(mayas: Client, application: Application) -> None:
    mayas.post(url("declines:new", application.pk), typed(application, tone="brief", seed="5"))
    kept = Decline.objects.get().letter
    assert (kept.tone, kept.seed, kept.relationship) == ("brief", 5, Relationship.HIRING_MANAGER)


@pytest.mark.parametrize("seed", ["", "-1", "x", "99999999"])
def test_an_odd_number_still_shows_a_letter(mayas: Client, application: Application, seed: str) -> None:
    assert "withdraw" in letter(preview(mayas, application, seed=seed))
    assert "withdraw" in letter(preview(mayas, application, seed=seed, another="1"))


# --- what makes sense


def test_in_the_interview_itself_only_speaking_is_offered(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, stage="in_interview", channel="in_person")
    assert off(page, "channel") == {"email", "voicemail", "sms", "linkedin"}
    assert "You are talking with them now, so say it there." in page.text


def test_what_makes_no_sense_is_refused_by_name_and_stays_typed(mayas: Client, application: Application) -> None:
    form = typed(application, stage="offer", channel="sms", liked="the calm office")
    response = mayas.post(url("declines:new", application.pk), form)
    page = Page(response)
    assert (response.status_code, page.errors) == (
        422,
        ["How will you tell them?: An offer deserves more than a few lines."],
    )
    assert page.form("stage")["liked"] == ["the calm office"]
    # What was chosen can still be pressed, or the form would come back without it.
    assert "sms" not in off(page, "channel")
    assert not Decline.objects.exists()


def test_the_choices_come_anew_only_when_what_they_depend_on_changed(mayas: Client, application: Application) -> None:
    same = preview(mayas, application, shown_for="between_rounds manager")
    assert list(same.every("input", name="channel")) == []
    changed = preview(mayas, application, shown_for="between_rounds manager", stage="offer")
    assert len(list(changed.every("input", name="channel"))) == len(Channel)
    assert len(list(changed.every("input", name="reason"))) == len(Reason)


def test_somebody_who_does_not_fit_the_moment_is_no_obstacle(mayas: Client, application: Application) -> None:
    """Noted as a coordinator, though nothing was arranged: the letter goes to a recruiter, and is not refused."""
    application.contacts.update(role=Contact.Role.COORDINATOR)
    response = mayas.post(url("declines:new", application.pk), typed(application, stage="applied"))
    assert response.status_code == 302
    assert Decline.objects.get().letter.relationship == Relationship.RECRUITER


def test_who_they_are_can_be_said_against_the_record(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, relationship="internal")
    assert "stay in touch" not in letter(page)
    mayas.post(url("declines:new", application.pk), typed(application, relationship="internal"))
    assert Decline.objects.get().letter.relationship == Relationship.INTERNAL


# --- what to know before


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, "It begins in less than four hours: call now, and write afterwards."),
        (20, "It is less than a day away: call first, then confirm it by e-mail."),
        (40, "It is tomorrow or the day after: write today."),
    ],
)
def test_an_accepted_interview_soon_wants_a_call(
    mayas: Client, application: Application, hours: int, said: str
) -> None:
    soon = InterviewFactory.create(application=application, state="accepted", starts_at=NOW + timedelta(hours=hours))
    page = preview(mayas, application, stage="accepted", interview=soon.pk)
    assert said in page.text


def test_a_no_that_could_be_a_yes_offers_to_ask_first(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, reason="hours_travel")
    assert "A yes with less travel, or other hours?" in page.text
    (link,) = [one.value("href") for one in page.every("a") if one.text == "Ask them first"]
    asked = Page(mayas.get(link))
    assert (asked.status, asked.form("about")["about"]) == (200, ["travel"])
    assert "Ask them first" not in preview(mayas, application, reason="accepted_other").text


def test_through_a_careers_service_its_notice_rule_is_named(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, stage="accepted", campus="on")
    assert "48 hours" in page.text
    mayas.post(url("declines:new", application.pk), typed(application, stage="accepted", campus="on"))
    assert Decline.objects.get().campus


# --- the person's own wording


def test_ones_own_wording_takes_the_place_of_ours(mayas: Client, maya: User, application: Application) -> None:
    own = Wording.objects.create(
        user=maya, name="Short", subject="No, thank you: {role}", body="Dear {name},\n\nno.\n\n{me}", changed_at=NOW
    )
    page = preview(mayas, application, wording=own.pk)
    assert "Subject No, thank you: Product Manager Dear Jean-Luc d’Artois, no. Maya Lindholm" in letter(page)
    mayas.post(url("declines:new", application.pk), typed(application, wording=own.pk))
    kept = Decline.objects.get().letter
    assert (kept.subject, kept.body) == (
        "No, thank you: Product Manager",
        "Dear Jean-Luc d’Artois,\n\nno.\n\nMaya Lindholm",
    )


def test_a_strangers_wording_is_no_choice(mayas: Client, otto: User, application: Application) -> None:
    theirs = Wording.objects.create(user=otto, name="Short", body="No.", changed_at=NOW)
    response = mayas.post(url("declines:new", application.pk), typed(application, wording=theirs.pk))
    assert response.status_code == 422
    assert not Decline.objects.exists()


def test_what_the_review_asks_about_is_marked_while_one_composes(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, own_reason="Unlike you, the others answered in a day.")
    marked = [mark.raw for mark in page.every("mark")]
    assert len(marked) == 1
    assert marked[0].startswith("Unlike you, the others answered in a day.")
    assert "Worth a second look" in page.text


def test_a_text_message_has_no_subject_and_opens_where_messages_are_written(
    mayas: Client, application: Application
) -> None:
    application.contacts.update(phone="+45 55 50 01 42")
    page = Page(mayas.post(url("declines:new", application.pk), typed(application, channel="sms"), follow=True))
    assert "Subject" not in page.main.text
    assert page.links()["Open in my messages"].startswith("sms:+4555500142?body=Hello%20Jean-Luc")
