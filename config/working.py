"""One round of work, in two halves: what is due becomes a mail, and what waits is sent.

`manage.py worker` calls them in turn; with Celery any number of machines may. Either half may run many times
at once: a reminder is told by whoever marks it first, and a mail is sent by whoever claimed it.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.core.cache import cache

from declines import services as declines
from outbox.delivery import Counts, Sender, send_due
from outbox.health import beat, unsent_since
from outbox.models import Heartbeat, OutgoingEmail
from tracker import insights, reminders, services
from tracker.exchange import runs as imports
from tracker.reminders.lateness import overdue_since

# Much work is done in slices: mails begin to leave before the last is written, what falls due meanwhile gets its
# turn, and the heartbeat shows that all is well. Both slices and a mail that hangs fit into SILENT_AFTER.
SLICE_SECONDS = 15.0
# Somebody looks on while a file comes in; but reminders that fall due meanwhile must not wait for long.
IMPORT_SECONDS = 3.0
Stopping = Callable[[], bool]


def never() -> bool:
    """Nobody asks us to stop."""
    return False


def plan(*, at: datetime, stopping: Stopping = never) -> int:
    """Write the mail of every reminder that is due at `at`; returns how many. What lay long in a bin goes, too."""
    told = reminders.tell_due(at=at, stopping=stopping)
    imports.work_on_all(at=at, stopping=never if stopping is never else a_slice(stopping, IMPORT_SECONDS))
    services.empty_bin(at=at)
    # Once an hour and process: it looks through every folder of files, and every mark of a change.
    if cache.add("files-swept", True, 3600):
        services.sweep_files(at=at)
        insights.fold_marks()
    beat(Heartbeat.Job.PLAN, at=at, by=worker_name(), late_since=partial(overdue_since, at=at))
    return told


def send(*, at: datetime, stopping: Stopping = never, sender: Sender | None = None) -> Counts:
    """Send what waits in the outbox at `at`, and note the letters that left.

    A `sender` keeps the connection for the next time; whoever brings one closes it.
    """
    counts = send_due(at=at, unwanted=partial(unwanted, at=at), stopping=stopping, sender=sender)
    declines.note_sent()
    beat(Heartbeat.Job.SEND, at=at, by=worker_name(), late_since=partial(unsent_since, at=at))
    return counts


def a_slice(stopping: Stopping = never, seconds: float | None = None) -> Stopping:
    """`stopping` for half a round of a worker that goes on: true when its slice of time is over, too."""
    end = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
    return lambda: stopping() or time.monotonic() > end


def unwanted(mails: Sequence[OutgoingEmail], *, at: datetime) -> set[int]:
    """Mails written earlier that should no longer leave, asked in every room that writes mails."""
    return reminders.unwanted(mails, at=at) | declines.unwanted(mails)


def worker_name() -> str:
    """Machine and process: which worker it was."""
    return f"{socket.gethostname()}, process {os.getpid()}"
