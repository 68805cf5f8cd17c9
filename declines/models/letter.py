from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from declines.situation import Channel, Kind, Relationship, Tone
from outbox.models import OutgoingEmail
from tracker.models import Application, Contact, Reminder, Status

if TYPE_CHECKING:
    from declines.models.decline import Decline

# A mail in one of these has left, or may leave any moment: the words are no longer ours to change.
ON_ITS_WAY = [
    OutgoingEmail.State.WAITING,
    OutgoingEmail.State.CLAIMED,
    OutgoingEmail.State.SENT,
    OutgoingEmail.State.UNKNOWN,
]


# What it says is no longer so: the no was taken back, or the application was moved on by hand.
CALLED_OFF = (Q(kind=Kind.DECLINE) & ~Q(no__taken_back_at__isnull=True, application__status=Status.WITHDRAWN)) | (
    ~Q(kind=Kind.RECONSIDER) & Q(follows__taken_back_at__isnull=False)
)


class LetterQuerySet(models.QuerySet["Letter"]):
    def for_user(self, user: User) -> "LetterQuerySet":
        return self.filter(application__user=user, application__binned_at__isnull=True)

    def unsaid(self) -> "LetterQuerySet":
        """Those whose words may still change: not told, not on their way, and not called off."""
        waiting = self.filter(delivered_at__isnull=True).exclude(mail__state__in=ON_ITS_WAY)
        return waiting.exclude(CALLED_OFF)


class Letter(models.Model):
    """Words for an employer, to be sent or to be said: of any kind, kept as they were written."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="letters")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="letters", verbose_name=_("to")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    relationship = models.CharField(
        _("who reads it"), max_length=12, choices=Relationship, default=Relationship.UNKNOWN
    )
    tone = models.CharField(_("tone"), max_length=10, choices=Tone, default=Tone.WARM)
    # With the tone it finds the same wording again.
    seed = models.PositiveSmallIntegerField(_("wording"), default=0)
    subject = models.CharField(_("subject"), max_length=300, blank=True, validators=[validate_one_line])
    # A snapshot: a better template tomorrow must not change what was said today.
    body = models.TextField(_("words"), max_length=20_000)
    written_at = models.DateTimeField(_("written"))
    delivered_at = models.DateTimeField(_("told them"), null=True, blank=True)
    delivered_by = models.CharField(_("told them by"), max_length=10, choices=Channel, blank=True)
    # The latest try to send it from here; earlier ones that were stopped stay in the outbox.
    mail = models.ForeignKey(OutgoingEmail, models.SET_NULL, null=True, blank=True, related_name="letters")
    # The mail of theirs that it answers, so that their mail program puts both into one thread.
    answers = models.CharField(_("answers"), max_length=255, blank=True, validators=[validate_one_line])
    # The no that it comes after: a confirmation, a change of mind. The no itself has none.
    follows = models.ForeignKey(
        "declines.Decline", models.CASCADE, null=True, blank=True, related_name="later_letters"
    )
    reminder = models.OneToOneField(Reminder, models.SET_NULL, null=True, blank=True, related_name="letter")
    # Findings that the writer wants to keep as they are: check and words, folded away from then on.
    kept_as_is = models.JSONField(default=list, blank=True)

    objects = LetterQuerySet.as_manager()

    if TYPE_CHECKING:
        no: "Decline"

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]
        indexes = [
            # Asked each second: which of those on their way have arrived meanwhile.
            models.Index(
                fields=["mail"],
                condition=Q(mail__isnull=False, delivered_at__isnull=True),
                name="letters_on_their_way",
            ),
            # Today asks for the few that nobody was told, however many there were.
            models.Index(fields=["written_at"], condition=Q(delivered_at__isnull=True), name="letters_untold"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, delivered_by="")
                | (Q(delivered_at__isnull=False) & ~Q(delivered_by="")),
                name="letter_delivered_means_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.application}"

    def get_absolute_url(self) -> str:
        # The no has a page of its own, where it can be taken back.
        if self.kind == Kind.DECLINE and self._no:
            return reverse("declines:decline", args=[self._no.pk])
        return reverse("declines:letter", args=[self.pk])

    @property
    def _no(self) -> "Decline | None":
        """The no that it says, unless the operator has deleted it."""
        return getattr(self, "no", None)

    @property
    def what(self) -> str:
        """What it is for, by name. A follow-up is looked through as a hello is, but it is none."""
        if self.reminder and self.reminder.kind == Reminder.Kind.FOLLOW_UP:
            return self.reminder.get_kind_display()
        return self.get_kind_display()

    @property
    def is_spoken(self) -> bool:
        return Channel(self.channel).is_spoken

    @property
    def told_how(self) -> str:
        """ "by phone", "in person": how they were told, as a sentence goes on."""
        return Channel(self.delivered_by).told if self.delivered_by else ""

    @property
    def is_on_its_way(self) -> bool:
        return self.mail is not None and self.mail.state in ON_ITS_WAY

    @property
    def is_editable(self) -> bool:
        """The words may change until they have been said, and not while a mail carries them."""
        return self.delivered_at is None and not self.is_on_its_way and not self.is_called_off

    @property
    def is_called_off(self) -> bool:
        """What it says is no longer so; the same question as CALLED_OFF, of one letter."""
        if self.kind == Kind.DECLINE:
            stands = self._no is not None and self._no.taken_back_at is None
            return not stands or self.application.status != Status.WITHDRAWN
        return self.kind != Kind.RECONSIDER and self.follows is not None and self.follows.taken_back_at is not None
