"""The bookmark "Save this job", pressed on pages of postings as boards make them."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import PASSWORD

POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Night editor",
    "hiringOrganization": {"@type": "Organization", "name": "Fjord Analytics AS"},
    "jobLocation": [{"@type": "Place", "address": {"addressLocality": "Bergen", "addressCountry": "NO"}}],
    "jobLocationType": "TELECOMMUTE",
    "baseSalary": {"currency": "NOK", "value": {"minValue": 620000, "maxValue": 700000.4, "unitText": "YEAR"}},
    "validThrough": "2026-12-24T23:59:00+01:00",
    "description": "<p>You edit at night.</p><ul><li>calm</li><li>kind &amp; quick</li></ul><script>boo()</script>",
}
OTHER = {"@type": "JobPosting", "title": "Day editor"}
FILLED = {
    "position": "Night editor",
    "company_name": "Fjord Analytics AS",
    "location": "Bergen, NO",
    "work_mode": "remote",
    "salary_min": "620000",
    "salary_max": "700000",
    "currency": "NOK",
    "closes_on": "2026-12-24",
    "posting_text": "You edit at night.\n- calm\n- kind & quick",
    "status": "saved",
}


def ld(data: object) -> str:
    written = json.dumps(data).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'


GRAPH = ld({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": ["JobPosting"], **POSTING}]})
# As many boards write it: the tags of the text once more escaped, a line broken inside it, a broken block before it.
ESCAPED = ld(POSTING | {"description": "&lt;p&gt;You edit at night.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;calm&lt;/li&gt;"})
RAGGED = '<script type="application/ld+json">{"@type": "JobPosting", </script>' + ESCAPED.replace(
    "at night", "at\nnight"
)
OPEN_GRAPH = (
    '<meta property="og:title" content="Night editor at Fjord Analytics AS | Boards">'
    '<meta property="og:description" content="You edit at night."><link rel="canonical" href="/jobs/7">'
)
PAGES = {
    "plain": (ld(POSTING), FILLED),
    "graph": (GRAPH, FILLED),
    "several": (ld([OTHER, POSTING]), FILLED),
    "ragged": (RAGGED, FILLED | {"posting_text": "You edit at night.\n- calm"}),
    "open graph": (
        OPEN_GRAPH + '<script type="application/ld+json">not JSON</script>',
        {
            "position": "Night editor",
            "company_name": "Fjord Analytics AS",
            "posting_text": "You edit at night.",
            "salary_min": "",
        },
    ),
    "long": (
        ld(POSTING | {"description": "<p>" + "Nights. " * 20_000}),
        {"posting_text": ("Nights. " * 20_000).strip()},
    ),
}


class Board(BaseHTTPRequestHandler):
    """A board of jobs: each of its pages is one of PAGES."""

    def do_GET(self) -> None:
        head = PAGES.get(unquote(self.path[1:]), ("", {}))[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Boards</title>{head}<h1>Night editor</h1>".encode())

    def log_message(self, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def board() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Board)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def bookmark(page: Page, live_server: LiveServer, maya: User, sign_in: SignIn) -> str:
    """The address of the bookmark, as somebody would drag it away."""
    sign_in(maya)
    page.goto(live_server.url + url("tracker:save"))
    link = page.get_by_role("link", name="Save this job").last
    expect(link).to_have_attribute("href", re.compile("^javascript:"))
    return link.get_attribute("href") or ""


def pressed(context: BrowserContext, page: Page, bookmark: str, address: str) -> Page:
    """The form that opens when the bookmark is pressed on a page."""
    page.goto(address)
    with context.expect_page() as opened:
        page.evaluate("(link) => { location.href = link; }", bookmark)
    form = opened.value
    form.wait_for_load_state()
    return form


def test_the_posting_of_a_page_stands_in_the_form(
    page: Page, context: BrowserContext, bookmark: str, board: str, live_server: LiveServer
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    for name, (_head, filled) in PAGES.items():
        form = pressed(context, page, bookmark, f"{board}/{quote(name)}")
        expect(form.locator("[name=position]").first).not_to_have_value("")
        found = {field: form.locator(f"main [name={field}]").input_value() for field in filled}
        assert (name, found) == (name, filled)
        assert form.url == live_server.url + url("tracker:add_application")
        form.close()
    # What was read reached no server but in the one question whether one has been there before.
    assert [one for one in asked if "night" in one.lower() and "/known/" not in one] == []


def test_who_has_to_sign_in_first_finds_the_posting_behind_the_door(
    page: Page, context: BrowserContext, bookmark: str, board: str, maya: User
) -> None:
    context.clear_cookies()
    form = pressed(context, page, bookmark, f"{board}/plain")
    form.get_by_label("Email").fill(maya.email)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    expect(form.get_by_label("Position")).to_have_value("Night editor")
