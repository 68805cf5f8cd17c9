from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.models.application import Application
from tracker.models.reminder import Reminder


class Rule(models.Model):
    """A person's own word on when one kind of reminder comes; for all applications, or for one.

    No row: the default holds (tracker.reminders.rules). An application's row stands before the person's.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rules")
    application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="rules")
    kind = models.CharField(_("kind"), max_length=20, choices=Reminder.Kind)
    is_on = models.BooleanField(_("on"), default=True)
    # What it counts is the kind's: days of silence, days before a deadline, days after a no.
    days = models.PositiveSmallIntegerField(
        _("days"), default=0, validators=[MinValueValidator(0), MaxValueValidator(365)]
    )
    # The second time: days of silence for a follow-up, days between hellos. 0: only once.
    again = models.PositiveSmallIntegerField(
        _("again"), default=0, validators=[MinValueValidator(0), MaxValueValidator(365)]
    )
    # Off: it still stands on Today, and no mail comes. The link in each mail ends its kind here.
    by_mail = models.BooleanField(_("by mail"), default=True)

    class Meta:
        verbose_name = _("rule for reminders")
        verbose_name_plural = _("rules for reminders")
        constraints = [
            # Zero stands for "every application": NULLs never collide, and the rule must hold for them too.
            models.UniqueConstraint("user", "kind", Coalesce("application_id", 0), name="one_rule_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.application or self.user}"
