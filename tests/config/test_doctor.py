"""`manage.py doctor` in front of things that are really broken: it names what is wrong, and the way out."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from config import doctor
from outbox.models import Heartbeat
from tests.bench.site import free_port
from tests.factories import ApplicationFactory, OutgoingEmailFactory, ReminderFactory
from tests.faults.breaking import Breaking
from tests.mailserver import MailServer
from tracker import search
from tracker.models import Reminder

ROOT = Path(__file__).resolve().parents[2]


def said() -> tuple[list[str], str]:
    """The lines of a visit, and how it ended."""
    printed = StringIO()
    try:
        call_command("doctor", stdout=printed, no_color=True)
    except CommandError as error:
        return printed.getvalue().splitlines(), str(error)
    *lines, end = printed.getvalue().splitlines()
    return lines, end


def wrong() -> list[str]:
    """What it says is wrong."""
    return [line.removeprefix("wrong  ") for line in said()[0] if line.startswith("wrong  ")]


@pytest.fixture
def well(db: None, mail_server: MailServer, settings: Settings) -> MailServer:
    """A Bowout to which nothing is wrong."""
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://jobs.example.org", "Bowout <bowout@example.org>"
    for job in Heartbeat.Job:
        Heartbeat.objects.create(job=job, beat_at=timezone.now(), by="here, process 7")
    return mail_server


def test_where_nothing_is_wrong_it_says_what_it_looked_at(well: MailServer) -> None:
    lines, end = said()
    on_sqlite = ["ok     SQLite keeps a write-ahead log, so web server and worker can write side by side."]
    on_postgresql = ["ok     This machine and the database agree on the time."]
    assert lines == [
        f"ok     The database answers ({connection.display_name}) and is up to date.",
        *(on_sqlite if connection.vendor == "sqlite" else on_postgresql),
        "ok     Writing the mails of due reminders: done within the last minute and a half, by here, process 7.",
        "ok     Sending what waits in the outbox: done within the last minute and a half, by here, process 7.",
        "ok     Nothing is overdue.",
        "ok     The time zone of everybody is known.",
        "ok     Every reminder that falls due can be written.",
        "ok     Every application can be found by its words.",
        f"ok     The mail server 127.0.0.1:{well.port} lets us in.",
        "ok     Mails come from bowout@example.org.",
        "ok     Links in mails lead to https://jobs.example.org.",
    ]
    assert end == "All is well."


def test_it_sends_nothing_and_changes_nothing(well: MailServer, maya: User) -> None:
    OutgoingEmailFactory.create(user=maya, next_try_at=timezone.now() - timedelta(minutes=1))
    before = list(Heartbeat.objects.values()), list(maya.emails.values())
    said()
    assert (list(Heartbeat.objects.values()), list(maya.emails.values())) == before
    assert well.received == []


def test_several_things_are_counted(well: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Bowout"
    Heartbeat.objects.all().delete()
    assert said()[1] == "3 things are wrong."


# --- the database


def visit(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The doctor as a process of its own, in a Bowout of its own."""
    given = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": os.devnull,
        "BOWOUT_VAR": str(folder),
        "SECRET_KEY": "only for a test, never for anything that anybody can reach",
        "SITE_URL": "https://jobs.example.org",
        **environment,
    }
    command = [sys.executable, "manage.py", "doctor", "--no-color"]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True)


def test_an_empty_database_wants_its_migrations(tmp_path: Path) -> None:
    visited = visit(tmp_path)
    first, *rest = visited.stdout.splitlines()
    assert first.endswith(
        " migrations are missing. → run `manage.py migrate`, then start the web server and the worker anew."
    )
    assert rest == [
        "wrong  Mail is not set up, so no reminder leaves; they wait in the outbox. → set EMAIL_URL, such as "
        "smtp+tls://user:password@mail.example.org:587, and start both processes anew.",
        "ok     Mails come from bowout@jobs.example.org.",
        "ok     Links in mails lead to https://jobs.example.org.",
    ]
    assert (visited.returncode, visited.stderr) == (1, "CommandError: 2 things are wrong.\n")


