"""The environment is read strictly: an odd value is refused by name, and production starts only with a key."""

import json
import os
import pkgutil
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from anymail import backends
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import connection
from django.test import override_settings

from config import environment as env
from config.providers import PROVIDER_EXTRAS, PROVIDERS, anymail

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


# --- EMAIL_URL


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


# --- EMAIL_PROVIDER


def backend(provider: str, settings: dict[str, object]) -> Any:
    """anymail's own way out for these settings; it has its own idea of what it cannot do without."""
    with override_settings(ANYMAIL=settings):
        return get_connection(f"anymail.backends.{provider}.EmailBackend")


def provided(monkeypatch: pytest.MonkeyPatch, **names: str) -> None:
    for name in [name for name in os.environ if name.startswith(("ANYMAIL_", "EMAIL_"))]:
        monkeypatch.delenv(name)
    for name, value in names.items():
        monkeypatch.setenv(name, value)


def needs(provider: str) -> dict[str, str]:
    """The names a provider cannot do without, with something in each."""
    return {f"ANYMAIL_{provider.upper()}_{name}": "https://mail.example.org/" for name in PROVIDERS[provider]}


OVER_HTTP = sorted(set(PROVIDERS) - {"amazon_ses"})


def test_every_provider_that_anymail_knows_can_be_named() -> None:
    known = {module.name for module in pkgutil.iter_modules(backends.__path__)}
    assert known - {"base", "base_requests", "console", "test", "sendinblue"} == set(PROVIDERS)


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
@pytest.mark.parametrize("provider", OVER_HTTP)
def test_what_anymail_cannot_do_without_is_asked_for_and_a_hang_ends_after_twenty_seconds(
    monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    provided(monkeypatch, **needs(provider))
    found = anymail(provider)
    assert backend(provider, found).timeout == (5, 15)
    for name in needs(provider):
        less = {key: value for key, value in found.items() if key != name.removeprefix("ANYMAIL_")}
        with pytest.raises(ImproperlyConfigured, match=name):
            backend(provider, less)
        provided(monkeypatch, **needs(provider) | {name: ""})
        with pytest.raises(ImproperlyConfigured, match=f"EMAIL_PROVIDER is '{provider}', so {name} must be set"):
            anymail(provider)


def test_a_key_may_stand_in_a_file_and_the_settings_of_others_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("from the file\n")
    provided(
        monkeypatch,
        ANYMAIL_POSTMARK_SERVER_TOKEN_FILE=str(tmp_path / "token"),
        ANYMAIL_POSTMARK_MESSAGE_STREAM="reminders",
        ANYMAIL_RESEND_API_KEY="of last year",
    )
    assert anymail("postmark") == {
        "POSTMARK_SERVER_TOKEN": "from the file",
        "POSTMARK_MESSAGE_STREAM": "reminders",
        "POSTMARK_SEND_DEFAULTS": {"extra_headers": {"X-PM-KeepID": "true"}},
        "REQUESTS_TIMEOUT": (5, 15),
    }
    assert anymail("") == {}


@pytest.mark.parametrize("name", ["ANYMAIL_POSTMARK_TOKEN", "ANYMAIL_SEND_DEFAULTS", "ANYMAIL_POSTMRK_API_URL_FILE"])
def test_a_name_that_would_be_passed_over_in_silence_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    provided(monkeypatch, ANYMAIL_POSTMARK_SERVER_TOKEN="token", **{name: "x"})
    with pytest.raises(
        ImproperlyConfigured, match=f"{name.removesuffix('_FILE')} is no setting that Bowout hands on"
    ):
        anymail("postmark")


@pytest.mark.parametrize(
    "url", ["api.example.org", "ftp://api.example.org", "https://me:secret@api.example.org:port"]
)
def test_an_odd_address_of_a_provider_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    provided(monkeypatch, ANYMAIL_POSTMARK_SERVER_TOKEN="token", ANYMAIL_POSTMARK_API_URL=url)
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_POSTMARK_API_URL is no address") as refused:
        anymail("postmark")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["pigeon", "smtp", "console", "sendinblue", "base"])
