"""How long pages take with a short and a long history, what they weigh, and how a server starts."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from statistics import median

from tests.bench.site import Browser, Server, Site, free_port, serve

# Short rounds, the sites in turn, so that the machine's mood falls on all of them.
WARM_UP, ROUNDS, REQUESTS = 4, 8, 6
SIZES = [1_000, 10_000, 100_000]
ASSET = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+\.(css|js))"')


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


@dataclass
class Cost:
    """Of one page: p50 in milliseconds, and processor milliseconds of the web server per request."""

    wall: float
    processor: float


@contextmanager
def running(site: Site, count: int) -> Iterator[Running]:
    """A site with `count` applications behind gunicorn."""
    filled = site.ask("fill", f"fill({count})")
    lists = "/applications/?"
    addresses = {
        "Today": "/",
        "Table": "/applications/",
        "Table, the last page": f"{lists}tab=over&page=last",
        "Table, all by company": f"{lists}tab=all&sort=company",
        "Board": f"{lists}view=board",
        "Calendar": f"{lists}view=calendar",
        "Search: a common word": f"{lists}tab=all&q=manager",
        "Search: a rare word": f"{lists}tab=all&q={filled['rare']}",
        "Search: no match": f"{lists}tab=all&q=xylophone",
        "Application": filled["application"],
        "Insights": "/insights/?count=1",
        "People": "/people/",
        "Reminders": "/reminders/",
        "Decline, the form": f"{filled['application']}decline/",
    }
    with serve(site) as server:
        yield Running(server, Browser(site.port, filled["cookie"]), addresses)


@contextmanager
def floor(site: Site) -> Iterator[Running]:
    """The same rows as a bare list, behind a gunicorn of its own."""
    bare = replace(site, port=free_port(), settings="tests.bench.floor_settings")
    cookie = site.ask("fill", "cookie_of_maya()")
    with serve(bare) as server:
        yield Running(server, Browser(bare.port, cookie), {"floor": "/floor/"})


def costs(sites: list[Running], bare: Running) -> tuple[dict[str, list[Cost]], Cost]:
    """What each page costs on each site, and what a bare list costs in the same minutes."""
    found = {}
    least: list[Cost] = []
    for name in sites[0].addresses:
        places = [(site, site.addresses[name]) for site in sites]
        *taken, empty = _taken([*places, (bare, bare.addresses["floor"])])
        found[name] = taken
        least.append(empty)
    return found, Cost(median(one.wall for one in least), median(one.processor for one in least))


def _taken(places: list[tuple[Running, str]]) -> list[Cost]:
    walls: list[list[float]] = [[] for _place in places]
    processors: list[list[float]] = [[] for _place in places]
    for site, address in places:
        for _ in range(WARM_UP):
            site.browser.get(address)
    for _ in range(ROUNDS):
        for number, (site, address) in enumerate(places):
            before = site.server.processor_milliseconds()
            walls[number] += [site.browser.milliseconds(address) for _ in range(REQUESTS)]
            processors[number].append((site.server.processor_milliseconds() - before) / REQUESTS)
    return [Cost(median(wall), median(used)) for wall, used in zip(walls, processors, strict=True)]


def weights(site: Running) -> dict[str, Weight]:
    """Each page as it is, and as a proxy in front would pack it; its files as the server sends them, packed."""
    return {name: _weight(site.browser, address) for name, address in site.addresses.items()}


def _weight(browser: Browser, address: str) -> Weight:
    page = browser.get(address)
    weight = Weight(len(page), len(gzip.compress(page, 6)))
    for path, kind in ASSET.findall(page.decode()):
        weight.assets[kind] += len(browser.get(path))
    return weight
