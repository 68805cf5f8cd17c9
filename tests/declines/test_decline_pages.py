"""Saying no as pages: the form, the words live, the page that follows, and taking it back.

NOW is Thursday 3 September 2026, 14:02 in Berlin.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from declines import services as decline_services
from declines.models import Decline, DeclinedInterview
from declines.situation import Channel
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Node, Page, get, post
from tracker import services
from tracker.models import Application, Contact, Interview, Note, Reminder, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
PLAIN = {"stage": "between_rounds", "reason": "none", "channel": "email"}
MODELS = (Decline, DeclinedInterview, Reminder, StatusChange, Note, Interview, Contact, Application)


@pytest.fixture
def application(maya: User) -> Application:
    """A panel is accepted for next week; Jean-Luc arranged it."""
    jean_luc = ContactFactory.create(user=maya)
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    application = ApplicationFactory.create(user=maya, company=company, liked="how openly the team spoke")
    application.contacts.add(jean_luc)
    InterviewFactory.create(application=application, state="accepted")
    return application


def address(application: Application) -> str:
    return url("declines:new", application.pk)


def rows() -> dict[str, list[Any]]:
    """Everything that a no could touch."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def letter(page: Node) -> str:
    """The words, as a reader takes them in."""
    article = next(page.every("article"))
    return " ".join(" ".join(part.raw for part in article.every("p")).split())


def decline(client: Client, application: Application, **fields: Any) -> Page:
    return post(client, address(application), PLAIN | fields)


def button(page: Page, words: str) -> bool:
    return any(button.text == words for button in page.main.every("button"))


# --- the form


def test_the_form_opens_with_what_the_record_tells(mayas: Client, application: Application) -> None:
    page = get(mayas, address(application))
    assert page.heading == "Say no to Tallinn Traffic, kindly"
    assert page.form("stage") == {
        "interview": [str(application.interviews.get().pk)],
        "stage": ["accepted"],
        "reason": ["none"],
        "own_reason": [""],
        "liked": ["how openly the team spoke"],
        "shown_for": ["accepted coordinator"],
        "channel": ["email"],
        "contact": [str(application.contacts.get().pk)],
        "relationship": [""],
        "tone": ["warm"],
        "seed": ["0"],
        "offer_touch": ["on"],
        "thank_you_on": ["2026-09-04"],
        "stay_in_touch_on": ["2026-12-02"],
    }
    assert "Frees Thu 10 Sep, 16:30." in page.main.text
    words = letter(page)
    assert words.startswith("Dear Jean-Luc d’Artois,")
    assert "I very much liked how openly the team spoke." in words
    assert next(page.every("article")).text.startswith(
        "To Jean-Luc d’Artois <jean-luc@tallinn-traffic.example> Subject Cancelling the panel interview"
    )


def test_opening_it_writes_nothing(mayas: Client, application: Application) -> None:
    before = rows()
    get(mayas, address(application))
    assert rows() == before


def test_it_offers_every_reason_the_usual_ones_first_and_the_people_of_this_application_only(
    mayas: Client, maya: User, application: Application
) -> None:
    met = ContactFactory.create(user=maya, name="Met in the panel")
    application.interviews.get().interviewers.add(met)
    ContactFactory.create(user=maya, name="Of another application")
    InterviewFactory.create(application=application, state="cancelled", stage="final")
    page = get(mayas, address(application))
    reasons = [radio.value("value") for radio in page.main.every("input", name="reason")]
    assert (len(reasons), reasons[:3], reasons[6], len(set(reasons))) == (
        19,
        ["accepted_other", "better_opportunity", "salary"],
        "none",
        19,
    )
    offered = {
        name: [option.text for option in next(page.main.every("select", name=name)).every("option")]
        for name in ("contact", "interview")
    }
    assert offered == {
        "contact": ["Nobody by name: Dear Hiring Manager", "Jean-Luc d’Artois", "Met in the panel"],
        "interview": ["None in particular: the whole application", "Panel"],
    }


