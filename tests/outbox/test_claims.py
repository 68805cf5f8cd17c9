"""Taking mails from the outbox: in one statement, the oldest first, each to one worker, and cheap when idle."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from outbox.claims import begin, claim, give_up_cut_off, lease, mark, mark_sent, release
from outbox.delivery import Counts, send_due
from outbox.models import OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
SECOND = timedelta(seconds=1)


def mails(count: int, **fields: Any) -> list[OutgoingEmail]:
    return [OutgoingEmailFactory.create(**fields) for _ in range(count)]


def writes(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured if not query["sql"].startswith("SELECT")]


def test_a_claim_is_one_statement_that_gives_the_rows_it_took() -> None:
    mails(5)
    with CaptureQueriesContext(connection) as captured:
        taken = claim(at=NOW, limit=3)
    assert (len(taken), len(writes(captured))) == (3, 1)


def test_what_is_taken_is_what_stands_in_the_database_to_the_last_field() -> None:
    OutgoingEmailFactory.create(
        third_party=True, in_reply_to="<1@x>", references="<1@x>", unsubscribe="https://x.example/", attempts=3
    )
    (taken,) = claim(at=NOW)
    stored = OutgoingEmail.objects.get()
    fields = [field.attname for field in OutgoingEmail._meta.concrete_fields]
    assert {name: getattr(taken, name) for name in fields} == {name: getattr(stored, name) for name in fields}
    assert taken.get_deferred_fields() == set()
    assert (stored.state, stored.lease_until) == (State.CLAIMED, NOW + lease())
    assert stored.claim != ""


def test_the_oldest_come_first_and_equals_in_the_order_of_writing() -> None:
    late, early, equal = mails(1)[0], mails(1, next_try_at=NOW - SECOND)[0], mails(1)[0]
    assert [claim(at=NOW, limit=1) for _ in range(4)] == [[early], [late], [equal], []]


@pytest.mark.parametrize("state", [state for state in State if state not in {State.WAITING, State.CLAIMED}])
def test_what_is_done_with_is_never_taken(state: OutgoingEmail.State) -> None:
    mails(1, state=state)
    assert claim(at=NOW + timedelta(days=9)) == []


def test_an_idle_worker_asks_and_writes_nothing() -> None:
    mails(3, next_try_at=NOW + SECOND)
    mails(1, state=State.CLAIMED, claim="x", lease_until=NOW + SECOND)
    mails(1, state=State.CLAIMED, claim="y", lease_until=NOW + SECOND, began_at=NOW, third_party=True)
    with CaptureQueriesContext(connection) as captured:
        assert [claim(at=NOW), give_up_cut_off(at=NOW)] == [[], 0]
    assert (writes(captured), len(captured)) == ([], 3)


def test_how_long_a_claim_holds_is_a_setting(settings: Settings) -> None:
    assert lease() == timedelta(minutes=2)
    settings.OUTBOX_LEASE_SECONDS = 5
    mails(1)
    assert [len(claim(at=NOW)), claim(at=NOW + 4 * SECOND), len(claim(at=NOW + 5 * SECOND))] == [1, [], 1]


def test_of_two_workers_only_the_one_that_holds_a_mail_may_speak_for_it() -> None:
    mails(1, third_party=True)
    (slow,) = claim(at=NOW)
    (quick,) = claim(at=NOW + lease())
    assert [begin(slow, NOW), mark_sent(slow, NOW), mark(slow, state=State.FAILED)] == [False, 0, 0]
    release([slow])
    assert OutgoingEmail.objects.get().state == State.CLAIMED
    assert [begin(quick, NOW), mark_sent(quick, NOW), mark_sent(quick, NOW)] == [True, 1, 0]
    sent = OutgoingEmail.objects.get()
    assert (sent.state, sent.sent_at, sent.attempts, sent.claim, sent.lease_until) == (State.SENT, NOW, 1, "", None)


def test_what_is_let_go_of_is_for_the_next_worker_at_once() -> None:
    mails(2)
    release(claim(at=NOW))
    assert len(claim(at=NOW)) == 2


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_the_same_moment_share_the_mails_and_get_none_twice() -> None:
    written = mails(100)
    together = threading.Barrier(10)
    taken: list[int] = []

    def work() -> None:
        try:
            together.wait(timeout=30)
            while batch := claim(at=NOW, limit=3):
                taken.extend(mail.pk for mail in batch)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(taken) == [mail.pk for mail in written]


def test_whether_mails_are_wanted_is_asked_for_the_batch_and_anew_when_the_answer_is_old(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [mail.pk for mail in mails(4)]
    asked: list[list[int]] = []

    def unwanted(rows: Any) -> set[int]:
        asked.append([mail.pk for mail in rows])
        return {written[-1]}

    assert send_due(at=NOW, unwanted=unwanted) == Counts(sent=3, cancelled=1)
    assert asked == [written]
    OutgoingEmail.objects.update(state=State.WAITING, sent_at=None)
    monkeypatch.setattr("outbox.sender.FRESH_SECONDS", -1.0)
    send_due(at=NOW, unwanted=unwanted)
    assert asked[1:] == [written, written[1:], written[2:], written[3:]]
