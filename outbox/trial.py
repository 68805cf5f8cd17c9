"""A mail to oneself that takes the way of every reminder: written by a page, carried by the worker."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import local
from outbox.models import OutgoingEmail
from outbox.services import enqueue

A_MINUTE = timedelta(minutes=1)
# A second press within this time gives the mail that stands already.
ONCE_IN_SECONDS = 10


def send_trial(*, user: User, in_a_minute: bool, at: datetime) -> OutgoingEmail:
    """Write a test mail to the person, to leave at once or, as a reminder would, when its time has come."""
    kind = "reminder" if in_a_minute else "mail"
    return enqueue(
        key=f"trial:{user.pk}:{kind}:{int(at.timestamp()) // ONCE_IN_SECONDS}",
        user=user,
        to=user.email,
        subject=_("A test reminder from Bowout") if in_a_minute else _("A test mail from Bowout"),
        text=_text(user, in_a_minute, at),
        at=at,
        not_before=at + A_MINUTE if in_a_minute else None,
    )


def is_trial(mail: OutgoingEmail) -> bool:
    """Whether this mail was written to see whether mails arrive."""
    return mail.key.startswith("trial:")


def _text(user: User, in_a_minute: bool, at: datetime) -> str:
    asked = f"{local(at, user.time_zone):%H:%M:%S}"
    what = (
        _("This is the test reminder you asked for at %(asked)s, to leave one minute later.")
        if in_a_minute
        else _("This is the test mail you asked for at %(asked)s.")
    )
    lines = [
        _("Hello %(name)s,") % {"name": user.first_word},
        what % {"asked": asked},
        _("It came the way your reminders come, so they will reach you here, too. There is nothing for you to do."),
        "Bowout",
    ]
    return "\n\n".join(lines) + "\n"
