"""Workers as in production: how soon one sends what falls due, how it drains a flood, and what more of them bring."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.sink import Sink
from tests.bench.site import Site

PATIENCE = 900
# All processes are up by then; what is measured begins at one moment.
HEAD_START = 4.0


class Worker:
    """A `manage.py worker` that runs."""

    peak_memory = 0.0


@contextmanager
def working(site: Site) -> Iterator[Worker]:
    """One worker; when it has ended, its peak memory in MiB."""
    worker, process = Worker(), site.start("worker")
    try:
        assert process.stdout is not None
        process.stdout.readline()  # it says that it runs
        yield worker
    finally:
        process.send_signal(signal.SIGTERM)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        worker.peak_memory = usage.ru_maxrss / 1024
        if process.stdout is not None:
            process.stdout.close()


def latency(site: Site, sink: Sink, count: int) -> list[float]:
    """Seconds from due to accepted, of reminders that fall due one by one while nothing else is to do; sorted."""
    with working(site):
        due: dict[str, float] = site.ask("mail", f"prepare_spread({count}, 0.77, 5)")
        _until(lambda: due.keys() <= sink.accepted.keys())
    accepted = sink.accepted
    return sorted(accepted[who] - moment for who, moment in due.items())


def drain(site: Site, sink: Sink, count: int) -> tuple[float, float]:
    """Seconds until as many reminders of one minute are told and accepted, and the worker's peak memory."""
    before = len(sink.accepted)
    site.ask("mail", f"prepare({count})")
    began = time.time()
    with working(site) as worker:
        _until(lambda: len(sink.accepted) >= before + count)
    return max(sink.accepted.values()) - began, worker.peak_memory


def together(site: Site, processes: int, count: int) -> float:
    """Mails a second of so many processes that share one outbox."""
    site.ask("mail", f"waiting({count})")
    moment = time.time() + HEAD_START
    code = f"import json; from tests.bench import mail; print(json.dumps(mail.send_from({moment})))"
    started = [site.start("shell", "-v0", "-c", code) for _ in range(processes)]
    answers: list[tuple[int, float]] = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in started]
    sent = sum(number for number, _end in answers)
    assert sent == count, f"{sent} of {count}"
    return count / (max(end for _number, end in answers) - moment)


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "the worker did not send all"
        time.sleep(0.2)
