import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tracker.models.application import Application
from tracker.models.people import Company, Contact


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def for_user(self, user: User) -> "ImportRunQuerySet":
        return self.filter(user=user)

    def at_work(self) -> "ImportRunQuerySet":
        """Those that a worker has something to do for."""
        return self.filter(state__in=ImportRun.AT_WORK)


class ImportRun(models.Model):
    """A file on its way in: matched, tried out, kept row by row, and taken back if that is wished."""

    class State(models.TextChoices):
        MATCHING = "matching", _("Being matched")
        CHECKING = "checking", _("Being tried out")
        CHECKED = "checked", _("Tried out")
        KEEPING = "keeping", _("Being imported")
        KEPT = "kept", _("Imported")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    AT_WORK = (State.CHECKING, State.KEEPING, State.UNDOING)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="imports")
    name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MATCHING)
    # Its columns as they stood in the file, and what each is for us: the next file with the same ones is matched.
    header = models.JSONField(default=list)
    matching = models.JSONField(default=dict)
    # Written by us: nothing is to be matched, and everything is kept to the microsecond.
    own = models.BooleanField(default=False)
    # Not UTF-8 but the old way of Windows: said beside the samples, so that somebody looks at the accents.
    old_letters = models.BooleanField(default=False)
    # What a backup holds beside applications: kept when the last row is.
    rest = models.TextField(default="", blank=True)
    # What of that was new here, and how it was then: taking back spares what was changed since.
    made = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    # Which portion comes next. Named in an UPDATE: of two workers with the same portion, one goes on.
    turn = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("brought along"))
    kept_at = models.DateTimeField(_("imported"), null=True, blank=True)
    # Also those that were changed since: asked for knowingly.
    undo_all = models.BooleanField(default=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="import_at_work")]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the file, and what becomes of it. Marked in the transaction that keeps it, so never kept twice."""

    class Step(models.IntegerChoices):
        READ = 0, _("Read")
        CHECKED = 1, _("Tried out")
        KEPT = 2, _("Dealt with")
        UNDONE = 3, _("Taken back")

    class Verdict(models.TextChoices):
        ADDED = "added", _("Added")
        THERE = "there", _("There already")
        REFUSED = "refused", _("Refused")
        CHANGED = "changed", _("Changed since")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    # JSON, but as text: a cell may hold what no database takes as JSON, and its refusal must still be shown.
    cells = models.TextField()
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.READ)
    verdict = models.CharField(_("what happens"), max_length=8, choices=Verdict, blank=True)
    remarks = models.TextField(blank=True)
    # What makes it the same application as another row.
    key = models.CharField(max_length=64, blank=True)
    application = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, related_name="import_rows")
    # How the application was when it was kept: taking back spares what was changed since.
    stamp = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["line"]
        indexes = [
            models.Index(fields=["run", "step", "line"], name="import_row_next"),
            models.Index(fields=["run", "verdict", "line"], name="import_row_shown"),
            models.Index(fields=["run", "key"], name="import_row_same"),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_row_a_line")]

    def __str__(self) -> str:
        return f"{self.run}: {self.line}"

    @property
    def values(self) -> Any:
        """The cells: a list as they stood in the file, or a record of ours."""
        return json.loads(self.cells)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is to be said of it: the column, and the sentence."""
        return [(column, text) for column, text in json.loads(self.remarks or "[]")]


class ImportedFile(models.Model):
    """A file that lies beside the rows of a backup, until they are kept: checked as any that is attached."""

    LONGEST = 255

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    # Its name in the archive, by which records know it.
    member = models.CharField(max_length=LONGEST)
    path = models.CharField(max_length=80, blank=True, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100, blank=True)
    # Why it is not kept, and what to do; then it has no path.
    refusal = models.TextField(blank=True)

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")
        constraints = [models.UniqueConstraint(fields=["run", "member"], name="one_file_a_name")]

    def __str__(self) -> str:
        return f"{self.run}: {self.member}"


class ImportedParty(models.Model):
    """A company or a person that rows of an import are about: made by it, or met before."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="parties")
    # The number that a file of ours gives a person, so that two of one name stay two.
    ref = models.PositiveIntegerField(null=True, blank=True)
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    is_new = models.BooleanField(default=True)
    # How it was when it came: taking back spares what was typed since.
    stamp = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("company or person of an import")
        verbose_name_plural = _("companies and people of imports")
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="one_person_a_number")]

    def __str__(self) -> str:
        return f"{self.run}: {self.company or self.contact}"
