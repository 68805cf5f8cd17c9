"""Who hands the mails over: on one kept line as a rule, on a second where a mail keeps the first one busy.

No threads: a mail whose server takes its time is set aside, and looked after between the others.
"""

import logging
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException
from types import TracebackType

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from outbox import outcomes
from outbox.claims import begin, claim, lease, needs_note, release
from outbox.handover import GOOD_BYE, Refused, SenderRefused, Stale, Steps, Unanswered, at_once, in_steps
from outbox.line import LIMIT_SECONDS, Line, open_line
from outbox.message import Written, build, write
from outbox.models import OutgoingEmail
from outbox.outcomes import UNWRITABLE, Counts, in_words

log = logging.getLogger(__name__)
Unwanted = Callable[[Sequence[OutgoingEmail]], set[int]]

SMTP_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
# How long the others wait for one mail before they go past it.
PATIENCE_SECONDS = 0.7
# As many mails may hang at once before one that does not has to wait.
MOST_LINES = 10
# Servers allow few connections; one more is not worth a long wait.
ONE_MORE_SECONDS = 5.0
# How long an idle line is kept. Servers hang up after some minutes, and firewalls without a word.
IDLE_SECONDS = 10.0
# How old the answer may be that a mail is still wanted.
FRESH_SECONDS = 1.0
# After an outage all that is due gets its pause, in handfuls that are no burden.
HANDFUL = 500


class Outage(Exception):
    """The server could not be reached: no row is to blame, and the next one would fare the same."""


class Crowded(Exception):
    """One more line could not be had while others are open."""


class Batch:
    """Mails that were claimed together, on their way."""

    def __init__(self, mails: list[OutgoingEmail], at: datetime, unwanted: Unwanted) -> None:
        self.mails, self.at, self._unwanted = deque(mails), at, unwanted
        # Well before the lease ends nothing more is begun, so that no row is ever in two hands.
        self._ends = time.monotonic() + lease().total_seconds() / 2
        self._asked_at, self._gone = float("-inf"), set[int]()

    def is_too_old(self) -> bool:
        return time.monotonic() > self._ends

    def is_unwanted(self, mail: OutgoingEmail) -> bool:
        """Asked after the claim, for all in one question, and anew as time goes by."""
        if time.monotonic() - self._asked_at > FRESH_SECONDS:
            self._gone, self._asked_at = self._unwanted([mail, *self.mails]), time.monotonic()
        return mail.pk in self._gone


@dataclass
class Hand:
    """A mail on its way over a line, and when that must be over."""

    mail: OutgoingEmail
    written: Written
    at: datetime
    line: Line
    ends: float
    steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        noted = partial(begin, self.mail, self.at) if needs_note(self.mail) else lambda: True
        self.steps = in_steps(self.written, self.line, noted)

    def go_on(self, until: float) -> bool | None:
        """As far as it gets by then: whether the server took the mail, or None if that is still open."""
        self.line.until = until
        try:
            next(self.steps)
            now = time.monotonic()
            if now >= self.ends or now >= self.line.asked_at + settings.EMAIL_TIMEOUT:
                # Raised where it hangs, for only there it is known what that means.
                self.steps.throw(TimeoutError("timed out"))
        except StopIteration as done:
            return bool(done.value)
        return None


