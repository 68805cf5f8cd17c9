"""What Celery runs at each tick: the same two halves of a round as `manage.py worker`."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from config import working
from config.celery import app

log = logging.getLogger(__name__)


@app.task(name="bowout.plan")  # type: ignore[untyped-decorator]
def plan() -> None:
    """Write the mails of the reminders that are due."""
    _patiently(lambda: working.plan(at=timezone.now(), stopping=working.a_slice()))


@app.task(name="bowout.send")  # type: ignore[untyped-decorator]
def send() -> None:
    """Send what waits in the outbox."""
    _patiently(lambda: working.send(at=timezone.now(), stopping=working.a_slice()))


def _patiently(half: Callable[[], object]) -> None:
    try:
        half()
    except (OperationalError, InterfaceError) as error:
        # A database that restarts: the next tick is a second away, and leases and marks hold what was begun.
        log.warning("The database cannot be reached: %s", error)
