"""The board in a browser: by keys alone, by finger, and in two windows."""

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.models import Decline
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory, CompanyFactory
from tracker.models import Application, Status

BOARD = "/applications/?view=board"


def named(user: User, name: str, status: Status = Status.APPLIED) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), status=status)


def standing(application: Application) -> str:
    application.refresh_from_db()
    return application.status


def signed_in(context: BrowserContext, live_server: LiveServer, user: User) -> Page:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context.new_page()


class Finger:
    """One finger on the glass, by the protocol of the browser: what it does comes as pointer and as touch events."""

    def __init__(self, page: Page) -> None:
        self._send = page.context.new_cdp_session(page).send

    def down(self, on: Locator) -> None:
        self._touch("touchStart", on)

    def move(self, to: Locator, by: int = 0) -> None:
        self._touch("touchMove", to, by)

    def up(self) -> None:
        self._send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str, on: Locator, by: int = 0) -> None:
        box = on.bounding_box()
        assert box is not None
        point = {"x": box["x"] + 30, "y": box["y"] + 20 + by}
        self._send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})


def test_by_keys_alone_from_adding_to_a_no_and_back(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    named(maya, "Casa do Pão", Status.SAVED)
    sign_in(maya)
    page, keys = watched, watched.keyboard
    page.goto(live_server.url + url("tracker:add_application"))
    page.get_by_label("Position").focus()
    keys.type("Night editor")
    page.get_by_label("Company").focus()
    keys.type("Failte Press")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Night editor, Failte Press")).to_be_visible()
    failte = Application.objects.get(position="Night editor")

    page.goto(live_server.url + BOARD)
    said = page.locator("#board-said")
    page.get_by_role("link", name="Failte Press", exact=True).focus()
    keys.press("Space")
    expect(said).to_contain_text("Failte Press is in your hand, from Applied.")
    keys.press("ArrowRight")
    expect(said).to_have_text("In conversation, 3 of 8.")
    keys.press("Escape")
    expect(said).to_have_text("Failte Press is back in Applied.")
    keys.press("Space")
    for _step in range(2):
        keys.press("ArrowRight")
    expect(said).to_have_text("Interviewing, 4 of 8.")
    keys.press("Space")
    expect(page.locator("#lane-interviewing .bcard")).to_contain_text("Failte Press")
    expect(page.locator("#notices")).to_contain_text("Failte Press moved to Interviewing.")
    expect(page.get_by_role("link", name="Failte Press", exact=True)).to_be_focused()
    assert standing(failte) == Status.INTERVIEWING

    keys.press("Space")
    for _step in range(2):
        keys.press("ArrowDown")
    expect(said).to_have_text("Withdrawn, 5 of 7.")
    keys.press("Space")
    expect(page.get_by_role("heading", name="Say no to Failte Press, kindly")).to_be_visible()
    page.get_by_role("button", name="Withdraw, and get the words ready").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="It is decided.")).to_be_visible()
    assert Decline.objects.get().application == failte
    page.get_by_role("button", name="Take it back").focus()
    keys.press("Enter")
    expect(page.get_by_text("Taken back. Everything stands as it stood before.")).to_be_visible()
    assert standing(failte) == Status.INTERVIEWING


def test_a_finger_scrolls_and_held_still_carries_a_card(
    browser: Browser, live_server: LiveServer, maya: User
) -> None:
    failte = named(maya, "Failte Press")
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 1280, "height": 900})
    page = signed_in(context, live_server, maya)
    page.goto(live_server.url + BOARD)
    finger = Finger(page)

    card, column = page.locator(f"#c{failte.pk}"), page.locator("[data-place=offer]")
    # A swipe is no grab: the page may scroll, the card stays.
    finger.down(card)
    finger.move(card, by=60)
    expect(page.locator(".ghost")).to_have_count(0)
    finger.up()

    finger.down(card)
    expect(page.locator(".ghost")).to_have_count(1)
    expect(page.locator("[data-place=accepted] .does")).to_have_text("Only from an offer")
    finger.move(page.locator("[data-place=accepted]"))
    expect(page.locator(".is-over")).to_have_count(0)
    finger.move(column)
    expect(column).to_have_class("bcol is-open is-over")
    finger.up()
    expect(page.locator("#lane-offer .bcard")).to_contain_text("Failte Press")
    expect(page.locator("#notices")).to_contain_text("Failte Press moved to Offer.")
    assert standing(failte) == Status.OFFER

    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#lane-applied .bcard")).to_contain_text("Failte Press")
    assert standing(failte) == Status.APPLIED
    context.close()


def test_with_a_mouse_the_endings_take_a_card_and_a_click_still_opens_it(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    failte = named(maya, "Failte Press")
    sign_in(maya)
    page = watched
    page.goto(live_server.url + BOARD)
    page.locator(f"#c{failte.pk}").drag_to(page.locator("[data-place=rejected]"))
    expect(page.locator("#n-rejected")).to_have_text("1")
    expect(page.locator(".bcard")).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#n-rejected")).to_have_text("0")
    page.get_by_role("link", name="Move Failte Press to…").click()
    page.get_by_role("button", name="Interviewing").click()
    expect(page.locator("#lane-interviewing .bcard")).to_contain_text("Failte Press")
    page.get_by_role("link", name="Failte Press", exact=True).click()
    expect(page).to_have_url(live_server.url + failte.get_absolute_url())


def test_the_second_window_is_told_and_shown_where_the_card_stands(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    failte = named(maya, "Failte Press")
    sign_in(maya)
    first, second = watched, watched.context.new_page()
    for page in (first, second):
        page.goto(live_server.url + BOARD)
    card = f"#c{failte.pk}"
    first.locator(card).drag_to(first.locator("[data-place=interviewing]"))
    expect(first.locator("#notices")).to_contain_text("Failte Press moved to Interviewing.")

    second.locator(card).drag_to(second.locator("[data-place=offer]"))
    told = re.compile(r"You moved this to Interviewing at \d+:\d\d in another window\.")
    expect(second.locator("#notices")).to_contain_text(told)
    shown = second.locator("#lane-interviewing .bcard")
    expect(shown).to_contain_text(told)
    expect(second.locator("#n-applied")).to_have_text("0")
    assert standing(failte) == Status.INTERVIEWING
    # From there it goes on, without a reload.
    shown.get_by_role("button", name="Offer").click()
    expect(second.locator("#lane-offer .bcard")).to_contain_text("Failte Press")
    assert standing(failte) == Status.OFFER
