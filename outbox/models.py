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

    def due(self, at: datetime) -> "OutgoingEmailQuerySet":
        """Waiting, and its time has come."""
        return self.filter(state=OutgoingEmail.State.WAITING, next_try_at__lte=at)

    def abandoned(self, at: datetime) -> "OutgoingEmailQuerySet":
        """Claimed by a worker whose lease ran out, and not begun: safe to send."""
        # One that had begun to leave may have arrived: no worker ever takes it again.
        return self.filter(state=OutgoingEmail.State.CLAIMED, lease_until__lte=at, began_at__isnull=True)

    def claimable(self, at: datetime) -> "OutgoingEmailQuerySet":
        """What a worker may take."""
        return self.due(at) | self.abandoned(at)

    def cut_off(self, at: datetime) -> "OutgoingEmailQuerySet":
        """What a worker was handing over when it died, or hung for longer than its lease."""
        return self.filter(state=OutgoingEmail.State.CLAIMED, lease_until__lte=at, began_at__isnull=False)


class OutgoingEmail(models.Model):
    """One mail as it will be sent. The row is the queue. How hard we try depends on whom it is for.

    To the user of Bowout, at-least-once: a worker killed between sending and marking sends again after the
    lease, with the same Message-ID, so that a mail program shows one. To anybody else, never twice by itself:
    once the text has begun to leave and no answer comes, the state is UNKNOWN and a person decides.
    """

    class Delivery(models.TextChoices):
        SELF = "self", _("To the user")
        THIRD_PARTY = "third_party", _("To somebody else")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        UNKNOWN = "unknown", _("Not sure whether it arrived")

    # Unique in the database, since two workers may write the mail of one occasion at the same moment.
    key = models.CharField(
        max_length=200, unique=True, help_text=_("What this mail is for: the same occasion is written once.")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="emails")
    delivery = models.CharField(_("delivery"), max_length=12, choices=Delivery, default=Delivery.SELF)
    # Kept beside the person: a mail goes where it was written to, though the account's address has changed since.
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=500, validators=[validate_one_line])
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # Answers go to the person who wrote it; the address it comes from is ours, or the server would refuse it.
    reply_to = models.EmailField(_("answers to"), blank=True)
    from_name = models.CharField(_("from"), max_length=200, blank=True, validators=[validate_one_line])
    # What it answers to: Message-IDs, so that it stands in the thread of their mail.
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    # Where this kind of mail can be ended, for the button that mail programs show (RFC 8058).
    unsubscribe = models.CharField(max_length=500, blank=True)
    # A calendar file (RFC 5545) that goes along as an attachment.
    calendar = models.TextField(blank=True)
    # Given once, when the mail is written: every copy that a crash may cause carries the same.
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # How often the text had left and no answer came. A mail to the user is repeated once, then a person decides.
    unanswered = models.PositiveSmallIntegerField(default=0, editable=False)
    # Which worker holds the row. Without it, one whose lease ran out would mark what another is sending.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Noted just before the text leaves, to somebody else only: from here on no worker may take the row again.
    began_at = models.DateTimeField(_("handing over began"), null=True, blank=True, editable=False)
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
            # The promise to third parties: what has begun is never in line again unless that was wiped knowingly.
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | ~Q(state="waiting"),
                name="what_began_is_not_in_line",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(began_at__isnull=False), name="unknown_means_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Heartbeat(models.Model):
    """One row for each half of the worker's work: when it last came round, who did it, and what it found late.

    Written by whoever works, read by every page: a worker that stopped cannot say so itself.
    """

    class Job(models.TextChoices):
        PLAN = "plan", _("Writing the mails of due reminders")
        SEND = "send", _("Sending what waits in the outbox")

    job = models.CharField(max_length=4, choices=Job, primary_key=True)
    beat_at = models.DateTimeField(_("last round"))
    by = models.CharField(_("by"), max_length=200, blank=True, help_text=_("Machine and process."))
    # The oldest thing that should have been done by then; empty when nothing is late.
    late_since = models.DateTimeField(_("late since"), null=True, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.get_job_display()}, {self.beat_at:%Y-%m-%d %H:%M:%S}"


# Growing pauses between tries: more than 4 days in all, so a mail outlives a long weekend without a server.
# The first are short, because most faults are: a restart, or a greylist that wants to see us twice. The last are no
# longer than this, for a reminder that comes half a day after the server is back is no use to anybody.
PAUSES = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    *[timedelta(hours=4)] * 24,
]