# --- the words, live


def preview(client: Client, application: Application, **fields: Any) -> Page:
    return post(client, url("declines:preview", application.pk), PLAIN | fields)


def test_the_preview_follows_the_fields_and_writes_nothing(mayas: Client, application: Application) -> None:
    before = rows()
    jean_luc = application.contacts.get()
    plain = preview(mayas, application)
    assert letter(plain).startswith("Dear Hiring Manager,")
    typed = preview(
        mayas,
        application,
        own_reason="I am moving to Lisbon.",
        liked="the night-bus pilot",
        contact=jean_luc.pk,
        offer_touch="on",
    )
    words = letter(typed)
    assert words.startswith("Dear Jean-Luc d’Artois,")
    assert "I am moving to Lisbon." in words
    assert "I very much liked the night-bus pilot." in words
    assert "I hope that we can stay in touch." in words
    assert "I hope that we can stay in touch." not in letter(plain)
    assert rows() == before


def test_a_field_that_is_still_wrong_leaves_its_part_out(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, liked="x" * 1001, contact="nobody", stage="nope", reason="", thank_you_on="-")
    assert page.status == 200
    assert letter(page).startswith("Dear Hiring Manager,")
    assert "xxx" not in page.text


def test_by_phone_it_is_a_script_with_lines_to_have_at_hand(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, channel="phone")
    assert [cue.text for cue in page.every("span", **{"class": "cue"})] == [
        "Open",
        "Thank",
        "Say it",
        "Leave the door open",
    ]
    assert [head.text for head in page.every("h3")] == [
        "If they ask why",
        "If they press you",
        "If it goes to voicemail",
        "If your mind goes blank",
    ]


def test_without_javascript_a_button_shows_the_letter_and_writes_nothing(
    mayas: Client, application: Application
) -> None:
    before = rows()
    page = decline(mayas, application, own_reason="I am moving to Lisbon.", preview="1")
    assert (page.path, page.status) == (address(application), 200)
    assert "I am moving to Lisbon." in letter(page)
    assert page.form("stage")["own_reason"] == ["I am moving to Lisbon."]
    assert rows() == before


# --- the one button


def test_declining_keeps_the_answers_and_leads_to_the_words(mayas: Client, application: Application) -> None:
    form = get(mayas, address(application)).form("stage")
    page = post(mayas, address(application), form | {"reason": "salary", "ask_openings": "on"})
    kept = Decline.objects.get()
    assert page.path == kept.get_absolute_url()
    assert page.heading == "It is decided. Now let Jean-Luc d’Artois know."
    assert (kept.stage, kept.reason, kept.letter.channel, kept.liked, kept.letter.contact, kept.interview) == (
        "accepted",
        "salary",
        "email",
        "how openly the team spoke",
        application.contacts.get(),
        application.interviews.get(),
    )
    application.refresh_from_db()
    assert (application.status, application.interviews.get().state) == (Status.WITHDRAWN, "cancelled")
    assert "Panel, Thu 10 Sep, 16:30, is off your calendar." in page.main.text
    assert page.part("And afterwards") == [
        "Tomorrow, 9:00: Thank Jean-Luc d’Artois The words are ready. Change",
        "Wed 2 Dec, 9:00: Stay in touch with Jean-Luc d’Artois The words are ready. Change",
    ]
    assert [node.raw for node in page.main.every(id="words")] == [kept.letter.body]


def test_empty_days_mean_no_reminders(mayas: Client, application: Application) -> None:
    page = decline(mayas, application, thank_you_on="", stay_in_touch_on="")
    assert page.part("And afterwards") == []
    assert Reminder.objects.open().count() == 0


