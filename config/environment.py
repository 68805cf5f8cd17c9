"""The environment, read once and strictly: an odd value is refused by name, never guessed at."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("BOWOUT_VAR", BASE_DIR / "var"))

# What the process was given wins over the file: read_env sets only names that are not there yet.
environ.Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at (for container secrets)."""
    # A secret in the environment can be read by every child process and in crash reports; a file can be guarded.
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE is {path!r}: {error.strerror}.") from error
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or no; anything but the usual spellings is refused."""
    value = text(name).lower()
    if not value:
        return default
    # Listed, not bool(): DEBUG=False would be a text with letters in it, and so true.
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number, zero or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number such as {default}.")
    return int(value)


def url_parts(url: str) -> SplitResult | None:
    """A URL in its parts, or None if its host or port are none."""
    try:
        parts = urlsplit(url)
        fine = parts.hostname and parts.port != 0 and not any(char.isspace() for char in url)
    except ValueError:
        return None
    return parts if fine else None


def site_url(default: str) -> SplitResult:
    """SITE_URL in its parts: scheme and host, nothing before or behind them."""
    # In small letters: browsers send them so, and CSRF compares origins letter by letter.
    value = text("SITE_URL", default).rstrip("/").lower()
    parts = url_parts(value) if re.fullmatch(r"https?://[^\s/?#@]*[^\s/?#@:]", value) else None
    if parts is None:
        raise ImproperlyConfigured(
            f"SITE_URL is {value!r}. Write scheme and host only, such as https://jobs.example.org"
        )
    return parts


def secret_key(*, local: bool) -> str:
    """SECRET_KEY; on somebody's own machine a key of this checkout's own, kept in an ignored file."""
    key = text("SECRET_KEY")
    if key:
        return key
    if not local:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give Bowout 50 or more random characters, "
            "or copy .env.example to .env on your own machine."
        )
    path = VAR_DIR / "secret_key"
    # An empty file is what a start leaves that was killed at the wrong moment.
    if not path.exists() or not path.read_text(encoding="utf-8"):
        path.parent.mkdir(parents=True, exist_ok=True)
        # First the mode, then the key: written at once, others on this machine could read it for a moment.
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def mail_server(url: str) -> dict[str, object]:
    """EMAIL_URL as Django's EMAIL_* settings; an empty URL means: not set up yet."""
    if not url:
        return {}
    parts = url_parts(url)
    # The value is not repeated: it may hold a password.
    if parts is None or parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured(
            "EMAIL_URL names no mail server. Example: smtp+tls://user:password@mail.example.org:587"
        )
    parsed = environ.Env.email_url_config(url)
    # The backend stays ours: whatever EMAIL_URL says, mail goes through the outbox.
    return {name: value for name, value in parsed.items() if name not in {"EMAIL_BACKEND", "EMAIL_FILE_PATH"}}


def database(url: str) -> dict[str, object]:
    """DATABASE_URL as a Django database.

    SQLite runs in WAL mode with IMMEDIATE transactions and a busy timeout: with eight writers that is the
    one setting of those measured that never answers "database is locked".
    """
    url = url or f"sqlite:///{VAR_DIR / 'bowout.sqlite3'}"
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL names no database. Example: postgres://user:password@host:5432/bowout"
        )
    parsed: dict[str, object] = environ.Env.db_url_config(url)
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = {
            # IMMEDIATE takes the write lock at the start, where waiting helps. One that reads first and asks for
            # the lock later cannot wait: what it read may be out of date, so SQLite refuses it at once.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
    # Kept open, since connecting costs more than most of our questions; checked before use, so that a server
    # restarted in between costs nobody an error page.
    parsed["CONN_MAX_AGE"] = 60
    parsed["CONN_HEALTH_CHECKS"] = True
    return parsed
