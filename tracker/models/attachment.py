from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from tracker.models.application import Application


class StoredFile(models.Model):
    """The bytes of a file, kept once for each person however often it is attached; gone with its last attachment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stored_files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    # Ours, found by looking into the file: what the browser or the name says is never passed on.
    media_type = models.CharField(_("type"), max_length=100)
    # Where it lies among the files: a random name, so that knowing what is in it does not tell where it is.
    path = models.CharField(max_length=80, unique=True)
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [models.UniqueConstraint(fields=["user", "sha256"], name="one_copy_of_a_file")]

    def __str__(self) -> str:
        return self.path


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def for_user(self, user: User) -> "AttachmentQuerySet":
        return self.filter(application__user=user, application__binned_at__isnull=True)

    def removed(self) -> "AttachmentQuerySet":
        """What was removed and can still be put back, the latest first."""
        return self.filter(removed_at__isnull=False).order_by("-removed_at", "-pk")


class StandingManager(models.Manager.from_queryset(AttachmentQuerySet)):  # type: ignore[misc]
    """Those that were not removed: no page, timeline or export knows the others."""

    def get_queryset(self) -> AttachmentQuerySet:
        found: AttachmentQuerySet = super().get_queryset()
        return found.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """A file that belongs to an application, such as the version of the CV that was sent."""

    class Kind(models.TextChoices):
        CV = "cv", _("CV")
        LETTER = "letter", _("Letter")
        PORTFOLIO = "portfolio", _("Portfolio")
        TASK = "task", _("Take-home task")
        OFFER = "offer", _("Offer or contract")
        OTHER = "other", _("Something else")

    # They are what one sent; an offer and the rest only lie beside it.
    SENT = (Kind.CV, Kind.LETTER, Kind.PORTFOLIO, Kind.TASK)

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    # RESTRICT: nobody takes the bytes away from under a name; a person who goes takes both.
    stored = models.ForeignKey(StoredFile, models.RESTRICT, related_name="attachments")
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.CV)
    name = models.CharField(_("name"), max_length=120, validators=[validate_one_line])
    added_at = models.DateTimeField(_("added"))

    # Kept for thirty days, as an application in the bin is; meanwhile its bytes stay, too.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    objects = StandingManager()
    with_removed = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-added_at", "-pk"]
        # Small: only what is to go.
        indexes = [models.Index(fields=["removed_at"], name="attachment_bin", condition=Q(removed_at__isnull=False))]
        # A double click, or the same CV chosen twice, is one attachment.
        constraints = [models.UniqueConstraint(fields=["application", "stored"], name="attached_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tracker:attachment", args=[self.pk])

    @property
    def is_sent(self) -> bool:
        return self.kind in self.SENT
