"""A mail server that breaks on purpose, at a step of its choice: plain sockets, a thread for each connection."""

import contextlib
import socketserver
import threading
import time
from types import TracebackType
from typing import NamedTuple

FINE = {"banner": "220 here", "EHLO": "250 here", "STARTTLS": "220 go on", "DATA": "354 go on"}


class Accepted(NamedTuple):
    """One mail that the server took on itself."""

    at: float
    to: str
    message_id: str


class Gone(Exception):
    """This conversation is over."""


class Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    server: "Breaking"

    def handle(self) -> None:
        # Whoever waits too long hangs up first, as they should.
        with contextlib.suppress(Gone, OSError):
            self.to = ""
            self.answer("banner")
            while line := self.rfile.readline():
                self.command(line.decode("latin-1").strip())

    def command(self, line: str) -> None:
        verb = line.split(" ")[0].upper()
        if verb == "QUIT":
            self.say("221 good bye")
            raise Gone
        if verb == "RCPT":
            self.to = line.partition("<")[2].partition(">")[0]
        taken = self.answer(verb)
        if verb == "DATA" and taken:
            self.text()
        if verb == "STARTTLS" and taken:
            self.wfile.write(b"this is no TLS\r\n")  # what was to be a handshake

    def text(self) -> None:
        message_id = ""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Gone
            if line.lower().startswith(b"message-id:"):
                message_id = line.partition(b":")[2].strip().decode()
        fault = self.fault("dot")
        # Where it hangs or drops, it has the mail: the worst case for whoever wonders about a second try.
        if not fault or fault in {"hang", "drop", "dribble"}:
            self.server.accepted.append(Accepted(time.monotonic(), self.to, message_id))
        self.answer("dot")

    def fault(self, step: str) -> str:
        fault = self.server.faults.get(step, "") if self.to.startswith(self.server.only) else ""
        self.server.met += bool(fault)
        return fault

    def answer(self, step: str) -> bool:
        """Say that it is fine, or do what is to go wrong here. True if it was fine."""
        fault = self.fault(step)
        if fault in {"", "garbage"}:
            for name in self.server.offered if step == "EHLO" else []:
                self.say(f"250-{name}")
            self.say(FINE.get(step, "250 fine"))
            return True
        if fault[0].isdigit():
            self.say(fault)
            if not fault.startswith("421"):
                return False
        # Never silent for long and never done is the worse way to hang.
        while fault in {"hang", "dribble"} and not self.server.over.wait(0.2):
            if fault == "dribble":
                self.say("250-one moment")
        raise Gone

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Breaking(socketserver.ThreadingTCPServer):
    """Start with `with`. `faults` says what goes wrong at which step; `only` for addresses that begin so."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, **faults: str) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.faults, self.only = faults, ""
        self.accepted: list[Accepted] = []
        # How often something went wrong: a test whose fault was never met would show nothing.
        self.met = 0
        self.over = threading.Event()

    @property
    def offered(self) -> list[str]:
        """Only where they are what breaks: a server in the clear has neither."""
        wanted = [name for name in ("STARTTLS", "AUTH PLAIN") if name.split()[0] in self.faults]
        # The first line is the greeting, whatever it says.
        return ["here", *wanted] if wanted else []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> "Breaking":
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()
