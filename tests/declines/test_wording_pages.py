"""The pages of one's own wordings: begun from ours, seen on a real application while one types, kept by name."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from declines.models import Wording
from declines.services.wordings import from_ours
from declines.situation import Kind, Stage, Tone
from tests.addresses import a_wording, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Page, get, post
from tracker.models import Application, Contact, Status

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]

TYPED = {
    "name": "Short",
    "kind": "decline",
    "subject": "{role}: my withdrawal",
    "body": "Dear {name},\r\n\r\nThank you for your time. I withdraw my application.\r\n\r\nBest wishes,\r\n{me}",
}


@pytest.fixture
def panel(maya: User) -> Application:
    """Invited to a panel, by somebody known by name, with something noted."""
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    application = ApplicationFactory.create(user=maya, company=company, liked="how openly the team spoke")
    contact = ContactFactory.create(user=maya)
    application.contacts.add(contact)
    InterviewFactory.create(application=application).interviewers.add(contact)
    return application


def kept() -> list[tuple[Any, ...]]:
    return list(Wording.objects.order_by("pk").values_list("name", "kind", "subject", "body"))


def preview(client: Client, **typed: Any) -> Page:
    return Page(client.post(url("declines:preview_wording"), TYPED | typed))


def letter(page: Page) -> str:
    """The words as the page shows them filled in."""
    return next(page.every("article")).text


# --- the list


def test_without_one_the_page_says_whose_words_go_out_and_how_to_begin(mayas: Client) -> None:
    page = get(mayas, url("declines:wordings"))
    assert page.heading == "Every letter is in our words so far."
    assert page.links()["New from ours"] == "/wordings/new/"


def test_the_list_goes_by_what_they_are_for(mayas: Client, maya: User, otto: User) -> None:
    Wording.objects.create(user=maya, name="Thanks, Ana", kind=Kind.THANK_YOU, body="Thank you.", changed_at=NOW)
    long, short = a_wording(maya, name="Long"), a_wording(maya, name="Short")
    a_wording(otto, name="Otto’s")
    page = get(mayas, url("declines:wordings"))
    assert page.heading == "Your own wordings"
    assert page.part("My no") == ["Long {role}: my withdrawal Change", "Short {role}: my withdrawal Change"]
    assert page.part("Thank-you note") == ["Thanks, Ana Thank you. Change"]
    assert [page.links()["Long"], page.links()["Short"]] == [url("declines:wording", row.pk) for row in (long, short)]
    assert page.links()["New from ours: Thank-you note"] == "/wordings/new/?kind=thank_you"
    assert "Otto" not in page.main.text


def test_every_way_there_has_the_same_name(mayas: Client, panel: Application) -> None:
    ways = [url("accounts:preferences"), url("declines:new", panel.pk), url("declines:new_wording")]
    named = [[text for text, to in get(mayas, way).links().items() if to == "/wordings/"] for way in ways[1:]]
    assert named == [["Your own wordings"]] * 2
    assert "Your own wordings" in get(mayas, ways[0]).main.text
    assert next(get(mayas, "/wordings/").every("title")).text.startswith("Your own wordings")


def test_a_letter_to_nobody_by_name_goes_to_the_company_on_every_page(mayas: Client, panel: Application) -> None:
    Contact.objects.all().delete()
    yes = ApplicationFactory.create(user=panel.user, status=Status.ACCEPTED)
    wording = post(mayas, url("declines:preview_wording"), TYPED | {"application": panel.pk})
    message = get(mayas, url("declines:write", panel.pk))
    closing = get(mayas, url("declines:close_out", yes.pk))
    heads = [next(page.every("dl", **{"class": "head"})).text for page in (wording, message, closing)]
    assert [head.split(" Subject")[0] for head in heads] == ["To Tallinn Traffic"] * 3


def test_preferences_lead_there(mayas: Client) -> None:
    assert "/wordings/" in get(mayas, url("accounts:preferences")).links().values()


# --- beginning from ours


def begun(page: Page) -> tuple[str, str]:
    form = page.form("body")
    return form["subject"][0], form["body"][0]


def test_a_new_one_begins_from_ours_as_the_address_asks(mayas: Client) -> None:
    page = get(mayas, url("declines:new_wording"), kind="decline", stage="accepted", tone="brief", seed=3)
    assert begun(page) == from_ours(kind=Kind.DECLINE, stage=Stage.ACCEPTED, tone=Tone.BRIEF, seed=3)
    assert (page.form("body")["kind"], page.form("stage")["stage"]) == (["decline"], ["accepted"])
    note = get(mayas, url("declines:new_wording"), kind="stay_in_touch", stage="offer")
    assert begun(note) == from_ours(kind=Kind.STAY_IN_TOUCH, stage=Stage.OFFER, tone=Tone.WARM, seed=0)
    assert note.form("body")["kind"] == ["stay_in_touch"]


def test_another_wording_is_one_press_away(mayas: Client) -> None:
    page = get(mayas, url("declines:new_wording"), tone="direct")
    another = page.links()["Another wording"]
    assert begun(get(mayas, url("declines:new_wording") + another)) == from_ours(
        kind=Kind.DECLINE, stage=Stage.INVITED, tone=Tone.DIRECT, seed=1
    )


@pytest.mark.parametrize(
    "odd", [{"kind": "referee"}, {"stage": "in_interview"}, {"tone": "\0"}, {"seed": "-1"}, {"seed": "9" * 30}]
)
def test_an_odd_address_begins_with_the_usual(mayas: Client, odd: dict[str, str]) -> None:
    page = get(mayas, url("declines:new_wording"), **odd)
    assert begun(page) == from_ours(kind=Kind.DECLINE, stage=Stage.INVITED, tone=Tone.WARM, seed=0)


def test_what_begins_from_ours_has_nothing_to_mend_on_an_application(mayas: Client, panel: Application) -> None:
    page = get(mayas, url("declines:new_wording"))
    assert "Jean-Luc d’Artois, Thank you" in letter(page)
    assert "how openly the team spoke." in letter(page)
    assert "Nothing to mend in it." in page.main.text
    assert "Left out here, since nothing is known: {reason}. The reason comes with each letter." in page.main.text


# --- keeping


def test_it_is_kept_as_it_was_typed(mayas: Client) -> None:
    page = post(mayas, url("declines:new_wording"), TYPED)
    assert (page.path, page.notes) == ("/wordings/", ["Kept, in your words."])
    assert kept() == [("Short", "decline", TYPED["subject"], TYPED["body"])]
    assert Wording.objects.get().changed_at == NOW


def test_it_can_be_changed(mayas: Client, maya: User) -> None:
    wording = a_wording(maya)
    address = url("declines:wording", wording.pk)
    form = get(mayas, address).form("body")
    assert [form[name][0] for name in ("name", "subject", "body")] == [wording.name, wording.subject, wording.body]
    assert post(mayas, address, form | {"body": "Thank you, {name}."}).path == "/wordings/"
    assert kept() == [(wording.name, "decline", wording.subject, "Thank you, {name}.")]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("body", "I decline, {compnay}.", "Words: {compnay} is none of ours. Did you mean {company}?"),
        ("subject", "{{ position }}", "Subject: {position} is none of ours. Did you mean {role}?"),
        (
            "body",
            "My salary is {salary}.",
            "Words: {salary} is none of ours. Take it out, or choose one from the list below.",
        ),
    ],
)
def test_an_unknown_variable_is_refused_by_name_and_stays_typed(
    mayas: Client, field: str, typed: str, said: str
) -> None:
    page = Page(mayas.post(url("declines:new_wording"), TYPED | {field: typed}))
    assert (page.status, page.errors) == (422, [said])
    form = page.form("body")
    assert (form[field], form["name"]) == ([typed], ["Short"])
    assert kept() == []


def test_what_looks_like_a_template_of_the_server_is_kept_and_shown_as_text(
    mayas: Client, panel: Application
) -> None:
    body = "{% load i18n %} {{ user.password|safe }} {me.__class__} <b>Dear {name}</b>"
    assert post(mayas, url("declines:new_wording"), TYPED | {"body": body}).status == 200
    wording = Wording.objects.get()
    assert wording.body == body
    page = get(mayas, url("declines:wording", wording.pk))
    assert page.form("body")["body"] == [body]
    # The review notes the blanks in it; their numbers stand behind them.
    assert "{% load i18n %}" in letter(page)
    assert "<b>Dear Jean-Luc d’Artois</b>" in letter(page)
    assert "pbkdf2" not in page.raw


def test_one_name_is_one_wording(mayas: Client, maya: User, otto: User) -> None:
    a_wording(otto, name="Short")
    assert post(mayas, url("declines:new_wording"), TYPED).path == "/wordings/"
    page = Page(mayas.post(url("declines:new_wording"), TYPED | {"name": "SHORT"}))
    assert (page.status, page.errors) == (
        422,
        ["What you call it: You have a wording called “SHORT” already. Give this one a name of its own."],
    )
    # One may keep its own name.
    mine = Wording.objects.get(user=maya)
    assert post(mayas, url("declines:wording", mine.pk), TYPED | {"subject": "No"}).path == "/wordings/"
    assert Wording.objects.get(user=maya).subject == "No"


def test_a_name_taken_in_another_window_is_told_in_the_same_words(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_wording(maya, name="Short")
    monkeypatch.setattr("declines.forms.wordings.WordingForm.clean_name", lambda form: form.cleaned_data["name"])
    page = Page(mayas.post(url("declines:new_wording"), TYPED))
    assert (page.status, page.errors) == (
        422,
        ["What you call it: You have a wording called “Short” already. Give this one a name of its own."],
    )
    assert page.form("body")["subject"] == [TYPED["subject"]]


def test_a_refused_change_leaves_the_name_on_top_as_it_is_kept(mayas: Client, maya: User) -> None:
    wording = a_wording(maya, name="Short")
    page = Page(mayas.post(url("declines:wording", wording.pk), TYPED | {"name": "Other", "body": ""}))
    assert (page.status, page.heading) == (422, "Short")
    assert kept()[0][0] == "Short"


def test_five_thousand_words_are_kept(mayas: Client) -> None:
    body = "no " * 5000
    assert post(mayas, url("declines:new_wording"), TYPED | {"body": body}).path == "/wordings/"
    assert Wording.objects.get().body == body.strip()


def test_anothers_wording_is_as_missing_as_none(mayas: Client, otto: User) -> None:
    anothers = a_wording(otto)
    for name in ("declines:wording", "declines:delete_wording"):
        assert mayas.post(url(name, anothers.pk), TYPED).status_code == 404
    assert kept() == [(anothers.name, "decline", anothers.subject, anothers.body)]


def test_one_that_is_taken_away_is_gone(mayas: Client, maya: User) -> None:
    wording, other = a_wording(maya, name="<b>Short</b>"), a_wording(maya, name="Long")
    page = post(mayas, url("declines:delete_wording", wording.pk))
    assert (page.path, page.notes) == (
        "/wordings/",
        ["“<b>Short</b>” is gone. Letters written with it stay as they are."],
    )
    assert list(Wording.objects.all()) == [other]


# --- the preview


def test_while_one_types_the_words_are_seen_on_an_application_and_nothing_is_kept(
    mayas: Client, panel: Application
) -> None:
    said = "Thank you for inviting me. I must decline the {interview} on {day} at {hour}."
    page = preview(mayas, name="", body=f"Dear {{name}},\r\n\r\n{said}\r\n\r\nBest wishes,\r\n{{me}}")
    assert page.status == 200
    assert letter(page) == (
        "To Jean-Luc d’Artois <jean-luc@tallinn-traffic.example> Subject Product Manager: my withdrawal "
        "Dear Jean-Luc d’Artois, "
        "Thank you for inviting me. I must decline the panel interview on Thursday 10 September at 16:30. "
        "Best wishes, Maya Lindholm"
    )
    assert "Left out" not in page.text
    assert kept() == []


def test_the_application_is_chosen_among_ones_own(mayas: Client, panel: Application, maya: User, otto: User) -> None:
    other = ApplicationFactory.create(user=maya, position="Editor", status=Status.APPLIED)
    anothers = ApplicationFactory.create(user=otto, position="A secret role")
    assert "Product Manager: my withdrawal" in letter(preview(mayas))
    assert "Editor: my withdrawal" in letter(preview(mayas, application=other.pk))
    assert "Product Manager: my withdrawal" in letter(preview(mayas, application=anothers.pk))
    assert "secret" not in get(mayas, url("declines:new_wording")).raw


def test_the_one_that_shows_most_stands_first_and_ended_ones_last(mayas: Client, maya: User) -> None:
    for position, status, liked in [
        ("Ended", Status.REJECTED, "the harbour"),
        ("Bare", Status.APPLIED, ""),
        ("Noted", Status.APPLIED, "the harbour"),
    ]:
        ApplicationFactory.create(user=maya, position=position, status=status, liked=liked)
    page = get(mayas, url("declines:new_wording"))
    select = next(node for node in page.main.every("select") if node.value("name") == "application")
    assert [option.text.split(",")[0] for option in select.every("option")] == ["Noted", "Bare", "Ended"]


def test_the_review_reads_the_words_as_they_will_be_sent(mayas: Client, panel: Application) -> None:
    page = preview(mayas, body="Dear Ana,\r\n\r\nI withdraw my application to [Company].\r\n\r\nBest wishes,\r\n{me}")
    notes = [note.text for note in page.every("li")]
    assert [note for note in notes if "[Company]" in note] != []
    assert [note for note in notes if "Jean-Luc" in note] != []


def test_a_wrong_variable_is_named_while_one_types(mayas: Client, panel: Application) -> None:
    page = preview(mayas, body="Dear {nmae},")
    assert "{nmae} is none of ours. Did you mean {name}?" in [note.text for note in page.every("li")]
    assert "Dear {nmae}" in letter(page)


def test_a_kind_that_is_none_is_looked_at_as_a_no(mayas: Client, panel: Application) -> None:
    assert "I withdraw my application." in letter(preview(mayas, kind="referee"))


def test_without_javascript_a_button_shows_the_preview_and_keeps_nothing(mayas: Client, panel: Application) -> None:
    page = Page(mayas.post(url("declines:new_wording"), TYPED | {"preview": "1", "body": "Dear {name}, I decline."}))
    assert (page.status, page.form("body")["body"]) == (200, ["Dear {name}, I decline."])
    assert "Dear Jean-Luc d’Artois, I decline." in letter(page)
    assert kept() == []


def test_with_no_application_there_is_nothing_to_see_them_on_yet(mayas: Client, maya: User) -> None:
    page = get(mayas, url("declines:wording", a_wording(maya).pk))
    assert "Once an application is on your list" in page.main.text
    assert list(page.every("article")) == []
    assert preview(mayas).status == 200
    assert post(mayas, url("declines:new_wording"), TYPED).path == "/wordings/"


def test_the_preview_asks_few_questions(
    mayas: Client, panel: Application, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(9):
        preview(mayas)


# --- the admin


def test_the_operator_reads_and_does_not_write(client: Client, olga: User, maya: User) -> None:
    client.force_login(olga)
    wording = a_wording(maya)
    assert wording.name in get(client, url("admin:declines_wording_changelist")).main.text
    assert client.get("/admin/declines/wording/add/").status_code == 403
    address = f"/admin/declines/wording/{wording.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Other", "body": "x", "kind": "decline"}).status_code == 403
