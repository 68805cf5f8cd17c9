"""What may keep reminders from arriving: each check says that all is well, or what is wrong and the way out.

Each asks the thing itself: the database, the mail server up to its sign-in, the broker. Nothing is sent and
nothing is written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from ipaddress import ip_address
from smtplib import SMTPAuthenticationError, SMTPException
from ssl import SSLError
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from outbox.health import SILENT_AFTER, unsent_since
from outbox.line import open_line
from outbox.models import Heartbeat, OutgoingEmail
from outbox.outcomes import in_words
from tracker import search
from tracker.models import Reminder
from tracker.reminders.lateness import overdue_since, unwritable

# A reminder told this much early or late is told on the wrong side of somebody's deadline.
CLOCKS_APART = timedelta(seconds=5)
SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """What a check found. With a `remedy` it is a problem."""

    what: str
    remedy: str = ""


Check = Callable[[datetime], Iterator[Finding]]


def examine(*, at: datetime) -> Iterator[Finding]:
    """Every check, one after another. Where the database is away, only those that do without it."""
    yield from _of_the_database(connection, at)
    yield from mail(at)
    yield from addresses(at)
    yield from broker(at)


def _of_the_database(database: BaseDatabaseWrapper, at: datetime) -> Iterator[Finding]:
    try:
        database.ensure_connection()
        missing = _not_migrated(database)
    except (DatabaseError, InterfaceError) as error:
        yield Finding(
            _("The database cannot be reached: %(error)s") % {"error": _first_line(error)},
            _("start it, or correct DATABASE_URL. SQLite: see that this user may write to the file and its folder."),
        )
        return
    if missing:
        yield Finding(
            ngettext("%(n)d migration is missing.", "%(n)d migrations are missing.", missing) % {"n": missing},
            _("run `manage.py migrate`, then start the web server and the worker anew."),
        )
        return
    yield Finding(_("The database answers (%(kind)s) and is up to date.") % {"kind": database.display_name})
    for check in (journal, clocks, worker, overdue, mails, zones, reminders, searched):
        yield from check(at)


def _not_migrated(database: BaseDatabaseWrapper) -> int:
    executor = MigrationExecutor(database)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def journal(at: datetime) -> Iterator[Finding]:
    """SQLite with anything but a write-ahead log says "database is locked" as soon as two write."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode == "wal":
        yield Finding(_("SQLite keeps a write-ahead log, so web server and worker can write side by side."))
    else:
        yield Finding(
            _("SQLite's journal is “%(mode)s” instead of a write-ahead log.") % {"mode": mode},
            _("move the file to a disk of this machine; on network drives SQLite is not safe. Or use PostgreSQL."),
        )


def clocks(at: datetime) -> Iterator[Finding]:
    """With several machines one clock must not be far from another."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs(theirs - at)
    if apart < CLOCKS_APART:
        yield Finding(_("This machine and the database agree on the time."))
    else:
        yield Finding(
            _("This machine's clock and the database's are %(n)d seconds apart.") % {"n": apart.total_seconds()},
            _("have both set by NTP (`timedatectl set-ntp true`)."),
        )


def worker(at: datetime) -> Iterator[Finding]:
    """Both halves of the work, each seen lately."""
    beats = {beat.job: beat for beat in Heartbeat.objects.all()}
    start = _("start it: `manage.py worker`, as a service that comes back by itself.")
    if settings.CELERY_BROKER_URL:
        start = _("start `celery -A config worker` and one `celery -A config beat`, or `manage.py worker`.")
    for job in Heartbeat.Job:
        beat = beats.get(job)
        what = {
            "job": job.label,
            "by": beat.by if beat else "",
            "at": f"{beat.beat_at:%Y-%m-%d %H:%M:%S}" if beat else "",
        }
        if beat is None:
            yield Finding(_("%(job)s: no worker has ever done it.") % what, start)
        elif abs(at - beat.beat_at) > SILENT_AFTER:
            yield Finding(_("%(job)s: last done at %(at)s UTC by %(by)s.") % what, start)
        else:
            yield Finding(_("%(job)s: done within the last minute and a half, by %(by)s.") % what)


def overdue(at: datetime) -> Iterator[Finding]:
    """Asked of the tables themselves: a worker that stopped has noted nothing."""
    since = {_("A reminder"): overdue_since(at=at), _("A mail"): unsent_since(at=at)}
    for what, moment in since.items():
        if moment:
            yield Finding(
                _("%(what)s should have left at %(at)s UTC.") % {"what": what, "at": f"{moment:%Y-%m-%d %H:%M}"},
                _("if the worker runs, its log says what holds it up; the lines here may, too."),
            )
    if not any(since.values()):
        yield Finding(_("Nothing is overdue."))


def mails(at: datetime) -> Iterator[Finding]:
    """Those that wait for a person's word."""
    for state, words in (
        (OutgoingEmail.State.FAILED, _("Mails that could not be sent: %(n)d. The latest: %(error)s")),
        (OutgoingEmail.State.UNKNOWN, _("Mails that may have arrived, or not: %(n)d.")),
    ):
        rows = OutgoingEmail.objects.filter(state=state)
        latest = rows.values_list("last_error", flat=True).first()
        if latest is not None:
            yield Finding(
                words % {"n": rows.count(), "error": latest},
                _("each stands in its person's outbox with what can be done; all of them stand in the admin."),
            )


