"""The environment is read strictly: an odd value is refused by name, and production starts only with a key."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import environment as env

KEY = "a key for tests only, never for anything that anybody can reach"


def given(monkeypatch: pytest.MonkeyPatch, **names: str) -> None:
    for name in ("THING", "THING_FILE", "SITE_URL", "SECRET_KEY", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)


# --- texts, flags, numbers


def test_a_text_is_its_value_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, THING=" value ")
    assert env.text("THING", "other") == "value"
    given(monkeypatch, THING="  ")
    assert env.text("THING", "other") == "other"
    given(monkeypatch)
    assert env.text("THING") == ""


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    given(monkeypatch, THING="from the environment", THING_FILE=str(secret))
    assert env.text("THING") == "from the file"


def test_a_secret_file_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, THING_FILE="/nowhere/secret")
    with pytest.raises(ImproperlyConfigured, match="THING_FILE is '/nowhere/secret': No such file"):
        env.text("THING")


@pytest.mark.parametrize(
    ("value", "flag"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, flag: bool) -> None:
    given(monkeypatch, THING=value)
    assert env.flag("THING", not flag) is flag


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_is_the_default(monkeypatch: pytest.MonkeyPatch, default: bool) -> None:
    given(monkeypatch, THING="")
    assert env.flag("THING", default) is default


@pytest.mark.parametrize("value", ["perhaps", "2", "-1", "tru", "None"])
def test_an_odd_flag_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    given(monkeypatch, THING=value)
    with pytest.raises(ImproperlyConfigured, match=r"THING is .*Write 1 or 0"):
        env.flag("THING", False)


def test_a_number_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, THING="2")
    assert [env.number("THING", 0), env.number("NO_SUCH_THING", 7)] == [2, 7]


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "1e3"])
def test_an_odd_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    given(monkeypatch, THING=value)
    with pytest.raises(ImproperlyConfigured, match=r"THING is .*whole number"):
        env.number("THING", 0)


# --- SITE_URL


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://jobs.example.org", "https://jobs.example.org"),
        ("https://jobs.example.org/", "https://jobs.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("HTTPS://Jobs.Example.org", "https://jobs.example.org"),
        ("", "http://default.example"),
    ],
)
def test_the_site_has_a_scheme_and_a_host(monkeypatch: pytest.MonkeyPatch, value: str, url: str) -> None:
    given(monkeypatch, SITE_URL=value)
    assert env.site_url("http://default.example").geturl() == url


@pytest.mark.parametrize(
    "value",
    [
        "jobs.example.org",
        "//jobs.example.org",
        "ftp://jobs.example.org",
        "https://",
        "https://jobs.example.org/bowout",
        "https://jobs.example.org?lang=en",
        "https://jobs.example.org#top",
        "https://maya@jobs.example.org",
        "https://jobs.example.org:",
        "https://jobs.example.org:port",
        "https://jobs.example.org:99999",
        "https://jobs example.org",
        "https://[::1",
        "*",
    ],
)
def test_an_odd_site_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    given(monkeypatch, SITE_URL=value)
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is .*Write scheme and host only"):
        env.site_url("http://default.example")


# --- SECRET_KEY


def test_a_key_that_is_set_is_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(env, "VAR_DIR", tmp_path)
    given(monkeypatch, SECRET_KEY=KEY)
    assert [env.secret_key(local=True), env.secret_key(local=False)] == [KEY, KEY]
    assert list(tmp_path.iterdir()) == []


def test_ones_own_machine_makes_a_key_once_for_nobody_else_to_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(env, "VAR_DIR", tmp_path / "var")
    given(monkeypatch)
    key = env.secret_key(local=True)
    assert len(key) >= 50
    assert env.secret_key(local=True) == key
    kept = tmp_path / "var" / "secret_key"
    assert (kept.read_text(), stat.S_IMODE(kept.stat().st_mode)) == (key, 0o600)


def test_without_a_key_production_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(env, "VAR_DIR", tmp_path)
    given(monkeypatch)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.secret_key(local=False)
    assert list(tmp_path.iterdir()) == []


# --- EMAIL_URL and DATABASE_URL


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("", {}),
        ("smtp://mail.example.org", {"EMAIL_HOST": "mail.example.org"}),
        (
            "smtp+tls://maya:p%40ss@mail.example.org:587",
            {
                "EMAIL_HOST": "mail.example.org",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_USER": "maya",
                "EMAIL_HOST_PASSWORD": "p@ss",
                "EMAIL_USE_TLS": True,
            },
        ),
        (
            "smtp+ssl://mail.example.org:465",
            {"EMAIL_HOST": "mail.example.org", "EMAIL_PORT": 465, "EMAIL_USE_SSL": True},
        ),
    ],
)
def test_a_mail_server_is_read_from_one_url(url: str, settings: dict[str, object]) -> None:
    assert {name: value for name, value in env.mail_server(url).items() if value is not None} == settings


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "mail.example.org:25",
        "smtp://",
        "smtp://maya:secret@:25",
        "smtp://maya:secret@mail.example.org:port",
        "smtp://maya:secret@[::1",
        "gopher://maya:secret@mail.example.org",
        "consolemail://",
        "filemail:///tmp/mails",
    ],
)
def test_an_odd_mail_server_is_refused_by_name_and_its_password_is_not_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL names no mail server") as refused:
        env.mail_server(url)
    assert "secret" not in str(refused.value)


SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
}


def test_without_a_database_it_is_sqlite_beside_the_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "VAR_DIR", Path("/srv/bowout"))
    found = env.database("")
    assert (found["NAME"], found["OPTIONS"]) == ("/srv/bowout/bowout.sqlite3", SQLITE)


def test_sqlite_elsewhere_gets_the_same_options() -> None:
    found = env.database("sqlite:////data/jobs.sqlite3")
    assert (found["NAME"], found["OPTIONS"]) == ("/data/jobs.sqlite3", SQLITE)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are options of SQLite")
def test_those_options_are_in_force_on_every_connection() -> None:
    with connection.cursor() as cursor:
        inforce = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "busy_timeout")]
    assert inforce == ["wal", 20_000]
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_keeps_its_connections_and_checks_them() -> None:
    found = env.database("postgres://maya:pass@db:5432/bowout?sslmode=require")
    assert (found["ENGINE"], found["HOST"], found["NAME"]) == ("django.db.backends.postgresql", "db", "bowout")
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["nonsense", "mysql://maya:secret@db/bowout", "bowout.sqlite3", "/data/jobs.sqlite3"])
def test_an_odd_database_is_refused_by_name_and_its_password_is_not_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL names no database") as refused:
        env.database(url)
    assert "secret" not in str(refused.value)


# --- starting for real


def start(tmp_path: Path, *command: str, **names: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own with nothing in its environment but these names."""
    bare = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "BOWOUT_VAR": str(tmp_path)}
    command = command or ("manage.py", "check")
    return subprocess.run(
        [sys.executable, *command], env=bare | names, cwd=env.BASE_DIR, capture_output=True, text=True, timeout=60
    )


