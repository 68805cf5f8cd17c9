import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from declines import services as declines
from outbox.delivery import Counts, send_due
from outbox.models import OutgoingEmail
from tracker import reminders

log = logging.getLogger(__name__)
# A forgotten password waits for this, too; the questions asked each second are a few look-ups in an index.
PAUSE_SECONDS = 1.0
AFTER_FAULT_SECONDS = 5.0


def unwanted(mails: Sequence[OutgoingEmail], *, at: datetime) -> set[int]:
    """Mails written earlier that should no longer leave, asked in every room that writes mails."""
    return reminders.unwanted(mails, at=at) | declines.unwanted(mails)


def in_words(told: int, counts: Counts) -> str:
    """The counts on one line; where no mail can leave, it says how many wait."""
    line = (
        f"told {told}, sent {counts.sent}, postponed {counts.postponed}, "
        f"failed {counts.failed}, cancelled {counts.cancelled}, unknown {counts.unknown}"
    )
    if settings.MAIL_CONFIGURED:
        return line
    waiting = OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING).count()
    return f"{line}; mail is not set up, waiting in the outbox: {waiting}"


class Command(BaseCommand):
    """The other half of Bowout: it writes the mails of due reminders and sends what waits in the outbox.

    `--once` does what is due now and says how much that was. Without it the worker runs until SIGTERM or
    Ctrl+C, and finishes the mail in hand.
    """

    help = "Turn due reminders into mails and send what waits in the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, print the counts, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop = threading.Event()
        if options["once"]:
            self.stdout.write(in_words(*self.run_once()))
            return
        # A mail cut off in the middle would be sent twice: so the signal only asks, and the mail in hand is finished.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)
        self.stdout.write(_("The worker is running. Ctrl+C ends it."))
        while not self.stop.is_set():
            try:
                self.run_once()
            except (OperationalError, InterfaceError) as error:
                # A database that restarts is no reason to end: leases and marks hold what was begun.
                log.warning("The database cannot be reached: %s", error)
                self.stop.wait(AFTER_FAULT_SECONDS)
            # Django does this after each request; a worker has none, and would hold on to a connection that died.
            close_old_connections()
            # Not sleep: a signal ends this pause at once.
            self.stop.wait(PAUSE_SECONDS)

    def run_once(self) -> tuple[int, Counts]:
        """One round: what is due is told, what was told is sent, and letters that left are noted as such."""
        at = timezone.now()
        told = reminders.tell_due(at=at)
        # The clock again: telling may have taken a while, and the lease counts from the claim.
        counts = send_due(at=timezone.now(), unwanted=partial(unwanted, at=at), stopping=self.stop.is_set)
        declines.note_sent()
        return told, counts

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()
