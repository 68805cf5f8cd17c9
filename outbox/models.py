from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def for_user(self, user: User) -> "OutgoingEmailQuerySet":
        """The mails that Bowout wrote to this person."""
        return self.filter(user=user)

    def claimable(self, at: datetime) -> "OutgoingEmailQuerySet":
        """What a worker may take: waiting and due, or claimed by a worker whose lease ran out."""
        waiting = Q(state=OutgoingEmail.State.WAITING, next_try_at__lte=at)
        abandoned = Q(state=OutgoingEmail.State.CLAIMED, lease_until__lte=at)
        return self.filter(waiting | abandoned)


class OutgoingEmail(models.Model):
    """One mail to the user of Bowout, as it will be sent. The row is the queue.

    At-least-once: a worker killed between sending and marking sends again after the lease, with the same
    Message-ID, so that a mail program shows one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    # Unique in the database, since two workers may write the mail of one occasion at the same moment.
    key = models.CharField(
        max_length=200, unique=True, help_text=_("What this mail is for: the same occasion is written once.")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="emails")
    # Kept beside the person: a mail goes where it was written to, though the account's address has changed since.
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=500, validators=[validate_one_line])
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # Given once, when the mail is written: every copy that a crash may cause carries the same.
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Which worker holds the row. Without it, one whose lease ran out would mark what another is sending.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="outbox_due"),
            models.Index(fields=["user", "-created_at"], name="outbox_of_user"),
        ]
        constraints = [
            # Marks are written by UPDATE, past every check in Python: what must hold together is held here.
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_means_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", lease_until__isnull=False)
                | (~Q(state="claimed") & Q(lease_until__isnull=True)),
                name="claimed_means_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


# Growing pauses between tries: 4 days and 17 hours in all, so a mail outlives a long weekend without a server.
# The first are short, because most faults are: a restart, or a greylist that wants to see us twice.
PAUSES = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=1),
]
