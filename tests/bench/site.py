"""A Bowout as in production, in a folder of its own, and a browser for it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """Settings as in production. Sites may share a folder, and with it the collected static files."""

    folder: Path
    database: str
    mail_port: int = 0
    port: int = field(default_factory=free_port)
    settings: str = "config.settings"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings may colour the figures."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"} if self.mail_port else {}
        return {
            **kept,
            **mail,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "ENV_FILE": os.devnull,
            "LOCAL": "0",
            "DEBUG": "0",
            "SECRET_KEY": "only to take figures, never for anything that anybody can reach",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "BOWOUT_VAR": str(self.folder),
            "DATABASE_URL": self.database,
        }

    def manage(self, *arguments: str) -> str:
        """One management command; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def ask(self, module: str, call: str) -> Any:
        """Call a function of this package inside the site; its answer comes back as JSON."""
        code = f"import json; from tests.bench import {module}; print(json.dumps({module}.{call}))"
        return json.loads(self.manage("shell", "-v0", "-c", code))

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """One management command that goes on; its output is the caller's to read or to throw away."""
        # Unbuffered: what it says is waited for.
        command = [sys.executable, "-u", "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, **more)

    def peak_of(self, *arguments: str) -> float:
        """Peak memory of one management command, in MiB."""
        command = [sys.executable, "manage.py", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f"{arguments} failed"
        return usage.ru_maxrss / 1024


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers."""

    process: subprocess.Popen[bytes]
    seconds_to_start: float

    def peak_memory(self) -> list[float]:
        """Peak memory in MiB: the arbiter, then each worker."""
        return [_high_water(number) for number in [str(self.process.pid), *self._workers()]]

    def processor_milliseconds(self) -> float:
        """Processor time that the workers have taken so far, all threads together."""
        # Nanoseconds from the scheduler: ticks of 10 ms would be as long as a request.
        threads = [task for pid in self._workers() for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((task / "schedstat").read_text().split()[0]) for task in threads) / 1_000_000

    def _workers(self) -> list[str]:
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _high_water(pid: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"process {pid} says nothing about its memory")


@contextmanager
def serve(site: Site) -> Iterator[Server]:
    """Two workers with threads, which keep a browser's connection open while the other sites have their turn."""
    address = f"127.0.0.1:{site.port}"
    options = [
        "--workers",
        "2",
        "--threads",
        "4",
        "--keep-alive",
        "60",
        "--bind",
        address,
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    began = time.perf_counter()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=site.environment)
    try:
        while not _is_healthy(site.port):
            assert process.poll() is None, "gunicorn did not start"
            assert time.perf_counter() - began < PATIENCE, "gunicorn does not answer"
            time.sleep(0.005)
        yield Server(process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


class Browser:
    """Somebody signed in, on one connection that stays open."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def get(self, path: str) -> bytes:
        """The body as it came over the line; anything but 200 ends the run."""
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        assert response.status == 200, f"{path}: {response.status}"
        return body

    def milliseconds(self, path: str) -> float:
        began = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - began) * 1000
