"""What stands around every page: keys, the palette, a new application, typed text that stays, the theme, offline."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import PASSWORD, ApplicationFactory, CompanyFactory
from tracker import search

# Resolved once the worker has every file that the page needs: they come after the page itself.
KEPT = """async () => {
    const wanted = document.querySelectorAll("link[href^='/static/'], script[src^='/static/']");
    const count = new Set([...wanted].map((one) => one.href || one.src)).size;
    const there = async () => (await (await caches.open("bowout-files")).keys()).length;
    for (let tries = 0; await there() < count; tries++) {
        if (tries > 400) throw new Error(`only ${await there()} of ${count} files`);
        await new Promise(requestAnimationFrame);
    }
}"""
# Resolved once the worker reaches the server again.
ONLINE = """async () => {
    for (let tries = 0; tries < 400; tries++) {
        try {
            if ((await fetch("/healthz", { cache: "no-store" })).ok) return;
        } catch {}
        await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error("still offline");
}"""
# Resolved once nothing is kept any more.
GONE = """async () => {
    for (let tries = 0; (await caches.keys()).length; tries++) {
        if (tries > 400) throw new Error(`still there: ${await caches.keys()}`);
        await new Promise(requestAnimationFrame);
    }
}"""


def arrived(page: Page, address: str) -> None:
    """Wait for the page a key led to, and for its scripts, which hear the next key."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state()


@pytest.fixture
def today(watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn) -> Page:
    """Maya's Today, with two applications kept."""
    for name in ("Fjord Analytics", "Failte"):
        made = ApplicationFactory.create(user=maya, company=CompanyFactory.create(user=maya, name=name))
        search.index(made.pk)
    sign_in(maya)
    watched.goto(live_server.url)
    return watched


def test_a_new_application_without_a_mouse(today: Page, maya: User) -> None:
    """n opens the window, the company is known already, Enter keeps it; nothing fires while somebody types."""
    today.keyboard.press("n")
    today.keyboard.type("fjord analytics 2")
    expect(today.locator("#quick [name=company_name]")).to_have_value("fjord analytics 2")
    today.locator("#quick [name=company_name]").fill("fjord analytics")
    expect(today.locator("#quick .known-before a")).to_have_text(["Product Manager, Fjord Analytics"])
    today.get_by_label("Position").fill("Night editor")
    today.keyboard.press("Enter")
    expect(today.locator("h1")).to_contain_text("Night editor")
    assert maya.applications.filter(position="Night editor", company__name="Fjord Analytics").count() == 1


def test_keys_go_places_and_can_be_switched_off(today: Page) -> None:
    today.keyboard.press("2")
    arrived(today, "/applications/$")
    today.keyboard.press("j")
    today.keyboard.press("j")
    today.keyboard.press("k")
    first = today.locator("main .list tbody a").first
    expect(first).to_be_focused()
    today.keyboard.press("?")
    today.get_by_label("Single keys work in this browser").uncheck()
    today.keyboard.press("Escape")
    today.keyboard.press("1")
    today.keyboard.press("?")
    expect(today.locator("#keys")).to_be_hidden()
    expect(today).to_have_url(re.compile("/applications/$"))


def test_the_palette_finds_an_application_a_page_and_a_thing_to_do(today: Page) -> None:
    today.keyboard.press("Control+k")
    field, chosen = (
        today.get_by_role("combobox", name="Find an application"),
        today.locator("#palette [aria-selected=true]"),
    )
    field.fill("fjord")
    expect(chosen).to_contain_text("Fjord Analytics, Product Manager")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    today.keyboard.press("Enter")
    arrived(today, r"/applications/\d+/$")
    today.keyboard.press("Control+k")
    field.fill("outb")
    expect(today.locator("#palette [data-group=pages] li")).to_have_text(["Outbox"])
    today.keyboard.press("ArrowDown")
    today.keyboard.press("Enter")
    expect(today).to_have_url(re.compile("/outbox/$"))


def test_typed_text_stays_through_going_away_and_a_session_that_ended(
    today: Page, live_server: LiveServer, maya: User, context: BrowserContext
) -> None:
    form = live_server.url + url("tracker:add_application")
    today.goto(form)
    today.get_by_label("Position").fill("Night editor")
    today.get_by_label("What I like about it").fill("They like nights.")
    today.goto(live_server.url)
    today.go_back()
    expect(today.get_by_text("We kept what you typed.")).to_be_visible()
    today.get_by_label("Company").fill("Failte")
    # The session ends; the form leads to the door, and from there back to itself with every word in it.
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    today.get_by_role("button", name="Keep this application").click()
    today.get_by_label("Email").fill(maya.email)
    today.get_by_label("Password").fill(PASSWORD)
    today.get_by_role("button", name="Sign in").click()
    expect(today).to_have_url(form)
    expect(today.get_by_label("What I like about it")).to_have_value("They like nights.")
    today.get_by_role("button", name="Keep this application").dblclick()
    expect(today.locator("h1")).to_contain_text("Night editor")
    assert maya.applications.filter(position="Night editor", liked="They like nights.").count() == 1
    today.goto(form)
    expect(today.get_by_label("Position")).to_have_value("")


def test_the_letter_says_what_was_brought_back(today: Page, live_server: LiveServer, maya: User) -> None:
    application = maya.applications.earliest("pk")
    today.goto(live_server.url + url("declines:new", application.pk))
    today.get_by_label("Hours, duties, travel or commute").check()
    expect(today.locator("#letter")).to_contain_text("The hours and the travel")
    today.reload()
    expect(today.get_by_label("Hours, duties, travel or commute")).to_be_checked()
    expect(today.locator("#letter")).to_contain_text("The hours and the travel")


def test_what_was_typed_can_be_thrown_away_and_leaves_with_its_person(today: Page, live_server: LiveServer) -> None:
    form = live_server.url + url("tracker:add_application")
    today.goto(form)
    today.get_by_label("Position").fill("Night editor")
    today.reload()
    today.get_by_role("button", name="Throw it away").click()
    expect(today.get_by_label("Position")).to_have_value("")
    today.get_by_label("Position").fill("Night editor")
    today.locator(".me").click()
    today.get_by_role("button", name="Sign out").click()
    expect(today.get_by_role("button", name="Sign in")).to_be_visible()
    assert today.evaluate("Object.keys(sessionStorage)") == []


def test_a_form_is_saved_without_a_network_where_bowout_runs_on_this_machine(
    today: Page, live_server: LiveServer, maya: User
) -> None:
    today.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    today.goto(live_server.url + url("tracker:add_application"))
    today.get_by_label("Position").fill("Night editor")
    today.get_by_label("Company").fill("Halcyon Press")
    today.route("**/healthz", lambda route: route.fulfill(status=404))
    today.get_by_role("button", name="Keep this application").click()
    expect(today.locator("#offline")).to_be_visible()
    assert not maya.applications.filter(position="Night editor").exists()
    today.unroute("**/healthz")
    today.get_by_role("button", name="Keep this application").click()
    expect(today.locator("h1")).to_contain_text("Night editor")


def test_the_first_paint_has_the_theme_that_was_chosen(today: Page) -> None:
    today.emulate_media(color_scheme="light")
    today.locator(".me").click()
    with today.expect_response("**/preferences/look/"):
        today.get_by_role("button", name="Dark").click()
    expect(today.locator("html")).to_have_attribute("data-bs-theme", "dark")
    # What the page is painted with before any script but the first has run, and where none runs at all.
    today.add_init_script(
        "const root = document; root.addEventListener('readystatechange',"
        " () => window.first ??= root.documentElement.dataset.bsTheme)"
    )
    today.reload()
    assert today.evaluate("window.first") == "dark"
    today.emulate_media(color_scheme="dark")
    today.locator(".me").click()
    with today.expect_response("**/preferences/look/"):
        today.get_by_role("button", name="As the device").click()
    today.reload()
    assert today.evaluate("window.first") == "dark"


# --- as an app


@pytest.fixture
def app(browser: Browser, live_server: LiveServer, maya: User) -> Iterator[BrowserContext]:
    """A browser that may keep Today for reading offline."""
    context = browser.new_context(service_workers="allow", locale="en-GB", timezone_id="Europe/Copenhagen")
    context.set_default_timeout(8_000)
    yield context
    context.set_offline(False)
    context.close()


def signed_in(context: BrowserContext, live_server: LiveServer, user: User) -> Page:
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".me")).to_be_visible()
    page.evaluate(KEPT)
    return page


