"""A mail server in a process of its own. It notes each mail at acceptance, before it says 250.

A mail to data-…@, dot-…@ or answer-…@ it holds: before it says 354, before it says 250, and just before it says 250
once it is told to. It says so on its own standard output, with the port on which the mail came.
"""

import contextlib
import json
import queue
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from tests.bench.site import ROOT


class Accepted(NamedTuple):
    """One mail that the server took on itself."""

    at: float
    port: int
    to: str
    message_id: str


class Conversation(socketserver.StreamRequestHandler):
    """One connection. The desk it belongs to says how slow it is and where it notes."""

    disable_nagle_algorithm = True
    server: "Desk"

    def handle(self) -> None:
        # Who was killed never says good bye.
        with contextlib.suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 desk\r\n")
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.decode("latin-1").partition("<")[2].partition(">")[0]
            if verb == b"QUIT":
                self.wfile.write(b"221 good bye\r\n")
                return
            if verb == b"EHLO":
                self.wfile.write(b"250-desk\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n")
            elif verb == b"DATA":
                self._take(to)
            else:
                self.wfile.write(b"250 fine\r\n")

    def _take(self, to: str) -> None:
        held = to.partition("-")[0]
        if held == "data":
            self._hold(held)
        self.wfile.write(b"354 go on\r\n")
        message_id, in_head = "", True
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            in_head = in_head and line != b"\r\n"
            if in_head and line.lower().startswith(b"message-id:"):
                message_id = line.partition(b":")[2].strip().decode()
        if not line:
            return
        time.sleep(self.server.delay)
        self.server.note(to, message_id)
        if held in {"dot", "answer"}:
            self._hold(held)
        self.wfile.write(b"250 kept\r\n")

    def _hold(self, where: str) -> None:
        port = self.server.server_address[1]
        print("held", port, where, flush=True)
        if where == "answer":
            self.server.told.get()
            self.wfile.write(b"250 kept\r\n")
            print("answered", port, where, flush=True)
        self.rfile.readline()  # until the other end is gone


class Desk(socketserver.ThreadingTCPServer):
    """One port; each worker may have one of its own, so that a held mail says whose it is."""

    daemon_threads = True
    request_queue_size = 128
    writing = threading.Lock()

    def __init__(self, log: Path, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.log, self.delay = log, delay
        self.told: queue.SimpleQueue[None] = queue.SimpleQueue()

    def note(self, to: str, message_id: str) -> None:
        with self.writing, self.log.open("a") as log:
            log.write(json.dumps([time.time(), self.server_address[1], to, message_id]) + "\n")


class Desks:
    """Start with `with`; `ports` are where it listens."""

    def __init__(self, folder: Path, *, count: int = 1, delay: float = 0.0) -> None:
        self._log = folder / "accepted.jsonl"
        self._arguments = [str(self._log), str(count), str(delay)]
        self.ports: list[int] = []

    def __enter__(self) -> "Desks":
        self._log.touch()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.desk", *self._arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.ports = json.loads(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def events(self) -> Iterator[tuple[str, int, str]]:
        """What the server says of mails that it holds, as it happens. A minute without a word is a failure."""
        said: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=[said], daemon=True).start()
        while True:
            what, port, where = said.get(timeout=60).split()
            yield what, int(port), where

    def _listen(self, said: queue.SimpleQueue[str]) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said.put(line)

    def answer(self, port: int) -> None:
        """Let the mail that is held at "answer" on this port have its 250."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{port}\n")
        self._process.stdin.flush()

    def accepted(self) -> list[Accepted]:
        return [Accepted(*json.loads(line)) for line in self._log.read_text().splitlines()]

    def has(self, count: int) -> bool:
        return self.count() >= count

    def count(self) -> int:
        return self._log.read_bytes().count(b"\n")


def main() -> None:
    """Listen until stdin is closed, so that it never outlives whoever started it."""
    log, count, delay = sys.argv[1:]
    desks = [Desk(Path(log), float(delay)) for _ in range(int(count))]
    for desk in desks:
        threading.Thread(target=desk.serve_forever, daemon=True).start()
    by_port = {desk.server_address[1]: desk for desk in desks}
    print(json.dumps(list(by_port)), flush=True)
    for line in sys.stdin:
        by_port[int(line)].told.put(None)


if __name__ == "__main__":
    main()
