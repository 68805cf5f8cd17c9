"""How long pages take with a short and a long history, what they weigh, and how a server starts."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from tests.bench.site import Browser, Server, Site, serve

WARM_UP, REQUESTS = 10, 40
SHORT, LONG = 100, 10_000
ASSET = re.compile(r'(?:<link rel="stylesheet" href|<script src)="([^"]+\.(css|js))"')


@dataclass(frozen=True)
class Running:
    """A filled site that answers, and somebody signed in to it."""

    server: Server
    browser: Browser
    addresses: dict[str, str]


@dataclass
class Weight:
    """Bytes: of a page, and of the style sheets and scripts that its first load fetches."""

    html: int
    zipped: int
    assets: dict[str, int] = field(default_factory=lambda: {"css": 0, "js": 0})


@contextmanager
def running(site: Site, count: int) -> Iterator[Running]:
    """A site with `count` applications behind gunicorn."""
    filled = site.ask("fill", f"fill({count})")
    addresses = {
        "Today": "/",
        "Applications": "/applications/",
        "Applications, the last page": "/applications/?tab=over&page=9999",
        "Applications, a search": "/applications/?tab=all&q=manager",
        "Application": filled["application"],
        "Reminders": "/reminders/",
        "Decline, the form": f"{filled['application']}decline/",
    }
    with serve(site) as server:
        yield Running(server, Browser(site.port, filled["cookie"]), addresses)


def times(short: Running, long: Running) -> dict[str, tuple[float, float]]:
    """p50 in milliseconds of each page, short and long in turn, so that the machine's mood falls on both."""
    found = {}
    for name in short.addresses:
        pairs = [
            (short.browser.milliseconds(short.addresses[name]), long.browser.milliseconds(long.addresses[name]))
            for _ in range(WARM_UP + REQUESTS)
        ][WARM_UP:]
        found[name] = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return found


def weights(site: Running) -> dict[str, Weight]:
    """Each page as it is, and as a proxy in front would pack it; its files as the server sends them, packed."""
    return {name: _weight(site.browser, address) for name, address in site.addresses.items()}


def _weight(browser: Browser, address: str) -> Weight:
    page = browser.get(address)
    weight = Weight(len(page), len(gzip.compress(page, 6)))
    for path, kind in ASSET.findall(page.decode()):
        weight.assets[kind] += len(browser.get(path))
    return weight
