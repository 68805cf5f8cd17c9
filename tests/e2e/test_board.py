"""The board in a browser: by keys alone, by finger, and in two windows."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.models import Decline
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory, CompanyFactory
from tracker.models import Application, Status

BOARD = "/applications/?view=board"
Take = Callable[[Page, str], None]


def named(user: User, name: str, status: Status = Status.APPLIED) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), status=status)


def standing(application: Application) -> str:
    application.refresh_from_db()
    return application.status


def lane(page: Page, name: str) -> object:
    return page.locator(f"#lane-{name}")


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
    assert failte.status == Status.SAVED

    page.goto(live_server.url + BOARD)
    said = page.locator("#board-said")
    page.get_by_role("link", name="Failte Press", exact=True).focus()
    keys.press("Space")
    expect(said).to_contain_text("Failte Press is in your hand, from Saved.")
    keys.press("ArrowRight")
    expect(said).to_have_text("Applied, 2 of 8.")
    keys.press("Escape")
    expect(said).to_have_text("Failte Press is back in Saved.")
    keys.press("Space")
    for _step in range(3):
        keys.press("ArrowRight")
    expect(said).to_have_text("Interviewing, 4 of 8.")
    keys.press("Space")
    expect(page.locator("#lane-interviewing .bcard")).to_contain_text("Failte Press")
    expect(page.locator("#notices")).to_contain_text("Failte Press moved to Interviewing.")
    expect(page.get_by_role("link", name="Failte Press", exact=True)).to_be_focused()
    assert standing(failte) == Status.INTERVIEWING

    keys.press("Space")
    for _step in range(4):
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
