"""The same with Celery, as on several machines: a real Redis, a real PostgreSQL, three workers and beat."""

import os
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.site import free_port
from tests.faults import figure
from tests.faults.conftest import Say, missing
from tests.faults.desk import Desks
from tests.faults.killing import DELAY, every_second, kill_and_count
from tests.faults.site import Site, children, until

MACHINES = figure(3, 2)
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as redis:
            redis.sendall(b"PING\r\n")
            return redis.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A fresh Redis on a free port of loopback, which keeps nothing."""
    if not shutil.which("redis-server"):
        missing("Redis")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    try:
        assert until(lambda: answers(port)), "Redis does not answer"
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait(timeout=10)


class Machines:
    """Celery's workers, each with one process that works: as a rule that one is killed, now and then all of it."""

    def __init__(self, site: Site, port: int, broker: str) -> None:
        self.site = site
        self.settings = {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "CELERY_BROKER_URL": broker}
        self.beat = self.start("beat")
        self.machines = [self.start_machine(number) for number in range(MACHINES)]
        self.killed = 0
        self.words = f"{MACHINES} Celery workers on Redis"

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return self.site.start("-m", "celery", "-A", "config", *command, **self.settings)

    def start_machine(self, number: int) -> subprocess.Popen[bytes]:
        return self.start("worker", "--concurrency", "1", "--hostname", f"machine{number}@%h", *QUIET)

    def kill_one(self) -> None:
        self.killed += 1
        if self.killed % 25 == 0:
            self.beat = self.replaced(self.beat, "beat")
        place = random.randrange(MACHINES)
        at_work = children(self.machines[place])
        if at_work and self.killed % 10:
            # What runs out of memory is the process at work; the one above it starts another.
            os.kill(random.choice(at_work), signal.SIGKILL)
            return
        kill_all_of(self.machines[place])
        self.machines[place] = self.start_machine(place)

    def replaced(self, process: subprocess.Popen[bytes], *command: str) -> subprocess.Popen[bytes]:
        kill_all_of(process)
        return self.start(*command)


def kill_all_of(process: subprocess.Popen[Any]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(timeout=10) == -signal.SIGKILL


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_celery_loses_no_reminder_while_a_worker_is_killed_every_second(
    site: Site, broker: str, tmp_path: Path, say: Say
) -> None:
    with Desks(tmp_path, delay=DELAY) as desk:
        kill_and_count(Machines(site, desk.ports[0], broker), desk, say, every_second)
