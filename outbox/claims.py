"""Which mail is in whose hands: taken with a lease, in one statement, and marked each by itself.

What is asked for every mail is written as SQL: compiling it anew costs Django five times what the database does.
"""

import uuid
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from outbox.models import OutgoingEmail

State = OutgoingEmail.State

BATCH = 20


def lease() -> timedelta:
    """How long the mails of a killed worker wait. Longer than a batch is held and a mail in it can hang."""
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def claim(*, at: datetime, limit: int = BATCH) -> list[OutgoingEmail]:
    """Take up to `limit` due mails for this worker, in one statement: two workers never get the same row."""
    mails = OutgoingEmail.objects
    # Asked first, since an UPDATE takes SQLite's write lock even where it finds nothing, and this comes each second.
    if mails.abandoned(at).exists():
        # The words tell the next worker, too, that this one has had a hand on it that died.
        held = _("Bowout was stopped while this mail was in its hands.")
        mails.abandoned(at).update(state=State.WAITING, claim="", lease_until=None, last_error=held)
    if not mails.due(at).exists():
        return []
    # A name for this claim, which _mark asks for: a worker whose lease ran out must not speak for the next.
    values = [_moment(at), limit, uuid.uuid4().hex, _moment(at + lease())]
    return sorted(mails.raw(_claiming(), values), key=lambda mail: (mail.next_try_at, mail.pk))


def give_up_cut_off(*, at: datetime) -> int:
    """Say of mails whose worker died while it handed them over that nobody knows. How many.

    One to the user goes in line once more before that is said of it.
    """
    # Asked first, as above.
    found = list(OutgoingEmail.objects.cut_off(at).values_list("pk", flat=True))
    if not found:
        return 0
    cut_off = OutgoingEmail.objects.filter(pk__in=found).cut_off(at)
    stopped = _("Bowout was stopped while it was being handed over.")
    done = {"attempts": F("attempts") + 1, "unanswered": F("unanswered") + 1, "last_error": stopped}
    again = cut_off.filter(delivery=OutgoingEmail.Delivery.SELF, unanswered=0)
    again.update(state=State.WAITING, claim="", lease_until=None, began_at=None, **done)
    # The claim stays: should that worker only have hung, what the server answered it is still the better word.
    return cut_off.update(state=State.UNKNOWN, lease_until=None, **done)


def needs_note(mail: OutgoingEmail) -> bool:
    """Whether it must be noted before the text leaves: a note costs a commit.

    To somebody else always. To the user once something went wrong with it: so a mail that kills each worker that
    sends it does not come again and again.
    """
    return mail.delivery == OutgoingEmail.Delivery.THIRD_PARTY or bool(mail.last_error)


def begin(mail: OutgoingEmail, at: datetime) -> bool:
    """Note that the text is about to leave. False if the row is no longer ours: then it must not."""
    # A commit of its own: after a kill this note is all that the next worker has to go by.
    return _run(_beginning(), [_moment(at), mail.pk, mail.claim]) == 1


def mark_sent(mail: OutgoingEmail, at: datetime) -> int:
    """The server took it. Returns the rows written: 1, or 0 if the mail was no longer ours."""
    return _run(_sent(), [_moment(at), mail.attempts + 1, mail.pk, mail.claim])


def mark(mail: OutgoingEmail, **fields: object) -> int:
    """Write what became of a mail, if it is still ours. Returns the rows written: 1 or 0."""
    # Our lease may have run out in a long hang; then the row is another worker's, and its word stands.
    mine = OutgoingEmail.objects.filter(pk=mail.pk, state__in=[State.CLAIMED, State.UNKNOWN], claim=mail.claim)
    return mine.update(claim="", lease_until=None, **fields)


def release(mails: list[OutgoingEmail]) -> None:
    """Let go of mails that were taken and not begun."""
    for mail in mails:
        mark(mail, state=State.WAITING)


def _run(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _names() -> dict[str, str]:
    """The table and its columns by the names of the model, so that none is ever spelt by hand."""
    quote, meta = connection.ops.quote_name, OutgoingEmail._meta
    return {"table": quote(meta.db_table)} | {field.name: quote(str(field.column)) for field in meta.concrete_fields}


@cache
def _claiming() -> str:
    names = _names()
    columns = ", ".join(name for field, name in names.items() if field != "table")
    # Rows that another worker is just taking are passed over instead of waited for; SQLite has one writer anyway.
    skip = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    sql = (
        "WITH due AS (SELECT {id} FROM {table} WHERE {state} = 'waiting' AND {next_try_at} <= %s "
        "ORDER BY {next_try_at}, {id} LIMIT %s{skip}) UPDATE {table} SET {state} = 'claimed', "
        "{claim} = %s, {lease_until} = %s WHERE {id} IN (SELECT {id} FROM due) RETURNING {columns}"
    )
    return sql.format(columns=columns, skip=skip, **names)


@cache
def _beginning() -> str:
    sql = "UPDATE {table} SET {began_at} = %s WHERE {id} = %s AND {state} = 'claimed' AND {claim} = %s"
    return sql.format_map(_names())


@cache
def _sent() -> str:
    sql = (
        "UPDATE {table} SET {state} = 'sent', {claim} = '', {lease_until} = NULL, {last_error} = '', {sent_at} = %s, "
        "{attempts} = %s WHERE {id} = %s AND {state} IN ('claimed', 'unknown') AND {claim} = %s"
    )
    return sql.format_map(_names())
