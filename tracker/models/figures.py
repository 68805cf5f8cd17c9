"""Figures that were counted once and are kept, and the notes that something has changed since."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFigures(models.Model):
    """What a long history adds up to, so that opening the page does not read it all again.

    They hold as long as nothing was noted since (`token`) and the day on the person's calendar is the same.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    period = models.CharField(_("period"), max_length=10)
    day = models.DateField(_("day"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    token = models.PositiveBigIntegerField()
    counted_at = models.DateTimeField(_("counted"))
    figures = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("kept figures")
        verbose_name_plural = _("kept figures")
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="figures_kept_once")]

    def __str__(self) -> str:
        return f"{self.period}, {self.day}"


class FiguresMark(models.Model):
    """Something that is counted has changed. Only ever added, so that two who act at once never wait for each other.

    The sum of a person's marks only grows: figures counted at a smaller one hold no longer.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # More than one where many marks were folded into one.
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = _("mark of a change")
        verbose_name_plural = _("marks of changes")

    def __str__(self) -> str:
        return str(self.number)
