from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declines.models.letter import Letter
from declines.situation import Reason, Stage
from tracker.models import Application, Interview, Reminder, StatusChange


class DeclineQuerySet(models.QuerySet["Decline"]):
    def for_user(self, user: User) -> "DeclineQuerySet":
        return self.filter(application__user=user, application__binned_at__isnull=True)

    def standing(self) -> "DeclineQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class Decline(models.Model):
    """A no: what was decided, and the letter that says so."""

    class Outcome(models.TextChoices):
        WELCOME = "welcome", _("They were glad, and we go on")
        LATER = "later", _("Not now, but perhaps another time")
        FILLED = "filled", _("The place has been filled")
        SILENT = "silent", _("No answer")

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
    stage = models.CharField(_("where in the process"), max_length=20, choices=Stage)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    # The answers are kept beside the words, which may say less or have been edited.
    own_reason = models.CharField(_("in my own words"), max_length=500, blank=True)
    liked = models.TextField(_("what I liked"), max_length=1000, blank=True)
    # Arranged through a university's careers service, whose notice rules then count.
    campus = models.BooleanField(_("through my careers service"), default=False)
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="no", editable=False)
    decided_at = models.DateTimeField(_("decided"))
    # Marked, not deleted: "you told them" may be on the timeline already.
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    # How a change of mind went; asked only of those who took a told no back.
    outcome = models.CharField(_("how they answered"), max_length=10, choices=Outcome, blank=True)
    # The thank-you notes, one for each person met, and the hello some months on.
    follow_ups = models.ManyToManyField(Reminder, blank=True, related_name="declines")

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
        ]

    def __str__(self) -> str:
        return _("No to %(application)s") % {"application": self.application}

    def get_absolute_url(self) -> str:
        return reverse("declines:decline", args=[self.pk])


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
