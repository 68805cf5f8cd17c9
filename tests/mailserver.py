"""A real SMTP server for tests, in a process of its own: it notes each mail before it says 250."""

import json
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType

SERVER = """
import asyncio, json, sys
from aiosmtpd.controller import Controller

class Sink:
    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if address.startswith("bad"):
            return "550 not from here"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("bad"):
            return "550 no such person"
        if address.startswith("later"):
            return "451 come back later"
        if address.startswith("busy"):
            return "421 too busy, good bye"
        if address.startswith("drop"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        with open(sys.argv[2], "a") as log:
            log.write(json.dumps([envelope.rcpt_tos, envelope.original_content.decode("latin-1")]) + "\\n")
            log.flush()
        return "250 kept"

controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


@dataclass(frozen=True)
class Received:
    """One mail that the server accepted."""

    to: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""


class MailServer:
    """Start with `with`, read `received`. `stop()` and `start()` make an outage on the same port.

    It refuses bad…@ for good (550), later…@ for now (451) and busy…@ with a good bye (421); under drop…@ the
    connection breaks.
    """

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._log = Path(tempfile.mkdtemp(prefix="bowout-mail-")) / "accepted.jsonl"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.port), str(self._log)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "the mail server did not start"

    def stop(self) -> None:
        if self._process is not None:
            self._process.communicate("", timeout=10)
            self._process = None

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def received(self) -> list[Received]:
        """Every mail accepted so far, in order, parsed strictly."""
        if not self._log.exists():
            return []
        mails = []
        for line in self._log.read_text().splitlines():
            to, raw = json.loads(line)
            mails.append(Received(to, message_from_bytes(raw.encode("latin-1"), policy=default)))
        return mails
