"""The pictures of the README, from the demo's search on one fixed afternoon: `make screenshots` keeps them.

As a test it says that the pages hold with a search as full as a real one.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.demo.account import account
from declines.demo.build import build
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import examine
from tracker.models import Application, Interview, Status

AFTERNOON = datetime(2026, 9, 3, 12, 2, tzinfo=UTC)
SHOTS = [("1280", "light"), ("1280", "dark"), ("390", "light"), ("390", "dark")]
# What the README shows; the others are only looked at.
KEPT = {
    "today-1280-light",
    "today-1280-dark",
    "today-390-light",
    "applications-1280-light",
    "board-1280-light",
    "insights-1280-light",
    "composer-1280-light",
    "composer-1280-dark",
    "composer-390-dark",
    "declined-email-1280-light",
    "declined-phone-390-light",
    "declined-phone-390-dark",
}
Take = Callable[[Page, str], None]


@pytest.fixture
def demo(transactional_db: None) -> Iterator[User]:
    with time_machine.travel(AFTERNOON, tick=True):
        user = account(at=AFTERNOON)
        user.save()
        build(user, at=AFTERNOON)
        yield user


def shoot(page: Page, name: str, take: Take) -> list[str]:
    """The page as it stands, in each size and theme; what is wrong with it."""
    return examine(page, name, SHOTS, lambda shot: take(page, shot) if shot in KEPT else None)


def test_a_full_search_in_pictures(
    watched: Page, live_server: LiveServer, demo: User, sign_in: SignIn, picture: Take
) -> None:
    sign_in(demo)
    page, wrong = watched, []
    for name in ("tracker:today", "tracker:applications", "tracker:reminders", "tracker:people", "declines:insights"):
        page.goto(live_server.url + url(name))
        wrong += shoot(page, name.partition(":")[2], picture)
    for view in ("board", "calendar"):
        page.goto(f"{live_server.url}{url('tracker:applications')}?view={view}")
        wrong += shoot(page, view, picture)
    invited = Application.objects.filter(
        user=demo, status=Status.INTERVIEWING, interviews__state=Interview.State.INVITED
    ).order_by("pk")
    by_mail, by_phone = invited[0], Application.objects.filter(user=demo, status=Status.OFFER).get()

    page.goto(live_server.url + by_mail.get_absolute_url())
    wrong += shoot(page, "application", picture)
    page.get_by_role("link", name="Decline").click()
    # The letter follows what is answered once its script is there.
    page.wait_for_url("**/decline/")
    page.wait_for_load_state()
    page.get_by_label("Hours, duties, travel or commute").check()
    expect(page.locator("#letter")).to_contain_text("The hours and the travel")
    wrong += shoot(page, "composer", picture)
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(page.get_by_role("heading", name="It is decided.")).to_be_visible()
    wrong += shoot(page, "declined-email", picture)

    page.goto(live_server.url + url("declines:new", by_phone.pk))
    page.get_by_text("Phone", exact=True).click()
    expect(page.locator("#letter")).to_contain_text("Do you have a minute?")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(page.get_by_role("heading", name="If they press you")).to_be_visible()
    wrong += shoot(page, "declined-phone", picture)
    assert wrong == []
