"""Whether mails leave: the worker leaves a mark each time it came round, and whoever reads the marks can tell.

A worker that stopped cannot say so itself, and one that runs may still get nothing done: so each mark carries
what was found late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.models import Heartbeat, OutgoingEmail

Job = Heartbeat.Job

# A worker comes round twice a second; a mark each time would be nearly all that this database ever writes.
BEAT_EVERY = timedelta(seconds=10)
# Longer than a round lasts that meets a silent mail server, and short enough to be seen within two minutes.
SILENT_AFTER = timedelta(seconds=90)
LATE_AFTER = timedelta(minutes=10)
# A first start: the first account may be a little quicker than the first round.
SETTLING_IN = timedelta(minutes=2)


@dataclass(frozen=True)
class Health:
    """What the marks say. Of two things that are wrong the worse: what does not run cannot be late."""

    never: bool = False
    silent_since: datetime | None = None
    late_since: datetime | None = None

    @property
    def is_fine(self) -> bool:
        return not (self.never or self.silent_since or self.late_since)

    @property
    def in_words(self) -> str:
        """What is wrong, for a monitor and for whoever looks after the server: in UTC, and nothing about anybody."""
        if self.never:
            return _("The worker has never run.")
        if self.silent_since:
            return _("The worker was last seen at %(since)s.") % {
                "since": f"{self.silent_since:%Y-%m-%d %H:%M:%S} UTC"
            }
        if self.late_since:
            return _("Mails are late: the oldest is due since %(since)s.") % {
                "since": f"{self.late_since:%Y-%m-%d %H:%M:%S} UTC"
            }
        return _("The worker runs, and nothing is late.")


@dataclass(frozen=True)
class Notices:
    """What a signed-in person should know on every page."""

    health: Health
    failed: int
    unknown: int


def beat(job: Heartbeat.Job, *, at: datetime, by: str, late_since: Callable[[], datetime | None]) -> None:
    """Leave the mark of a worker that came round. `late_since` is asked only when a mark is due."""
    last = Heartbeat.objects.filter(job=job).values_list("beat_at", flat=True).first()
    # Either way: a clock that was put back must not keep us silent until it has caught up.
    if last is not None and abs(at - last) < BEAT_EVERY:
        return
    row = Heartbeat(job=job, beat_at=at, by=by[:200], late_since=late_since())
    # One statement, so that two workers who both begin here do not trip over each other.
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["job"], update_fields=["beat_at", "by", "late_since"]
    )


def unsent_since(*, at: datetime) -> datetime | None:
    """Since when the oldest mail should have left that nobody took, if that is ten minutes ago or more."""
    # Without a mail server nothing leaves, and pages say that in other words.
    if not settings.MAIL_CONFIGURED:
        return None
    # One in a pause has a later moment: it is not late but waits for a server that said "later".
    late = OutgoingEmail.objects.claimable(at - LATE_AFTER)
    since: datetime | None = late.aggregate(since=Min("next_try_at"))["since"]
    return since


def health(*, at: datetime) -> Health:
    """Whether both halves of the work are done, and in time."""
    return _judge({beat.job: (beat.beat_at, beat.late_since) for beat in Heartbeat.objects.all()}, at)


# Written out: every page asks this, and to put it together anew each time took longer than all else around a page.
# The counts stand beside each mark, and there is one row even before any worker has left one.
NOTICES = """
    SELECT job, beat_at, late_since,
           (SELECT COUNT(*) FROM outbox_outgoingemail WHERE user_id = %s AND state = 'failed'),
           (SELECT COUNT(*) FROM outbox_outgoingemail WHERE user_id = %s AND state = 'unknown')
      FROM (SELECT 1 AS always) AS page LEFT JOIN outbox_heartbeat ON TRUE
"""


def is_at_work(*, at: datetime) -> bool:
    """Whether a worker came round lately: what was left to it is being done."""
    last = Heartbeat.objects.filter(job=Job.PLAN).values_list("beat_at", flat=True).first()
    return last is not None and abs(at - last) <= SILENT_AFTER


def notices(user: User, *, at: datetime) -> Notices:
    """All that the top of a page says about mail, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(NOTICES, [user.pk, user.pk])
        rows = cursor.fetchall()
    _job, _beat_at, _late_since, failed, unknown = rows[0]
    beats = {job: (seen, _moment(late)) for job, beat_at, late, *_counts in rows if (seen := _moment(beat_at))}
    found = _judge(beats, at)
    if found.never and at - user.date_joined < SETTLING_IN:
        found = Health()
    return Notices(found, failed, unknown)


def _moment(value: datetime | None) -> datetime | None:
    # SQLite keeps moments in UTC without saying so.
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _judge(beats: dict[str, tuple[datetime, datetime | None]], at: datetime) -> Health:
    if len(beats) < len(Job):
        return Health(never=True)
    silent = [seen for seen, _late in beats.values() if abs(at - seen) > SILENT_AFTER]
    late = [since for _seen, since in beats.values() if since]
    return Health(silent_since=min(silent, default=None), late_since=None if silent else min(late, default=None))