def test_somebody_waits_for_a_no_and_nothing_is_kept_yet(mayas: Client, maya: User) -> None:
    page = post(
        mayas,
        "/decline/",
        {"position": "Night editor", "company_name": "Failte Press", "status": "applied", "priority": "2"}
        | {"contact_name": "Ana"},
    )
    application = Application.objects.get()
    assert (page.path, page.heading) == (address(application), "Say no to Failte Press, kindly")
    assert (page.form("stage")["stage"], letter(page)[:9]) == (["applied"], "Dear Ana,")


def test_the_way_in_keeps_what_was_typed_when_something_is_missing(mayas: Client) -> None:
    page = post(mayas, "/decline/", {"position": "Night editor", "status": "applied", "priority": "2"})
    assert (page.status, page.heading) == (422, "Who is it that waits for your no?")
    assert page.errors == ["Company: This field is required."]
    assert page.form("position")["position"] == ["Night editor"]


# --- what is refused


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"own_reason": "x" * 501},
            "In one sentence of your own: Ensure this value has at most 500 characters (it has 501).",
        ),
        (
            {"own_reason": "One\nTwo"},
            "In one sentence of your own: There is a line break or a control character in this. Put it on one line.",
        ),
        (
            {"liked": "x" * 1001},
            "What did you like?: Ensure this value has at most 1000 characters (it has 1001).",
        ),
        ({"reason": "boredom"}, "Why?: Select a valid choice. boredom is not one of the available choices."),
        ({"reason": ""}, "Why?: This field is required."),
        (
            {"stage": "nope"},
            "Where are you in the process?: Select a valid choice. nope is not one of the available choices.",
        ),
        (
            {"channel": "pigeon"},
            "How will you tell them?: Select a valid choice. pigeon is not one of the available choices.",
        ),
        (
            {"thank_you_on": "2026-09-02"},
            "Thank-you note: This day has passed. Choose today or a later one, or leave it empty.",
        ),
        (
            {"stay_in_touch_on": "2026-09-02"},
            "Stay in touch: This day has passed. Choose today or a later one, or leave it empty.",
        ),
        ({"stay_in_touch_on": "9999-12-31"}, "Stay in touch: Choose a year from 1970 to 2100."),
        ({"thank_you_on": "soon"}, "Thank-you note: Write the day as 2026-09-30."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_what_was_typed_stays(
    mayas: Client, application: Application, fields: dict[str, str], said: str
) -> None:
    before = rows()
    typed = {"own_reason": "I am moving.", "liked": "The “night bus” <pilot>", "thank_you_on": "2026-09-08"} | fields
    page = decline(mayas, application, **typed)
    assert (page.status, page.errors) == (422, [said])
    form = page.form("stage")
    shown = {name: value for name, value in typed.items() if name not in {"reason", "stage", "channel"}}
    assert {name: form[name] for name in shown} == {name: [value] for name, value in shown.items()}
    assert rows() == before


def test_today_is_not_too_early_for_a_thank_you(mayas: Client, application: Application) -> None:
    decline(mayas, application, thank_you_on="2026-09-03")
    assert Decline.objects.get().follow_ups.get(kind="thank_you").due_on == NOW.date()


def test_the_days_ahead_are_those_of_the_persons_zone(
    mayas: Client, application: Application, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 9, 3, 22, 30, tzinfo=UTC))  # half past midnight in Berlin
    page = decline(mayas, application, thank_you_on="2026-09-03")
    assert [error.split(":")[0] for error in page.errors] == ["Thank-you note"]


@pytest.mark.parametrize("field", ["contact", "interview"])
def test_what_is_a_strangers_or_of_another_application_is_not_on_offer(
    mayas: Client, maya: User, otto: User, application: Application, field: str
) -> None:
    strangers = {
        "contact": [ContactFactory.create(user=otto).pk, ContactFactory.create(user=maya).pk],
        "interview": [
            InterviewFactory.create(application__user=otto).pk,
            InterviewFactory.create(application__user=maya).pk,
        ],
    }
    before = rows()
    for sent in [*strangers[field], "9" * 30, "\0", "-1", "abc"]:
        page = decline(mayas, application, **{field: sent})
        label = {"contact": "To whom?", "interview": "Which interview?"}[field]
        assert (page.status, [error.partition(":")[0] for error in page.errors]) == (422, [label])
        assert letter(page).startswith("Dear Hiring Manager,")
    assert rows() == before