def test_production_does_not_start_without_a_key(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert started.returncode != 0
    assert "SECRET_KEY is not set. Give Bowout 50 or more random characters" in started.stderr
    assert list(tmp_path.iterdir()) == []


def test_ones_own_machine_starts_with_nothing_else_set(tmp_path: Path) -> None:
    started = start(tmp_path, LOCAL="1")
    assert (started.returncode, started.stdout) == (0, "System check identified no issues (0 silenced).\n")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_odd_debug_stops_the_start(tmp_path: Path) -> None:
    started = start(tmp_path, SECRET_KEY=KEY, DEBUG="perhaps")
    assert started.returncode != 0
    assert "DEBUG is 'perhaps'. Write 1 or 0." in started.stderr


SHOW = """
import json
from config import settings
names = ["DEBUG", "SIGNUP_OPEN", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL", "MAIL_CONFIGURED", "EMAIL_HOST",
         "EMAIL_PORT", "DEFAULT_FROM_EMAIL", "SECRET_KEY", "EMAIL_TIMEOUT"]
https = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME"]
print(json.dumps({name: getattr(settings, name, None) for name in names + https}))
"""


def settings_of(tmp_path: Path, **names: str) -> dict[str, Any]:
    started = start(tmp_path, "-c", SHOW, **names)
    assert started.returncode == 0, started.stderr
    found: dict[str, Any] = json.loads(started.stdout)
    return found


def test_everything_about_the_address_follows_from_the_site(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    found = settings_of(
        tmp_path,
        SECRET_KEY_FILE=str(tmp_path / "key"),
        SITE_URL="https://jobs.example.org",
        EMAIL_URL="smtp://mail.example.org:2525",
    )
    assert found == {
        "DEBUG": False,
        "SIGNUP_OPEN": False,
        "ALLOWED_HOSTS": ["jobs.example.org"],
        "CSRF_TRUSTED_ORIGINS": ["https://jobs.example.org"],
        "SITE_URL": "https://jobs.example.org",
        "MAIL_CONFIGURED": True,
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 2525,
        "DEFAULT_FROM_EMAIL": "Bowout <bowout@jobs.example.org>",
        "SECRET_KEY": KEY,
        "EMAIL_TIMEOUT": 15,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-bowout",
    }


def test_a_file_of_settings_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("LOCAL=1\nSITE_URL=http://bowout.lan:8000\nSIGNUP_OPEN=1\n")
    found = settings_of(tmp_path, ENV_FILE=str(tmp_path / "settings.env"), SIGNUP_OPEN="0")
    assert (found["SITE_URL"], found["SIGNUP_OPEN"], found["DEBUG"]) == ("http://bowout.lan:8000", False, False)
    assert found["ALLOWED_HOSTS"] == ["bowout.lan", "localhost", "127.0.0.1"]
    assert (found["MAIL_CONFIGURED"], found["SESSION_COOKIE_SECURE"]) == (False, None)
