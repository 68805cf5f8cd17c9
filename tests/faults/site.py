"""A Bowout whose processes are made to be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.bench.site import ROOT, free_port

LEASE_SECONDS = 5
PATIENCE = 60


class Site:
    """Settings as in production, a database of its own, and a process inside that answers questions about it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.port = free_port()
        self._started: list[subprocess.Popen[Any]] = []
        self._inside: subprocess.Popen[str] | None = None
        self._noise: IO[str] = (folder / "processes.log").open("a+")

    @property
    def kind(self) -> str:
        return "SQLite" if self.database.startswith("sqlite") else "PostgreSQL"

    def __enter__(self) -> "Site":
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)
        if self._inside is not None:
            self._inside.communicate(timeout=PATIENCE)
        self._noise.close()

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the caller's own settings may change what is tested."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only to be killed in tests, never for anything that anybody can reach",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "BOWOUT_VAR": str(self.folder),
            "DATABASE_URL": self.database,
            "OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS),
            **more,
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """A process of this site, in a group of its own; it ends with the site at the latest."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(**environment),
            stdout=self._noise,
            stderr=self._noise,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def worker(self, mail_port: int) -> subprocess.Popen[bytes]:
        return self.start("manage.py", "worker", EMAIL_URL=f"smtp://127.0.0.1:{mail_port}")

    def ask(self, function: str, *arguments: object) -> Any:
        """Call a function of tests.faults.inside in there; its answer comes back as JSON."""
        if self._inside is None:
            # One process for all questions: they are asked between two kills, where a second is long.
            self._inside = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.inside"],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._inside.stdin is not None
        assert self._inside.stdout is not None
        self._inside.stdin.write(json.dumps([function, *arguments]) + "\n")
        self._inside.stdin.flush()
        answer = self._inside.stdout.readline()
        assert answer, f"{function} failed inside the site; the lines above say why"
        return json.loads(answer)

    def complaints(self) -> list[str]:
        """The last line of every traceback that a process of this site wrote."""
        self._noise.flush()
        lines = (self.folder / "processes.log").read_text(errors="replace").splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("Traceback")]
        return [next((line for line in lines[at + 1 :] if not line.startswith(" ")), "?") for at in starts]


def children(process: subprocess.Popen[Any]) -> list[int]:
    """The processes that this one has started."""
    assert process.poll() is None, "it ended by itself"
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def until(met: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
    """Wait for another process, a hundredth of a second at a time. False if it did not come in time."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
