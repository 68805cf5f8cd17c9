"""Today in a real browser: done, put off and taken back in the row, by keyboard; and the same without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory, CompanyFactory, ReminderFactory
from tracker.models import Application, Reminder, Status

DUE = "One thing to do today: Send the portfolio."


@pytest.fixture
def portfolio(maya: User) -> Reminder:
    """Something to do today, at a company that is spoken to."""
    now = timezone.now()
    company = CompanyFactory.create(user=maya, name="Failte")
    talked = ApplicationFactory.create(user=maya, company=company, status=Status.IN_CONVERSATION, status_since=now)
    return ReminderFactory.create(application=talked, due_on=maya.local(now).date())


@pytest.fixture
def silent(maya: User) -> Application:
    """Applied for three weeks ago, and no word since."""
    company = CompanyFactory.create(user=maya, name="Rivière")
    since = timezone.now() - timedelta(days=21)
    return ApplicationFactory.create(user=maya, company=company, status=Status.APPLIED, status_since=since)


def wired(page: Page) -> None:
    """Wait for what was swapped in: a moment after it is drawn it is htmx's; before, it works as without scripts."""
    expect(page.locator(".htmx-added")).to_have_count(0)


def test_done_later_and_their_way_back_in_the_row_without_a_mouse(
    watched: Page, live_server: LiveServer, sign_in: SignIn, maya: User, portfolio: Reminder
) -> None:
    sign_in(maya)
    page, day = watched, portfolio.due_on
    page.goto(live_server.url)
    page.evaluate("window.same = true")
    sentence, row = page.locator("h1"), page.locator("section:has(#rem) li")
    expect(sentence).to_have_text(DUE)
    page.get_by_role("button", name="Done: Send the portfolio").press("Enter")
    expect(row).to_contain_text("Send the portfolio. Done. One thing less.")
    expect(sentence).to_have_text("Nothing needs you today. Rest is part of it.")
    expect(row.get_by_role("button", name="Take it back")).to_be_focused()
    wired(page)
    page.keyboard.press("Enter")
    # As it was, and the keyboard where it was.
    expect(row.get_by_role("link", name="Send the portfolio")).to_be_focused()
    expect(sentence).to_have_text(DUE)
    page.locator("summary[aria-label='Later: Send the portfolio']").press("Enter")
    tomorrow = row.get_by_role("button", name="Tomorrow")
    expect(tomorrow).to_be_visible()
    wired(page)
    page.keyboard.press("Tab")
    expect(tomorrow).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("We come back to it tomorrow.")
    assert Reminder.objects.get().due_on == day + timedelta(days=1)
    expect(row.get_by_role("button", name="Take it back")).to_be_focused()
    wired(page)
    page.keyboard.press("Enter")
    expect(sentence).to_have_text(DUE)
    kept = Reminder.objects.get()
    assert (kept.state, kept.due_on) == (Reminder.State.PENDING, day)
    assert page.evaluate("window.same")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_today_works_without_javascript(
    watched: Page, live_server: LiveServer, sign_in: SignIn, maya: User, portfolio: Reminder, silent: Application
) -> None:
    sign_in(maya)
    page = watched
    page.goto(live_server.url)
    page.get_by_role("button", name="Done: Send the portfolio").click()
    expect(page.get_by_role("status").get_by_text("Done. One thing less.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. It stands where it stood before.")).to_be_visible()
    page.locator("summary[aria-label='Later: Send the portfolio']").click()
    page.get_by_role("link", name="Choose a day").click()
    page.get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_text("We come back to it tomorrow.")).to_be_visible()
    assert Reminder.objects.get().due_on == portfolio.due_on + timedelta(days=1)
    page.get_by_role("button", name="Ask gently: Rivière").click()
    expect(page.locator("#words")).to_contain_text("Dear Hiring Manager")
