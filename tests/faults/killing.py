"""Kill workers again and again while reminders are told and mails sent, and count what the mail server has."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Protocol

from tests.faults import figure
from tests.faults.conftest import Say
from tests.faults.desk import Accepted, Desks
from tests.faults.site import LEASE_SECONDS, Site, until

KILLS = figure(100, 3)
MAILS = figure(1500, 30)
PORTIONS = figure(10, 1)
# Long enough that a kill finds a worker at work: without it, 1,500 mails are gone before the second kill.
DELAY = 0.1
DONE_WITHIN = LEASE_SECONDS + 60


class Crew(Protocol):
    """Several workers; whoever is killed is replaced at once, as a supervisor would."""

    site: Site
    words: str

    def kill_one(self) -> None: ...


class Workers:
    """`manage.py worker`, several times."""

    def __init__(self, site: Site, port: int, count: int) -> None:
        self.site, self.port = site, port
        self.workers = [site.worker(port) for _ in range(count)]
        self.words = f"{count} workers"

    def kill_one(self) -> None:
        place = random.randrange(len(self.workers))
        worker = self.workers[place]
        assert worker.poll() is None, f"a worker ended by itself: {self.site.complaints()}"
        worker.kill()
        assert worker.wait(timeout=10) == -signal.SIGKILL
        self.workers[place] = self.site.worker(self.port)


# When the next kill comes: told how many there were, how many mails the server has, and how many it will have.
Pace = Callable[[Crew, Desks, int, int], None]


def at_random_points(crew: Crew, desk: Desks, number: int, expected: int) -> None:
    """By turns while reminders wait to be told, and when so many mails have gone by."""
    if number % 2:
        # Or when all that is left lies in leases of the dead.
        until(partial(desk.has, expected), seconds=LEASE_SECONDS)
    else:
        until(partial(is_telling, crew.site), seconds=0.1)
    time.sleep(random.uniform(0, 2 * DELAY))


def every_second(crew: Crew, desk: Desks, number: int, expected: int) -> None:
    """Whatever they are about."""
    time.sleep(1)


def is_telling(site: Site) -> bool:
    return bool(site.ask("standing")["reminders"].get("pending"))


def is_done(site: Site) -> bool:
    """Nothing waits. One that was cut off again and again may be left to its user to judge."""
    mails = site.ask("standing")["mails"]
    return not is_telling(site) and mails.get("sent", 0) + mails.get("unknown", 0) == MAILS


def feed(site: Site, first: int, count: int) -> int:
    """Mails on both ways in: reminders yet to be told (how many), and mails that wait in the outbox."""
    half = count // 2
    site.ask("add_mails", first + half, count - half)
    return int(site.ask("add_reminders", first, half))


def kill_and_count(crew: Crew, desk: Desks, say: Say, pace: Pace) -> None:
    """All kills over all mails; then what must hold."""
    site, killed, reminders, telling = crew.site, 0, 0, 0
    for first in range(0, MAILS, MAILS // PORTIONS):
        reminders += feed(site, first, MAILS // PORTIONS)
        before = desk.count()
        if not first:  # a kill while all of them start would say little
            assert until(partial(desk.has, 1)), f"nobody works: {site.complaints()}"
        for number in range(KILLS // PORTIONS):
            pace(crew, desk, number, before + number * MAILS // KILLS)
            telling += is_telling(site)
            crew.kill_one()
            killed += 1
    assert killed == KILLS
    last_kill, left = time.monotonic(), MAILS - len({mail.to for mail in desk.accepted()})
    done = until(partial(is_done, site), seconds=DONE_WITHIN)
    seconds = time.monotonic() - last_kill
    accepted = desk.accepted()
    unknown = site.ask("standing")["mails"].get("unknown", 0)
    say(
        f"{KILLS} kills over {MAILS} mails (half of them tell {reminders} reminders), {crew.words}, {site.kind}: "
        f"{counted(accepted)}, {unknown} left to the user; all done {seconds:.1f} s after the last kill, "
        f"when {left} were left (lease {LEASE_SECONDS} s); {telling} kills fell while reminders were still to be told"
    )
    assert done, f"not done {DONE_WITHIN} s after the last kill: {site.ask('standing')}, {site.complaints()}"
    assert site.ask("standing")["reminders"] == {"told": reminders}
    judge(accepted, {to: message_id for to, message_id, _state in site.ask("mails")})


def counted(accepted: list[Accepted]) -> str:
    copies = Counter(mail.to for mail in accepted)
    surplus = len(accepted) - len(copies)
    return (
        f"lost {MAILS - len(copies)}, surplus {surplus} ({surplus / KILLS:.2f} a kill), "
        f"at most {max(copies.values(), default=0)} of one"
    )


def judge(accepted: list[Accepted], promised: dict[str, str]) -> None:
    """None lost, few copies, and each under the Message-ID that its row was given."""
    copies = Counter(mail.to for mail in accepted)
    assert sorted(copies) == sorted(f"m{number}@home.example" for number in range(MAILS))
    assert {(mail.to, mail.message_id) for mail in accepted} == set(promised.items())
    assert len(accepted) - len(copies) <= 2 * KILLS
    assert max(copies.values()) <= 3
