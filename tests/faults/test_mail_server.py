"""A mail server that breaks in every way we know, at every step: what becomes of a mail to the user, and of a letter.

Each case sends one of both in one pass, and then once more on a server that is well again.
"""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from outbox.delivery import Counts, send_due
from outbox.models import PAUSES, OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.faults import FULL, figure
from tests.faults.breaking import Breaking
from tests.faults.conftest import Say

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
MUCH_LATER = NOW + timedelta(days=9)
# As it is set for everybody, or short enough for a sample.
TIMEOUT, LIMIT = figure((15, 18.0), (0.4, 0.8))
# Minutes between two passes of a worker that is watched for days.
STEP = figure(1, 10)
PROMISED_SECONDS = figure(20, 3)


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Breaking]:
    with Breaking() as made:
        settings.MAIL_CONFIGURED, settings.EMAIL_TIMEOUT = True, TIMEOUT
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        monkeypatch.setattr("outbox.line.LIMIT_SECONDS", LIMIT)
        monkeypatch.setattr("outbox.sender.LIMIT_SECONDS", LIMIT)
        yield made


def send(at: object = NOW) -> Counts:
    return send_due(at=at, unwanted=lambda mails: set())  # type: ignore[arg-type]


def note(to: str = "maya@lindholm.example") -> OutgoingEmail:
    """To the user."""
    return OutgoingEmailFactory.create(to=to)


def letter(to: str = "dana@traffic.example") -> OutgoingEmail:
    """To somebody else."""
    return OutgoingEmailFactory.create(third_party=True, to=to)


def both() -> list[OutgoingEmail]:
    return [note(), letter()]


def stand(mails: list[OutgoingEmail]) -> list[tuple[str, int]]:
    for mail in mails:
        mail.refresh_from_db()
    return [(mail.state, mail.attempts) for mail in mails]


def copies(server: Breaking, mails: list[OutgoingEmail]) -> list[int]:
    """How many the server has of each, all under the one Message-ID that the mail was given."""
    assert server.met or not server.faults, "nothing broke"
    found = Counter((mail.to, mail.message_id) for mail in server.accepted)
    ours = [found.pop((mail.to, mail.message_id), 0) for mail in mails]
    assert not found, "a mail under another name"
    return ours


def within(seconds: float) -> float:
    """One pass; how long it took."""
    began = time.monotonic()
    send()
    took = time.monotonic() - began
    assert took <= seconds
    return took


BEFORE_THE_TEXT = [
    *[(step, how) for step in ("banner", "EHLO", "MAIL", "RCPT", "DATA") for how in ("hang", "dribble", "drop")],
    *[("banner", "421 too busy"), ("banner", "554 not for you"), ("EHLO", "421 too busy")],
    *[("STARTTLS", "454 not now"), ("STARTTLS", "garbage"), ("STARTTLS", "drop"), ("STARTTLS", "hang")],
    *[("AUTH", "535 wrong password"), ("AUTH", "454 not now"), ("AUTH", "drop"), ("AUTH", "hang")],
    # Our own address refused is a matter of settings: no mail is to blame.
    ("MAIL", "550 not from here"),
    *[(step, f"{code} later") for step in ("MAIL", "RCPT", "DATA") for code in (421, 450, 452)],
]


# Each of these takes as long as we wait for a server.
SAMPLE = [case for case in BEFORE_THE_TEXT if case[1] not in {"hang", "dribble"} or case[0] in {"banner", "RCPT"}]


@pytest.mark.parametrize(("step", "how"), figure(BEFORE_THE_TEXT, SAMPLE))
def test_what_breaks_before_the_text_is_tried_again_and_arrives_once(
    server: Breaking, settings: Settings, say: Say, step: str, how: str
) -> None:
    settings.EMAIL_USE_TLS = step == "STARTTLS"
    if step == "AUTH":
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "maya", "wrong"
    server.faults = {step: how}
    mails = both()
    took = within(PROMISED_SECONDS)
    assert (stand(mails), copies(server, mails)) == ([(State.WAITING, 1)] * 2, [0, 0])
    assert [mail.next_try_at for mail in mails] == [NOW + PAUSES[0]] * 2
    assert all(mail.last_error for mail in mails)
    if FULL and how in {"hang", "dribble"}:
        say(f"a server that {how}s at {step}: two mails postponed after {took:.1f} s")
    server.faults, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = {}, False, ""
    assert [send(NOW + PAUSES[0]), send(MUCH_LATER)] == [Counts(sent=2), Counts()]
    assert copies(server, mails) == [1, 1]


@pytest.mark.parametrize("host", ["nowhere.invalid", "127.0.0.1"])
def test_a_server_that_is_not_there_is_tried_again(server: Breaking, settings: Settings, say: Say, host: str) -> None:
    with socket.socket() as nobody:  # bound and not listening: connections are refused
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, nobody.getsockname()[1]
        mails = both()
        took = within(20)
    assert stand(mails) == [(State.WAITING, 1)] * 2
    say(f"no server at {host}: known after {took:.1f} s")
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    assert [send(NOW + PAUSES[0]), copies(server, mails)] == [Counts(sent=2), [1, 1]]


