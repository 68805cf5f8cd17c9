"""A change of mind as pages: one question, the letter, how it went. NOW is Thursday 3 September 2026."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, DeclinedInterview, Letter, Reflection, Wording
from declines.situation import Channel, Kind
from tests.addresses import a_decline, url
from tests.factories import NOW
from tests.pages import Node, Page, get, post
from tracker import services as tracker
from tracker.models import Application, Interview, Note, Reminder, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
CHANGED = "The other place fell through."
MODELS = (Decline, DeclinedInterview, Letter, Reminder, StatusChange, Note, Interview, Application)


@pytest.fixture
def no(maya: User) -> Decline:
    """A no to an accepted interview, not told yet."""
    return a_decline(maya)


@pytest.fixture
def told(no: Decline) -> Decline:
    """They have heard it, by phone."""
    services.mark_delivered(letter=no.letter, by=Channel.PHONE, when=NOW)
    no.letter.refresh_from_db()
    return no


def address(no: Decline) -> str:
    return url("declines:reconsider", no.pk)


def rows() -> list[Any]:
    """Everything that a change of mind could touch."""
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


def words(page: Node) -> str:
    article = next(page.every("article"))
    return " ".join(" ".join(part.raw for part in article.every("p")).split())


def change(client: Client, no: Decline, **fields: Any) -> Page:
    return post(client, address(no), {"changed": CHANGED, "tone": "warm", "seed": "0"} | fields)


# --- the way there


def test_a_told_no_offers_to_tell_them_of_a_change_of_mind(mayas: Client, told: Decline) -> None:
    page = get(mayas, told.get_absolute_url())
    assert page.links()["Changed your mind? Tell them, too"] == address(told)


def test_a_no_that_nobody_has_heard_is_simply_taken_back(mayas: Client, no: Decline) -> None:
    assert "Changed your mind? Tell them, too" not in get(mayas, no.get_absolute_url()).links()
    page = get(mayas, address(no))
    assert page.heading == "They have not heard your no yet."
    [form] = page.main.every("form")
    assert (form.value("action"), form.text) == (url("declines:take_back", no.pk), "Take it back")
    before = rows()
    assert change(mayas, no).heading == "They have not heard your no yet."
    assert rows() == before


# --- the page


def test_the_page_asks_one_question_and_writes_nothing(mayas: Client, told: Decline) -> None:
    before = rows()
    page = get(mayas, address(told))
    company = told.application.company.name
    assert page.heading == f"Say to {company} that you would like back in"
    assert page.form("changed") == {"changed": [""], "tone": ["warm"], "seed": ["0"]}
    assert words(page).startswith("Dear Jean-Luc d’Artois,")
    assert len(page.part("Four answers to be ready for")) == 4
    assert "It stands at “Interviewing” again, with its rounds" in page.main.text
    assert rows() == before


def test_what_was_weighed_then_stands_beside_the_question(mayas: Client, told: Decline) -> None:
    assert "What you weighed" not in get(mayas, address(told)).main.text
    Reflection.objects.create(
        application=told.application,
        decline=told,
        reputation_note="A small town, they all know each other",
        noted_at=NOW,
    )
    assert "A small town, they all know each other" in get(mayas, address(told)).main.text


def test_the_advice_on_timing_follows_the_days_since_they_heard_it(
    mayas: Client, maya: User, told: Decline, clock: time_machine.Traveller
) -> None:
    said = []
    for days in (0, 3, 20, 400):
        clock.move_to(NOW + timedelta(days=days))
        mayas.force_login(maya)  # the last visit is too long ago for the session
        page = get(mayas, address(told))
        said.append(next(page.main.every("p", **{"class": "lead-in"})).text)
    assert len(set(said)) > 2
    assert "" not in said


def test_the_letter_follows_the_answer_and_the_tone(mayas: Client, told: Decline) -> None:
    before = rows()
    preview = url("declines:reconsider_preview", told.pk)
    warm = post(mayas, preview, {"changed": CHANGED, "tone": "warm", "seed": "0"})
    brief = post(mayas, preview, {"changed": CHANGED, "tone": "brief", "seed": "0"})
    empty = post(mayas, preview, {"changed": "", "tone": "warm", "seed": "0"})
    assert "other place fell through" in words(warm)
    assert "other place fell through" not in words(empty)
    assert len({words(warm), words(brief), words(empty)}) == 3
    assert rows() == before


def test_a_sentence_that_was_asked_for_is_not_asked_what_it_is_for(mayas: Client, told: Decline) -> None:
    page = post(mayas, url("declines:reconsider_preview", told.pk), {"changed": CHANGED})
    assert "other place fell through" in words(page)
    assert "What is this sentence for?" not in page.text


@pytest.mark.parametrize("where", ["declines:reconsider", "declines:reconsider_preview"])
def test_another_wording_is_the_next_number(mayas: Client, told: Decline, where: str) -> None:
    before = rows()
    page = post(mayas, url(where, told.pk), {"changed": CHANGED, "tone": "warm", "seed": "0", "another": "1"})
    assert [seed.value("value") for seed in page.every("input", name="seed")] == ["1"]
    assert words(page) != words(post(mayas, url("declines:reconsider_preview", told.pk), {"changed": CHANGED}))
    assert rows() == before


def test_without_javascript_a_button_shows_the_letter(mayas: Client, told: Decline) -> None:
    before = rows()
    page = change(mayas, told, preview="1")
    assert "other place fell through" in words(page)
    assert page.form("changed")["changed"] == [CHANGED]
    assert rows() == before


# --- the one button


def test_the_button_takes_the_no_back_and_leads_to_the_letter(mayas: Client, told: Decline) -> None:
    form = get(mayas, address(told)).form("changed")
    page = post(mayas, address(told), form | {"changed": CHANGED})
    letter = Letter.objects.get(kind=Kind.RECONSIDER)
    assert (page.path, page.notes) == (
        letter.get_absolute_url(),
        ["Taken back. Everything stands as it stood before; now let them know."],
    )
    assert letter.follows == told
    told.application.refresh_from_db()
    assert (told.application.status, told.application.interviews.get().state) == (Status.INTERVIEWING, "accepted")


def test_ones_own_wording_takes_the_place_of_ours_and_its_reason_is_what_has_changed(
    mayas: Client, maya: User, told: Decline
) -> None:
    assert "Whose words?" not in get(mayas, address(told)).main.text
    own = Wording.objects.create(
        user=maya,
        name="Back",
        kind=Kind.RECONSIDER,
        subject="Back?",
        body="Hello {name}.\n\n{reason}",
        changed_at=NOW,
    )
    assert get(mayas, address(told)).form("seed")["wording"] == [""]
    shown = post(mayas, url("declines:reconsider_preview", told.pk), {"changed": CHANGED, "wording": own.pk})
    change(mayas, told, wording=own.pk)
    letter = Letter.objects.get(kind=Kind.RECONSIDER)
    assert (letter.subject, letter.body.split("\n\n")[1]) == ("Back?", CHANGED)
    assert words(shown).startswith(" ".join(letter.body.split()))


def test_a_second_click_leads_to_the_same_letter(mayas: Client, told: Decline) -> None:
    change(mayas, told)
    before = rows()
    page = change(mayas, told, changed="Something else.")
    assert page.path == Letter.objects.get(kind=Kind.RECONSIDER).get_absolute_url()
    assert page.notes == ["You have taken this no back. Here are those words."]
    assert rows() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "What has changed?: This field is required."),
        ("   ", "What has changed?: This field is required."),
        ("x" * 501, "What has changed?: Ensure this value has at most 500 characters (it has 501)."),
        (
            "One\nTwo",
            "What has changed?: There is a line break or a control character in this. Put it on one line.",
        ),
    ],
)
def test_what_is_wrong_is_refused_and_stays_typed(mayas: Client, told: Decline, typed: str, said: str) -> None:
    before = rows()
    page = change(mayas, told, changed=typed, tone="brief")
    assert (page.status, page.errors) == (422, [said])
    assert (page.form("changed")["changed"], page.form("changed")["tone"]) == ([typed], ["brief"])
    assert rows() == before


def test_what_has_moved_on_since_is_said_and_the_sentence_stays_typed(
    mayas: Client, maya: User, told: Decline
) -> None:
    application = Application.objects.get(pk=told.application_id)
    tracker.move(application=application, to=Status.OFFER, by=maya, at=NOW)
    before = rows()
    page = change(mayas, told)
    assert page.status == 409
    said = next(page.main.every(role="alert")).text
    assert "It has moved on since and stands at “Offer”, so this no cannot be taken back." in said
    assert page.form("changed")["changed"] == [CHANGED]
    assert rows() == before


# --- how it went


def buttons(page: Page) -> list[str]:
    return [button.value("value") for button in page.main.every("button", name="outcome")]


def test_the_four_answers_wait_on_the_pages_of_the_letter_and_of_the_no(mayas: Client, told: Decline) -> None:
    assert buttons(get(mayas, told.get_absolute_url())) == []
    letter_page = change(mayas, told)
    for page in (letter_page, get(mayas, told.get_absolute_url())):
        assert buttons(page) == ["welcome", "later", "filled", "silent"]
        assert len(page.part("Four answers to be ready for")) == 4
    services.mark_delivered(letter=Letter.objects.get(kind=Kind.RECONSIDER), by=Channel.EMAIL, when=NOW)
    page = get(mayas, told.get_absolute_url())
    assert (buttons(page), page.part("Four answers to be ready for")) == (
        ["welcome", "later", "filled", "silent"],
        [],
    )


def test_a_glad_answer_is_noted_and_nothing_moves(mayas: Client, told: Decline) -> None:
    letter = change(mayas, told).path
    page = post(mayas, url("declines:outcome", told.pk), {"outcome": "welcome", "next": letter})
    assert (page.path, page.notes) == (letter, ["Noted. It stands where it stood."])
    assert "They were glad, and we go on." in page.main.text
    timeline = get(mayas, told.application.get_absolute_url()).part("What happened")
    assert any("How they took your change of mind: They were glad, and we go on." in line for line in timeline)


def test_their_no_moves_it_and_the_page_says_how_to_take_that_back(mayas: Client, told: Decline) -> None:
    change(mayas, told)
    page = post(mayas, url("declines:outcome", told.pk), {"outcome": "filled"})
    assert (page.path, page.notes) == (
        told.application.get_absolute_url(),
        ["Noted. It stands at “Rejected” now; you can take that back here."],
    )
    assert "Take it back to “Interviewing”" in [button.text for button in page.main.every("button")]
    post(mayas, url("tracker:take_back", told.application.changes.latest("pk").pk))
    told.application.refresh_from_db()
    assert told.application.status == Status.INTERVIEWING


def test_a_double_click_on_an_answer_is_one_line(mayas: Client, told: Decline) -> None:
    change(mayas, told)
    post(mayas, url("declines:outcome", told.pk), {"outcome": "later"})
    before = rows()
    assert post(mayas, url("declines:outcome", told.pk), {"outcome": "later"}).notes == ["This was noted before."]
    assert rows() == before


@pytest.mark.parametrize("sent", [{}, {"outcome": ""}, {"outcome": "glad"}, {"outcome": "a\0b"}])
def test_an_answer_that_is_none_of_the_four_is_refused(mayas: Client, told: Decline, sent: dict[str, str]) -> None:
    change(mayas, told)
    before = rows()
    page = post(mayas, url("declines:outcome", told.pk), sent)
    assert (page.path, page.notes) == (told.get_absolute_url(), ["Choose one of the four answers."])
    assert rows() == before


@pytest.mark.parametrize("name", ["declines:reconsider", "declines:reconsider_preview", "declines:outcome"])
def test_a_strangers_no_is_missing(client: Client, otto: User, told: Decline, name: str) -> None:
    client.force_login(otto)
    before = rows()
    sent = {"changed": CHANGED, "outcome": "filled"}
    assert client.post(url(name, told.pk), sent).status_code == 404
    assert rows() == before
