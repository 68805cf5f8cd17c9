"""`make bench`: how Bowout compares with itself and with the bare tools beneath it, on this machine, now.
`python -m tests.bench mail`: only what is about mail.

Ratios to look at, no verdicts: seconds belong to a machine, ratios to the code.
"""

import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import AbstractContextManager
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
FEW, FLOOD, ONE_BY_ONE, SHARED = 1_000, 10_000, 40, 2_000


def main() -> None:
    print(
        f"Bowout on Python {platform.python_version()}, Django {django.__version__}, "
        f"SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory(prefix="bowout-bench-") as name:
        folder = Path(name)
        if sys.argv[1:] == ["mail"]:
            reminders(folder)
            return
        first = migrated(folder, sqlite(folder, "queries"))
        first.manage("collectstatic", "-v0", "--no-input")
        worker = reminders(folder)
        pages_on("SQLite", folder, [sqlite(folder, "short"), sqlite(folder, "long")], worker)
        if binaries() is None:
            print("\nPostgreSQL is not installed: its pages are skipped. Debian: apt-get install postgresql")
        else:
            with postgresql() as url:
                pages_on("PostgreSQL", folder, databases(url))
        reading()
        found = first.ask("queries", "count()")
        section("Queries per page, rows of everything on it", ["1 row", "3 rows"], found)


def sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.sqlite3"


def databases(url: str) -> list[str]:
    """Two empty databases on one PostgreSQL."""
    names = ["short", "long"]
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
    return [f"{url.rpartition('/')[0]}/{name}" for name in names]


def migrated(folder: Path, database: str, mail_port: int = 0) -> Site:
    site = Site(folder, database, mail_port)
    site.manage("migrate", "-v0")
    return site


def reminders(folder: Path) -> float:
    """Mail: Bowout beside smtplib, to a server that costs nothing and to a real one.

    Gives the peak memory of the worker.
    """
    say("reminders by mail")
    servers: dict[str, AbstractContextManager[Sink | MailServer]] = {"bare sink": Sink(), "aiosmtpd": MailServer()}
    taken, worker = [], 0.0
    for name, server in servers.items():
        with server as listening:
            site = migrated(folder, sqlite(folder, name.replace(" ", "-")), listening.port)
            taken.append(site.ask("mail", f"measure({listening.port}, {REMINDERS}, {ROUNDS})"))
            site.ask("mail", f"prepare({REMINDERS})")
            worker = site.peak_of("worker", "--once")
    rows = {line: [figures[line] for figures in taken] for line in taken[0]}
    section(
        f"Mail: {REMINDERS} due reminders with words",
        [f"to {name}" for name in servers],
        rows,
        "raw: smtplib, one connection, finished bytes. floor: raw, and two commits a mail (claimed, sent).\n"
        "delivered: told (the mail is written) and then sent. CPU: of our own process.",
    )
    at_work(folder)
    return worker


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


def pages_on(engine: str, folder: Path, urls: list[str], worker: float = 0) -> None:
    """Pages with a long history beside the same pages with a short one; on the first engine also what they weigh."""
    say(f"pages on {engine}")
    short, long = (migrated(folder, url) for url in urls)
    with pages.running(short, pages.SHORT) as few, pages.running(long, pages.LONG) as many:
        found = pages.times(few, many)
        weights = pages.weights(many) if worker else {}
        memory = many.server.peak_memory()
    columns = ["ratio", f"ms at {pages.LONG:,}", f"ms at {pages.SHORT}"]
    rows = {name: [slow / fast, slow, fast] for name, (fast, slow) in found.items()}
    section(f"Pages on {engine}: p50 by applications", columns, rows)
    if worker:
        weighed(weights)
        started(short, memory, worker)


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


def started(site: Site, memory: list[float], worker: float) -> None:
    def start() -> Server:
        with serve(site) as server:
            return server

    rows = {
        "gunicorn: seconds to the first 200 of /healthz": [median(start().seconds_to_start for _ in range(STARTS))],
        "gunicorn: peak MiB, arbiter and 2 workers": [sum(memory)],
        "gunicorn: peak MiB of the larger worker": [max(memory[1:])],
        f"worker --once with {REMINDERS} reminders: peak MiB": [worker],
    }
    section("Start-up and memory", [""], rows)


def say(what: str) -> None:
    """Progress, apart from the figures."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