def test_encryption_that_is_asked_for_and_not_offered_is_not_done_without(
    server: Breaking, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True
    mails = both()
    send()
    assert (stand(mails), copies(server, mails)) == ([(State.WAITING, 1)] * 2, [0, 0])


@pytest.mark.parametrize("code", [421, 450, 452])
def test_later_after_the_text_means_that_nobody_has_it(server: Breaking, code: int) -> None:
    server.faults = {"dot": f"{code} later"}
    mails = both()
    send()
    assert (stand(mails), copies(server, mails)) == ([(State.WAITING, 1)] * 2, [0, 0])
    server.faults = {}
    assert [send(NOW + PAUSES[0]), copies(server, mails)] == [Counts(sent=2), [1, 1]]


@pytest.mark.parametrize("code", [550, 554])
@pytest.mark.parametrize("step", ["RCPT", "DATA", "dot"])
def test_never_is_final_at_once_and_the_servers_words_are_kept(server: Breaking, step: str, code: int) -> None:
    server.faults = {step: f"{code} no such person"}
    mails = both()
    assert [send(), send(MUCH_LATER)] == [Counts(failed=2), Counts()]
    assert (stand(mails), copies(server, mails)) == ([(State.FAILED, 1)] * 2, [0, 0])
    assert [f"{code} no such person" in mail.last_error for mail in mails] == [True, True]


@pytest.mark.parametrize(("how", "kept"), [("hang", 1), ("dribble", 1), ("drop", 1), ("lost", 0)])
def test_no_answer_after_the_text_is_repeated_once_to_the_user_and_never_to_somebody_else(
    server: Breaking, how: str, kept: int
) -> None:
    server.faults = {"dot": how}
    mails = both()
    within(PROMISED_SECONDS)
    assert (stand(mails), copies(server, mails)) == ([(State.WAITING, 1), (State.UNKNOWN, 1)], [kept, kept])
    server.faults = {}
    assert [send(NOW + PAUSES[0]), send(MUCH_LATER)] == [Counts(sent=1), Counts()]
    assert (stand(mails), copies(server, mails)) == ([(State.SENT, 2), (State.UNKNOWN, 1)], [kept + 1, kept])


def test_no_answer_twice_is_for_the_user_to_see(server: Breaking) -> None:
    server.faults = {"dot": "drop"}
    mail = note()
    assert [send(), send(NOW + PAUSES[0]), send(MUCH_LATER)] == [Counts(postponed=1), Counts(unknown=1), Counts()]
    assert (stand([mail]), copies(server, [mail])) == ([(State.UNKNOWN, 2)], [2])


# --- one that breaks among others


WAYS_TO_BE_BAD = ["550 no such person", "450 later", "421 good bye", "drop", "hang", "dribble"]
CASES = [(write, step, how) for write in (note, letter) for step in ("RCPT", "DATA", "dot") for how in WAYS_TO_BE_BAD]


@pytest.mark.parametrize(("write", "step", "how"), figure(CASES, CASES[4::7]))
def test_one_bad_mail_delays_the_others_by_less_than_a_second(
    server: Breaking, say: Say, write: Callable[[str], OutgoingEmail], step: str, how: str
) -> None:
    server.faults, server.only = {step: how}, "bad"
    first, bad = note("ana@home.example"), write("bad@home.example")
    rest = [note(f"m{number}@home.example") for number in range(10)]
    rest += [letter(f"m{number}@traffic.example") for number in range(10)]
    began = time.monotonic()
    send()
    good = [mail for mail in server.accepted if not mail.to.startswith("bad")]
    waited = max(mail.at for mail in good) - began
    assert stand([first, *rest]) == [(State.SENT, 1)] * 21
    assert len(good) == 21
    assert (stand([bad]) != [(State.SENT, 1)], server.met > 0) == (True, True)
    if FULL and how in {"hang", "dribble"}:
        say(f"one {bad.delivery} mail of 22 meets “{how}” at {step}: the others are through after {waited:.2f} s")
    # In the sample a busy machine must not decide.
    assert waited < (1 if FULL else 3)


# --- an outage, with the clock moved


def test_an_outage_of_six_hours_ends_with_every_mail_sent_once(
    server: Breaking, settings: Settings, say: Say
) -> None:
    mails = [note(f"m{number}@home.example") for number in range(figure(500, 20))]
    mails += [letter(f"m{number}@traffic.example") for number in range(figure(500, 20))]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = nobody.getsockname()[1]
        minute, tries = timedelta(minutes=1), 0
        for passed in range(0, 6 * 60, STEP):
            tries += send(NOW + passed * minute).postponed
    settings.EMAIL_PORT = server.port
    passed = 6 * 60
    while OutgoingEmail.objects.exclude(state=State.SENT).exists() and passed < 48 * 60:
        send(NOW + passed * minute)
        passed += STEP
    say(
        f"an outage of six hours, {len(mails)} mails: {tries / len(mails):.0f} tries each, "
        f"the last sent {passed / 60 - 6:.1f} h after its end, {len(server.accepted)} copies"
    )
    assert {state for state, _attempts in stand(mails)} == {State.SENT}
    assert copies(server, mails) == [1] * len(mails)


def test_later_is_tried_again_for_four_days_at_growing_pauses(server: Breaking, say: Say) -> None:
    server.faults = {"RCPT": "450 later"}
    mails, tries = both(), [NOW]
    send()
    while stand(mails)[0][0] == State.WAITING:
        tries.append(mails[0].next_try_at)
        send(tries[-1])
    assert {state for state, _attempts in stand(mails)} == {State.FAILED}
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == sorted(pauses)
    assert tries[-1] - tries[0] >= timedelta(days=4)
    days = (tries[-1] - tries[0]) / timedelta(days=1)
    say(f"a server that says “later” is asked {len(tries)} times over {days:.1f} days")