# --- declining what is over


def test_declining_twice_shows_the_words_that_are_kept(mayas: Client, application: Application) -> None:
    opened = get(mayas, address(application)).form("stage")
    decline(mayas, application, own_reason="I am moving to Lisbon.")
    before = rows()
    kept = Decline.objects.get()
    for page in (
        get(mayas, address(application)),
        post(mayas, address(application), opened),
        post(mayas, address(application), opened | {"liked": "x" * 1001}),
    ):
        assert page.path == kept.get_absolute_url()
        assert page.notes == ["You withdrew this already (today, 14:02). Here are those words."]
        assert "I am moving to Lisbon." in letter(page)
    assert rows() == before


def test_of_two_windows_in_the_same_moment_the_second_is_shown_the_words_of_the_first(
    mayas: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = decline_services.decline

    def a_moment_too_late(**asked: Any) -> Decline:
        really(**asked)
        return really(**asked)

    monkeypatch.setattr(decline_services, "decline", a_moment_too_late)
    page = decline(mayas, application, own_reason="I am moving to Lisbon.")
    assert page.path == Decline.objects.get().get_absolute_url()
    assert page.notes == ["You withdrew this already (today, 14:02). Here are those words."]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.WITHDRAWN])
def test_what_is_over_has_nothing_to_decline(mayas: Client, maya: User, status: Status) -> None:
    over = ApplicationFactory.create(user=maya, status=status)
    before = rows()
    said = f"This application is over already ({status.label}), so there is nothing to decline."
    page = get(mayas, address(over))
    assert (page.path, page.notes) == (over.get_absolute_url(), [said])
    page = decline(mayas, over, own_reason="I am moving to Lisbon.")
    assert (page.status, page.errors) == (409, [said])
    assert page.form("stage")["own_reason"] == ["I am moving to Lisbon."]
    assert rows() == before


@pytest.mark.parametrize(("status", "stage"), [(Status.ACCEPTED, "offer_accepted"), (Status.LAPSED, "applied")])
def test_an_accepted_offer_and_a_silence_can_still_be_declined(
    mayas: Client, maya: User, status: Status, stage: str
) -> None:
    over = ApplicationFactory.create(user=maya, status=status)
    assert get(mayas, address(over)).form("stage")["stage"] == [stage]
    decline(mayas, over)
    over.refresh_from_db()
    assert over.status == Status.WITHDRAWN


def test_another_window_ended_it_meanwhile_and_nothing_typed_is_lost(
    mayas: Client, maya: User, application: Application
) -> None:
    opened = get(mayas, address(application)).form("stage")
    services.move(application=application, to=Status.REJECTED, by=maya, at=NOW)
    before = rows()
    page = post(mayas, address(application), opened | {"own_reason": "I am moving to Lisbon."})
    assert (page.status, page.form("stage")["own_reason"]) == (409, ["I am moving to Lisbon."])
    assert rows() == before


# --- names


@pytest.mark.parametrize(
    "name",
    ["None", "Acme & Sons <b>", "{{ x }}", "{% load %}", "شركة المرور", 'O\'Neill "Quote"', "%(company)s {0} %s"],
)
def test_a_name_is_text_wherever_it_stands(mayas: Client, maya: User, name: str) -> None:
    company = CompanyFactory.create(user=maya, name=name)
    application = ApplicationFactory.create(user=maya, company=company, position=name, status=Status.APPLIED)
    application.contacts.add(ContactFactory.create(user=maya, name=name, email="ana@acme.example"))
    page = get(mayas, address(application))
    assert page.heading == f"Say no to {name}, kindly"
    assert f"Dear {name}," in letter(page)
    assert f"for the {name} role at {name}." in letter(page)
    page = post(mayas, address(application), page.form("stage"))
    kept = Decline.objects.get()
    assert page.heading == f"It is decided. Now let {name} know."
    assert letter(page) == " ".join(kept.letter.body.split())
    assert f"for the {name} role at {name}." in kept.letter.body
    assert unquote(page.links()["Open in my mail program"]) == (
        f"mailto:ana@acme.example?subject={kept.letter.subject}&body=" + kept.letter.body.replace("\n", "\r\n")
    )
    assert list(page.main.every("b")) == []
    for reminder in Reminder.objects.open():
        assert f"Dear {name}," in get(mayas, reminder.get_absolute_url()).main.text


