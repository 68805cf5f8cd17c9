"""Celery, where there is a broker: the same two halves at each tick. Where there is none, nothing of it is loaded."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from pytest_django.fixtures import Settings

from accounts.models import User
from config.broker import broker
from outbox.models import Heartbeat, OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"
REDIS = "redis://:secret@127.0.0.1:9/0"


# --- the setting


def test_no_broker_is_none() -> None:
    assert broker("", engine=SQLITE) == ""


@pytest.mark.parametrize("url", [REDIS, "redis://queue", "rediss://queue/1?ssl_cert_reqs=none"])
def test_a_broker_is_taken_as_it_stands(url: str) -> None:
    assert broker(url, engine=POSTGRESQL) == url


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("rediss://queue:6380/1", "rediss://queue:6380/1?ssl_cert_reqs=required"),
        ("rediss://queue?ssl_ca_certs=ca.pem", "rediss://queue?ssl_ca_certs=ca.pem&ssl_cert_reqs=required"),
    ],
)
def test_a_broker_with_tls_must_show_its_certificate(url: str, asked: str) -> None:
    assert broker(url, engine=POSTGRESQL) == asked


@pytest.mark.parametrize(
    "url", ["queue:6379", "redis://", "http://:secret@queue", "amqp://:secret@queue", "redis://:secret@queue:port/0"]
)
def test_an_odd_one_is_refused_by_name_and_its_password_not_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^CELERY_BROKER_URL names no Redis") as refusal:
        broker(url, engine=POSTGRESQL)
    assert "secret" not in str(refusal.value)


def test_several_machines_cannot_share_a_file() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^CELERY_BROKER_URL is set, but the database is SQLite"):
        broker(REDIS, engine=SQLITE)


# --- what a process loads


def ran(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": os.devnull,
        "BOWOUT_VAR": "/nowhere",
        "SECRET_KEY": "only for a test, never for anything that anybody can reach",
        **environment,
    }
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, capture_output=True, text=True)


def test_without_a_broker_neither_site_nor_worker_loads_celery() -> None:
    program = """
import sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
import config.management.commands.worker, config.management.commands.doctor
print([name for name in ("celery", "kombu", "redis") if name in sys.modules])
"""
    assert ran(program).stdout == "[]\n"


def test_celery_without_a_broker_says_what_is_missing() -> None:
    tried = ran("import config.celery")
    assert tried.stderr.splitlines()[-1].endswith(
        "CELERY_BROKER_URL is not set, so there is nothing to do for Celery. `manage.py worker` needs no broker."
    )


def test_the_site_does_not_start_with_a_broker_and_sqlite() -> None:
    tried = ran("import config.wsgi", CELERY_BROKER_URL=REDIS)
    assert "CELERY_BROKER_URL is set, but the database is SQLite." in tried.stderr.splitlines()[-1]


ASK_CELERY = """
import json
from celery.app.utils import find_app
app = find_app("config")
app.loader.import_default_modules()
names = ["task_acks_late", "task_reject_on_worker_lost", "task_ignore_result", "worker_prefetch_multiplier",
    "broker_connection_max_retries", "worker_cancel_long_running_tasks_on_connection_loss", "beat_schedule_filename"]
ticks = app.conf.beat_schedule
print(json.dumps({
    "settings": {name: app.conf[name] for name in names},
    "ticks": {name: [tick["task"], tick["schedule"], tick["options"]] for name, tick in ticks.items()},
    "tasks": sorted(name for name in app.tasks if not name.startswith("celery.")),
}))
"""


def test_what_the_command_celery_finds() -> None:
    asked = ran(ASK_CELERY, CELERY_BROKER_URL=REDIS, DATABASE_URL="postgres://nobody@127.0.0.1:9/bowout")
    assert json.loads(asked.stdout) == {
        "settings": {
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "task_ignore_result": True,
            "worker_prefetch_multiplier": 1,
            "broker_connection_max_retries": None,
            "worker_cancel_long_running_tasks_on_connection_loss": False,
            "beat_schedule_filename": "/nowhere/celerybeat",
        },
        # A tick dies young: workers that come back after a night find no pile of them.
        "ticks": {
            "plan": ["bowout.plan", 1.0, {"expires": 10.0}],
            "send": ["bowout.send", 1.0, {"expires": 10.0}],
        },
        "tasks": ["bowout.plan", "bowout.send"],
    }


# --- the tasks


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestTheTasks:
    @pytest.fixture(autouse=True)
    def _loaded(self, settings: Settings) -> None:
        settings.CELERY_BROKER_URL = REDIS
        from config import tasks

        self.tasks = tasks

    def test_they_are_the_halves_of_the_worker(self, maya: User, mail_server: MailServer) -> None:
        OutgoingEmailFactory.create(user=maya, next_try_at=NOW - timedelta(minutes=1))
        self.tasks.plan()
        self.tasks.send()
        assert [mail.to for mail in mail_server.received] == [["maya@lindholm.example"]]
        assert set(Heartbeat.objects.values_list("job", "beat_at")) == {("plan", NOW), ("send", NOW)}

    def test_a_second_tick_while_the_first_still_sends_takes_nothing_from_it(
        self, maya: User, mail_server: MailServer
    ) -> None:
        OutgoingEmailFactory.create(
            user=maya, state="claimed", claim="the other", lease_until=NOW + timedelta(minutes=1)
        )
        self.tasks.send()
        assert (mail_server.received, OutgoingEmail.objects.get().claim) == ([], "the other")

    def test_a_database_that_restarts_is_left_to_the_next_tick(
        self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*, at: object, stopping: object) -> int:
            raise OperationalError("the database system is starting up")

        monkeypatch.setattr("config.working.plan", away)
        self.tasks.plan()
        assert caplog.messages == ["The database cannot be reached: the database system is starting up"]
