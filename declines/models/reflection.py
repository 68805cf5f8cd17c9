from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declines.models.decline import Decline
from tracker.models import Application


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def for_user(self, user: User) -> "ReflectionQuerySet":
        return self.filter(application__user=user, application__binned_at__isnull=True)

    def might_revisit(self) -> "ReflectionQuerySet":
        return self.filter(revisit__in=[Reflection.Revisit.YES, Reflection.Revisit.MAYBE])


class Reflection(models.Model):
    """What somebody weighed before deciding (DOMAIN.md 57–61). All of it may stay empty."""

    class Why(models.TextChoices):
        OPPORTUNITY = "opportunity", _("Something better suits me")
        CIRCUMSTANCES = "circumstances", _("My circumstances")
        CONCERNS = "concerns", _("Doubts about the company")

    class Revisit(models.TextChoices):
        YES = "yes", _("Yes, in time")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("No")

    class Fit(models.TextChoices):
        TOWARDS = "towards", _("Towards it")
        ASIDE = "aside", _("A step aside")
        AWAY = "away", _("Away from it")

    application = models.ForeignKey(Application, models.CASCADE, related_name="reflections")
    # Empty while it is being weighed; a no takes the open one with it.
    decline = models.OneToOneField(
        Decline, models.SET_NULL, null=True, blank=True, related_name="reflection", editable=False
    )
    why = models.CharField(_("why"), max_length=20, choices=Why, blank=True)
    why_note = models.CharField(_("why, in my words"), max_length=1000, blank=True)
    reputation_note = models.CharField(_("what it does to my name here"), max_length=1000, blank=True)
    revisit = models.CharField(_("would I come back to this company"), max_length=10, choices=Revisit, blank=True)
    revisit_note = models.CharField(_("what would have to be different"), max_length=1000, blank=True)
    fit = models.CharField(_("where the role leads me"), max_length=10, choices=Fit, blank=True)
    fit_note = models.CharField(_("my longer plan"), max_length=1000, blank=True)
    noted_at = models.DateTimeField(_("noted"))

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(decline__isnull=True), name="one_open_reflection"
            )
        ]

    def __str__(self) -> str:
        return str(_("Weighed: %(application)s") % {"application": self.application})
