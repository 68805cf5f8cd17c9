"""From the outbox to a real mail server: each mail once, none lost, and no row in the way of another."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.db import connections
from pytest_django import Settings

from outbox.claims import BATCH, lease
from outbox.delivery import Counts, claim, send_due
from outbox.message import Written, write
from outbox.models import PAUSES, OutgoingEmail
from outbox.services import cancel, retry
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
MINUTE = timedelta(minutes=1)


def send(at: datetime = NOW, wanted: Callable[[OutgoingEmail], bool] = lambda mail: True) -> Counts:
    return send_due(at=at, unwanted=lambda mails: {mail.pk for mail in mails if not wanted(mail)})


def a_mail(to: str = "maya@lindholm.example", **fields: object) -> OutgoingEmail:
    return OutgoingEmailFactory.create(to=to, **fields)


def stands(mail: OutgoingEmail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.last_error


# --- sending


def test_a_mail_arrives_as_it_was_written_with_both_halves_and_a_stable_id(mail_server: MailServer) -> None:
    mail = a_mail(subject="Today: thank Žofie", text="Thank Žofie.\n", html="<p>Thank <b>Žofie</b>.</p>")
    assert send() == Counts(sent=1)
    (received,) = mail_server.received
    headers = received.message
    assert received.to == ["maya@lindholm.example"]
    assert headers["Subject"] == "Today: thank Žofie"
    assert headers["To"] == "maya@lindholm.example"
    assert headers["From"] == "Bowout <bowout@testserver>"
    assert headers["Message-ID"] == mail.message_id
    assert headers["Auto-Submitted"] == "auto-generated"
    assert (received.text.strip(), received.html.strip()) == ("Thank Žofie.", "<p>Thank <b>Žofie</b>.</p>")
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts) == (State.SENT, NOW, 1)
    assert (mail.claim, mail.lease_until) == ("", None)


def test_a_mail_without_html_is_plain_text(mail_server: MailServer) -> None:
    a_mail(html="")
    send()
    assert mail_server.received[0].message.get_content_type() == "text/plain"


def test_run_twice_sends_once(mail_server: MailServer) -> None:
    a_mail()
    assert [send(), send(), send(NOW + timedelta(days=9))] == [Counts(sent=1), Counts(), Counts()]
    assert len(mail_server.received) == 1


def test_what_is_not_due_yet_waits(mail_server: MailServer) -> None:
    a_mail(next_try_at=NOW + MINUTE)
    assert [send(NOW), send(NOW + MINUTE)] == [Counts(), Counts(sent=1)]


def test_a_long_queue_is_drained_in_one_pass_oldest_first(mail_server: MailServer) -> None:
    mails = [a_mail(next_try_at=NOW - MINUTE * number) for number in range(BATCH + 5)]
    assert send() == Counts(sent=len(mails))
    ids = [received.message["Message-ID"] for received in mail_server.received]
    assert ids == [mail.message_id for mail in reversed(mails)]


def test_without_a_mail_server_nothing_is_claimed_and_all_wait(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    mail = a_mail()
    assert send() == Counts()
    mail.refresh_from_db()
    assert (mail.state, mail.claim, mail.attempts, mail.next_try_at) == (State.WAITING, "", 0, NOW)


# --- outages


def test_with_the_server_down_nothing_is_lost_and_all_is_sent_once_when_it_is_back(mail_server: MailServer) -> None:
    mails = [a_mail() for _ in range(3)]
    mail_server.stop()
    assert send() == Counts(postponed=3)
    for mail in mails:
        assert stands(mail) == (State.WAITING, "The mail server refused the connection.")
    mail_server.start()
    assert send(NOW + PAUSES[0] - timedelta(seconds=1)) == Counts()
    assert [send(NOW + PAUSES[0]), send(NOW + PAUSES[0])] == [Counts(sent=3), Counts()]
    ids = Counter(received.message["Message-ID"] for received in mail_server.received)
    assert ids == Counter(mail.message_id for mail in mails)
    assert stands(mails[0]) == (State.SENT, "")


def test_the_pauses_grow_for_more_than_four_days_and_then_it_has_failed(mail_server: MailServer) -> None:
    mail_server.stop()
    mail, at, pauses = a_mail(), NOW, []
    while send(at) == Counts(postponed=1):
        mail.refresh_from_db()
        pauses.append(mail.next_try_at - at)
        at = mail.next_try_at
    assert pauses == PAUSES == sorted(PAUSES)
    assert sum(pauses, timedelta()) > timedelta(days=4)
    assert stands(mail) == (State.FAILED, "The mail server refused the connection.")
    assert send(at + timedelta(days=9)) == Counts()


def test_what_has_failed_is_sent_after_a_retry(mail_server: MailServer) -> None:
    mail = a_mail(state=State.FAILED, attempts=11, last_error="The mail server refused the connection.")
    assert send() == Counts()
    retry(mail, at=NOW)
    assert send() == Counts(sent=1)
    assert stands(mail) == (State.SENT, "")


# --- refusals: each row by itself


def test_who_is_refused_for_good_fails_at_once_and_the_others_still_go(mail_server: MailServer) -> None:
    first, bad, last = a_mail("one@home.example"), a_mail("bad@home.example"), a_mail("two@home.example")
    assert send() == Counts(sent=2, failed=1)
    assert [received.to for received in mail_server.received] == [["one@home.example"], ["two@home.example"]]
    assert [stands(mail) for mail in (first, bad, last)] == [
        (State.SENT, ""),
        (State.FAILED, "The mail server does not deliver to this address. (550 no such person)"),
        (State.SENT, ""),
    ]
    assert send(NOW + timedelta(days=9)) == Counts()


def test_who_is_refused_for_now_is_tried_again_after_a_pause(mail_server: MailServer) -> None:
    later, fine = a_mail("later@home.example"), a_mail()
    assert send() == Counts(sent=1, postponed=1)
    assert [stands(later), stands(fine)] == [
        (State.WAITING, "The mail server asks to try again later. (451 come back later)"),
        (State.SENT, ""),
    ]
    assert later.next_try_at == NOW + PAUSES[0]


@pytest.mark.parametrize("address", ["busy@home.example", "drop@home.example"])
def test_a_connection_that_ends_under_one_mail_ends_under_no_other(mail_server: MailServer, address: str) -> None:
    broken, fine = a_mail(address), a_mail()
    assert send() == Counts(sent=1, postponed=1)
    assert [stands(broken)[0], stands(fine)] == [State.WAITING, (State.SENT, "")]
    assert broken.last_error != ""


@pytest.mark.parametrize(
    "poison",
    [
        {"subject": "Today: thank\nBcc: everybody@example.org"},
        {"to": "maya@lindholm.example\nBcc: everybody@example.org"},
        {"to": ""},
    ],
)
def test_a_row_that_cannot_become_a_mail_fails_at_once_and_poisons_nothing(
    mail_server: MailServer, poison: dict[str, str]
) -> None:
    odd, fine = a_mail("one@home.example"), a_mail()
    OutgoingEmail.objects.filter(pk=odd.pk).update(**poison)
    assert send() == Counts(sent=1, failed=1)
    assert [stands(odd)[0], stands(fine)[0]] == [State.FAILED, State.SENT]
    assert odd.last_error != ""
    assert [received.to for received in mail_server.received] == [[fine.to]]


# --- asked again


def test_what_was_taken_back_after_the_claim_is_not_sent(mail_server: MailServer) -> None:
    gone, fine = a_mail("one@home.example"), a_mail()
    assert send(wanted=lambda mail: mail.pk != gone.pk) == Counts(sent=1, cancelled=1)
    assert [stands(gone)[0], stands(fine)[0]] == [State.CANCELLED, State.SENT]
    assert [received.to for received in mail_server.received] == [[fine.to]]
    assert send(NOW + timedelta(days=9)) == Counts()


def test_what_was_taken_back_while_it_waited_is_not_sent(mail_server: MailServer) -> None:
    mail = a_mail()
    cancel([mail.key])
    assert send() == Counts()
    assert mail_server.received == []


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_hand_and_lets_go_of_the_rest(
    mail_server: MailServer,
) -> None:
    mails = [a_mail() for _ in range(3)]
    in_hand: list[OutgoingEmail] = []

    def take(mails: Sequence[OutgoingEmail]) -> set[int]:
        in_hand.extend(mails)
        return set()

    assert send_due(at=NOW, unwanted=take, stopping=lambda: bool(in_hand)) == Counts(sent=1)
    assert [stands(mail)[0] for mail in mails] == [State.SENT, State.WAITING, State.WAITING]
    assert send() == Counts(sent=2)


# --- leases and several workers


def test_a_claimed_mail_belongs_to_one_worker_until_the_lease_ends(mail_server: MailServer) -> None:
    mail = a_mail()
    assert claim(at=NOW) == [mail]
    assert [claim(at=NOW), send(NOW + lease() - timedelta(seconds=1))] == [[], Counts()]


def test_an_abandoned_mail_is_taken_over_under_the_same_message_id(mail_server: MailServer) -> None:
    mail = a_mail()
    claim(at=NOW)  # by a worker that dies here
    assert send(NOW + lease()) == Counts(sent=1)
    assert [received.message["Message-ID"] for received in mail_server.received] == [mail.message_id]


def test_a_worker_that_lost_its_lease_does_not_undo_what_the_next_one_noted(mail_server: MailServer) -> None:
    mail = a_mail("bad@home.example")

    def sleep_too_long(claimed: OutgoingEmail) -> bool:
        OutgoingEmail.objects.filter(pk=mail.pk).update(to="maya@lindholm.example")
        assert send(NOW + lease()) == Counts(sent=1)
        return True

    assert send(wanted=sleep_too_long) == Counts(failed=0)
    assert stands(mail) == (State.SENT, "")


def test_a_worker_that_lost_its_lease_does_not_speak_for_the_one_that_is_at_it(mail_server: MailServer) -> None:
    mail = a_mail()

    def sleep_too_long(claimed: OutgoingEmail) -> bool:
        claim(at=NOW + lease())
        return True

    assert send(wanted=sleep_too_long) == Counts(sent=0)
    assert (stands(mail)[0], mail.lease_until) == (State.CLAIMED, NOW + 2 * lease())


@pytest.mark.parametrize(
    ("number", "seconds_each"),
    [
        # Several batches: the last begins when the lease of the first is long over.
        (2 * BATCH + 5, 14.0),
        # One batch that takes longer than its lease.
        (5, 50.0),
    ],
)
def test_a_slow_pass_never_sends_what_another_worker_may_take_over(
    mail_server: MailServer, number: int, seconds_each: float
) -> None:
    mails = [a_mail() for _ in range(number)]
    seconds = mock.Mock(return_value=0.0)
    for_others: list[OutgoingEmail] = []

    def slowly(mail: OutgoingEmail) -> Written:
        seconds.return_value += seconds_each
        now = NOW + timedelta(seconds=seconds.return_value)
        for_others.extend(OutgoingEmail.objects.claimable(now).filter(pk=mail.pk))
        return write(mail)

    with mock.patch("time.monotonic", seconds), mock.patch("outbox.sender.write", slowly):
        assert send() == Counts(sent=len(mails))
    assert for_others == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_mail_twice(mail_server: MailServer) -> None:
    mails = [a_mail() for _ in range(60)]
    together = threading.Barrier(2)
    counts: list[Counts] = []

    def work() -> None:
        try:
            together.wait(timeout=30)
            counts.append(send())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    # Whoever found nothing to claim in one instant may have left early; what is left is done now.
    total = sum(counts, send())
    ids = Counter(received.message["Message-ID"] for received in mail_server.received)
    assert ids == Counter(mail.message_id for mail in mails)
    assert total == Counts(sent=60)


def test_a_server_that_will_not_have_our_address_blames_no_mail(mail_server: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "bad@nowhere.example"
    mails = [OutgoingEmailFactory.create() for _ in range(3)]
    counts = send(NOW)
    assert (counts.sent, counts.failed, counts.postponed) == (0, 0, 3)
    assert {OutgoingEmail.objects.get(pk=mail.pk).state for mail in mails} == {"waiting"}
