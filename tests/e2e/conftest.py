"""A person in a real browser. Every page is watched: a console error, a CSP violation or a request to another
host fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories import UserFactory

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SignIn = Callable[[User], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium where there is one; else Playwright's own; else say so, and never skip in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = {**browser_type_launch_args, "args": FLAGS}
    return {**arguments, "executable_path": found} if found else arguments


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # The worker that keeps Today would still ask for it while a test's rows are being taken away.
    quiet = {"service_workers": "block"}
    return {**browser_context_args, "timezone_id": "Europe/Copenhagen", "locale": "en-GB", **quiet}


@pytest.fixture
def maya(transactional_db: None) -> User:
    return UserFactory.create(email="maya@lindholm.example", time_zone="Europe/Copenhagen")


@pytest.fixture
def watched(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """The page, and whatever went wrong on it."""
    trouble: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # A refused form answers 4xx on purpose, and the browser notes that as an error of the network.
        expected = ("the server responded with a status of 4", "Service Worker registration blocked")
        if message.type in {"error", "warning"} and not any(words in message.text for words in expected):
            trouble.append(message.text)

    def on_request(request: Any) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            trouble.append(f"a request to another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error.message} {(error.stack or '')[:300]}"))
    page.on("request", on_request)
    page.set_default_timeout(8_000)
    yield page
    assert trouble == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> SignIn:
    """Put a person's session into the browser, without the form."""

    def enter(user: User) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return enter


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a picture of the page where BOWOUT_SCREENSHOTS says; else nowhere."""
    folder = os.environ.get("BOWOUT_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            path = Path(folder)
            path.mkdir(parents=True, exist_ok=True)
            # A window as tall as the page: bars that stick to its edges stand at the end, not across the middle.
            size = page.viewport_size or {"width": 1280, "height": 900}
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            page.screenshot(path=path / f"{name}.png")
            page.set_viewport_size({"width": size["width"], "height": size["height"]})

    return take
