"""A worker that dies at any statement from claim to mark, and the next one that comes after the lease.

To the user: at least once and at most twice, under one Message-ID. To somebody else: never twice, and where the
text may have begun to leave, a person decides.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple
from unittest import mock

import pytest

from outbox import outcomes, sender
from outbox.claims import lease
from outbox.delivery import Counts, send_due
from outbox.line import Line, Words
from outbox.models import OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
When = Literal["before", "after"]
MUCH_LATER = NOW + timedelta(days=9)


class Killed(BaseException):
    """Ends a worker as abruptly as a test can from within."""


class Point(NamedTuple):
    """Where it dies, and what is left of it: copies to the user, copies to somebody else, and that one's state."""

    step: str
    when: When
    to_user: int
    to_other: int
    state: OutgoingEmail.State


POINTS = [
    Point("claim", "before", 1, 1, State.SENT),
    Point("claim", "after", 1, 1, State.SENT),
    Point("unwanted", "before", 1, 1, State.SENT),
    Point("unwanted", "after", 1, 1, State.SENT),
    Point("write", "before", 1, 1, State.SENT),
    Point("write", "after", 1, 1, State.SENT),
    Point("open_line", "before", 1, 1, State.SENT),
    Point("open_line", "after", 1, 1, State.SENT),
    Point("MAIL", "before", 1, 1, State.SENT),
    Point("MAIL", "after", 1, 1, State.SENT),
    Point("RCPT", "before", 1, 1, State.SENT),
    Point("RCPT", "after", 1, 1, State.SENT),
    Point("begin", "before", 1, 1, State.SENT),
    Point("begin", "after", 1, 0, State.UNKNOWN),
    Point("DATA", "before", 1, 0, State.UNKNOWN),
    Point("DATA", "after", 1, 0, State.UNKNOWN),
    Point("text", "before", 1, 0, State.UNKNOWN),
    Point("half the text", "after", 1, 0, State.UNKNOWN),
    Point("text", "after", 2, 1, State.UNKNOWN),
    Point("mark_sent", "before", 2, 1, State.UNKNOWN),
    Point("mark_sent", "after", 1, 1, State.SENT),
]
# A mail to the user is not noted before it leaves, so there is nothing to die at.
OF_THE_USER = [point for point in POINTS if point.step != "begin"]


def dying(function: Callable[..., Any], when: When) -> Callable[..., Any]:
    """The same function in a process that is killed just before or just after it."""

    def die(*args: Any, **more: Any) -> Any:
        done = function(*args, **more) if when == "after" else None
        if isinstance(done, Line):
            done.drop()  # as the system does for a process that is gone
        raise Killed

    return die


def dying_at_word(line_gives: Callable[[Line, bytes], Words], point: Point) -> Callable[[Line, bytes], Words]:
    """As above, when this is about to be said, or when it has been answered."""

    def give(line: Line, text: bytes) -> Words:
        is_text = text.endswith(b"\r\n.\r\n")
        if is_text and point.step == "half the text":
            line._sock.sendall(text[: len(text) // 2])
            raise Killed
        meant = is_text if point.step == "text" else text.startswith(point.step.encode())
        if meant and point.when == "before":
            raise Killed
        answer = yield from line_gives(line, text)
        if meant:
            raise Killed
        return answer

    return give


def die(point: Point) -> None:
    """A worker sets out with what is due, and dies."""

    def wanted(mails: Sequence[OutgoingEmail]) -> set[int]:
        return set()

    target: Any = outcomes if point.step == "mark_sent" else sender
    if point.step == "unwanted":
        patch: Any = mock.MagicMock()
        wanted = dying(wanted, point.when)
    elif hasattr(target, point.step):
        patch = mock.patch.object(target, point.step, dying(getattr(target, point.step), point.when))
    else:
        patch = mock.patch.object(Line, "give", dying_at_word(Line.give, point))
    with patch, pytest.raises(Killed):
        send_due(at=NOW, unwanted=wanted)


def next_worker(at: Any) -> Counts:
    return send_due(at=at, unwanted=lambda mails: set())


def ids(server: MailServer) -> list[str]:
    return [received.message["Message-ID"] for received in server.received]


def name(point: Point) -> str:
    return f"{point.when} {point.step}"


@pytest.mark.parametrize("point", OF_THE_USER, ids=name)
def test_a_mail_to_the_user_arrives_all_the_same_at_most_twice_and_under_one_id(
    mail_server: MailServer, point: Point
) -> None:
    mail = OutgoingEmailFactory.create()
    die(point)
    next_worker(NOW + lease())
    assert next_worker(MUCH_LATER) == Counts()
    mail.refresh_from_db()
    assert (mail.state, ids(mail_server)) == (State.SENT, [mail.message_id] * point.to_user)


@pytest.mark.parametrize("point", POINTS, ids=name)
def test_a_mail_to_somebody_else_never_arrives_twice(mail_server: MailServer, point: Point) -> None:
    mail = OutgoingEmailFactory.create(third_party=True)
    die(point)
    next_worker(NOW + lease())
    assert next_worker(MUCH_LATER) == Counts()
    mail.refresh_from_db()
    assert (mail.state, ids(mail_server)) == (point.state, [mail.message_id] * point.to_other)


@pytest.mark.parametrize("third_party", [False, True])
@pytest.mark.parametrize("point", [point for point in OF_THE_USER if name(point) != "before claim"], ids=name)
def test_until_the_lease_ends_nobody_touches_what_the_dead_one_held(
    mail_server: MailServer, point: Point, third_party: bool
) -> None:
    mail = OutgoingEmailFactory.create(third_party=third_party)
    die(point)
    mail.refresh_from_db()
    held, had = mail.state, ids(mail_server)
    assert held == (State.SENT if name(point) == "after mark_sent" else State.CLAIMED)
    assert next_worker(NOW + lease() - timedelta(seconds=1)) == Counts()
    mail.refresh_from_db()
    assert (mail.state, ids(mail_server)) == (held, had)


@pytest.mark.parametrize("point", [point for point in POINTS if point.when == "before"][-4:], ids=name)
def test_what_was_claimed_beside_it_leaves_after_the_lease_as_if_nothing_had_been(
    mail_server: MailServer, point: Point
) -> None:
    OutgoingEmailFactory.create(third_party=True)
    others = [OutgoingEmailFactory.create() for _ in range(3)]
    die(point)
    next_worker(NOW + lease())
    assert ids(mail_server)[-3:] == [mail.message_id for mail in others]
