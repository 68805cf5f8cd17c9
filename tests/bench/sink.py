"""A mail server that costs next to nothing, in a process of its own: what is measured is Bowout, not the server."""

import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 good bye\r\n",
}
LOG = sys.argv[1] if __name__ == "__main__" and len(sys.argv) > 1 else ""


class Conversation(socketserver.StreamRequestHandler):
    """Says yes to everything and keeps nothing but, if asked to, when a mail came and for whom."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        to = b""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            self.wfile.write(ANSWERS.get(verb, b"250 fine\r\n"))
            if verb == b"QUIT":
                return
            if verb == b"RCPT":
                to = line
            if verb == b"DATA":
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                if LOG:
                    with open(LOG, "a") as log:
                        log.write(f"{time.time()} {to.decode().strip()[9:-1]}\n")
                self.wfile.write(b"250 kept\r\n")


class Sink:
    """Start with `with`; `port` is where it listens."""

    port = 0

    def __init__(self, log: Path | None = None) -> None:
        self._log = log

    @property
    def accepted(self) -> dict[str, float]:
        """Who was written to, and when it was taken."""
        lines = self._log.read_text().splitlines() if self._log and self._log.exists() else []
        return {to: float(at) for at, to in (line.split() for line in lines)}

    def __enter__(self) -> "Sink":
        log = [str(self._log)] if self._log else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sink", *log], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
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