def test_a_database_that_is_away_keeps_it_from_no_other_question(tmp_path: Path) -> None:
    visited = visit(tmp_path, DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/bowout")
    first, *rest = visited.stdout.splitlines()
    assert first.startswith("wrong  The database cannot be reached: connection failed:")
    assert "→ start it, or correct DATABASE_URL." in first
    assert [line.split()[0] for line in rest] == ["wrong", "ok", "ok"]
    assert visited.returncode == 1


def test_a_setting_that_is_refused_is_named_without_a_page_of_code(tmp_path: Path) -> None:
    visited = visit(tmp_path, SIGNUP_OPEN="perhaps")
    assert (visited.returncode, visited.stderr) == (1, "SIGNUP_OPEN is 'perhaps'. Write 1 or 0.\n")


@pytest.mark.django_db
def test_a_sqlite_without_its_write_ahead_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "old.sqlite3"}})
    monkeypatch.setattr(doctor, "connection", other["default"])
    found = list(doctor.journal(timezone.now()))
    other.close_all()
    assert [(one.what, bool(one.remedy)) for one in found] == [
        ("SQLite's journal is “delete” instead of a write-ahead log.", True)
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock of its own")
def test_a_clock_that_is_an_hour_off(well: MailServer) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        found = wrong()
    assert re.sub(r"3[56]\d\d", "3600", found[0]) == (
        "This machine's clock and the database's are 3600 seconds apart. → "
        "have both set by NTP (`timedatectl set-ntp true`)."
    )


# --- the worker


def test_a_worker_that_stopped_and_one_that_never_was(well: MailServer) -> None:
    Heartbeat.objects.filter(job="plan").delete()
    ago = timezone.now() - timedelta(minutes=5)
    Heartbeat.objects.filter(job="send").update(beat_at=ago)
    start = "→ start it: `manage.py worker`, as a service that comes back by itself."
    assert wrong() == [
        f"Writing the mails of due reminders: no worker has ever done it. {start}",
        f"Sending what waits in the outbox: last done at {ago:%Y-%m-%d %H:%M:%S} UTC by here, process 7. {start}",
    ]


def test_what_is_overdue_though_no_worker_has_noted_it(well: MailServer, maya: User) -> None:
    ago = timezone.now() - timedelta(minutes=11)
    OutgoingEmailFactory.create(user=maya, next_try_at=ago)
    User.objects.update(quiet_from=None, quiet_until=None)
    reminder = ReminderFactory.create(
        application=ApplicationFactory.create(user=maya), due_on=ago.date() - timedelta(days=1)
    )
    search.index(reminder.application_id)
    look = "→ if the worker runs, its log says what holds it up; the lines here may, too."
    assert wrong() == [
        f"A reminder should have left at {reminder.due_at:%Y-%m-%d %H:%M} UTC. {look}",
        f"A mail should have left at {ago:%Y-%m-%d %H:%M} UTC. {look}",
    ]


# --- mails, people, reminders


def test_mails_that_wait_for_a_word(well: MailServer, maya: User) -> None:
    for _ in range(2):
        OutgoingEmailFactory.create(user=maya, state="failed", last_error="550 no such person")
    OutgoingEmailFactory.create(user=maya, state="unknown", began_at=timezone.now())
    where = "→ each stands in its person's outbox with what can be done; all of them stand in the admin."
    assert wrong() == [
        f"Mails that could not be sent: 2. The latest: 550 no such person {where}",
        f"Mails that may have arrived, or not: 1. {where}",
    ]


def test_a_zone_that_this_machine_does_not_know_and_what_it_keeps_from_being_written(
    well: MailServer, maya: User
) -> None:
    reminder = ReminderFactory.create(application=ApplicationFactory.create(user=maya))
    search.index(reminder.application_id)
    User.objects.update(time_zone="Mars/Phobos")
    found = wrong()
    assert found[-2:] == [
        "This machine does not know: Mars/Phobos. → update the package tzdata, "
        "or have the person choose another time zone in the preferences.",
        f"These reminders cannot be written: {reminder.pk}. → the worker's log has the reason. "
        "Their people can change or skip them under Reminders.",
    ]


def test_a_reminder_of_long_ago_that_is_done_is_no_matter(well: MailServer, maya: User) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya), state="done", time_zone="Mars/Phobos")
    search.index(Reminder.objects.get().application_id)
    assert wrong() == []


