"""What a person keeps about the list itself: views to come back to, and what was done to several rows at once."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_user(self, user: User) -> "SavedViewQuerySet":
        return self.filter(user=user)


class SavedView(models.Model):
    """A name for an address of the list: a tab of one's own."""

    MOST = 12

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60, validators=[validate_one_line])
    # As it stands in the address, so that whatever the list learns to filter by can be kept, too.
    query = models.CharField(max_length=2000, blank=True, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="one_view_per_name",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class BulkActionQuerySet(models.QuerySet["BulkAction"]):
    def for_user(self, user: User) -> "BulkActionQuerySet":
        return self.filter(user=user)


class BulkAction(models.Model):
    """One thing done to several applications, with what taking it back needs to know of each."""

    class Kind(models.TextChoices):
        MOVE = "move", _("Move")
        TAG = "tag", _("Tag")
        RETIRE = "retire", _("No more reminders")
        BIN = "bin", _("Bin")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_actions")
    kind = models.CharField(max_length=10, choices=Kind)
    # One entry for each: its number, and how the action left it.
    done = models.JSONField()
    at = models.DateTimeField(_("when"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = BulkActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {len(self.done)}"
