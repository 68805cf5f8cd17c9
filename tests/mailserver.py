"""A real SMTP server for tests, in a process of its own: it notes each mail before it says 250."""

import json
import select
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import compat32, default
from pathlib import Path
from types import TracebackType

SERVER = """
import asyncio, json, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, syntax

REFUSALS = {"451": "451 not now", "421": "421 not now, good bye", "554": "554 not this"}


async def never_answer():
    print("silent", flush=True)
    await asyncio.Event().wait()


class Server(SMTP):
    @syntax("DATA")
    async def smtp_DATA(self, arg):
        to = self.envelope.rcpt_tos[0]
        if to.startswith("datadrop"):
            return self.transport.abort()
        if to.startswith("datasilent"):
            await never_answer()
        if to.startswith("data"):
            return await self.push(REFUSALS[to[4:7]])
        await super().smtp_DATA(arg)


class Desk(Controller):
    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


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
        if address.startswith("silent"):
            await never_answer()
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to[:3] == "dot" and to[3:6] in REFUSALS:
            return REFUSALS[to[3:6]]
        if to.startswith("dotlost"):
            return server.transport.abort()
        content = envelope.original_content.decode("latin-1")
        with open(sys.argv[2], "a") as log:
            log.write(json.dumps([envelope.mail_from, envelope.rcpt_tos, content]) + "\\n")
            log.flush()
        if to.startswith("dotdrop"):
            return server.transport.abort()
        if to.startswith("dotsilent"):
            await never_answer()
        if to.startswith("dotodd"):
            return "354 go on"
        if to.startswith("dotlong"):
            return "250 " + "x" * 9000
        return "250 kept"

controller = Desk(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


@dataclass(frozen=True)
class Received:
    """One mail that the server accepted."""

    envelope_from: str
    to: list[str]
    raw: str
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    def header(self, name: str) -> str:
        """A header as it came over the wire, encoded and folded."""
        head = message_from_string(self.raw.partition("\r\n\r\n")[0], policy=compat32)
        return str(head[name])

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""


class MailServer:
    """Start with `with`, read `received`. `stop()` and `start()` make an outage on the same port.

    It refuses bad…@ for good (550), later…@ for now (451) and busy…@ with a good bye (421); under drop…@ the
    connection breaks, for silent…@ no answer ever comes.

    The same at the command DATA: data451…@, data421…@, data554…@, datadrop…@, datasilent…@. After the text:
    dot451…@, dot421…@, dot554…@ and dotlost…@ (it breaks) are not kept; dotdrop…@, dotsilent…@, dotodd…@ (an
    answer that is none) and dotlong…@ (one without end) are.
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

    def wait_until_silent(self) -> None:
        """Come back when the server has gone silent under some mail. For who wants to kill the sender just then."""
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], 30)
        assert ready, "the mail server did not get that far"
        assert self._process.stdout.readline() == "silent\n"

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
            sender, to, raw = json.loads(line)
            message = message_from_bytes(raw.encode("latin-1"), policy=default)
            mails.append(Received(sender, to, raw, message))
        return mails
