"""Whether the worker works: it leaves a mark each time it came round, and whoever reads the marks can tell.

A worker that stopped cannot say so itself, and one that runs may still get nothing done: so the mark carries
what the worker found late.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from outbox.models import Heartbeat, OutgoingEmail

Job = Heartbeat.Job

# A worker comes round twice a second; a mark each time would be nearly all that this database ever writes.
BEAT_EVERY = timedelta(seconds=10)
# Longer than a round can hang on a silent mail server, and short enough to be known within two minutes.
SILENT_AFTER = timedelta(seconds=90)
LATE_AFTER = timedelta(minutes=10)


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
    # One in a pause has a later moment: it is not late but waits for a server that refused it.
    late = OutgoingEmail.objects.claimable(at - LATE_AFTER)
    since: datetime | None = late.aggregate(since=Min("next_try_at"))["since"]
    return since