def test_what_no_search_finds_and_how_it_is_found_again(well: MailServer, maya: User) -> None:
    ApplicationFactory.create_batch(2, user=maya)
    assert wrong() == ["2 applications are not in the search. → run `manage.py reindex`."]
    call_command("reindex", stdout=StringIO())
    assert wrong() == []


# --- the mail server


def test_a_mail_server_that_is_not_there(well: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()
    assert wrong() == [
        f"The mail server 127.0.0.1:{settings.EMAIL_PORT} cannot be used: The mail server refused the connection. → "
        "see that host and port in EMAIL_URL are right, and that no firewall closes them."
    ]


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"AUTH": "535 5.7.8 wrong password"}, "correct user and password in EMAIL_URL"),
        ({"STARTTLS": ""}, "use smtp+tls:// with port 587 and smtp+ssl:// with 465"),
        ({"banner": "hang"}, "see that host and port in EMAIL_URL are right"),
        ({"banner": "554 not you"}, "see that host and port in EMAIL_URL are right"),
    ],
    ids=["password", "no TLS", "silence", "not you"],
)
def test_a_mail_server_that_does_not_let_us_in(
    well: MailServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, str],
    remedy: str,
) -> None:
    monkeypatch.setattr(doctor, "SECONDS", 0.5)
    with Breaking(0, **fault) as server:
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = server.port, "STARTTLS" in fault
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "maya", "guess"
        found = wrong()
    assert [line.startswith(f"The mail server 127.0.0.1:{server.port} cannot be used: ") for line in found] == [True]
    assert [line.partition("→ ")[2].startswith(remedy) for line in found] == [True]
    assert "guess" not in found[0]


def test_a_provider_cannot_be_tried_without_a_mail(well: MailServer, settings: Settings) -> None:
    settings.MAIL_TRANSPORT = "anymail.backends.postmark.EmailBackend"
    lines = said()[0]
    assert (
        "ok     Mail leaves by postmark. Whether its key is right only a mail shows: “Send me a test mail”." in lines
    )


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000", "http://0.0.0.0"])
def test_links_in_mails_that_lead_nowhere(well: MailServer, settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    assert wrong() == [
        f"Links in mails lead to {url}, which only this machine reaches. → set SITE_URL to the address that "
        "people type in."
    ]


@pytest.mark.parametrize("url", ["http://192.168.1.7:8000", "https://jobs.example.org", "http://bowout.lan"])
def test_an_address_at_home_is_one_that_people_reach(well: MailServer, settings: Settings, url: str) -> None:
    settings.SITE_URL = url
    assert wrong() == []


@pytest.mark.parametrize("sender", ["Bowout", "Bowout <bowout@127.0.0.1>", ""])
def test_a_sender_that_is_no_address(well: MailServer, settings: Settings, sender: str) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    assert wrong() == [
        f"“{sender}” is no address that mail can come from. → set EMAIL_FROM to an address that the mail server "
        "sends for."
    ]


# --- the broker


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    deadline = time.monotonic() + 10
    for line in server.stdout:
        if "Ready to accept connections" in line or time.monotonic() > deadline:
            break
    yield f"redis://127.0.0.1:{port}/0"
    server.kill()
    server.communicate()


def test_a_broker_that_answers(well: MailServer, settings: Settings, redis: str) -> None:
    settings.CELERY_BROKER_URL = redis
    lines, end = said()
    assert (lines[-1], end) == ("ok     The broker of Celery answers.", "All is well.")


def test_a_broker_that_is_away_and_what_else_runs_the_worker(well: MailServer, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = f"redis://:secret@127.0.0.1:{free_port()}/0"
    Heartbeat.objects.filter(job="plan").delete()
    halves, there = wrong()
    assert halves.endswith(
        "→ start `celery -A config worker` and one `celery -A config beat`, or `manage.py worker`."
    )
    assert there.startswith("The broker of Celery cannot be reached: ")
    assert there.endswith("→ start it, or correct CELERY_BROKER_URL; or leave it out and run `manage.py worker`.")
    assert "secret" not in there