def test_today_can_be_read_offline_and_says_of_when_it_is(
    app: BrowserContext, live_server: LiveServer, maya: User
) -> None:
    ApplicationFactory.create(user=maya)
    page = signed_in(app, live_server, maya)
    heading = page.locator("h1").inner_text()
    app.set_offline(True)
    # That stops the pages; the worker has a network of its own.
    app.service_workers[0].evaluate(
        "() => { self.online = self.fetch; self.fetch = () => Promise.reject(new TypeError()); }"
    )
    page.goto(live_server.url + "/reminders/")
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("#offline")).to_contain_text(re.compile(r"You are offline; this is Today as of \d\d:\d\d\."))
    assert page.evaluate("getComputedStyle(document.querySelector('.top-in')).minHeight") == "64px"
    app.set_offline(False)
    app.service_workers[0].evaluate("() => { self.fetch = self.online; }")
    app.service_workers[0].evaluate(ONLINE)
    # Another tab: the first one comes back by itself, whenever its browser notices.
    page = app.new_page()
    page.goto(live_server.url)
    expect(page.locator("#offline")).to_be_hidden()
    page.locator(".me").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.evaluate(GONE)


def test_the_browser_would_install_it(app: BrowserContext, live_server: LiveServer, maya: User) -> None:
    page = signed_in(app, live_server, maya)
    devtools = app.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert (found["url"], found["errors"]) == (f"{live_server.url}/manifest.webmanifest", [])
    # Of a window of its own, as tests have, nothing is ever installed: that is the only thing in the way.
    hindered = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in hindered] == ["in-incognito"]
