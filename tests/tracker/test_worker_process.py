"""The worker as it really runs: a process of its own, a database file, a mail server, and a signal to end it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.mailserver import MailServer

ROOT = Path(__file__).resolve().parents[2]
ONE_REMINDER = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import ReminderFactory
ReminderFactory.create(due_on=timezone.now().date() - timedelta(days=1))
"""


@pytest.fixture
def site(mail_server: MailServer, tmp_path: Path) -> dict[str, str]:
    """The environment of a real Bowout of its own: its database holds one reminder that is due."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": os.devnull,
        "BOWOUT_VAR": str(tmp_path),
        "SITE_URL": "http://127.0.0.1:8000",
        "SECRET_KEY": "only for a test, never for anything that anybody can reach",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'worker.sqlite3'}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", ONE_REMINDER]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    return environment


def test_the_worker_runs_until_it_is_asked_to_stop(site: dict[str, str], mail_server: MailServer) -> None:
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=site, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not mail_server.received and worker.poll() is None and time.monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(0.1)
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=5)
    finally:
        worker.kill()

    assert code == 0
    assert [str(mail.message["Subject"]).partition(":")[0] for mail in mail_server.received] == ["Today"]
