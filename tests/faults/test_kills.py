"""kill -9 on the worker, as often as it takes: no reminder is lost, few come twice, no letter ever does.

Real worker processes, a real mail server that notes each mail before it says 250, SQLite and PostgreSQL.
"""

import random
import signal
import smtplib
import subprocess
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.faults import BOTH, figure
from tests.faults.conftest import Say
from tests.faults.desk import Desks
from tests.faults.site import LEASE_SECONDS, Site, until

WORKERS = figure(4, 2)
KILLS = figure(100, 3)
MAILS = figure(1500, 30)
PORTIONS = figure(10, 1)
LETTERS = figure(100, 3)
# Long enough that a kill finds a worker at work: without it, 1,500 mails are gone before the second kill.
DELAY = 0.1
DONE_WITHIN = LEASE_SECONDS + 60


class Crew:
    """Worker processes on one mail server; whoever is killed is replaced at once, as a supervisor would."""

    def __init__(self, site: Site, port: int) -> None:
        self.site, self.port = site, port
        self.workers = [site.worker(port) for _ in range(WORKERS)]
        self.killed = 0

    def kill_one(self) -> None:
        place = random.randrange(len(self.workers))
        worker = self.workers[place]
        assert worker.poll() is None, f"a worker ended by itself: {self.site.complaints()}"
        worker.kill()
        assert worker.wait(timeout=10) == -signal.SIGKILL
        self.killed += 1
        self.workers[place] = self.site.worker(self.port)


def feed(site: Site, first: int, count: int) -> int:
    """Mails on both ways in: reminders yet to be told (how many), and mails that wait in the outbox."""
    half = count // 2
    site.ask("add_mails", first + half, count - half)
    return int(site.ask("add_reminders", first, half))


def kill_through_a_portion(crew: Crew, desk: Desks, kills: int, mails: int) -> int:
    """Kill `kills` times while `mails` are told and sent. How many fell while reminders were being told."""
    before, telling = desk.count(), 0
    for number in range(kills):
        if number % 2:
            # A share of the way through the portion; or when all that is left lies in leases of the dead.
            until(partial(desk.has, before + mails * number // kills), seconds=LEASE_SECONDS)
        else:
            until(lambda: crew.site.ask("standing")["reminders"].get("pending", 0) > 0, seconds=0.1)
        time.sleep(random.uniform(0, 2 * DELAY))
        telling += crew.site.ask("standing")["reminders"].get("pending", 0) > 0
        crew.kill_one()
    return telling


def is_done(site: Site, count: int) -> bool:
    standing = site.ask("standing")
    return not standing["reminders"].get("pending") and standing["mails"] == {"sent": count}


@pytest.mark.parametrize("database", figure(BOTH, ["PostgreSQL"]), indirect=True)
def test_a_hundred_kills_lose_no_reminder_and_cause_few_copies(site: Site, tmp_path: Path, say: Say) -> None:
    reminders = telling = 0
    with Desks(tmp_path, delay=DELAY) as desk:
        crew = Crew(site, desk.ports[0])
        for first in range(0, MAILS, MAILS // PORTIONS):
            reminders += feed(site, first, MAILS // PORTIONS)
            telling += kill_through_a_portion(crew, desk, KILLS // PORTIONS, MAILS // PORTIONS)
        last_kill = time.monotonic()
        done = until(lambda: is_done(site, MAILS), seconds=DONE_WITHIN)
        seconds = time.monotonic() - last_kill
        accepted = desk.accepted()

    assert crew.killed == KILLS
    assert done, f"not done {DONE_WITHIN} s after the last kill: {site.ask('standing')}"
    copies = Counter(mail.to for mail in accepted)
    promised = {to: message_id for to, message_id, _state in site.ask("mails")}
    surplus = len(accepted) - len(copies)
    say(
        f"{KILLS} kills over {MAILS} mails ({reminders} reminders among them), {WORKERS} workers, {site.kind}: "
        f"lost {MAILS - len(copies)}, surplus {surplus} ({surplus / KILLS:.2f} a kill), "
        f"at most {max(copies.values())} of one, all done {seconds:.1f} s after the last kill "
        f"(lease {LEASE_SECONDS} s); {telling} kills while reminders were being told"
    )
    assert sorted(copies) == sorted(f"m{number}@home.example" for number in range(MAILS))
    assert {(mail.to, mail.message_id) for mail in accepted} == set(promised.items())
    assert site.ask("standing")["reminders"] == {"told": reminders}
    assert surplus <= 2 * KILLS
    assert max(copies.values()) <= 3


# --- to somebody else: between DATA and the mark

MOMENTS = ["data", "dot", "answer"]


@pytest.mark.parametrize("database", figure(BOTH, ["SQLite"]), indirect=True)
def test_a_letter_whose_worker_is_killed_between_data_and_the_mark_never_leaves_twice(
    site: Site, tmp_path: Path, say: Say
) -> None:
    """Three moments in turn: before 354, before 250, and when 250 is on the way but nobody has read it."""
    ends = [f"{MOMENTS[number % 3]}-{number}@tallinn-traffic.example" for number in range(LETTERS)]
    with Desks(tmp_path, count=WORKERS) as desk:
        workers = {port: site.worker(port) for port in desk.ports}
        letters = iter(ends)
        for _ in workers:
            site.ask("add_letter", next(letters))
        killed = 0
        for what, port, where in desk.events():
            if (what, where) == ("held", "answer"):
                workers[port].send_signal(signal.SIGSTOP)
                desk.answer(port)
                continue
            kill(workers[port])
            killed += 1
            if killed == LETTERS:
                break
            workers[port] = site.worker(port)
            if to := next(letters, ""):
                site.ask("add_letter", to)
        survivor = site.worker(desk.ports[0])
        settled = until(lambda: site.ask("standing")["mails"] == {"unknown": LETTERS})
        # Time goes by, and nobody takes one up again.
        assert not until(lambda: survivor.poll() is not None, seconds=figure(2 * LEASE_SECONDS, 1))
        copies = Counter(mail.to for mail in desk.accepted())

    states = site.ask("standing")["mails"]
    say(
        f"{killed} kills between DATA and the mark of a letter, {site.kind}: "
        f"{sum(copies.values()) - len(copies)} second sends, {states}"
    )
    assert settled, states
    assert copies == {to: 1 for to in ends if not to.startswith("data-")}


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    assert worker.wait(timeout=10) == -signal.SIGKILL


def test_the_server_here_counts_a_mail_that_is_accepted_twice(tmp_path: Path) -> None:
    """The measure itself: a server that forgot a copy would make every figure above a fine one."""
    with Desks(tmp_path) as desk, smtplib.SMTP("127.0.0.1", desk.ports[0]) as client:
        for _ in range(2):
            client.sendmail("bowout@home.example", "maya@home.example", b"Message-ID: <1@home>\r\n\r\nHello.\r\n")
        found = [(mail.to, mail.message_id) for mail in desk.accepted()]
    assert found == [("maya@home.example", "<1@home>")] * 2
