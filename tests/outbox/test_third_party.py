"""Mail to somebody else, to a real mail server: whatever breaks and whenever, nobody gets it twice by itself."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections
from pytest_django import Settings

from outbox.claims import lease
from outbox.delivery import Counts, claim, send_due
from outbox.handover import Steps, in_steps
from outbox.models import PAUSES, OutgoingEmail
from outbox.services import retry, settle_unknown, stop
from tests.factories import NOW, OutgoingEmailFactory, UserFactory
from tests.mailserver import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
State = OutgoingEmail.State
ROOT = Path(__file__).resolve().parents[2]
BROKE = "The connection broke while it was being handed over."
STOPPED = "Bowout was stopped while it was being handed over."
# Long after every pause and every lease.
MUCH_LATER = NOW + timedelta(days=9)


def send(at: Any = NOW) -> Counts:
    return send_due(at=at, unwanted=lambda mails: set())


def letter(to: str = "dana@tallinn-traffic.example", **fields: Any) -> OutgoingEmail:
    return OutgoingEmailFactory.create(third_party=True, to=to, **fields)


def note(to: str, **fields: Any) -> OutgoingEmail:
    """A mail of the other class: to the user."""
    return OutgoingEmailFactory.create(to=to, **fields)


def stands(mail: OutgoingEmail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.last_error


def copies(server: MailServer) -> int:
    return len(server.received)


# --- how far it got decides

LATER = "The mail server asks to try again later."
NOT_THIS = "The mail server does not take this mail."
NOBODY = "The mail server does not deliver to this address."
REFUSED_FOR_NOW = {
    "later": f"{LATER} (451 come back later)",
    "busy": f"{LATER} (421 too busy, good bye)",
    "data451": f"{LATER} (451 not now)",
    "data421": f"{LATER} (421 not now, good bye)",
    "dot451": f"{LATER} (451 not now)",
    "dot421": f"{LATER} (421 not now, good bye)",
}
REFUSED_FOR_GOOD = {
    "bad": f"{NOBODY} (550 no such person)",
    "data554": f"{NOT_THIS} (554 not this)",
    "dot554": f"{NOT_THIS} (554 not this)",
}


@pytest.mark.parametrize("write", [letter, note])
@pytest.mark.parametrize(("address", "said"), REFUSED_FOR_NOW.items())
def test_a_no_for_now_means_that_nobody_has_it_and_a_later_try_is_safe(
    mail_server: MailServer, write: Callable[[str], OutgoingEmail], address: str, said: str
) -> None:
    mail = write(f"{address}@tallinn-traffic.example")
    assert send() == Counts(postponed=1)
    assert (*stands(mail), copies(mail_server)) == (State.WAITING, said, 0)
    assert (mail.next_try_at, mail.began_at, mail.attempts) == (NOW + PAUSES[0], None, 1)
    OutgoingEmail.objects.filter(pk=mail.pk).update(to="dana@tallinn-traffic.example")
    assert [send(NOW + PAUSES[0]), copies(mail_server)] == [Counts(sent=1), 1]


@pytest.mark.parametrize("write", [letter, note])
@pytest.mark.parametrize(("address", "said"), REFUSED_FOR_GOOD.items())
def test_a_no_for_good_fails_at_once(
    mail_server: MailServer, write: Callable[[str], OutgoingEmail], address: str, said: str
) -> None:
    mail = write(f"{address}@tallinn-traffic.example")
    assert [send(), send(MUCH_LATER)] == [Counts(failed=1), Counts()]
    assert (*stands(mail), copies(mail_server)) == (State.FAILED, said, 0)


def test_what_failed_is_sent_when_a_person_tries_again(mail_server: MailServer) -> None:
    mail = letter("dot554@tallinn-traffic.example")
    send()
    OutgoingEmail.objects.filter(pk=mail.pk).update(to="dana@tallinn-traffic.example")
    assert retry(mail, at=NOW)
    assert [send(), stands(mail), copies(mail_server)] == [Counts(sent=1), (State.SENT, ""), 1]


@pytest.mark.parametrize("write", [letter, note])
@pytest.mark.parametrize("address", ["drop", "datadrop", "silent", "datasilent"])
def test_a_connection_that_ends_before_the_text_is_tried_again(
    mail_server: MailServer, settings: Settings, write: Callable[[str], OutgoingEmail], address: str
) -> None:
    settings.EMAIL_TIMEOUT = 1
    mail = write(f"{address}@tallinn-traffic.example")
    assert send() == Counts(postponed=1)
    assert (stands(mail)[0], mail.began_at, copies(mail_server)) == (State.WAITING, None, 0)
    assert mail.next_try_at == NOW + PAUSES[0]


@pytest.mark.parametrize(("address", "kept"), [("dotlost", 0), ("dotdrop", 1), ("dotsilent", 1), ("dotodd", 1)])
def test_without_a_clear_answer_after_the_text_nobody_knows_and_no_second_one_leaves(
    mail_server: MailServer, settings: Settings, address: str, kept: int
) -> None:
    settings.EMAIL_TIMEOUT = 2
    mail, fine = letter(f"{address}@tallinn-traffic.example"), letter("ana@failte.example")
    assert [send(), send(MUCH_LATER)] == [Counts(unknown=1, sent=1), Counts()]
    assert [stands(mail), stands(fine)] == [(State.UNKNOWN, BROKE), (State.SENT, "")]
    assert (mail.began_at, mail.sent_at, mail.claim, mail.lease_until, mail.attempts) == (NOW, None, "", None, 1)
    assert [received.to for received in mail_server.received] == [[mail.to]] * kept + [[fine.to]]


@pytest.mark.parametrize(("address", "kept"), [("dotlost", 0), ("dotdrop", 1), ("dotsilent", 1)])
def test_the_same_under_a_mail_to_the_user_is_tried_again_under_one_message_id(
    mail_server: MailServer, settings: Settings, address: str, kept: int
) -> None:
    settings.EMAIL_TIMEOUT = 2
    mail = note(f"{address}@lindholm.example")
    assert [send(), stands(mail)[0]] == [Counts(postponed=1), State.WAITING]
    OutgoingEmail.objects.filter(pk=mail.pk).update(to="maya@lindholm.example")
    assert send(NOW + PAUSES[0]) == Counts(sent=1)
    ids = [received.message["Message-ID"] for received in mail_server.received]
    assert ids == [mail.message_id] * (kept + 1)


def test_a_server_that_is_away_loses_no_letter_and_gets_one_copy(mail_server: MailServer) -> None:
    mails = [letter(), letter()]
    mail_server.stop()
    assert [send(), *map(stands, mails)] == [
        Counts(postponed=2),
        *[(State.WAITING, "The mail server refused the connection.")] * 2,
    ]
    mail_server.start()
    assert [send(NOW + PAUSES[0]), send(MUCH_LATER), copies(mail_server)] == [Counts(sent=2), Counts(), 2]


def test_a_server_that_will_not_have_our_address_blames_no_letter(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "bad@nowhere.example"
    mails = [letter(), letter()]
    assert send() == Counts(postponed=2)
    assert [stands(mail) for mail in mails] == [
        (State.WAITING, "The mail server does not take mail from our address. (550 not from here)")
    ] * 2


def test_refusals_of_one_letter_touch_no_other_of_the_same_pass(mail_server: MailServer) -> None:
    names = ["ana", *REFUSED_FOR_NOW, *REFUSED_FOR_GOOD, "dotlost", "drop", "datadrop", "zoe"]
    mails = [letter(f"{name}@failte.example") for name in names]
    assert send() == Counts(sent=2, postponed=8, failed=3, unknown=1)
    assert [received.to for received in mail_server.received] == [[mails[0].to], [mails[-1].to]]


@pytest.mark.parametrize(
    "poison",
    [
        {"subject": "Thank you\nBcc: everybody@example.org"},
        {"to": "dana@tallinn-traffic.example\nBcc: everybody@example.org"},
        {"to": ""},
        {"reply_to": "maya@lindholm.example\r\nBcc: everybody@example.org"},
        {"from_name": "Maya\nBcc: everybody@example.org"},
        {"in_reply_to": "<1@x>\nBcc: everybody@example.org"},
        {"references": "<1@x>\nBcc: everybody@example.org"},
    ],
)
def test_a_letter_that_cannot_be_written_fails_before_anything_leaves(
    mail_server: MailServer, poison: dict[str, str]
) -> None:
    odd, fine = letter(), letter("ana@failte.example")
    OutgoingEmail.objects.filter(pk=odd.pk).update(**poison)
    assert [send(), send(MUCH_LATER)] == [Counts(sent=1, failed=1), Counts()]
    assert (stands(odd)[0], odd.began_at) == (State.FAILED, None)
    assert [received.to for received in mail_server.received] == [[fine.to]]


# --- a worker that dies


def assert_given_up(mail: OutgoingEmail) -> None:
    """In nobody's hands while the lease runs; after it, for a person to settle, and for good."""
    just_before = NOW + lease() - timedelta(seconds=1)
    assert [claim(at=just_before), send(just_before), stands(mail)[0]] == [[], Counts(), State.CLAIMED]
    assert list(OutgoingEmail.objects.claimable(MUCH_LATER)) == []
    assert [send(NOW + lease()), send(MUCH_LATER)] == [Counts(unknown=1), Counts()]
    assert stands(mail) == (State.UNKNOWN, STOPPED)
    assert (mail.began_at, mail.lease_until, mail.attempts) == (NOW, None, 1)


