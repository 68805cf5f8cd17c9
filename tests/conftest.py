"""What every test may lean on: a fixed cast, a fixed moment, and a real mail server."""

import os
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import NOW, OperatorFactory, UserFactory
from tests.mailserver import MailServer

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what is about the database: words and names are the same on both."""
    if os.environ.get("BOWOUT_DATABASE_TESTS_ONLY") != "1":
        return
    asks = {"db", "transactional_db", "live_server"}
    pure = [
        item
        for item in items
        if item.get_closest_marker("one_database")
        or not (asks & set(item.fixturenames) or item.get_closest_marker("django_db"))  # type: ignore[attr-defined]
    ]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if item not in set(pure)]


@pytest.fixture(autouse=True)
def _forget_rate_limits() -> None:
    """Sign-in limits live in the cache; one test's tries are not the next one's."""
    cache.clear()


@pytest.fixture
def maya(db: None) -> User:
    """The owner."""
    return UserFactory.create(email="maya@lindholm.example")


@pytest.fixture
def otto(db: None) -> User:
    """A stranger with a search of his own."""
    return UserFactory.create(email="otto@elsewhere.example", display_name="Otto Other")


@pytest.fixture
def olga(db: None) -> User:
    """The operator."""
    return OperatorFactory.create(email="olga@server.example")


@pytest.fixture
def mayas(client: Client, maya: User) -> Client:
    """A browser in which Maya is signed in."""
    client.force_login(maya)
    return client


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock, standing at NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def mail_server(settings: pytest.FixtureRequest) -> Iterator[MailServer]:
    """A real SMTP server on loopback, and Bowout set up to use it."""
    with MailServer() as server:
        settings.MAIL_CONFIGURED = True  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port  # type: ignore[attr-defined]
        yield server
