"""A connection to the mail server that is kept over many mails, and on which nobody has to wait.

Opening it is left to smtplib, within bounds. After that each word of a mail is a step that can be set aside:
while one server thinks about one mail, the others go on over another line.
"""

import io
import socket
import ssl
import time
from collections.abc import Generator
from ipaddress import ip_address
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPServerDisconnected
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# How long one mail may take in all, whatever it hangs in. Below the 20 s that we promise, since a worker may
# be about something else for a moment when it is over.
LIMIT_SECONDS = 18.0
LONGEST_ANSWER = 65_536
NOT_YET = (BlockingIOError, TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

Answer = tuple[int, bytes]
Words = Generator[None, None, Answer]


class Line:
    """An open connection. `say` and `give` are generators: each yields when it would have to wait past `until`."""

    def __init__(self, smtp: SMTP) -> None:
        if smtp.sock is None:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        self._smtp, self._sock = smtp, smtp.sock
        self._heard = b""
        self.until = self.asked_at = self.rested_at = time.monotonic()
        # Whether a mail went over it: then the server may have hung up meanwhile, and no mail is to blame.
        self.used = False
        # Whether the last mail was left in the middle, so that the server must be told to forget it.
        self.dirty = False

    def fileno(self) -> int:
        return self._sock.fileno()

    def takes(self, extension: str) -> bool:
        return self._smtp.has_extn(extension)

    def say(self, command: str) -> Words:
        """One command and its answer."""
        if "\r" in command or "\n" in command:
            raise ValueError("A command is one line.")
        return (yield from self.give(command.encode("ascii") + b"\r\n"))

    def give(self, text: bytes) -> Words:
        """What is to be said, as it goes over the wire, and the server's answer."""
        self.asked_at, rest = time.monotonic(), memoryview(text)
        while rest:
            self._be_patient()
            try:
                rest = rest[self._sock.send(rest) :]
            except NOT_YET:
                yield
        return (yield from self._answer())

    def _answer(self) -> Words:
        said: list[bytes] = []
        while True:
            line = yield from self._line()
            said.append(line[4:].strip())
            if not line[:3].isdigit():
                return -1, line.strip()
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(said)

    def _line(self) -> Generator[None, None, bytes]:
        while b"\n" not in self._heard:
            self._be_patient()
            try:
                got = self._sock.recv(8192)
            except NOT_YET:
                yield
                continue
            if not got:
                raise SMTPServerDisconnected("Connection unexpectedly closed")
            self._heard += got
            if len(self._heard) > LONGEST_ANSWER:
                raise SMTPException("An answer without end.")
        line, _end, self._heard = self._heard.partition(b"\n")
        return line

    def _be_patient(self) -> None:
        self._sock.settimeout(max(self.until - time.monotonic(), 0.0))

    def drop(self) -> None:
        """Hang up without a word: on a server that is silent, a good bye would hang as well."""
        self._smtp.close()

    def close(self) -> None:
        """A good bye, as servers like it; but nobody waits long for theirs."""
        self._sock.settimeout(2.0)
        try:
            self._sock.sendall(b"QUIT\r\n")
            self._sock.recv(512)
        except OSError:
            pass  # it hung up before we did
        finally:
            self.drop()


def open_line(seconds: float = LIMIT_SECONDS) -> Line:
    """A connection that is greeted and signed in, within `seconds`. Raises OSError or SMTPException."""
    host, port = str(settings.EMAIL_HOST), int(str(settings.EMAIL_PORT))
    # Our name is the site's. Left to itself Python asks the network for this machine's, which can take long.
    more: dict[str, Any] = {"local_hostname": _our_name(), "timeout": seconds}
    smtp: SMTP
    if settings.EMAIL_USE_SSL:
        smtp = _SecretlyInTime(host, port, context=ssl.create_default_context(), **more)
    else:
        smtp = _InTime(host, port, **more)
    try:
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
        user, password = str(settings.EMAIL_HOST_USER), str(settings.EMAIL_HOST_PASSWORD)
        if user and password:
            smtp.login(user, password)
        smtp.ehlo_or_helo_if_needed()
    except (OSError, SMTPException):
        smtp.close()
        raise
    return Line(smtp)


def _our_name() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


class _InTime(SMTP):
    """Everything before the first mail, within `timeout` in all and EMAIL_TIMEOUT for one answer.

    smtplib's own timeout begins anew with each byte, and with each address of the server.
    """

    def __init__(self, host: str, port: int, *, timeout: float, **more: Any) -> None:
        self._ends = time.monotonic() + timeout
        super().__init__(host, port, timeout=timeout, **more)

    def _left(self) -> float:
        left = min(self._ends - time.monotonic(), settings.EMAIL_TIMEOUT)
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        made: socket.socket = super()._get_socket(host, port, self._left() / len(addresses))  # type: ignore[misc]
        return made

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_InTimeReader(self.sock, self._left))
        answer = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(self._left())  # for a handshake, which may come next
        return answer

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._left())
        super().send(s)


class _SecretlyInTime(_InTime, SMTP_SSL):
    pass


class _InTimeReader(io.RawIOBase):
    """Reads from a socket with less and less patience."""

    def __init__(self, sock: socket.socket, left: Any) -> None:
        self._sock, self._left = sock, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._left())
        return self._sock.recv_into(buffer)
