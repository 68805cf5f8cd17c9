"""kill -9 on the web process while somebody says no: all of the no is kept, or nothing of it."""

import http.client
import os
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.faults import BOTH, figure
from tests.faults.conftest import Say
from tests.faults.site import Site, children, until

KILLS = figure(100, 4)
TOKEN = "0123456789abcdefghijABCDEFGHIJ01"  # the cookie and the field must be the same, nothing else
BEFORE = {
    "status": "interviewing",
    "withdrawn": False,
    "changes": [],
    "declines": 0,
    "letters": 0,
    "freed": 0,
    "rounds": ["accepted", "invited"],
    "planned": ["interview", "reply", "thank_you"],
    "follow-ups": 0,
}
AFTER = {
    "status": "withdrawn",
    "withdrawn": True,
    "changes": ["withdrawn"],
    "declines": 1,
    "letters": 1,
    "freed": 2,
    "rounds": ["cancelled", "declined"],
    "planned": ["stay_in_touch", "thank_you"],
    "follow-ups": 2,
}


class Browser:
    """Somebody signed in who presses the button of the no."""

    def __init__(self, site: Site, cookie: str, days: list[str]) -> None:
        self.port, self.host = site.port, f"127.0.0.1:{site.port}"
        self.cookie = f"{cookie}; csrftoken={TOKEN}"
        thanks, hello = days
        answers = {"stage": "invited", "reason": "salary", "channel": "email"}
        self.fields = {**answers, "thank_you_on": thanks, "stay_in_touch_on": hello, "csrfmiddlewaretoken": TOKEN}

    def press(self, application: int) -> socket.socket:
        """The whole request is on its way; the answer is not waited for."""
        body = urlencode(self.fields)
        head = [
            f"POST /applications/{application}/decline/ HTTP/1.1",
            f"Host: {self.host}",
            f"Origin: http://{self.host}",
            f"Cookie: {self.cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall("\r\n".join([*head, "", body]).encode())
        return connection


def status_of(connection: socket.socket) -> int:
    """The answer, or 0 where the process died before it gave one."""
    with connection, suppress(ConnectionError, http.client.BadStatusLine):
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status
    return 0


def is_up(site: Site) -> bool:
    """Asked over a connection of its own, so that a dead one is not mistaken for a dead server."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", site.port), timeout=5) as probe:
        probe.sendall(f"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode())
        return b" 200 " in probe.recv(100)
    return False


def serve(site: Site) -> subprocess.Popen[bytes]:
    options = ["--bind", f"127.0.0.1:{site.port}", "--workers", "1", "--threads", "2", "--no-control-socket"]
    # Loaded once, before it forks: whoever is killed is replaced in a moment, and there is time for many kills.
    server = site.start("-m", "gunicorn", "config.wsgi", "--preload", *options)
    assert until(lambda: is_up(site)), "gunicorn does not answer"
    return server


def kill(server: subprocess.Popen[bytes], site: Site, *, all_of_it: bool) -> subprocess.Popen[bytes]:
    """The process that answers, or gunicorn as a whole; comes back when somebody answers again."""
    if all_of_it:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=10)
        return serve(site)
    for pid in children(server):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: is_up(site)), "gunicorn starts nobody in its place"
    return server


@pytest.mark.parametrize("database", figure(BOTH, ["SQLite"]), indirect=True)
def test_a_web_process_that_is_killed_while_somebody_says_no_leaves_all_of_it_or_nothing(
    site: Site, say: Say
) -> None:
    made: dict[str, Any] = site.ask("add_searches", KILLS + 1)
    whole, *applications = made["applications"]
    browser = Browser(site, made["cookie"], made["days"])
    server = serve(site)
    began = time.perf_counter()
    assert status_of(browser.press(whole)) == 302
    undisturbed = time.perf_counter() - began
    assert site.ask("after_a_no", whole) == AFTER

    answered = 0
    for number, application in enumerate(applications):
        connection = browser.press(application)
        time.sleep(random.uniform(0, 1.2 * undisturbed))
        server = kill(server, site, all_of_it=number % 10 == 0)
        answered += status_of(connection) == 302

    # Asked at the end: PostgreSQL takes a moment to see that somebody is gone.
    left = [site.ask("after_a_no", application) for application in applications]
    found = Counter("all" if state == AFTER else "nothing" if state == BEFORE else "half" for state in left)
    say(
        f"{KILLS} kills of gunicorn while it took a no ({undisturbed * 1000:.0f} ms undisturbed), {site.kind}: "
        f"half states {found['half']}, all of it {found['all']} ({answered} answered), nothing {found['nothing']}"
    )
    assert [state for state in left if state not in (BEFORE, AFTER)] == []
    # Whoever was not answered presses the button once more, and it is done then.
    again = [status_of(browser.press(application)) for application in applications]
    assert Counter(again) == Counter({302: KILLS})
    assert [site.ask("after_a_no", application) for application in applications] == [AFTER] * KILLS
