"""Faults on purpose. `make test` runs a sample of each kind, `make faults` the full figures, and prints them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import BOTH
from tests.faults.site import Site
from tests.on_postgresql import binaries, postgresql

Say = Callable[[str], None]
KEY = "figure"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)
    if os.environ.get("BOWOUT_DATABASE_TESTS_ONLY") == "1":
        # A mail server breaks in the same way whatever database we have, and some of its ways take a while.
        same = [item for item in items if item.path == here / "test_mail_server.py"]
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if item not in same]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures last, where they are found again."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    figures = [text for report in reports for key, text in report.user_properties if key == KEY]
    if figures:
        terminalreporter.section("figures")
        for text in dict.fromkeys(figures):
            terminalreporter.write_line(text)


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Say:
    """Keep a figure for the end of the run."""
    return lambda text: record_property(KEY, text)


def missing(what: str) -> None:
    """A service that is not here: a failure in CI, which promises to have it; elsewhere a clear skip."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a fresh database of each kind, for processes of their own."""
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path / 'bowout.sqlite3'}"
        return
    if binaries() is None:
        missing("PostgreSQL")
    with postgresql() as url:
        yield url


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    """A Bowout of its own: real processes, settings as in production, nothing shared with the tests' database."""
    with Site(tmp_path, database) as made:
        yield made