def test_what_nobody_knows_is_said_without_a_mail_server_too(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    mail = letter(state=State.CLAIMED, claim="x", lease_until=NOW, began_at=NOW - lease())
    assert [send(), stands(mail)] == [Counts(unknown=1), (State.UNKNOWN, STOPPED)]


def test_a_worker_that_only_hung_may_still_say_what_the_server_answered(mail_server: MailServer) -> None:
    mail = letter()

    def after_the_lease(*args: Any) -> Steps:
        taken = yield from in_steps(*args)
        assert send(NOW + lease()) == Counts(unknown=1)
        return taken

    with mock.patch("outbox.sender.in_steps", after_the_lease):
        assert send() == Counts(sent=1)
    assert [stands(mail), copies(mail_server)] == [(State.SENT, ""), 1]


@pytest.mark.parametrize(("arrived", "state"), [(True, State.SENT), (False, State.WAITING)])
def test_but_not_against_the_word_of_the_person(
    mail_server: MailServer, arrived: bool, state: OutgoingEmail.State
) -> None:
    mail = letter("dot554@tallinn-traffic.example")

    def after_the_person(*args: Any) -> Steps:
        try:
            return (yield from in_steps(*args))
        finally:
            send(NOW + lease())
            assert settle_unknown(mail, arrived=arrived, at=NOW + lease())

    with mock.patch("outbox.sender.in_steps", after_the_person):
        assert send() == Counts(failed=0)
    assert stands(mail) == (state, "")


def test_a_worker_that_lost_its_lease_before_the_text_sends_nothing(mail_server: MailServer) -> None:
    mail, fine = letter(), letter("ana@failte.example")

    def sleep_too_long(claimed: Sequence[OutgoingEmail]) -> set[int]:
        if mail in claimed:
            OutgoingEmail.objects.filter(pk=mail.pk).update(claim="another worker")
        return set()

    assert send_due(at=NOW, unwanted=sleep_too_long) == Counts(sent=1)
    assert (stands(mail)[0], mail.claim, mail.began_at) == (State.CLAIMED, "another worker", None)
    assert [received.to for received in mail_server.received] == [[fine.to]]


WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
settings.MAIL_CONFIGURED, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", int(sys.argv[1])
from outbox.delivery import send_due
send_due(at=datetime.fromisoformat(sys.argv[2]), unwanted=lambda mails: set())
"""


def address_of_database() -> str:
    """The database of this test run, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def kill_a_worker_when_the_server_falls_silent(server: MailServer) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address_of_database(),
    }
    command = [sys.executable, "-c", WORKER, str(server.port), NOW.isoformat()]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        server.wait_until_silent()
    finally:
        worker.kill()
    assert worker.wait(timeout=10) == -signal.SIGKILL


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "kept"), [("datasilent", 0), ("dotsilent", 1)])
def test_a_real_worker_that_is_killed_once_it_has_begun_never_causes_a_second_copy(
    mail_server: MailServer, address: str, kept: int
) -> None:
    mail = letter(f"{address}@tallinn-traffic.example")
    kill_a_worker_when_the_server_falls_silent(mail_server)
    assert_given_up(mail)
    assert copies(mail_server) == kept


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_that_is_killed_before_it_has_begun_loses_nothing(mail_server: MailServer) -> None:
    mail = letter("silent@tallinn-traffic.example")
    kill_a_worker_when_the_server_falls_silent(mail_server)
    assert (stands(mail)[0], mail.began_at) == (State.CLAIMED, None)
    OutgoingEmail.objects.filter(pk=mail.pk).update(to="dana@tallinn-traffic.example")
    assert [send(NOW + lease()), copies(mail_server)] == [Counts(sent=1), 1]


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_the_user_outlives_a_killed_worker_as_ever(mail_server: MailServer) -> None:
    mail = note("dotsilent@lindholm.example")
    kill_a_worker_when_the_server_falls_silent(mail_server)
    OutgoingEmail.objects.filter(pk=mail.pk).update(to="maya@lindholm.example")
    assert send(NOW + lease()) == Counts(sent=1)
    assert [received.message["Message-ID"] for received in mail_server.received] == [mail.message_id] * 2


