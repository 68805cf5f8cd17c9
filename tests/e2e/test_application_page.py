"""The page of an application with a keyboard and a mouse: what is changed where it stands, in a real browser."""

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory
from tracker.models import Application


def test_a_fact_is_changed_where_it_stands_and_another_windows_words_are_shown(
    watched: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    application = ApplicationFactory.create(user=maya, liked="the night buses")
    sign_in(maya)
    page = watched
    page.goto(live_server.url + application.get_absolute_url())
    change = page.get_by_role("link", name="Change: What I like")
    change.focus()
    page.keyboard.press("Enter")
    # The form takes the place of the fact, and the hand that opened it types on.
    field = page.get_by_label("What I like about it")
    expect(field).to_be_focused()
    field.fill("an honest team")
    Application.objects.update(liked="their words")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("What I like about it says now")).to_be_visible()
    expect(page.locator(".meanwhile")).to_contain_text("their words")
    page.get_by_role("button", name="Keep what I typed").click()
    expect(page.locator("#fact-liked")).to_contain_text("an honest team")
    expect(change).to_be_focused()
    assert Application.objects.get().liked == "an honest team"


def test_the_bin_is_a_press_away_and_so_is_the_way_back(
    watched: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    application = ApplicationFactory.create(user=maya)
    sign_in(maya)
    page = watched
    page.goto(live_server.url + application.get_absolute_url())
    page.get_by_role("button", name="Move to the bin").click()
    page.wait_for_url(f"**{reverse('tracker:applications')}")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("is back where it stood")).to_be_visible()
    assert Application.objects.get().binned_at is None
