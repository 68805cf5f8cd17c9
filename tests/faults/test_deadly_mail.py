"""A mail that kills every worker that sends it: the user gets few copies of it, and nobody else waits for it."""

from unittest import mock

import pytest

from outbox.claims import lease
from outbox.delivery import Counts, send_due
from outbox.models import OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
STOPPED = "Bowout was stopped while it was being handed over."


class Killed(BaseException):
    """Ends a worker as abruptly as a test can from within."""


def worker_after(leases: int) -> Counts:
    return send_due(at=NOW + leases * lease(), unwanted=lambda mails: set())


def killed_workers(count: int) -> None:
    """One after another, each when the lease of the last is over; killed when the server has the mail."""
    for number in range(count):
        with mock.patch("outbox.outcomes.mark_sent", side_effect=Killed), pytest.raises(Killed):
            worker_after(number)


def test_the_user_gets_three_copies_at_most_and_then_decides(mail_server: MailServer) -> None:
    mail = OutgoingEmailFactory.create()
    killed_workers(3)
    assert [worker_after(3), worker_after(99)] == [Counts(unknown=1), Counts()]
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (State.UNKNOWN, STOPPED)
    assert [received.message["Message-ID"] for received in mail_server.received] == [mail.message_id] * 3


def test_the_second_worker_that_lives_sends_it(mail_server: MailServer) -> None:
    mail = OutgoingEmailFactory.create()
    killed_workers(2)
    assert [worker_after(2), worker_after(99)] == [Counts(sent=1), Counts()]
    mail.refresh_from_db()
    assert (mail.state, mail.last_error, len(mail_server.received)) == (State.SENT, "", 3)


def test_what_only_lay_beside_it_is_sent_once(mail_server: MailServer) -> None:
    deadly, beside = OutgoingEmailFactory.create(), OutgoingEmailFactory.create()
    killed_workers(1)
    assert worker_after(1) == Counts(sent=2)
    beside.refresh_from_db()
    assert (beside.state, beside.last_error, beside.attempts) == (State.SENT, "", 1)
    assert [received.to for received in mail_server.received] == [[deadly.to], [deadly.to], [beside.to]]
