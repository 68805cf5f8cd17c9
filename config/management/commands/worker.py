import logging
import queue
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from config import working
from outbox.delivery import Counts, Sender
from outbox.models import OutgoingEmail

log = logging.getLogger(__name__)
# A forgotten password waits for this, too; the questions asked each time are a few look-ups in an index.
PAUSE_SECONDS = 0.5
AFTER_FAULT_SECONDS = 5.0


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
        if options["once"]:
            told = working.plan(at=timezone.now())
            self.stdout.write(in_words(told, working.send(at=timezone.now())))
            return
        self.stopping = False
        # Of the ways to wake a sleeper this is the one that a signal handler may use at any moment.
        self.wake: queue.SimpleQueue[None] = queue.SimpleQueue()
        # A mail cut off in the middle would be sent twice: so the signal only asks, and the mail in hand is finished.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)
        self.stdout.write(_("The worker is running. Ctrl+C ends it."))
        with Sender() as sender:
            while not self.stopping:
                self.run_round(sender)

    def run_round(self, sender: Sender) -> None:
        """Both halves, each by itself: mails that were written leave, even while no new ones can be. Then a pause."""
        fine = self.try_half(lambda: working.plan(at=timezone.now(), stopping=self.slice()))
        fine &= self.try_half(lambda: working.send(at=timezone.now(), stopping=self.slice(), sender=sender))
        with suppress(queue.Empty):
            self.wake.get(timeout=PAUSE_SECONDS if fine else AFTER_FAULT_SECONDS)

    def slice(self) -> working.Stopping:
        return working.a_slice(lambda: self.stopping)

    def try_half(self, half: Callable[[], object]) -> bool:
        """Do half a round. False if the database was away, which is no reason to end."""
        try:
            half()
        except (OperationalError, InterfaceError) as error:
            # Leases and marks hold what was begun. Closed, since a connection that died would be held on to: Django
            # looks after its connections at the end of a request, and here is none.
            connection.close()
            log.warning("The database cannot be reached: %s", error)
            return False
        return True

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        self.wake.put(None)
