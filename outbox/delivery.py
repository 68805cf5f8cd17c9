"""From the outbox to the mail server: claim with a lease, ask again, send, mark. Each row by itself.

SMTP never happens inside a transaction: a slow server would hold the database, and a rollback cannot
take a mail back.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from outbox.claims import claim, give_up_cut_off
from outbox.outcomes import Counts
from outbox.sender import Sender, Unwanted

__all__ = ["Counts", "Sender", "claim", "send_due"]


def send_due(
    *,
    at: datetime,
    unwanted: Unwanted,
    stopping: Callable[[], bool] = lambda: False,
    sender: Sender | None = None,
) -> Counts:
    """Send every mail that is due at `at`. Without a mail server nothing is claimed: the mails wait.

    `unwanted` is asked once more after the claim, and gives the numbers of those that should no longer leave:
    what was right when it was written may have been done, undone or withdrawn since. `stopping` ends the pass
    after the mail in hand.

    With a `sender` the connection is kept for the next pass, and so is a mail that hangs: the pass does not wait
    for it. Whoever keeps a sender must close it.
    """
    counts = Counts(unknown=give_up_cut_off(at=at))
    # Django would try localhost:25; on a machine without a mail server each mail would use up its tries.
    if not settings.MAIL_CONFIGURED:
        return counts
    if sender is not None:
        return counts + sender.send(at=at, unwanted=unwanted, stopping=stopping)
    with Sender() as own:
        return counts + own.send(at=at, unwanted=unwanted, stopping=stopping) + own.finish()
