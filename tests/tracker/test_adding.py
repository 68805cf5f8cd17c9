"""A new application: sent twice it is kept once, a share menu fills the form, and earlier ones are found."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory
from tests.pages import Page, get, post, sent
from tracker import queries
from tracker.models import Application, Status
from tracker.shared import first_answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADD, QUICK = "tracker:add_application", "tracker:quick_add"
ROLE = {"position": "Editor", "company_name": "Failte"}


def form_of(client: Client, name: str = ADD) -> dict[str, str]:
    """The form as it opens, key and all, with a role in it."""
    [form] = [form for form in get(client, url(name)).every("form") if "data-draft" in form.attributes]
    return {name: values[0] for name, values in sent(form).items()} | ROLE


# --- once


@pytest.mark.parametrize("name", [ADD, QUICK])
def test_the_second_press_adds_nothing_and_leads_to_the_same_application(
    mayas: Client, maya: User, name: str
) -> None:
    form = form_of(mayas, name)
    first, second = (post(mayas, url(name), form).path for _press in range(2))
    assert (first, second) == (maya.applications.get().get_absolute_url(),) * 2


def test_a_form_gone_back_to_and_filled_in_anew_adds_another(mayas: Client, maya: User) -> None:
    form = form_of(mayas)
    for position in ("Editor", "Proofreader"):
        post(mayas, url(ADD), form | {"position": position})
    assert sorted(maya.applications.values_list("position", flat=True)) == ["Editor", "Proofreader"]


def test_what_lies_in_the_bin_does_not_hold_its_form_up(mayas: Client, maya: User) -> None:
    form = form_of(mayas)
    post(mayas, url(ADD), form)
    Application.objects.update(binned_at=NOW)
    assert post(mayas, url(ADD), form).path == Application.objects.for_user(maya).get().get_absolute_url()


def test_a_strangers_key_is_nobodys(mayas: Client, maya: User, otto: User) -> None:
    form = form_of(mayas)
    ApplicationFactory.create(user=otto, form_key=form["form_key"])
    post(mayas, url(ADD), form)
    assert str(maya.applications.get().form_key) == form["form_key"]


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_add_one_application(mayas: Client, maya: User) -> None:
    form, together = form_of(mayas), threading.Barrier(8)

    def press() -> int:
        client = Client()
        client.cookies = mayas.cookies
        try:
            together.wait(timeout=30)
            return client.post(url(ADD), form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = [hand.result() for hand in [pool.submit(press) for _hand in range(8)]]
    assert (answers, maya.applications.count(), maya.companies.count()) == ([302] * 8, 1, 1)


# --- the small window


def test_the_small_window_keeps_what_it_asks_for_and_sends_the_browser_there(mayas: Client, maya: User) -> None:
    form = form_of(mayas, QUICK) | {"posting_url": "https://failte.example/1", "status": "saved"}
    answer = mayas.post(url(QUICK), form, headers={"HX-Request": "true"})
    made = maya.applications.get()
    assert (made.company.name, made.position, made.posting_url, made.status) == (
        *("Failte", "Editor", "https://failte.example/1"),
        Status.SAVED,
    )
    assert answer["HX-Redirect"] == made.get_absolute_url()
    assert get(mayas, "/").notes == ["Editor, Failte is on your list."]


def test_a_refused_window_comes_back_with_what_was_typed(mayas: Client) -> None:
    page = Page(mayas.post(url(QUICK), {"company_name": "Failte"}, headers={"HX-Request": "true"}))
    assert (page.status, [field.value("value") for field in page.every("input", name="company_name")]) == (
        422,
        ["Failte"],
    )
    assert page.errors[0].startswith("Position:")


# --- did I already apply here?


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Fjord Analytics", ["Analyst", "Editor"]),
        ("FJÖRD analytics Ltd.", ["Analyst", "Editor"]),
        ("fjo", ["Analyst", "Editor"]),
        ("f", []),
        ("Analytics", []),
        ("", []),
    ],
)
def test_earlier_applications_at_a_company_are_found_by_its_name_as_people_type_it(
    maya: User, otto: User, typed: str, found: list[str]
) -> None:
    one, other = (CompanyFactory.create(user=maya, name=name) for name in ("Fjord Analytics AS", "Fjørd"))
    ApplicationFactory.create(user=maya, company=one, position="Editor", status_since=NOW - timedelta(days=9))
    ApplicationFactory.create(user=maya, company=one, position="Analyst", status_since=NOW)
    ApplicationFactory.create(user=maya, company=other, binned_at=NOW)
    ApplicationFactory.create(user=otto, company=CompanyFactory.create(user=otto, name="Fjord Analytics"))
    assert [application.position for application in queries.applied_before(maya, typed)] == found


def test_the_hint_says_where_and_when_it_stood(mayas: Client, maya: User) -> None:
    company = CompanyFactory.create(user=maya, name="Fjord Analytics AS")
    ApplicationFactory.create(user=maya, company=company, position="Editor", status_since=NOW)
    page = get(mayas, url("tracker:known"), company_name="fjord analytics")
    assert [line.text for line in page.every("li")] == ["Editor, Fjord Analytics AS: interviewing, since today"]
    assert get(mayas, url("tracker:known"), company_name="Nobody yet").text == ""


# --- what a share menu brings


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ({"company": "Failte"}, {"company_name": "Failte"}),
        (
            {"title": "Product Manager at Tallinn Traffic OÜ | Jobs", "url": "https://jobs.example/7"},
            {
                "company_name": "Tallinn Traffic OÜ",
                "position": "Product Manager",
                "posting_url": "https://jobs.example/7",
            },
        ),
        (
            {"title": "Editor", "text": "Look: https://jobs.example/7"},
            {"position": "Editor", "posting_url": "https://jobs.example/7", "posting_text": "Look:"},
        ),
        ({"title": "x" * 300, "url": "javascript:alert(1)"}, {"position": "x" * 200}),
        ({}, {}),
    ],
)
def test_title_text_and_link_become_first_answers(query: dict[str, str], answers: dict[str, str]) -> None:
    assert first_answers(query) == answers


def test_what_was_shared_stands_in_the_form_and_nothing_is_kept_yet(mayas: Client, maya: User) -> None:
    page = get(mayas, url(ADD), title="Editor at Failte", url="https://jobs.example/7")
    sent = page.form("position")
    assert [sent[name] for name in ("position", "company_name", "posting_url")] == [
        ["Editor"],
        ["Failte"],
        ["https://jobs.example/7"],
    ]
    assert maya.applications.count() == 0
