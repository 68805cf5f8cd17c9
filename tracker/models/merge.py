from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker.models.people import Company, Contact


class MergeQuerySet(models.QuerySet["Merge"]):
    def for_user(self, user: User) -> "MergeQuerySet":
        return self.filter(user=user)

    def standing(self, at: datetime) -> "MergeQuerySet":
        """Those that can still be taken back."""
        return self.filter(taken_back_at__isnull=True, at__gt=at - Merge.KEPT)


class Merge(models.Model):
    """Two rows that were one person, or one company, became one; with all it takes to make them two again."""

    KEPT = timedelta(days=30)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="merges")
    # What was kept, and is gone with it: there is nothing left then to divide.
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="merges")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="merges")
    gone_id = models.BigIntegerField()
    # Field by field, as the database holds them: the row that went, and the one that stayed, before and after.
    gone = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    # What hung on the row that went, by table and number (tracker.services.merging.Moved).
    moved = models.JSONField()
    at = models.DateTimeField(_("merged"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "gone_id"], name="merge_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="merge_is_of_one_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept}"

    @property
    def gone_name(self) -> str:
        """What the row that went was called; a person may have had an address only."""
        return str(self.gone["name"] or self.gone.get("email", ""))

    @property
    def kept(self) -> Contact | Company:
        """The row that stayed."""
        kept = self.contact or self.company
        assert kept is not None  # noqa: S101 - merge_is_of_one_kind
        return kept
