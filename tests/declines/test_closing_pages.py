"""Closing out the rest as pages: the banner, the checklist, the result. NOW is Thursday 3 September 2026, 14:02."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.services import Answers
from declines.situation import Channel, Reason, Stage
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Node, Page, get, post
from tracker.models import Application, Contact, Reminder, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
NAMES = ["Kattegat Ferries", "Failte Press", "Pilcrow", "Acme & Sons <b>", "Tallinn Traffic"]


@pytest.fixture
def yes(maya: User) -> Application:
    company = CompanyFactory.create(user=maya, name="Fjord Analytics")
    return ApplicationFactory.create(user=maya, company=company, status=Status.ACCEPTED)


@pytest.fixture
def five(maya: User) -> list[Application]:
    """Five that still wait, each with one person."""
    made = []
    for name in NAMES:
        company = CompanyFactory.create(user=maya, name=name)
        made.append(ApplicationFactory.create(user=maya, company=company, liked="the calm office"))
        person = ContactFactory.create(user=maya, name=f"Ana of {name[:4]}", role=Contact.Role.RECRUITER)
        made[-1].contacts.add(person)
    return made


def address(yes: Application) -> str:
    return url("declines:close_out", yes.pk)


def rows() -> list[Any]:
    models = (Decline, Letter, Reminder, StatusChange, Application)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def line(page: Page, application: Application) -> Node:
    """The row of one application on the checklist."""
    boxes = {box.value("value"): row for row in page.main.every("li") for box in row.every("input", name="chosen")}
    return boxes[str(application.pk)]


def banners(page: Page) -> list[str]:
    return [note.text for note in page.main.every("div") if note.value("class") == "note-line info"]


# --- the banner


@pytest.mark.usefixtures("five")
def test_today_and_the_application_say_how_many_still_wait(mayas: Client, yes: Application) -> None:
    for page in (get(mayas, "/"), get(mayas, yes.get_absolute_url())):
        assert banners(page) == [
            "You have said yes to Fjord Analytics. 5 others are still open: close them out kindly"
        ]
        assert page.links()["close them out kindly"] == address(yes)


def test_one_other_is_one(mayas: Client, maya: User, yes: Application) -> None:
    ApplicationFactory.create(user=maya)
    assert banners(get(mayas, "/")) == [
        "You have said yes to Fjord Analytics. One other is still open: close them out kindly"
    ]


def test_no_banner_without_a_yes_without_others_or_on_the_page_of_another(
    mayas: Client, yes: Application, maya: User
) -> None:
    assert banners(get(mayas, "/")) == banners(get(mayas, yes.get_absolute_url())) == []
    other = ApplicationFactory.create(user=maya)
    assert banners(get(mayas, other.get_absolute_url())) == []


# --- the checklist


def test_everybody_who_waits_is_ticked_and_opens_with_what_the_record_tells(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    page = get(mayas, address(yes))
    assert page.heading == "You said yes to Fjord Analytics. Now the others."
    form = page.form("chosen")
    assert sorted(form["chosen"]) == sorted(str(one.pk) for one in five)
    first = five[0]
    assert {name: form[f"{name}_{first.pk}"] for name in ("channel", "contact", "tone", "reason")} == {
        "channel": ["email"],
        "contact": [str(first.contacts.get().pk)],
        "tone": ["warm"],
        "reason": ["accepted_other"],
    }
    assert (form["thank_you_on"], form["stay_in_touch_on"]) == (["2026-09-04"], ["2026-12-02"])
    assert [button.text for button in page.main.every("button")][-1] == "Withdraw from these 5"


def test_each_has_its_letter_to_unfold(mayas: Client, yes: Application, five: list[Application]) -> None:
    page = get(mayas, address(yes))
    for application in five:
        row = line(page, application)
        [fold] = row.every("details")
        assert "open" not in fold.attributes
        name = application.company.name
        assert next(fold.every("summary")).text == f"The words for {name}, and how"
        words = next(fold.every("div", **{"class": "letter"})).text
        assert f"Dear Ana of {name[:4]}," in words
        assert "the calm office" in words


def test_opening_it_writes_nothing(mayas: Client, yes: Application, five: list[Application]) -> None:
    before = rows()
    get(mayas, address(yes))
    assert rows() == before


def test_a_round_that_it_frees_and_what_to_know_first_stand_in_the_row(
    mayas: Client, maya: User, yes: Application
) -> None:
    interview = InterviewFactory.create(application__user=maya, state="accepted", starts_at=NOW.replace(hour=18))
    text = line(get(mayas, address(yes)), interview.application).text
    assert "Frees Panel, today, 20:02." in text
    assert "It is less than a day away: call first, then confirm it by e-mail." in text


def test_one_that_was_only_saved_is_there_without_a_tick(mayas: Client, maya: User, yes: Application) -> None:
    saved = ApplicationFactory.create(user=maya, status=Status.SAVED)
    page = get(mayas, address(yes))
    assert "chosen" not in page.form("thank_you_on")
    assert "Only saved: nobody there waits for a letter." in line(page, saved).text
    post(mayas, address(yes), page.form("thank_you_on") | {"chosen": [str(saved.pk)]})
    saved.refresh_from_db()
    assert (saved.status, Reminder.objects.open().count()) == (Status.WITHDRAWN, 0)


def test_with_nobody_else_there_is_nothing_to_close(mayas: Client, yes: Application) -> None:
    page = get(mayas, address(yes))
    assert "Nobody else is waiting. There is nothing to close." in page.main.text
    assert list(page.main.every("form")) == []


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACCEPTED])
def test_without_a_yes_the_way_leads_back(mayas: Client, maya: User, status: Status) -> None:
    other = ApplicationFactory.create(user=maya, status=status)
    page = get(mayas, address(other))
    assert page.path == other.get_absolute_url()
    assert page.notes == [f"First a yes, then the others: this application stands at “{status.label}”."]


@pytest.mark.parametrize("number", [1, 3])
def test_the_checklist_asks_as_many_questions_for_three_as_for_one(
    mayas: Client, maya: User, yes: Application, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        interview = InterviewFactory.create(application__user=maya)
        interview.interviewers.add(ContactFactory.create(user=maya))
        InterviewFactory.create(application=interview.application, state="done", starts_at=NOW)
    with django_assert_num_queries(9):
        mayas.get(address(yes))


@pytest.mark.parametrize("number", [1, 3])
def test_the_result_asks_as_many_questions_for_three_as_for_one(
    mayas: Client, maya: User, yes: Application, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        interview = InterviewFactory.create(application__user=maya)
        interview.application.contacts.add(ContactFactory.create(user=maya))
    result = mayas.post(address(yes), get(mayas, address(yes)).form("chosen"))["Location"]
    with django_assert_num_queries(6):
        assert len(get(mayas, result).part("Withdrawn")) == number


# --- the words, live


def test_the_words_of_one_follow_its_choices_and_nothing_is_written(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    before = rows()
    form, one = get(mayas, address(yes)).form("chosen"), five[0]
    piece = post(
        mayas,
        url("declines:close_out_letter", one.pk),
        form | {f"channel_{one.pk}": "phone", f"contact_{one.pk}": "", f"reason_{one.pk}": "salary"},
    )
    assert [cue.text for cue in piece.every("span", **{"class": "cue"})] == [
        "Open",
        "Thank",
        "Say it",
        "Leave the door open",
    ]
    letter = post(mayas, url("declines:close_out_letter", one.pk), form | {f"contact_{one.pk}": ""})
    assert "Dear Hiring Manager," in letter.text
    assert rows() == before


def test_the_button_counts_the_ticks(mayas: Client, yes: Application) -> None:
    counted = [
        post(mayas, url("declines:close_out_button", yes.pk), {"chosen": chosen}).text
        for chosen in ([], ["1"], ["1", "2", "3"])
    ]
    assert counted == ["Nobody is ticked", "Withdraw from this one", "Withdraw from these 3"]


def test_without_javascript_a_button_shows_the_letters_anew_and_writes_nothing(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    before = rows()
    form = get(mayas, address(yes)).form("chosen")
    page = post(mayas, address(yes), form | {f"contact_{five[0].pk}": "", "preview": "1"})
    assert "Dear Hiring Manager," in line(page, five[0]).text
    assert page.form("chosen")[f"contact_{five[0].pk}"] == [""]
    assert rows() == before


# --- the one button, and the result


def test_five_are_withdrawn_and_the_page_leads_to_each_letter(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    page = post(mayas, address(yes), get(mayas, address(yes)).form("chosen"))
    assert (page.path, page.heading) == (url("declines:closed_out", yes.pk), "Five are withdrawn. Now let them know.")
    assert sorted(page.part("Withdrawn")) == sorted(
        f"{one.company.name}, Product Manager E-mail, Ana of {one.company.name[:4]}. Not told yet. Open"
        for one in five
    )
    opened = [link.value("href") for link in page.main.every("a") if link.text == "Open"]
    assert sorted(opened) == sorted(no.get_absolute_url() for no in Decline.objects.all())
    assert set(Application.objects.exclude(pk=yes.pk).values_list("status", flat=True)) == {Status.WITHDRAWN}
    assert banners(get(mayas, "/")) == []


def test_only_those_with_a_tick_and_each_as_chosen(mayas: Client, yes: Application, five: list[Application]) -> None:
    form = get(mayas, address(yes)).form("chosen")
    first, second = five[0], five[1]
    chosen = {
        "chosen": [str(first.pk), str(second.pk)],
        f"channel_{first.pk}": "phone",
        f"reason_{first.pk}": "none",
        f"tone_{second.pk}": "brief",
        f"contact_{second.pk}": "",
        "thank_you_on": "",
    }
    page = post(mayas, address(yes), form | chosen)
    kept = Decline.objects.order_by("application_id")
    assert list(kept.values_list("application", "reason", "letter__channel", "letter__tone", "letter__contact")) == [
        (first.pk, "none", "phone", "warm", first.contacts.get().pk),
        (second.pk, "accepted_other", "email", "brief", None),
    ]
    assert set(Reminder.objects.open().values_list("kind", flat=True)) == {"stay_in_touch"}
    assert page.links()["3 others are still open"] == address(yes)


@pytest.mark.usefixtures("five")
def test_with_a_mail_server_each_can_be_sent_from_the_list(
    mayas: Client, yes: Application, settings: pytest.FixtureRequest
) -> None:
    settings.MAIL_CONFIGURED = True  # type: ignore[attr-defined]
    page = post(mayas, address(yes), get(mayas, address(yes)).form("chosen"))
    forms = [form.value("action") for form in page.main.every("form")]
    assert sorted(forms) == sorted(url("declines:send", letter.pk) for letter in Letter.objects.all())


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (Channel.EMAIL, "by e-mail"),
        (Channel.PHONE, "by phone"),
        (Channel.IN_PERSON, "in person"),
        (Channel.VIDEO, "on a video call"),
        (Channel.VOICEMAIL, "on their voicemail"),
        (Channel.SMS, "by text message"),
        (Channel.LINKEDIN, "on LinkedIn"),
    ],
)
def test_the_result_can_be_opened_again_and_follows_what_was_told(
    mayas: Client, yes: Application, five: list[Application], by: Channel, said: str
) -> None:
    form = get(mayas, address(yes)).form("chosen")
    response = mayas.post(address(yes), form | {"chosen": [str(five[0].pk)]})
    result = response["Location"]
    services.mark_delivered(letter=Decline.objects.get().letter, by=by, when=NOW)
    assert get(mayas, result).part("Withdrawn") == [
        f"Kattegat Ferries, Product Manager You told them {said}: today, 14:02. Open"
    ]


def test_one_of_five_that_fails_is_named_and_the_others_are_withdrawn(
    mayas: Client, yes: Application, five: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = services.decline

    def fails(*, application: Application, **rest: Any) -> Decline:
        if application == five[1]:
            raise DatabaseError("the disk is full")
        return really(application=application, **rest)

    monkeypatch.setattr("declines.services.closing.decline", fails)
    page = post(mayas, address(yes), get(mayas, address(yes)).form("chosen"))
    assert page.heading == "Four are withdrawn. Now let them know."
    assert page.part("Not withdrawn") == [
        "Failte Press, Product Manager The database refused it, so nothing of it was kept: it stands at "
        "“Interviewing”, as before. The others were not touched by this. Try it alone"
    ]
    assert page.links()["Try it alone"] == url("declines:new", five[1].pk)
    assert len(page.part("Withdrawn")) == 4


def test_one_that_is_over_meanwhile_is_named_too(mayas: Client, yes: Application, five: list[Application]) -> None:
    form = get(mayas, address(yes)).form("chosen")
    answers = Answers(stage=Stage.BETWEEN_ROUNDS, reason=Reason.NONE, channel=Channel.EMAIL)
    services.decline(application=five[0], answers=answers, by=yes.user, at=NOW)
    page = post(mayas, address(yes), form)
    assert page.heading == "Four are withdrawn. Now let them know."
    assert page.part("Over already") == [
        "Kattegat Ferries, Product Manager It stands at “Withdrawn”, so there was nothing to withdraw."
    ]


def test_a_second_click_withdraws_nothing_twice(mayas: Client, yes: Application, five: list[Application]) -> None:
    form = get(mayas, address(yes)).form("chosen")
    post(mayas, address(yes), form)
    before = rows()
    page = post(mayas, address(yes), form)
    assert (page.heading, len(page.part("Over already"))) == ("Nothing was withdrawn.", 5)
    assert rows() == before


# --- what is refused


def test_without_a_tick_it_says_so_and_keeps_the_rest(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    form = get(mayas, address(yes)).form("chosen")
    del form["chosen"]
    page = post(mayas, address(yes), form | {f"tone_{five[0].pk}": "brief"})
    assert (page.status, page.errors) == (
        422,
        ["Whom to tell: Tick at least one of them. Nothing happens to those without a tick."],
    )
    assert page.form("thank_you_on")[f"tone_{five[0].pk}"] == ["brief"]
    assert Decline.objects.count() == 0


def test_a_way_that_makes_no_sense_is_refused_beside_its_row_which_unfolds(
    mayas: Client, yes: Application, five: list[Application]
) -> None:
    form = get(mayas, address(yes)).form("chosen")
    one = five[1]
    page = post(mayas, address(yes), form | {f"channel_{one.pk}": "sms", f"contact_{one.pk}": ""})
    assert (page.status, page.errors) == (
        422,
        ["Failte Press, how: Without a name there is only the general address, or the switchboard."],
    )
    folds = [next(line(page, application).every("details")) for application in five]
    assert ["open" in fold.attributes for fold in folds] == [False, True, False, False, False]
    assert page.form("chosen")[f"channel_{one.pk}"] == ["sms"]
    assert Decline.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("thank_you_on", "2026-09-02", "Thank-you notes: This day has passed."),
        ("stay_in_touch_on", "soon", "A hello to each: Write the day as 2026-09-30."),
        ("chosen", ["9" * 30], "Whom to tell: Select a valid choice."),
    ],
)
def test_what_is_wrong_is_refused_and_stays_typed(
    mayas: Client, yes: Application, five: list[Application], field: str, sent: Any, said: str
) -> None:
    page = post(mayas, address(yes), get(mayas, address(yes)).form("chosen") | {field: sent})
    assert (page.status, [error[: len(said)] for error in page.errors]) == (422, [said])
    assert field == "chosen" or page.form("thank_you_on")[field] == [sent]
    assert Decline.objects.count() == 0


def test_a_strangers_application_cannot_be_chosen_told_or_shown(
    mayas: Client, yes: Application, five: list[Application], otto: User
) -> None:
    strangers = ApplicationFactory.create(user=otto)
    form = get(mayas, address(yes)).form("chosen")
    page = post(mayas, address(yes), form | {"chosen": [str(five[0].pk), str(strangers.pk)]})
    assert (page.status, strangers.changes.count(), Decline.objects.count()) == (422, 0, 0)
    result = get(mayas, url("declines:closed_out", yes.pk), failed=strangers.pk, over=strangers.pk, withdrawn="x-1")
    assert (result.status, strangers.company.name in result.text) == (200, False)
    assert mayas.post(url("declines:close_out_letter", strangers.pk)).status_code == 404