# --- stopped in time, or not


@pytest.mark.django_db(transaction=True)
def test_of_stopping_and_sending_at_the_same_moment_one_wins() -> None:
    maya = UserFactory.create()
    mails = [letter(user=maya) for _ in range(40)]
    together = threading.Barrier(2)
    taken: list[int] = []
    stopped: list[int] = []

    def work() -> None:
        together.wait(timeout=30)
        while batch := claim(at=NOW, limit=1):
            taken.extend(mail.pk for mail in batch)

    def change_ones_mind() -> None:
        together.wait(timeout=30)
        stopped.extend(mail.pk for mail in reversed(mails) if stop(mail))

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[task]) for task in (work, change_ones_mind)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    # A worker that lost its row to a stop may find nothing at that instant, and would look again in a second.
    taken.extend(mail.pk for mail in claim(at=NOW, limit=40))
    assert sorted(taken + stopped) == sorted(mail.pk for mail in mails)
    states = dict(OutgoingEmail.objects.values_list("pk", "state"))
    assert states == {**dict.fromkeys(taken, State.CLAIMED), **dict.fromkeys(stopped, State.CANCELLED)}


# --- other ways out than SMTP


class Service(BaseEmailBackend):
    """A service that takes what it is given, then does as it was told."""

    error: Exception | None = None
    count = 1
    taken: list[EmailMessage] = []

    def send_messages(self, email_messages: Any) -> int:
        self.taken.extend(email_messages)
        if self.error is not None:
            raise self.error
        return self.count