def test_nobody_by_name_is_dear_hiring_manager(mayas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    page = get(mayas, address(application))
    assert letter(page).startswith("Dear Hiring Manager,")
    assert next(page.every("article")).text.startswith(f"To {application.company.name} Subject")
    page = post(mayas, address(application), page.form("stage"))
    assert page.heading == "It is decided. Now let them know."
    assert page.links()["Open in my mail program"].startswith("mailto:?subject=")


def test_somebody_known_by_address_only_is_not_greeted_by_it(mayas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(ContactFactory.create(user=maya, name="", email="jobs@failte.example"))
    page = get(mayas, address(application))
    assert letter(page).startswith("Dear Hiring Manager,")
    page = post(mayas, address(application), page.form("stage"))
    assert page.heading == "It is decided. Now let jobs@failte.example know."
    assert page.links()["Open in my mail program"].startswith("mailto:jobs%40failte.example?subject=")


def test_they_are_greeted_as_you_address_them(mayas: Client, application: Application) -> None:
    application.contacts.update(called="Jean-Luc")
    assert letter(get(mayas, address(application))).startswith("Dear Jean-Luc,")


def test_a_liking_of_signs_only_is_said_as_it_is_and_questioned(mayas: Client, application: Application) -> None:
    page = preview(mayas, application, liked="🚌🌃")
    assert "What I liked in particular: 🚌" in letter(page)
    assert "Worth a second look" in page.text
    assert "liked" not in letter(preview(mayas, application, liked=" \n "))


# --- in your own words


def test_the_words_are_yours_until_they_are_said(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    form = get(mayas, url("declines:words", kept.letter.pk)).form("body")
    form.pop("seen")
    assert form == {
        "subject": [kept.letter.subject],
        "body": [kept.letter.body],
        "answers": [""],
        "contact": [str(kept.letter.contact_id)],
    }
    page = post(
        mayas,
        url("declines:words", kept.letter.pk),
        {"subject": "No, thank you", "body": "Dear Jean-Luc,\r\n\r\nno."},
    )
    assert (page.path, page.notes) == (kept.get_absolute_url(), ["Kept, in your words."])
    assert letter(page) == "Dear Jean-Luc, no."
    kept.refresh_from_db()
    assert kept.letter.subject == "No, thank you"


def test_a_script_has_no_subject(mayas: Client, maya: User) -> None:
    kept = a_decline(maya, channel=Channel.PHONE)
    assert list(get(mayas, url("declines:words", kept.letter.pk)).form("body")) == ["seen", "contact", "body"]
    page = post(
        mayas, url("declines:words", kept.letter.pk), {"subject": "Smuggled in", "body": "Say it:\nNo, thank you."}
    )
    kept.refresh_from_db()
    assert (kept.letter.subject, kept.letter.body) == ("", "Say it:\nNo, thank you.")
    assert next(page.every("article")).text == "Say it No, thank you."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": ""}, "Words: This field is required."),
        ({"body": "x" * 20_001}, "Words: Ensure this value has at most 20000 characters (it has 20001)."),
        ({"subject": "x" * 301}, "Subject: Ensure this value has at most 300 characters (it has 301)."),
        (
            {"subject": "No\r\nBcc: all"},
            "Subject: There is a line break or a control character in this. Put it on one line.",
        ),
    ],
)
def test_words_that_cannot_be_are_refused_and_stay_typed(
    mayas: Client, maya: User, fields: dict[str, str], said: str
) -> None:
    kept = a_decline(maya)
    before = rows()
    page = post(mayas, url("declines:words", kept.letter.pk), {"subject": "No", "body": "No, thank you."} | fields)
    assert (page.status, page.errors) == (422, [said])
    if "body" not in fields:
        assert page.form("body")["body"] == ["No, thank you."]
    assert rows() == before


# --- told


def told(client: Client, kept: Decline, **sent: str) -> Page:
    return post(client, url("declines:told", kept.letter.pk), {"by": "phone", "when": "2026-09-03T13:30"} | sent)


def test_they_know_how_and_since_when(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = told(mayas, kept)
    assert (page.heading, page.notes) == ("They know. That was the hard part.", ["Noted. That was the hard part."])
    assert "You told them by phone: today, 13:30." in page.main.text
    kept.refresh_from_db()
    assert (kept.letter.delivered_at, kept.letter.delivered_by) == (datetime(2026, 9, 3, 11, 30, tzinfo=UTC), "phone")
    note = Note.objects.get()
    assert (note.text, note.kind, note.contact) == (
        "You told Jean-Luc d’Artois by phone that you withdraw.",
        "touch",
        kept.letter.contact,
    )


def test_the_form_proposes_the_channel_and_now(mayas: Client, maya: User) -> None:
    kept = a_decline(maya, channel=Channel.IN_PERSON)
    assert get(mayas, kept.get_absolute_url()).form("when") == {"by": ["in_person"], "when": ["2026-09-03T14:02"]}


def test_what_was_said_stays_said(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    told(mayas, kept)
    before = rows()
    assert told(mayas, kept, by="email").notes == ["This was noted before."]
    page = post(mayas, url("declines:words", kept.letter.pk), {"subject": "Other", "body": "Typed meanwhile"})
    assert "Told, sent or taken back in another window meanwhile: the words stay as they were." in page.text
    assert page.form("body")["body"] == ["Typed meanwhile"]
    page = get(mayas, url("declines:words", kept.letter.pk))
    assert page.notes == ["These words have been said; they stay as they were."]
    assert "Change the words" not in page.links()
    assert rows() == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"when": "2026-09-03T14:03"}, "When?: This is in the future. Choose now (today, 14:02) or earlier."),
        ({"when": ""}, "When?: This field is required."),
        ({"when": "just now"}, "When?: Write day and hour as 2026-09-30 14:00."),
        (
            {"when": "2026-03-29T02:30"},
            "When?: The clocks go forward then, so this time does not exist. Choose 03:00 or later.",
        ),
        ({"when": "0001-01-01T00:00"}, "When?: Choose a year from 1970 to 2100."),
        (
            {"by": "pigeon"},
            "How did you tell them?: Select a valid choice. pigeon is not one of the available choices.",
        ),
    ],
)
def test_an_odd_telling_is_refused_by_name(mayas: Client, maya: User, sent: dict[str, str], said: str) -> None:
    kept = a_decline(maya)
    before = rows()
    page = told(mayas, kept, **sent)
    assert (page.status, page.errors) == (422, [said])
    assert page.form("when")["when"] == [sent.get("when", "2026-09-03T13:30")]
    assert rows() == before


