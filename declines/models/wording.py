from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from declines.situation import Kind


class WordingQuerySet(models.QuerySet["Wording"]):
    def for_user(self, user: User) -> "WordingQuerySet":
        return self.filter(user=user)


class Wording(models.Model):
    """A template of the person's own, with a few variables in braces. Never run as a template of Django's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wordings")
    name = models.CharField(_("name"), max_length=80, validators=[validate_one_line])
    kind = models.CharField(_("for"), max_length=20, choices=Kind, default=Kind.DECLINE)
    subject = models.CharField(_("subject"), max_length=300, blank=True, validators=[validate_one_line])
    body = models.TextField(_("words"), max_length=20_000)
    changed_at = models.DateTimeField(_("changed"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("own wording")
        verbose_name_plural = _("own wordings")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="wording_named_once")]

    def __str__(self) -> str:
        return self.name