class OddError(Exception):
    """An error of the service's own making."""


@pytest.fixture
def service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> type[Service]:
    settings.MAIL_CONFIGURED = True
    settings.MAIL_TRANSPORT = f"{__name__}.Service"
    monkeypatch.setattr(Service, "taken", [])
    return Service


@pytest.mark.parametrize(
    ("error", "counts", "state", "said"),
    [
        (None, Counts(sent=1), State.SENT, ""),
        (OddError("rate limited?"), Counts(unknown=1), State.UNKNOWN, BROKE),
        (TimeoutError(), Counts(unknown=1), State.UNKNOWN, BROKE),
        (ValueError("no JSON"), Counts(unknown=1), State.UNKNOWN, BROKE),
        (smtplib.SMTPServerDisconnected("gone"), Counts(unknown=1), State.UNKNOWN, BROKE),
        (smtplib.SMTPResponseException(500, "Line too long."), Counts(unknown=1), State.UNKNOWN, BROKE),
        (smtplib.SMTPDataError(-1, b"?"), Counts(unknown=1), State.UNKNOWN, BROKE),
        (smtplib.SMTPDataError(451, b"not now"), Counts(postponed=1), State.WAITING, f"{LATER} (451 not now)"),
        (smtplib.SMTPDataError(554, b"not this"), Counts(failed=1), State.FAILED, f"{NOT_THIS} (554 not this)"),
        (
            smtplib.SMTPRecipientsRefused({"dana@tallinn-traffic.example": (550, b"nobody")}),
            Counts(failed=1),
            State.FAILED,
            f"{NOBODY} (550 nobody)",
        ),
    ],
)
def test_of_any_other_way_out_only_a_clear_refusal_is_believed(
    service: type[Service],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
    counts: Counts,
    state: OutgoingEmail.State,
    said: str,
) -> None:
    monkeypatch.setattr(service, "error", error)
    mail = letter()
    assert send() == counts
    assert (*stands(mail), len(service.taken)) == (state, said, 1)
    assert send(NOW) == Counts()


def test_a_service_that_says_it_sent_none_is_not_believed_either(
    service: type[Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "count", 0)
    mail = letter()
    assert [send(), stands(mail)] == [Counts(unknown=1), (State.UNKNOWN, BROKE)]


def test_a_letter_that_cannot_be_written_reaches_no_service(service: type[Service]) -> None:
    mail = letter()
    OutgoingEmail.objects.filter(pk=mail.pk).update(subject="Thank you\nBcc: everybody@example.org")
    assert [send(), stands(mail)[0], service.taken] == [Counts(failed=1), State.FAILED, []]
