"""kill -9 on the worker, as often as it takes: no reminder is lost, few come twice, no letter ever does.

Real worker processes, a real mail server that notes each mail before it says 250, SQLite and PostgreSQL.
"""

import signal
import smtplib
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.faults import BOTH, figure
from tests.faults.conftest import Say
from tests.faults.desk import Desks
from tests.faults.killing import DELAY, Workers, at_random_points, kill_and_count
from tests.faults.site import LEASE_SECONDS, Site, until

WORKERS = figure(4, 2)
LETTERS = figure(100, 3)


@pytest.mark.parametrize("database", figure(BOTH, ["PostgreSQL"]), indirect=True)
def test_a_hundred_kills_lose_no_reminder_and_cause_few_copies(site: Site, tmp_path: Path, say: Say) -> None:
    with Desks(tmp_path, delay=DELAY) as desk:
        kill_and_count(Workers(site, desk.ports[0], WORKERS), desk, say, at_random_points)


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