def test_this_very_minute_is_not_the_future(mayas: Client, maya: User) -> None:
    assert told(mayas, a_decline(maya), when="2026-09-03T14:02").notes == ["Noted. That was the hard part."]


def test_by_phone_the_page_has_the_script_and_the_number(mayas: Client, maya: User) -> None:
    kept = a_decline(maya, channel=Channel.PHONE)
    page = get(mayas, kept.get_absolute_url())
    assert page.links()["Call 0113 496 0042"] == "tel:01134960042"
    assert "Open in my mail program" not in page.links()
    assert [head.text for head in page.main.every("h2")][:2] == ["If they ask why", "If they press you"]


def test_without_a_number_the_page_says_where_to_add_it(mayas: Client, maya: User) -> None:
    kept = a_decline(maya, channel=Channel.PHONE)
    Contact.objects.update(phone="")
    assert get(mayas, kept.get_absolute_url()).links()["Add their number"] == url(
        "tracker:edit_contact", kept.letter.contact_id
    )


# --- taken back


def test_taking_it_back_restores_everything(mayas: Client, application: Application) -> None:
    before = {name: values for name, values in rows().items() if name in {"Application", "Interview"}}
    decline(mayas, application, thank_you_on="2026-09-04", stay_in_touch_on="2026-12-02")
    kept = Decline.objects.get()
    page = post(mayas, url("declines:take_back", kept.pk))
    assert (page.path, page.notes) == (
        application.get_absolute_url(),
        ["Taken back. Everything stands as it stood before."],
    )
    after = rows()
    for row in (*before["Application"], *after["Application"]):
        row.pop("status_since")
    assert {name: after[name] for name in before} == before
    assert [reminder.kind for reminder in Reminder.objects.open()] == ["interview", "thank_you"]
    assert not Reminder.objects.open().filter(interview=None).exists()