class Sender:
    """What a worker keeps from one pass to the next: open lines, and the mails that hang on one.

    Ends with `close`, or as a context manager.
    """

    def __init__(self) -> None:
        self._idle: list[Line] = []
        self._hands: list[Hand] = []
        self._room = MOST_LINES
        self._service: BaseEmailBackend | None = None

    def __enter__(self) -> "Sender":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()
        self.hang_up()

    def send(self, *, at: datetime, unwanted: Unwanted, stopping: Callable[[], bool]) -> Counts:
        """One pass over what is due. A mail that hangs is left for the next pass, or for `finish`."""
        self._close_idle(IDLE_SECONDS)
        counts, began, now = self._look_after(), time.monotonic(), at
        while not stopping() and (mails := claim(at=now)):
            counts += self._send_batch(Batch(mails, now, unwanted), stopping)
            # A lease counts from when it was taken: a long queue must not outlive the moment the pass began.
            now = at + timedelta(seconds=time.monotonic() - began)
        # Had it been dropped without a word meanwhile, nobody would know of the next letter whether it arrived.
        if self._service is not None and counts == Counts():
            _close(self._service)
        return counts

    def finish(self) -> Counts:
        """Wait for the mails in hand; none takes longer than its limit."""
        counts = Counts()
        while self._hands:
            counts += self._look_after(PATIENCE_SECONDS)
        return counts

    def hang_up(self) -> None:
        """Close every line. Mails in hand stay as they are: a lease looks after them."""
        while self._hands:
            self._hands.pop().line.drop()
        self._close_idle(0)
        if self._service is not None:
            _close(self._service)
            self._service = None

    def close(self) -> Counts:
        """Finish the mails in hand, and hang up."""
        counts = self.finish()
        self.hang_up()
        return counts

    def _send_batch(self, batch: Batch, stopping: Callable[[], bool]) -> Counts:
        counts = Counts()
        while batch.mails:
            counts += self._look_after(PATIENCE_SECONDS if len(self._hands) >= self._room else 0)
            if stopping() or batch.is_too_old():
                release(list(batch.mails))
                break
            if len(self._hands) >= self._room:
                continue
            mail = batch.mails.popleft()
            if batch.is_unwanted(mail):
                counts += outcomes.cancelled(mail)
                continue
            try:
                counts += self._take(mail, batch.at)
            except Crowded:
                batch.mails.appendleft(mail)
                self._room = len(self._hands)
            except Outage as outage:
                return counts + _postpone_all([mail, *batch.mails], batch.at, str(outage))
        return counts

    def _take(self, mail: OutgoingEmail, at: datetime) -> Counts:
        """One mail, as far as it gets while the others wait."""
        try:
            if settings.MAIL_TRANSPORT != SMTP_TRANSPORT:
                return self._take_at_once(mail, at)
            return self._start(mail, write(mail), at)
        except SenderRefused as error:
            raise Outage(in_words(error)) from error
        except (Refused, Unanswered, *UNWRITABLE) as error:
            return outcomes.after(error, mail, at)

    def _take_at_once(self, mail: OutgoingEmail, at: datetime) -> Counts:
        noted = partial(begin, mail, at) if needs_note(mail) else lambda: True
        taken = at_once(build(mail), self._open_service(), noted)
        return outcomes.sent(mail, at) if taken else Counts()

    def _open_service(self) -> BaseEmailBackend:
        self._service = self._service or get_connection(settings.MAIL_TRANSPORT)
        try:
            self._service.open()
        except (OSError, SMTPException) as error:
            _close(self._service)
            raise Outage(in_words(error)) from error
        return self._service

    def _start(self, mail: OutgoingEmail, written: Written, at: datetime) -> Counts:
        ends = time.monotonic() + LIMIT_SECONDS
        hand = Hand(mail, written, at, self._line(), ends)
        return self._go_on(hand, time.monotonic() + PATIENCE_SECONDS)

    def _go_on(self, hand: Hand, until: float) -> Counts:
        mail, line = hand.mail, hand.line
        try:
            taken = hand.go_on(until)
        except Stale as error:
            log.info("The mail server hung up before we did: %s", error)
            line.drop()
            return self._start(mail, hand.written, hand.at)
        except (Unanswered, OSError, SMTPException) as error:
            # The connection broke under this mail. The next one gets a new connection, this one its pause.
            log.warning("The connection broke under mail %s: %s", mail.pk, error)
            self._put_back(line, broken=True)
            return outcomes.after(error, mail, hand.at)
        except Refused as error:
            self._put_back(line, broken=error.code == GOOD_BYE)
            raise
        except BaseException:
            line.drop()
            raise
        if taken is None:
            self._hands.append(hand)
            return Counts()
        self._put_back(line)
        # Marked at once, each by itself: a worker that is killed now repeats one mail, not its whole batch.
        return outcomes.sent(mail, hand.at) if taken else Counts()

    def _look_after(self, seconds: float = 0) -> Counts:
        """Go on with the mails that were set aside, after waiting up to `seconds` for any of them."""
        counts = Counts()
        if self._hands and seconds:
            select.select([hand.line for hand in self._hands], [], [], seconds)
        for hand in list(self._hands):
            self._hands.remove(hand)
            try:
                counts += self._go_on(hand, time.monotonic())
            except (Outage, Crowded) as error:
                # It was to start anew on another line, and there was none.
                counts += outcomes.postponed(hand.mail, hand.at, str(error))
            except SenderRefused as error:
                # No mail's fault, as in _take, though the server took its time to say so.
                counts += outcomes.postponed(hand.mail, hand.at, in_words(error))
            except Refused as error:
                counts += outcomes.after(error, hand.mail, hand.at)
        return counts

    def _line(self) -> Line:
        """A line for one mail: one that is idle, else a new one."""
        if self._idle:
            return self._idle.pop()
        try:
            if not self._hands:
                return open_line(LIMIT_SECONDS)
            left = min(hand.ends for hand in self._hands) - time.monotonic()
            return open_line(max(0.5, min(ONE_MORE_SECONDS, left)))
        except (OSError, SMTPException) as error:
            if self._hands:
                raise Crowded(in_words(error)) from error
            raise Outage(in_words(error)) from error

    def _put_back(self, line: Line, *, broken: bool = False) -> None:
        self._room = MOST_LINES
        if broken:
            line.drop()
            return
        line.rested_at = time.monotonic()
        self._idle.append(line)

    def _close_idle(self, seconds: float) -> None:
        now = time.monotonic()
        for line in [line for line in self._idle if now - line.rested_at >= seconds]:
            self._idle.remove(line)
            line.close()


def _postpone_all(mails: Sequence[OutgoingEmail], at: datetime, error: str) -> Counts:
    """In an outage each mail that is due gets its pause: to try them one by one would take hours."""
    log.warning("The mail server cannot be reached: %s", error)
    counts = Counts()
    while mails:
        counts = sum((outcomes.postponed(mail, at, error) for mail in mails), counts)
        mails = claim(at=at, limit=HANDFUL)
    return counts


def _close(service: BaseEmailBackend) -> None:
    try:
        service.close()
    except (OSError, SMTPException) as error:
        log.info("The mail server hung up before we did: %s", error)
