from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from declines.situation import Channel, Reason, Stage
from tracker.models import Application, Contact, Interview, Reminder, StatusChange


class DeclineQuerySet(models.QuerySet["Decline"]):
    def for_user(self, user: User) -> "DeclineQuerySet":
        return self.filter(application__user=user)

    def standing(self) -> "DeclineQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class Decline(models.Model):
    """A no: what was decided, the words as they were kept, and whether they have been told."""

    # Many to one: an application can be declined, reopened and declined again, and each no is kept.
    application = models.ForeignKey(Application, models.CASCADE, related_name="declines")
    # The very move, so that taking back undoes this one and notices when another came after it.
    change = models.OneToOneField(StatusChange, models.CASCADE, related_name="decline", editable=False)
    # Null: the whole application, or a round that was deleted since. The words outlive both.
    interview = models.ForeignKey(
        Interview,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="declines",
        verbose_name=_("interview"),
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="declines", verbose_name=_("to")
    )
    stage = models.CharField(_("where in the process"), max_length=20, choices=Stage)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    # The answers are kept beside the words, which may say less or have been edited.
    own_reason = models.CharField(_("in my own words"), max_length=500, blank=True)
    liked = models.TextField(_("what I liked"), max_length=1000, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    subject = models.CharField(_("subject"), max_length=300, blank=True, validators=[validate_one_line])
    # A snapshot: a better template tomorrow must not change what was said today.
    body = models.TextField(_("words"), max_length=20_000)
    decided_at = models.DateTimeField(_("decided"))
    delivered_at = models.DateTimeField(_("told them"), null=True, blank=True)
    delivered_by = models.CharField(_("told them by"), max_length=10, choices=Channel, blank=True)
    # Marked, not deleted: "you told them" may be on the timeline already.
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    thank_you = models.OneToOneField(Reminder, models.SET_NULL, null=True, blank=True, related_name="thanks_after")
    stay_in_touch = models.OneToOneField(Reminder, models.SET_NULL, null=True, blank=True, related_name="touch_after")

    objects = DeclineQuerySet.as_manager()

    class Meta:
        verbose_name = _("decline")
        verbose_name_plural = _("declines")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            # Two tabs and two workers cannot both say no; one that was taken back does not stand in the way.
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(taken_back_at__isnull=True),
                name="one_standing_decline",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, delivered_by="")
                | (Q(delivered_at__isnull=False) & ~Q(delivered_by="")),
                name="delivered_means_how",
            ),
        ]

    def __str__(self) -> str:
        return _("No to %(application)s") % {"application": self.application}

    def get_absolute_url(self) -> str:
        return reverse("declines:decline", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """The words may change until they have been said."""
        return self.delivered_at is None and self.taken_back_at is None


class DeclinedInterview(models.Model):
    """A round that a decline freed, and what it was before: so that taking back is exact."""

    decline = models.ForeignKey(Decline, models.CASCADE, related_name="freed")
    # No way back: a round does not know that it was declined, the tracker stays below.
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="+")
    former_state = models.CharField(max_length=10, choices=Interview.State)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decline", "interview"], name="freed_once")]

    def __str__(self) -> str:
        return f"{self.interview}: {self.get_former_state_display()}"
