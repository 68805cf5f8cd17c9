"""A mail server that misbehaves in one step, in a thread: it drips, falls silent, hangs up, or says what you wish."""

import select
import socket
import socketserver
import threading
import time
from types import TracebackType

STEPS = {b"EHLO": "ehlo", b"MAIL": "mail", b"RCPT": "rcpt", b"DATA": "data", b"RSET": "rset", b"QUIT": "quit"}
USUAL = {
    "banner": b"220 odd",
    "ehlo": b"250-odd\r\n250 SIZE 1000000",
    "data": b"354 go on",
    "quit": b"221 good bye",
}
# How fast a byte follows another: well within every patience that counts anew with each.
DRIP_SECONDS = 0.05


class OddServer:
    """Start with `with`. `odd` says what it does instead of its usual answer, by step; `only` for which address.

    What it may do: "drip", "silent", "hang up", "go" (hangs up after the answer), or words to answer, at once or,
    after "late:", in a moment.
    """

    def __init__(self) -> None:
        self.odd: dict[str, str] = {}
        self.only = ""
        self.most_connections = 1000
        self.connections, self.open = 0, 0
        self.kept: list[str] = []
        self.heard: list[str] = []
        self.over = threading.Event()

    def __enter__(self) -> "OddServer":
        desk = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                desk.connections, desk.open = desk.connections + 1, desk.open + 1
                try:
                    Talk(desk, self.connection).run()
                except OSError:
                    pass  # the other side hung up
                finally:
                    desk.open -= 1

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class Talk:
    """One connection."""

    def __init__(self, desk: OddServer, connection: socket.socket) -> None:
        self.desk, self.connection, self.lines = desk, connection, connection.makefile("rb")
        self.to = ""

    def run(self) -> None:
        # One that is just hanging up still counts for a moment, as with any server.
        patience = time.monotonic() + 0.3
        while self.desk.open > self.desk.most_connections and time.monotonic() < patience:
            self.desk.over.wait(0.01)
        if self.desk.open > self.desk.most_connections:
            self.connection.sendall(b"421 too many of you\r\n")
            return
        goes_on = self.answer("banner")
        while goes_on and (line := self.lines.readline()):
            step = STEPS.get(line[:4].upper(), "other")
            self.desk.heard.append(step)
            if step == "rcpt":
                self.to = line.decode().strip()[9:-1]
            goes_on = self.answer(step)
            if goes_on and step == "data" and not self.is_odd("data"):
                goes_on = self.text()

    def text(self) -> bool:
        while self.lines.readline() not in {b".\r\n", b""}:
            pass
        self.desk.kept.append(self.to)
        return self.answer("text")

    def is_odd(self, step: str) -> bool:
        early = step in {"banner", "ehlo", "mail", "rset"}
        return step in self.desk.odd and (early or not self.desk.only or self.to == self.desk.only)

    def answer(self, step: str) -> bool:
        """Whether the connection goes on."""
        how = self.desk.odd[step] if self.is_odd(step) else ""
        if how.startswith("late:"):
            how = how.removeprefix("late:")
            self.desk.over.wait(DRIP_SECONDS)
        usual = USUAL.get(step, b"250 fine")
        if how == "drip":
            while not self.desk.over.wait(DRIP_SECONDS):
                self.connection.sendall(b"2")
        elif how == "silent":
            while not self.desk.over.is_set() and not select.select([self.connection], [], [], DRIP_SECONDS)[0]:
                pass  # until the other side has enough
        elif how == "go":
            self.connection.sendall(usual + b"\r\n")
        elif how != "hang up":
            self.connection.sendall((how.encode() or usual) + b"\r\n")
            return step != "quit"
        return False
