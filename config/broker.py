"""CELERY_BROKER_URL: where Celery's workers meet, when there are several machines."""

from django.core.exceptions import ImproperlyConfigured

from config.environment import url_parts


def broker(url: str, *, engine: object) -> str:
    """CELERY_BROKER_URL, or nothing: `manage.py worker` needs no broker."""
    if not url:
        return ""
    parts = url_parts(url)
    # The value is not repeated: it may hold a password.
    if parts is None or parts.scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured("CELERY_BROKER_URL names no Redis. Example: redis://queue.example.org:6379/0")
    # Several machines cannot share the file, and its one writer at a time is what many workers would wait for.
    if engine == "django.db.backends.sqlite3":
        raise ImproperlyConfigured(
            "CELERY_BROKER_URL is set, but the database is SQLite. Celery is for several machines, and they share a "
            "PostgreSQL: set DATABASE_URL. On one machine `manage.py worker` is enough: leave CELERY_BROKER_URL out."
        )
    # Left to itself Celery takes any certificate, and tells whoever shows one the password.
    if parts.scheme == "rediss" and "ssl_cert_reqs=" not in parts.query:
        return f"{url}{'&' if parts.query else '?'}ssl_cert_reqs=required"
    return url