def test_an_odd_provider_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    provided(monkeypatch)
    with pytest.raises(ImproperlyConfigured, match=f"EMAIL_PROVIDER is '{name}'. Write one of amazon_ses, brevo, "):
        anymail(name)


def test_two_ways_out_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    provided(monkeypatch, EMAIL_URL="smtp://mail.example.org", **needs("postmark"))
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL and EMAIL_PROVIDER are both set"):
        anymail("postmark")


def test_amazon_needs_its_own_library_and_asks_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    provided(monkeypatch, ANYMAIL_AMAZON_SES_CONFIGURATION_SET_NAME="mine")
    monkeypatch.setattr("config.providers.find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_PROVIDER is 'amazon_ses', which needs the package boto3"):
        anymail("amazon_ses")
    monkeypatch.setattr("config.providers.find_spec", lambda name: name == "boto3")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    with pytest.raises(ImproperlyConfigured, match="so AWS_DEFAULT_REGION must be set"):
        anymail("amazon_ses")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    once = {"connect_timeout": 5, "read_timeout": 15, "retries": {"total_max_attempts": 1}}
    assert anymail("amazon_ses") == {
        "AMAZON_SES_CLIENT_PARAMS": {"config": once},
        "AMAZON_SES_CONFIGURATION_SET_NAME": "mine",
    }


def test_the_example_names_every_provider_with_all_it_may_be_given() -> None:
    lines = re.split(r"\n#   (?=[a-z_]+  )", (env.BASE_DIR / ".env.example").read_text())[1:]
    assert sorted(line.split()[0] for line in lines) == sorted(PROVIDERS)
    for line in lines:
        provider = line.split()[0]
        named = set(re.findall(rf"ANYMAIL_{provider.upper()}_([A-Z_]+)", line))
        assert named - {"API_URL"} == {*PROVIDERS[provider], *PROVIDER_EXTRAS.get(provider, [])} - {"API_URL"}


# --- DATABASE_URL


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


@pytest.mark.parametrize("url", ["", "postgres://maya:pass@db:5432/bowout"])
def test_connections_are_kept_and_checked(url: str) -> None:
    found = env.database(url)
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_postgresql_takes_options_in_its_address() -> None:
    found = env.database("postgres://maya:pass@db:5432/bowout?sslmode=require")
    assert (found["ENGINE"], found["HOST"], found["NAME"]) == ("django.db.backends.postgresql", "db", "bowout")
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
         "EMAIL_PORT", "DEFAULT_FROM_EMAIL", "SECRET_KEY", "EMAIL_TIMEOUT", "MAIL_TRANSPORT"]
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
        "MAIL_TRANSPORT": "django.core.mail.backends.smtp.EmailBackend",
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


def test_a_provider_is_a_mail_server_to_the_rest_of_bowout(tmp_path: Path) -> None:
    found = settings_of(tmp_path, SECRET_KEY=KEY, EMAIL_PROVIDER="Postmark", ANYMAIL_POSTMARK_SERVER_TOKEN="token")
    assert (found["MAIL_CONFIGURED"], found["EMAIL_HOST"]) == (True, "")
    assert found["MAIL_TRANSPORT"] == "anymail.backends.postmark.EmailBackend"


def test_a_provider_without_its_key_stops_the_start(tmp_path: Path) -> None:
    started = start(tmp_path, SECRET_KEY=KEY, EMAIL_PROVIDER="postmark")
    assert started.returncode != 0
    assert "EMAIL_PROVIDER is 'postmark', so ANYMAIL_POSTMARK_SERVER_TOKEN must be set." in started.stderr


def test_a_probe_inside_the_machine_may_ask_without_https(tmp_path: Path) -> None:
    program = """
import config.wsgi
from django.test import Client
ask = Client(headers={"host": "jobs.example.org"})
print([ask.get(path).status_code for path in ("/healthz", "/readyz", "/")])
"""
    asked = start(tmp_path, "-c", program, SECRET_KEY=KEY, SITE_URL="https://jobs.example.org")
    # Not ready: there is no worker, and not even a table.
    assert asked.stdout == "[200, 503, 301]\n"