def test_a_second_time_there_is_nothing_to_take_back(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    post(mayas, url("declines:take_back", kept.pk))
    before = rows()
    assert post(mayas, url("declines:take_back", kept.pk)).notes == ["This was taken back before."]
    page = post(mayas, url("declines:words", kept.letter.pk), {"subject": "x", "body": "x"})
    assert "Told, sent or taken back in another window meanwhile: the words stay as they were." in page.text
    page = get(mayas, kept.get_absolute_url())
    assert (page.heading, button(page, "Take it back")) == ("You took this back.", False)
    assert rows() == before


def test_what_has_moved_on_is_not_taken_back(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    services.move(application=kept.application, to=Status.OFFER, by=maya, at=NOW)
    before = rows()
    page = post(mayas, url("declines:take_back", kept.pk))
    assert (page.path, page.notes) == (
        kept.get_absolute_url(),
        ["It has moved on since and stands at “Offer”, so this cannot be taken back."],
    )
    assert rows() == before


def test_after_taking_back_one_can_say_no_again(mayas: Client, application: Application) -> None:
    decline(mayas, application)
    post(mayas, url("declines:take_back", Decline.objects.get().pk))
    decline(mayas, application, channel="phone")
    assert [kept.letter.channel for kept in Decline.objects.standing()] == ["phone"]


def test_after_moving_on_by_hand_one_can_say_no_again_and_the_latest_no_counts(
    mayas: Client, application: Application
) -> None:
    decline(mayas, application, own_reason="I am moving to Lisbon.")
    post(mayas, url("tracker:move", application.pk), {"to": "interviewing"})
    page = decline(mayas, application, own_reason="I am moving to Porto.")
    assert "I am moving to Porto." in letter(page)
    latest = Decline.objects.standing().get()
    assert latest.own_reason == "I am moving to Porto."
    page = get(mayas, application.get_absolute_url())
    assert page.links()["Not told yet: your words"] == latest.get_absolute_url()
    assert get(mayas, address(application)).path == latest.get_absolute_url()


def test_the_application_leads_to_its_no(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = get(mayas, kept.application.get_absolute_url())
    assert page.links()["Not told yet: your words"] == kept.get_absolute_url()
    assert get(mayas, "/").links()["Tell them"] == kept.get_absolute_url()
    decline_services.mark_delivered(letter=kept.letter, by=Channel.PHONE, when=NOW)
    page = get(mayas, kept.application.get_absolute_url())
    assert page.links()["Your words, and how you told them"] == kept.get_absolute_url()
    assert "Decided, and not told yet" not in get(mayas, "/").main.text
    assert "Decline" not in page.links()