def zones(at: datetime) -> Iterator[Finding]:
    """A zone that this machine lost stops everything that has an hour there."""
    named = set(User.objects.values_list("time_zone", flat=True).distinct())
    named |= set(Reminder.objects.open().exclude(time_zone="").values_list("time_zone", flat=True).distinct())
    lost = sorted(name for name in named if not _is_known(name))
    if lost:
        yield Finding(
            _("This machine does not know: %(zones)s.") % {"zones": ", ".join(lost)},
            _("update the package tzdata, or have the person choose another time zone in the preferences."),
        )
    else:
        yield Finding(_("The time zone of everybody is known."))


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        return False
    return True


def reminders(at: datetime) -> Iterator[Finding]:
    """Those that fall due and cannot become a mail."""
    odd = unwritable(at=at)
    if odd:
        yield Finding(
            _("These reminders cannot be written: %(numbers)s.") % {"numbers": ", ".join(str(pk) for pk in odd)},
            _("the worker's log has the reason. Their people can change or skip them under Reminders."),
        )
    else:
        yield Finding(_("Every reminder that falls due can be written."))


def searched(at: datetime) -> Iterator[Finding]:
    """An application that is not in the search is there all the same, but nobody finds it by a word."""
    if missing := search.stale().count():
        text = ngettext(
            "%(n)d application is not in the search.", "%(n)d applications are not in the search.", missing
        )
        yield Finding(text % {"n": missing}, _("run `manage.py reindex`."))
    else:
        yield Finding(_("Every application can be found by its words."))


def mail(at: datetime) -> Iterator[Finding]:
    """Up to the sign-in, the way the worker goes. Nothing is sent."""
    if not settings.MAIL_CONFIGURED:
        yield Finding(
            _("Mail is not set up, so no reminder leaves; they wait in the outbox."),
            _("set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587, and start both processes anew."),
        )
    elif not settings.MAIL_TRANSPORT.startswith("django."):
        yield Finding(
            _("Mail leaves by %(provider)s. Whether its key is right only a mail shows: “Send me a test mail”.")
            % {"provider": settings.MAIL_TRANSPORT.split(".")[2]}
        )
    else:
        yield _mail_server()


def _mail_server() -> Finding:
    server = {"server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"}
    try:
        open_line(SECONDS).close()
    except (OSError, SMTPException) as error:
        what = _("The mail server %(server)s cannot be used: %(error)s") % (server | {"error": in_words(error)})
        return Finding(what, _mail_remedy(error))
    return Finding(_("The mail server %(server)s lets us in.") % server)


def _mail_remedy(error: Exception) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return _("correct user and password in EMAIL_URL (write @ as %40); some servers want an app password.")
    if isinstance(error, SSLError):
        return _("use smtp+tls:// with port 587 and smtp+ssl:// with 465, and the name that the certificate has.")
    return _("see that host and port in EMAIL_URL are right, and that no firewall closes them.")


def addresses(at: datetime) -> Iterator[Finding]:
    """Where mails come from, and where their links lead."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        validate_email(sender)
        yield Finding(_("Mails come from %(sender)s.") % {"sender": sender})
    except ValidationError:
        yield Finding(
            _("“%(sender)s” is no address that mail can come from.") % {"sender": settings.DEFAULT_FROM_EMAIL},
            _("set EMAIL_FROM to an address that the mail server sends for."),
        )
    if settings.MAIL_CONFIGURED and _is_this_machine(urlsplit(settings.SITE_URL).hostname or ""):
        yield Finding(
            _("Links in mails lead to %(url)s, which only this machine reaches.") % {"url": settings.SITE_URL},
            _("set SITE_URL to the address that people type in."),
        )
    else:
        yield Finding(_("Links in mails lead to %(url)s.") % {"url": settings.SITE_URL})


def _is_this_machine(host: str) -> bool:
    if re.fullmatch(r"(.+\.)?localhost(\.localdomain)?", host):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def broker(at: datetime) -> Iterator[Finding]:
    """Where Celery's workers meet, if there are any."""
    if not settings.CELERY_BROKER_URL:
        return
    # Loaded here: without a broker Bowout never loads Celery.
    from celery import Celery
    from kombu.exceptions import OperationalError

    app = Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False)
    app.conf.broker_transport_options = {"socket_connect_timeout": SECONDS}
    try:
        with app.connection_for_write(connect_timeout=SECONDS) as there:
            there.ensure_connection(max_retries=1, timeout=SECONDS)
    except (OperationalError, OSError) as error:
        yield Finding(
            _("The broker of Celery cannot be reached: %(error)s") % {"error": _first_line(error)},
            _("start it, or correct CELERY_BROKER_URL; or leave it out and run `manage.py worker`."),
        )
    else:
        yield Finding(_("The broker of Celery answers."))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
