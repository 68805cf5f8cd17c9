"""A mail provider for tests: a real HTTP server on loopback that answers as it is told and keeps what it was sent."""

import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "To": "maya@lindholm.example"}


class Provider:
    """Start with `with`. `answers(422, {…})` is what the next mails are told; `hangs()`, `breaks()`: none."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.connections = 0
        self.answers(200, TAKEN)
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def answers(self, status: int, body: Any) -> None:
        """An HTTP status, and data or text beside it."""
        text = body if isinstance(body, str) else json.dumps(body)
        self._answer: tuple[int, str] | str = (status, text)

    def hangs(self) -> None:
        """It takes the mail and says nothing."""
        self._answer = "hangs"

    def breaks(self) -> None:
        """It takes the mail and hangs up."""
        self._answer = "breaks"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections are kept, as with the real ones

            def setup(self) -> None:
                provider.connections += 1
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.received.append(json.loads(body))
                provider.keys.append(self.headers["X-Postmark-Server-Token"])
                if provider._answer == "hangs":
                    provider._over.wait(30)
                if isinstance(provider._answer, str):
                    # Nothing left to say, with a reset rather than a goodbye.
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    return
                status, text = provider._answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        return Handler

    def __enter__(self) -> "Provider":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
