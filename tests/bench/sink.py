"""A mail server that costs next to nothing, in a process of its own: what is measured is Bowout, not the server."""

import socketserver
import subprocess
import sys
import threading
from types import TracebackType

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 good bye\r\n",
}


class Conversation(socketserver.StreamRequestHandler):
    """Says yes to everything and keeps nothing."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            self.wfile.write(ANSWERS.get(verb, b"250 fine\r\n"))
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.wfile.write(b"250 kept\r\n")


class Sink:
    """Start with `with`; `port` is where it listens."""

    port = 0

    def __enter__(self) -> "Sink":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate("", timeout=10)


def main() -> None:
    """Listen until stdin is closed, so that it never outlives whoever started it."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
