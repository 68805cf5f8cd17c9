"""`make bench`: how Bowout compares with itself and with the bare tools beneath it, on this machine, now.
`python -m tests.bench mail` or `pages`: only what is about that.

Ratios to look at, no verdicts: seconds belong to a machine, ratios to the code.
"""

import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median

import django
import psycopg

from tests.bench import pages, tone, workers
from tests.bench.sink import Sink
from tests.bench.site import Server, Site, serve
from tests.bench.table import section
from tests.mailserver import MailServer
from tests.on_postgresql import binaries, postgresql

# Many short rounds: what else the machine does in between disturbs a few, and the median is of the rest.
REMINDERS, ROUNDS, STARTS = 100, 15, 3
NAMES = ["short", "middle", "long"]
FEW, FLOOD, ONE_BY_ONE, SHARED = 1_000, 10_000, 40, 2_000


def main() -> None:
    print(
        f"Bowout on Python {platform.python_version()}, Django {django.__version__}, "
        f"SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory(prefix="bowout-bench-") as name:
        folder = Path(name)
        only = sys.argv[1:]
        if only != ["pages"]:
            reminders(folder)
        if only != ["mail"]:
            all_pages(folder)
        if not only:
            reading()


def all_pages(folder: Path) -> None:
    """Pages on both databases, and how many questions each asks."""
    first = migrated(folder, sqlite(folder, "queries"))
    first.manage("collectstatic", "-v0", "--no-input")
    pages_on("SQLite", folder, [sqlite(folder, name) for name in NAMES], weigh=True)
    if binaries() is None:
        print("\nPostgreSQL is not installed: its pages are skipped. Debian: apt-get install postgresql")
    else:
        with postgresql() as url:
            pages_on("PostgreSQL", folder, databases(url))
    found = first.ask("queries", "count()")
    section("Queries per page, rows of everything on it", ["1 row", "3 rows"], found)


def sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.sqlite3"


def databases(url: str) -> list[str]:
    """Empty databases on one PostgreSQL."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in NAMES:
            connection.execute(f"CREATE DATABASE {name}")
    return [f"{url.rpartition('/')[0]}/{name}" for name in NAMES]


def migrated(folder: Path, database: str, mail_port: int = 0) -> Site:
    site = Site(folder, database, mail_port)
    site.manage("migrate", "-v0")
    return site


def reminders(folder: Path) -> None:
    """Mail: Bowout beside smtplib, to a server that costs nothing and to a real one."""
    say("reminders by mail")
    servers: dict[str, AbstractContextManager[Sink | MailServer]] = {"bare sink": Sink(), "aiosmtpd": MailServer()}
    taken, peaks = [], []
    for name, server in servers.items():
        with server as listening:
            site = migrated(folder, sqlite(folder, name.replace(" ", "-")), listening.port)
            taken.append(site.ask("mail", f"measure({listening.port}, {REMINDERS}, {ROUNDS})"))
            site.ask("mail", f"prepare({REMINDERS})")
            peaks.append(site.peak_of("worker", "--once"))
    rows = {line: [figures[line] for figures in taken] for line in taken[0]}
    rows["worker --once: peak MiB"] = peaks
    section(
        f"Mail: {REMINDERS} due reminders with words",
        [f"to {name}" for name in servers],
        rows,
        "raw: smtplib, one connection, finished bytes. floor: raw, and two commits a mail (claimed, sent).\n"
        "delivered: told (the mail is written) and then sent. CPU: of our own process.",
    )
    at_work(folder)


def at_work(folder: Path) -> None:
    """Mail: real workers, to a server that costs nothing."""
    say("workers")
    with Sink(folder / "accepted.txt") as sink:
        site = migrated(folder, sqlite(folder, "workers"), sink.port)
        taken = workers.latency(site, sink, ONE_BY_ONE)
        times = [median(taken), taken[len(taken) * 95 // 100], taken[-1]]
        section("Worker: seconds from due to accepted", ["p50", "p95", "most"], {"when nothing else is due": times})
        rows = {f"{count:,}": list(workers.drain(site, sink, count)) for count in (FEW, FLOOD)}
        section("Worker: reminders due in one minute", ["seconds", "peak MiB"], rows)
        rates = {number: workers.together(site, number, SHARED) for number in (1, 2, 4)}
    shares = {f"{number} processes": [rate, rate / rates[1]] for number, rate in rates.items()}
    section("Workers: sending from one outbox", ["mails a second", "ratio"], shares)


def pages_on(engine: str, folder: Path, urls: list[str], *, weigh: bool = False) -> None:
    """Pages with a long history beside the same pages with a short one; on the first engine also what they weigh."""
    say(f"pages on {engine}")
    sites = [migrated(folder, url) for url in urls]
    with ExitStack() as open_sites:
        running = []
        for site, size in zip(sites, pages.SIZES, strict=True):
            say(f"{size:,} applications on {engine}")
            running.append(open_sites.enter_context(pages.running(site, size)))
        found, bare = pages.costs(running, open_sites.enter_context(pages.floor(sites[0])))
        weights = pages.weights(running[1]) if weigh else {}
        memory = running[-1].server.peak_memory()
    paged(engine, found, bare)
    if weigh:
        weighed(weights)
        started(sites[0], memory)


def paged(engine: str, found: dict[str, list[pages.Cost]], bare: pages.Cost) -> None:
    """p50 at each size; how it grows from the shortest to the longest; how it stands beside a bare list."""
    columns = [*(f"ms at {size:,}" for size in pages.SIZES), "growth", "÷ bare"]
    walls = {name: [one.wall for one in costs] for name, costs in found.items()}
    rows = {name: [*taken, taken[-1] / taken[0], taken[-1] / bare.wall] for name, taken in walls.items()}
    section(f"Pages on {engine}: p50 of wall time", columns, {**rows, "A bare list of 20 rows": [bare.wall]})
    used = {name: [one.processor for one in costs] for name, costs in found.items()}
    rows = {name: [*taken, taken[-1] / taken[0], taken[-1] / bare.processor] for name, taken in used.items()}
    note = "Processor: of the web server's workers, per request; that of PostgreSQL itself is not in it."
    section(f"Pages on {engine}: processor", columns, {**rows, "A bare list of 20 rows": [bare.processor]}, note)


def reading() -> None:
    """The tone review, which reads along while somebody types."""
    say("tone review")
    taken = sorted(tone.times())
    rows = {f"{len(taken)} messages": [sum(taken) / len(taken), median(taken), taken[len(taken) * 95 // 100]]}
    section("Tone review: ms of processor time a message", ["mean", "p50", "p95"], rows, "Hoped for: at most 5.")


def weighed(weights: dict[str, pages.Weight]) -> None:
    rows = {name: [page.html, page.zipped, *page.assets.values()] for name, page in weights.items()}
    note = "HTML leaves unpacked: a proxy may pack it. CSS and JS: as sent (packed) on a first load."
    section("Page weight, bytes", ["HTML", "HTML gzip", "CSS gzip", "JS gzip"], rows, note)


def started(site: Site, memory: list[float]) -> None:
    def start() -> Server:
        with serve(site) as server:
            return server

    rows = {
        "gunicorn: seconds to the first 200 of /healthz": [median(start().seconds_to_start for _ in range(STARTS))],
        "gunicorn: peak MiB, arbiter and 2 workers": [sum(memory)],
        "gunicorn: peak MiB of the larger worker": [max(memory[1:])],
    }
    section("Start-up and memory", [""], rows)


def say(what: str) -> None:
    """Progress, apart from the figures."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
