"""The other messages as pages: few questions, the words live, one button. NOW is Thursday 3 September 2026, 14:02."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from declines import services
from declines.forms.writing import FORMS
from declines.models import Decline, Letter, Wording
from declines.services import Answers
from declines.situation import Channel, Kind, Reason, Stage
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Node, Page, get, post
from tracker import services as tracker
from tracker.models import Application, Interview, Note, Reminder, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
MODELS = (Decline, Letter, Reminder, StatusChange, Note, Interview, Application)
# What each kind must have answered that is not filled in when it opens.
TYPED: dict[str, dict[str, str]] = {
    Kind.ASK_TIME: {"until": "2026-09-14"},
    Kind.REFERRAL: {"who": "Freja Holm", "about": "She led the timetable for six years.", "agreed": "on"},
}
ODD = [
    "a\0b",
    "\u202egpj.exe",
    "One\r\nBcc: all@lindholm.example",
    "{{ user.password }}",
    "<script>",
    "x" * 10_000,
    "-1",
]
ODD += ["9" * 30, "2026-13-45T99:99", "9999-12-31T23:59", "   ", "🚌" * 40]


@pytest.fixture
def application(maya: User) -> Application:
    """Jean-Luc arranged it; Maya met Bo last week, and a panel and a task lie ahead."""
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    application = ApplicationFactory.create(user=maya, company=company, liked="the night buses")
    application.contacts.add(ContactFactory.create(user=maya))
    held = InterviewFactory.create(application=application, state="done", starts_at=NOW - 7 * DAY)
    held.interviewers.add(ContactFactory.create(user=maya, name="Bo Berg", email="bo@tallinn-traffic.example"))
    InterviewFactory.create(application=application, state="accepted")
    InterviewFactory.create(application=application, stage=Interview.Stage.TAKE_HOME, starts_at=None)
    return application


def no_to(application: Application, by: Channel = Channel.PHONE, **fields: Any) -> Decline:
    """A no that they have heard."""
    given: dict[str, Any] = {"stage": Stage.ACCEPTED, "reason": Reason.HOURS_TRAVEL, "channel": by}
    given["contact"] = application.contacts.first()
    kept = services.decline(application=application, answers=Answers(**given | fields), by=application.user, at=NOW)
    services.mark_delivered(letter=kept.letter, by=by, when=NOW)
    return Decline.objects.get(pk=kept.pk)


def ready_for(kind: str, application: Application) -> Application:
    """The application where a message of this kind makes sense."""
    if kind not in {Kind.RESCHEDULE, Kind.ASK_TERMS, Kind.ASK_TIME}:
        no_to(application)
    return application


def address(application: Application, kind: str, name: str = "") -> str:
    return f"/applications/{application.pk}/write/{kind}/{name}"


def rows() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


def own_wording(user: User, kind: str) -> Wording:
    body = "In words of {me}.\n\nBye."
    return Wording.objects.create(
        user=user, name="Mine", kind=kind, subject="Mine, {company}", body=body, changed_at=NOW
    )


def words(page: Node) -> str:
    """The letter as its reader will have it, without the numbers of the notes."""

    def read(node: Node) -> str:
        inside = (child if isinstance(child, str) else read(child) for child in node.inside)
        if node.tag == "sup" or node.value("class") == "tag":
            return ""
        return " " if node.tag == "br" else "".join(inside)

    return " ".join(" ".join(read(part) for part in next(page.every("article")).every("p")).split())


def subject(page: Node) -> str:
    return list(next(page.every("article")).every("dd"))[1].text


def filled(client: Client, application: Application, kind: str) -> dict[str, Any]:
    """What the browser would send from the page, with what must be answered."""
    return get(client, address(application, kind)).form("seed") | TYPED.get(kind, {})


# --- the way there


def test_the_application_offers_what_fits_in_one_quiet_fold(mayas: Client, application: Application) -> None:
    page = get(mayas, application.get_absolute_url())
    [fold] = [
        fold for fold in page.main.every("details") if next(fold.every("summary")).text == "Write something else"
    ]
    assert "open" not in fold.attributes
    assert [link.value("href") for link in fold.every("a")] == [
        address(application, kind) for kind in ("reschedule", "ask_terms", "ask_time", "thank_you")
    ]


def test_where_nothing_fits_there_is_no_fold(mayas: Client, maya: User) -> None:
    accepted = ApplicationFactory.create(user=maya, status=Status.ACCEPTED)
    assert "Write something else" not in get(mayas, accepted.get_absolute_url()).main.text


@pytest.mark.parametrize("by", [Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO, Channel.VOICEMAIL])
def test_after_a_no_by_word_of_mouth_its_page_offers_the_written_one_until_it_is_written(
    mayas: Client, application: Application, by: Channel
) -> None:
    no = no_to(application, by=by)
    offer = "Put it in writing, so that nobody has to remember"
    assert get(mayas, no.get_absolute_url()).links()[offer] == address(application, Kind.CONFIRMATION)
    post(mayas, address(application, Kind.CONFIRMATION), filled(mayas, application, Kind.CONFIRMATION))
    assert Letter.objects.get(kind=Kind.CONFIRMATION).follows == no
    assert offer not in get(mayas, no.get_absolute_url()).links()


def test_a_no_in_writing_needs_no_second_one(mayas: Client, application: Application) -> None:
    no = no_to(application, by=Channel.EMAIL)
    assert not any("in writing" in link for link in get(mayas, no.get_absolute_url()).links())
    assert mayas.get(address(application, Kind.CONFIRMATION)).status_code == 404


@pytest.mark.parametrize("kind", ["", "decline", "reconsider", "love_letter", "ASK_TERMS", "stay_in_touch"])
def test_a_kind_that_is_none_or_makes_no_sense_here_is_missing(
    mayas: Client, application: Application, kind: str
) -> None:
    assert mayas.get(address(application, kind)).status_code == 404


# --- every kind


@pytest.mark.parametrize("kind", FORMS)
def test_the_page_opens_with_a_letter_and_writes_nothing(mayas: Client, application: Application, kind: str) -> None:
    ready_for(kind, application)
    before = rows()
    page = get(mayas, address(application, kind))
    greeted = "Bo Berg" if kind == Kind.THANK_YOU else "Jean-Luc d’Artois"
    assert page.status == 200
    assert words(page).startswith(f"Dear {greeted},")
    assert words(page).endswith("Maya Lindholm")
    assert subject(page) != ""
    assert rows() == before


@pytest.mark.parametrize("kind", FORMS)
def test_the_one_button_keeps_the_letter_as_it_was_shown_and_leads_to_its_page(
    mayas: Client, application: Application, kind: str
) -> None:
    ready_for(kind, application)
    form = filled(mayas, application, kind) | {"tone": "direct"}
    shown = post(mayas, address(application, kind, "preview/"), form)
    page = post(mayas, address(application, kind), form)
    letter = Letter.objects.get(kind=kind)
    assert page.path == letter.get_absolute_url()
    assert (" ".join(letter.body.split()), letter.subject) == (words(shown), subject(shown))
    assert (letter.tone, letter.seed, letter.channel, letter.delivered_at) == ("direct", 0, "email", None)
    assert letter.contact is not None
    assert letter.follows == Decline.objects.first()
    assert "Written, and not sent yet" in get(mayas, "/").main.text


@pytest.mark.parametrize("kind", FORMS)
def test_a_double_click_is_one_letter(mayas: Client, application: Application, kind: str) -> None:
    ready_for(kind, application)
    form = filled(mayas, application, kind)
    post(mayas, address(application, kind), form)
    before = rows()
    assert post(mayas, address(application, kind), form).path == Letter.objects.get(kind=kind).get_absolute_url()
    assert rows() == before


@pytest.mark.parametrize("kind", FORMS)
def test_tone_and_another_wording_change_the_words_and_the_same_number_finds_them_again(
    mayas: Client, application: Application, kind: str
) -> None:
    ready_for(kind, application)
    before = rows()
    form = filled(mayas, application, kind)

    def shown(**fields: str) -> str:
        return words(post(mayas, address(application, kind, "preview/"), form | fields))

    assert len({shown(tone=tone) for tone in ("warm", "direct", "brief")}) == 3
    assert shown(another="1") == shown(seed="1") != shown()
    assert shown() == shown(seed="0")
    page = post(mayas, address(application, kind), form | {"another": "1"})
    assert page.form("seed")["seed"] == ["1"]
    assert words(page) == shown(seed="1")
    assert rows() == before


@pytest.mark.parametrize("kind", FORMS)
def test_without_javascript_a_button_shows_the_letter(mayas: Client, application: Application, kind: str) -> None:
    ready_for(kind, application)
    before = rows()
    form = filled(mayas, application, kind) | {"tone": "brief"}
    page = post(mayas, address(application, kind), form | {"preview": "1"})
    assert (page.status, page.form("seed")["tone"]) == (200, ["brief"])
    assert words(page) == words(post(mayas, address(application, kind, "preview/"), form))
    assert rows() == before


@pytest.mark.parametrize("kind", FORMS)
def test_odd_input_everywhere_is_refused_and_never_breaks_a_page(
    mayas: Client, application: Application, kind: str
) -> None:
    ready_for(kind, application)
    form = filled(mayas, application, kind)
    for odd in ODD:
        before = rows()
        piece = mayas.post(address(application, kind, "preview/"), dict.fromkeys(form, odd))
        response = mayas.post(address(application, kind), dict.fromkeys(form, odd))
        assert (piece.status_code, response.status_code, rows() == before) == (200, 422, True), odd
        assert b"<script>x" not in response.content
        assert Page(response).errors != []


@pytest.mark.parametrize("kind", FORMS)
def test_a_strangers_application_is_missing(client: Client, application: Application, otto: User, kind: str) -> None:
    ready_for(kind, application)
    client.force_login(otto)
    before = rows()
    for name in ("", "preview/"):
        assert client.post(address(application, kind, name), TYPED.get(kind, {})).status_code == 404
    assert client.get(address(application, kind)).status_code == 404
    assert rows() == before


def test_what_fits_no_longer_is_said_and_stays_typed(mayas: Client, maya: User, application: Application) -> None:
    form = filled(mayas, application, Kind.ASK_TERMS) | {"detail": "Four days would make it work."}
    tracker.move(application=application, to=Status.REJECTED, by=maya, at=NOW)
    page = post(mayas, address(application, Kind.ASK_TERMS), form)
    said = next(page.main.every(role="alert")).text
    assert page.status == 409
    assert "This has moved on since and stands at “Rejected”, where such a letter no longer fits." in said
    assert page.form("seed")["detail"] == ["Four days would make it work."]
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("kind", FORMS)
def test_ones_own_wording_of_that_kind_takes_the_place_of_ours(
    mayas: Client, maya: User, application: Application, kind: str
) -> None:
    ready_for(kind, application)
    assert "Whose words?" not in get(mayas, address(application, kind)).main.text
    own = own_wording(maya, kind)
    form = filled(mayas, application, kind)
    assert form["wording"] == [""]
    form |= {"wording": str(own.pk)}
    shown = post(mayas, address(application, kind, "preview/"), form)
    post(mayas, address(application, kind), form)
    letter = Letter.objects.get(kind=kind)
    assert (letter.subject, letter.body) == ("Mine, Tallinn Traffic", "In words of Maya Lindholm.\n\nBye.")
    assert (subject(shown), words(shown)) == ("Mine, Tallinn Traffic", "In words of Maya Lindholm. Bye.")


def test_a_wording_of_another_kind_or_of_somebody_else_is_no_choice(
    mayas: Client, maya: User, otto: User, application: Application
) -> None:
    for wording in (own_wording(maya, Kind.DECLINE), own_wording(otto, Kind.ASK_TERMS)):
        form = filled(mayas, application, Kind.ASK_TERMS) | {"wording": str(wording.pk)}
        assert post(mayas, address(application, Kind.ASK_TERMS), form).status == 422
    assert Letter.objects.count() == 0


def test_only_people_of_this_application_can_be_written_to(
    mayas: Client, maya: User, application: Application
) -> None:
    stranger = ContactFactory.create(user=maya, name="Of another application")
    form = filled(mayas, application, Kind.ASK_TERMS)
    page = post(mayas, address(application, Kind.ASK_TERMS), form | {"contact": str(stranger.pk)})
    assert page.errors == ["To whom?: Select a valid choice. That choice is not one of the available choices."]
    nobody = post(mayas, address(application, Kind.ASK_TERMS, "preview/"), form | {"contact": ""})
    assert words(nobody).startswith("Dear all,")


# --- another date


def test_up_to_three_other_hours_stand_in_the_letter_on_their_clock(mayas: Client, application: Application) -> None:
    application.interviews.filter(state="accepted").update(time_zone="Europe/Tallinn")
    # The page does not load anew when another round is chosen: a zone that may change is not named.
    page = get(mayas, address(application, Kind.RESCHEDULE))
    assert "Days and hours as they count them (in the time zone of that round)." in page.main.text
    application.interviews.update(time_zone="Europe/Tallinn")
    slots = {"slot_1": "2026-09-16T10:00", "slot_2": "2026-09-15T14:30", "slot_3": "2026-09-16T10:00"}
    page = get(mayas, address(application, Kind.RESCHEDULE))
    assert "Days and hours as they count them (Europe/Tallinn)." in page.main.text
    text = words(post(mayas, address(application, Kind.RESCHEDULE, "preview/"), page.form("seed") | slots))
    assert text.count("16 September") == 1
    assert text.index("15 September") < text.index("16 September")
    assert ("14:30" in text, "10:00" in text) == (True, True)


def test_of_several_rounds_ahead_the_one_that_was_chosen_is_moved(mayas: Client, application: Application) -> None:
    final = InterviewFactory.create(application=application, stage="final", starts_at=NOW + 12 * DAY)
    page = get(mayas, address(application, Kind.RESCHEDULE), interview=str(final.pk))
    assert page.form("seed")["interview"] == [str(final.pk)]
    assert "15 September" in words(page)
    post(mayas, address(application, Kind.RESCHEDULE), page.form("seed"))
    assert "15 September" in Letter.objects.get().body


@pytest.mark.parametrize("asked", ["", "0", "x", "9" * 5000, "\0"])
def test_a_link_that_names_no_round_ahead_means_the_nearest(
    mayas: Client, application: Application, asked: str
) -> None:
    nearest = application.interviews.get(state="accepted")
    page = get(mayas, address(application, Kind.RESCHEDULE), interview=asked)
    assert (page.status, page.form("seed")["interview"]) == (200, [str(nearest.pk)])


def test_a_single_round_ahead_is_no_question_and_one_that_is_gone_is_not_quietly_another(
    mayas: Client, application: Application
) -> None:
    gone, left = application.interviews.get(state="accepted"), application.interviews.get(stage="take_home")
    both = get(mayas, address(application, Kind.RESCHEDULE))
    assert "Which round?" in both.main.text
    gone.delete()
    assert "Which round?" not in get(mayas, address(application, Kind.RESCHEDULE)).main.text
    page = post(mayas, address(application, Kind.RESCHEDULE), both.form("seed"))
    assert page.errors == ["Which round?: This round is no longer ahead. Choose one that is."]
    post(mayas, address(application, Kind.RESCHEDULE), page.form("seed") | {"interview": str(left.pk)})
    assert Letter.objects.count() == 1


def test_without_an_hour_of_ones_own_they_are_asked_to_propose(mayas: Client, application: Application) -> None:
    post(mayas, address(application, Kind.RESCHEDULE), filled(mayas, application, Kind.RESCHEDULE))
    assert "15 September" not in Letter.objects.get().body


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-09-03T14:02", "When would suit you?: This hour has passed. Choose one that lies ahead."),
        ("tomorrow", "When would suit you?: Write day and hour as 2026-09-30 14:00."),
        (
            "2027-03-28T02:30",
            "When would suit you?: The clocks go forward then, so this time does not exist. Choose 03:00 or later.",
        ),
    ],
)
def test_an_hour_that_cannot_be_is_refused_and_stays_typed(
    mayas: Client, application: Application, typed: str, said: str
) -> None:
    form = filled(mayas, application, Kind.RESCHEDULE) | {"slot_1": typed}
    page = post(mayas, address(application, Kind.RESCHEDULE), form)
    assert (page.status, page.errors, page.form("seed")["slot_1"]) == (422, [said], [typed])
    assert Letter.objects.count() == 0


# --- terms, time


@pytest.mark.parametrize("about", ["salary", "benefits", "hours", "travel", "remote", "role"])
def test_one_thing_is_asked_about_with_a_sentence_of_ones_own(
    mayas: Client, application: Application, about: str
) -> None:
    form = filled(mayas, application, Kind.ASK_TERMS) | {"about": about, "detail": "Four days would make it work."}
    text = words(post(mayas, address(application, Kind.ASK_TERMS, "preview/"), form))
    assert "Four days would make it work" in text
    plain = words(post(mayas, address(application, Kind.ASK_TERMS, "preview/"), form | {"about": "salary"}))
    assert (text == plain) == (about == "salary")


def test_a_link_may_say_what_to_ask_about(mayas: Client, application: Application) -> None:
    page = get(mayas, address(application, Kind.ASK_TERMS), about="travel", user="x", contact="nobody")
    assert page.form("seed")["about"] == ["travel"]


def test_more_time_is_asked_until_a_day_that_lies_ahead(mayas: Client, application: Application) -> None:
    page = get(mayas, address(application, Kind.ASK_TIME))
    form = page.form("seed")
    assert page.status == 200
    for typed, said in (
        ("", "Until which day?: This field is required."),
        ("2026-09-03", "Until which day?: Choose a day after today: that is what you ask for."),
        ("soon", "Until which day?: Write the day as 2026-09-30."),
    ):
        refused = post(mayas, address(application, Kind.ASK_TIME), form | {"until": typed})
        assert (refused.status, refused.errors, refused.form("seed")["until"]) == (422, [said], [typed])
    post(mayas, address(application, Kind.ASK_TIME), form | {"until": "2026-09-14"})
    assert "14 September" in Letter.objects.get().body


def test_it_opens_with_what_the_record_tells_and_a_link_may_say_it_too(
    mayas: Client, maya: User, application: Application
) -> None:
    def asked_for(**query: str) -> list[str]:
        return get(mayas, address(application, Kind.ASK_TIME), **query).form("seed")["about"]

    assert (asked_for(), asked_for(about="offer")) == (["take_home"], ["offer"])
    tracker.move(application=application, to=Status.OFFER, by=maya, at=NOW)
    assert (asked_for(), asked_for(about="take_home")) == (["offer"], ["take_home"])


def test_for_an_offer_the_words_are_about_the_offer_and_for_a_task_about_the_task(
    mayas: Client, application: Application
) -> None:
    def text(about: str) -> str:
        typed = {"until": "2026-09-14", "about": about}
        return words(post(mayas, address(application, Kind.ASK_TIME, "preview/"), typed))

    assert ("offer" in text("take_home"), "offer" in text("offer")) == (False, True)


# --- somebody else


def test_somebody_else_is_named_only_with_their_consent(mayas: Client, application: Application) -> None:
    no_to(application)
    form = filled(mayas, application, Kind.REFERRAL)
    del form["agreed"]
    page = post(mayas, address(application, Kind.REFERRAL), form)
    assert (page.status, page.errors) == (
        422,
        ["They know and agree: Ask them first. A name goes to an employer only with its owner’s consent."],
    )
    assert page.form("seed")["who"] == ["Freja Holm"]
    assert not Letter.objects.filter(kind=Kind.REFERRAL).exists()
    post(mayas, address(application, Kind.REFERRAL), form | {"agreed": "on"})
    body = Letter.objects.get(kind=Kind.REFERRAL).body
    assert ("Freja Holm" in body, "She led the timetable for six years" in body) == (True, True)


# --- thanks, news, openings


def test_thanks_go_to_one_person_who_was_there(mayas: Client, application: Application) -> None:
    page = get(mayas, address(application, Kind.THANK_YOU))
    [select] = page.main.every("select", name="contact")
    assert [option.text for option in select.every("option")] == ["Bo Berg"]
    jean_luc = application.contacts.get()
    refused = post(mayas, address(application, Kind.THANK_YOU), page.form("seed") | {"contact": str(jean_luc.pk)})
    assert (refused.status, Letter.objects.count()) == (422, 0)


def test_before_any_no_it_is_the_note_after_a_round_in_its_one_wording(
    mayas: Client, application: Application
) -> None:
    page = get(mayas, address(application, Kind.THANK_YOU))
    assert words(page).startswith("Dear Bo Berg, Thank you for your time on Thursday 27 August.")
    assert "no longer a candidate" not in words(page)
    assert page.form("contact").keys() == {"contact", "seed"}
    post(mayas, address(application, Kind.THANK_YOU), page.form("contact"))
    letter = Letter.objects.get()
    assert (letter.kind, " ".join(letter.body.split())) == (Kind.THANK_YOU, words(page))


@pytest.mark.parametrize(
    ("kind", "field", "typed"),
    [
        (Kind.STAY_IN_TOUCH, "news", "I have finished my course in transport planning."),
        (Kind.OPENINGS, "fits", "product roles in the public service"),
    ],
)
def test_what_one_types_stands_in_the_letter(
    mayas: Client, application: Application, kind: str, field: str, typed: str
) -> None:
    ready_for(kind, application)
    form = filled(mayas, application, kind)
    assert typed.rstrip(".") in words(post(mayas, address(application, kind, "preview/"), form | {field: typed}))
    assert typed.rstrip(".") not in words(post(mayas, address(application, kind, "preview/"), form))


# --- the no in writing, and the apology


def test_the_written_no_says_how_and_when_it_was_told_and_is_greeted_as_the_no_was(
    mayas: Client, application: Application
) -> None:
    no_to(application)
    text = words(get(mayas, address(application, Kind.CONFIRMATION)))
    assert text.startswith("Dear Jean-Luc d’Artois,")
    assert "phone" in text
    assert "withdraw" in text


def test_a_missed_round_asks_which_letter_it_is_and_proposes_the_apology(
    mayas: Client, application: Application
) -> None:
    no_to(application, stage=Stage.MISSED)
    page = get(mayas, address(application, Kind.CONFIRMATION))
    form = page.form("seed")
    assert form["occasion"] == ["sorry"]
    confirmation = post(mayas, address(application, Kind.CONFIRMATION, "preview/"), form | {"occasion": "no"})
    assert words(confirmation) != words(page)
    assert "apolog" in words(page) or "sorry" in words(page)


def test_a_missed_round_that_was_told_in_writing_still_owes_the_apology_alone(
    mayas: Client, application: Application
) -> None:
    no = no_to(application, by=Channel.EMAIL, stage=Stage.MISSED)
    page = get(mayas, address(application, Kind.CONFIRMATION))
    assert (page.form("seed")["occasion"], list(page.main.every("legend"))) == (["sorry"], [])
    assert "Put it in writing, so that nobody has to remember" in get(mayas, no.get_absolute_url()).links()


def test_a_letter_that_was_kept_stays_on_today_until_it_is_told(mayas: Client, application: Application) -> None:
    post(mayas, address(application, Kind.ASK_TERMS), filled(mayas, application, Kind.ASK_TERMS))
    assert len(get(mayas, "/").part("Written, and not sent yet")) == 1
    services.mark_delivered(letter=Letter.objects.get(), by=Channel.EMAIL, when=NOW)
    assert get(mayas, "/").part("Written, and not sent yet") == []


def test_the_address_is_the_one_that_links_use(application: Application) -> None:
    assert url("declines:write", application.pk) == address(application, "ask_terms")
