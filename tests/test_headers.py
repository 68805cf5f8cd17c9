"""What goes with every answer: a strict policy for the browser, no copies of private pages, locked cookies."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.addresses import ADDRESSES, PERSONAL, PUBLIC, of, one_of_each, url
from tests.factories import PASSWORD, ApplicationFactory
from tests.pages import Page
from tracker import queries

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def policy(response: Any) -> set[str]:
    return {rule.strip() for rule in response.headers["Content-Security-Policy"].split(";")}


def assert_guarded(response: Any, allows: set[str] = POLICY) -> None:
    assert policy(response) == allows
    assert {
        name: response.headers[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    } == {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def inline(page: Page) -> list[str]:
    """Scripts, styles and handlers that the policy would keep from running."""
    scripts = [node.raw for node in page.every("script") if not node.value("src")]
    handlers = [name for node in page.every() for name in node.attributes if name == "style" or name.startswith("on")]
    return scripts + [node.raw for node in page.every("style")] + handlers


def broken(*args: object, **kwargs: object) -> None:
    raise ZeroDivisionError


# --- the policy


def test_every_page_of_a_signed_in_person_is_guarded_and_kept_by_nobody_else(mayas: Client, maya: User) -> None:
    things = one_of_each(maya)
    for name in (name for name, address in ADDRESSES.items() if address.access == PERSONAL):
        response = mayas.get(url(name, things.get(of(name).about)))
        # What somebody brought is no page of ours: there it may do nothing at all.
        assert_guarded(response, {"sandbox", "default-src 'none'"} if name == "tracker:attachment" else POLICY)
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", ")), name


def test_every_public_page_is_guarded(client: Client, maya: User) -> None:
    for name in (name for name, address in ADDRESSES.items() if address.access == PUBLIC):
        assert_guarded(client.get(url(name)))


@pytest.mark.parametrize("name", ["index", "tracker_application_changelist", "tracker_application_add"])
def test_the_admin_is_guarded_like_every_other_page(client: Client, olga: User, name: str) -> None:
    client.force_login(olga)
    response = client.get(reverse(f"admin:{name}"))
    assert_guarded(response)
    assert "no-store" in response.headers["Cache-Control"]
    page = Page(response)
    assert inline(page) == []


def test_a_page_has_no_script_and_no_style_of_its_own(mayas: Client, maya: User) -> None:
    things = one_of_each(maya)
    for name in (name for name, address in ADDRESSES.items() if address.access == PERSONAL and not address.posts):
        response = mayas.get(url(name, things.get(of(name).about)))
        if not response.streaming and response.headers.get("Content-Type") != "image/png":
            assert inline(Page(response)) == [], name


# --- error pages


def test_the_page_for_what_is_not_there_is_guarded(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert_guarded(response)
    assert (response.status_code, Page(response).heading) == (404, "There is nothing here that you can see.")


def test_a_strangers_page_looks_like_one_that_never_was(mayas: Client, otto: User) -> None:
    anothers = ApplicationFactory.create(user=otto, position="A secret role")
    there, nowhere = (mayas.get(url("tracker:application", pk)) for pk in (anothers.pk, anothers.pk + 1000))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    # All but what differs between any two answers: the masked token of the forms, and the address that was asked for.
    words = [
        re.sub(rf'name="csrfmiddlewaretoken" value="\w+"|{answer.request["PATH_INFO"]}', "", answer.content.decode())
        for answer in (there, nowhere)
    ]
    assert words[0] == words[1]


def test_a_form_from_elsewhere_is_refused_in_our_own_words(maya: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(maya)
    response = browser.post(url("tracker:add_application"), {"position": "Editor", "company_name": "Failte"})
    assert_guarded(response)
    page = Page(response)
    assert (page.status, page.heading) == (403, "This page had grown too old, so nothing was kept.")
    assert inline(page) == []
    assert maya.applications.count() == 0


def test_the_admin_tells_everybody_else_whom_it_is_for(mayas: Client) -> None:
    response = mayas.get("/admin/", follow=True)
    assert_guarded(response)
    assert (response.status_code, Page(response).heading) == (403, "This part is for whoever runs this Bowout.")


def test_a_fault_of_ours_shows_a_page_of_ours(mayas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "rows_of", broken)
    mayas.raise_request_exception = False
    response = mayas.get("/applications/")
    assert_guarded(response)
    assert (response.status_code, Page(response).heading) == (500, "Something broke here. It was not you.")


# --- cookies, and whether we are alive


def test_no_script_reads_our_cookies(client: Client, maya: User) -> None:
    client.get(url("account_login"))
    client.post(url("account_login"), {"login": maya.email, "password": PASSWORD})
    guards = {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in client.cookies.items()}
    assert guards == dict.fromkeys(["csrftoken", "sessionid"], (True, "Lax"))


def test_healthz_answers_anybody_with_one_word(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.headers["Content-Type"], response.content) == (200, "text/plain", b"ok\n")
