from functools import cache
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from tracker.models.people import Company, Contact
from tracker.transitions import OPEN, Status, can_move, moves_from


@cache
def _address() -> str:
    # A list asks for the address of each row: looked up once, with room for the number.
    return reverse("tracker:application", args=[0]).replace("/0/", "/{}/")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def for_user(self, user: User) -> "ApplicationQuerySet":
        """A stranger's application is one that does not exist, and so is one in the bin."""
        return self.filter(user=user, binned_at__isnull=True)

    def open(self) -> "ApplicationQuerySet":
        return self.filter(shelf=Application.Shelf.OPEN)

    def over(self) -> "ApplicationQuerySet":
        return self.filter(shelf=Application.Shelf.OVER)

    def binned(self, user: User) -> "ApplicationQuerySet":
        """What a person put into the bin and can still take out."""
        return self.filter(user=user, binned_at__isnull=False)


class Application(models.Model):
    """One position at one company. `status` moves through tracker.services.move and nowhere else."""

    class WorkMode(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        HYBRID = "hybrid", _("Hybrid")
        REMOTE = "remote", _("Remote")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        NORMAL = 2, _("Normal")
        LOW = 3, _("Low")

    class TheySaid(models.TextChoices):
        """Why they said no, as they put it."""

        OTHER_CANDIDATE = "candidate", _("Another candidate")
        EXPERIENCE = "experience", _("Experience or skills")
        OVERQUALIFIED = "overqualified", _("Too much experience")
        FIT = "fit", _("Not the right fit with the team")
        SALARY = "salary", _("Salary")
        PLACE = "place", _("Place, hours or work permit")
        FILLED = "filled", _("The role was filled or closed")
        OTHER = "other", _("Something else")
        NOTHING = "nothing", _("No reason given")

    class Shelf(models.TextChoices):
        OPEN = "open", _("Open")
        OVER = "over", _("Ended")
        BIN = "bin", _("Bin")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="applications")
    # RESTRICT, not PROTECT: a company in use cannot be taken away, but a person can go with all they kept.
    company = models.ForeignKey(Company, models.RESTRICT, related_name="applications", verbose_name=_("company"))
    position = models.CharField(_("position"), max_length=200, validators=[validate_one_line])
    # Not editable, so that no form, the admin's included, becomes a way round the table of moves.
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.SAVED, editable=False)
    # Told by the timeline, too; kept here because the list sorts by it and a sort over a join is slow.
    status_since = models.DateTimeField(_("since"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    source = models.CharField(_("found through"), max_length=100, blank=True, validators=[validate_one_line])
    posting_url = models.URLField(_("posting"), max_length=1000, blank=True)
    # No limit: a posting is pasted whole, and cutting it would lose the part one comes back for.
    posting_text = models.TextField(
        _("posting text"), blank=True, help_text=_("Kept here, because postings disappear.")
    )
    # Since when these are its words: set by whoever sets them, and shown beside them.
    posting_kept_at = models.DateTimeField(_("posting kept"), null=True, blank=True, editable=False)
    location = models.CharField(_("location"), max_length=200, blank=True, validators=[validate_one_line])
    # Texts that may be missing are empty, never null: two ways to say "nothing" would be one too many.
    work_mode = models.CharField(_("work mode"), max_length=10, choices=WorkMode, blank=True)
    # Null: not known, which is not nought. The limit is what PostgreSQL's integer holds, said as a sentence.
    salary_min = models.PositiveIntegerField(
        _("salary from"), null=True, blank=True, validators=[MaxValueValidator(2_000_000_000)]
    )
    salary_max = models.PositiveIntegerField(
        _("salary to"), null=True, blank=True, validators=[MaxValueValidator(2_000_000_000)]
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters, such as EUR."))],
    )
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    closes_on = models.DateField(_("posting closes on"), null=True, blank=True)
    offer_reply_by = models.DateTimeField(_("answer the offer by"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, validators=[MinValueValidator(1)]
    )
    liked = models.TextField(
        _("what I like about it"),
        max_length=1000,
        blank=True,
        help_text=_("One true thing. It goes into the letter, should you ever say no."),
    )
    notes = models.TextField(_("notes"), blank=True)
    # Text, not a table: tags are only searched and shown, and nobody renames them everywhere.
    tags = models.CharField(
        _("tags"),
        max_length=300,
        blank=True,
        validators=[validate_one_line],
        help_text=_("Separated by commas."),
    )
    # Of the latest time they said no; whoever does not note it leaves it empty, which is not "they gave none".
    they_said = models.CharField(
        _("why they said no"), max_length=20, choices=TheySaid, blank=True, default="", editable=False
    )
    # "Leave me alone with this one": no follow-ups and no hellos, without saying that it ended.
    retired_at = models.DateTimeField(_("retired from reminders"), null=True, blank=True, editable=False)
    # Kept for thirty days, and gone from every page but the bin's.
    binned_at = models.DateTimeField(_("put into the bin"), null=True, blank=True, editable=False)
    # Said by the database from the two above, so that it cannot be wrong; an index can hold one word, not a list.
    shelf = models.GeneratedField(
        expression=Case(
            When(binned_at__isnull=False, then=Value("bin")),
            When(status__in=sorted(OPEN), then=Value("open")),
            default=Value("over"),
        ),
        output_field=models.CharField(_("shelf"), max_length=4, choices=Shelf),
        db_persist=True,
    )
    # Of the form that added it, once each: the second press of a button, or a form sent again, adds nothing.
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    contacts = models.ManyToManyField(Contact, blank=True, related_name="applications", verbose_name=_("people"))
    created_at = models.DateTimeField(_("added"), editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # A page is read in the order of an index, whatever lies before it: one index a sort and shelf.
            models.Index(fields=["user", "status", "-status_since", "-id"], name="application_column"),
            models.Index(fields=["user", "shelf", "-status_since", "-id"], name="application_list"),
            models.Index(fields=["user", "shelf", "-created_at", "-id"], name="application_newest"),
            models.Index(fields=["user", "shelf", "-applied_on", "-id"], name="application_applied"),
            models.Index(fields=["user", "company", "-id"], name="application_company"),
            # Small: only what is in a bin. For its page, and for the worker, which asks each second what is to go.
            models.Index(
                fields=["user", "-binned_at", "-id"], name="application_bin", condition=Q(binned_at__isnull=False)
            ),
            models.Index(fields=["binned_at"], name="application_to_go", condition=Q(binned_at__isnull=False)),
        ]
        constraints = [
            # Statuses are set by UPDATE, which asks no field for its choices.
            models.CheckConstraint(condition=Q(status__in=Status.values), name="status_is_known"),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="withdrawn_means_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=Q(salary_max__gte=F("salary_min"))
                | Q(salary_min__isnull=True)
                | Q(salary_max__isnull=True),
                name="salary_range_is_upright",
                violation_error_message=_("The salary range is upside down: “to” is lower than “from”."),
            ),
            models.UniqueConstraint(
                fields=["user", "form_key"], condition=Q(form_key__isnull=False), name="one_application_a_form"
            ),
            # The list sorts by the number itself, and an import writes it without a form.
            models.CheckConstraint(condition=Q(priority__in=[1, 2, 3]), name="priority_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.position}, {self.company}"

    def get_absolute_url(self) -> str:
        return _address().format(self.pk)

    def can_move_to(self, to: Status | str) -> bool:
        """Whether the table of legal moves has this one (tracker.transitions.MOVES)."""
        return can_move(Status(self.status), Status(to))

    @property
    def moves(self) -> list[Status]:
        """Where it may go from here, in the order of the process."""
        return moves_from(Status(self.status))

    @property
    def likely_move(self) -> Status | None:
        """What "Move it" proposes: a step forward where there is one, so that a hasty press does not go back."""
        order = list(Status)
        moves = [to for to in self.moves if to is not Status.WITHDRAWN]
        ahead = [to for to in moves if order.index(to) > order.index(Status(self.status))]
        return next(iter(ahead or moves), None)

    @property
    def is_open(self) -> bool:
        return Status(self.status) in OPEN

    @property
    def tag_list(self) -> list[str]:
        return [tag.strip() for tag in self.tags.split(",") if tag.strip()]


class StatusChange(models.Model):
    """One move, with who and when. Append-only: a correction is another move."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="changes")
    # Empty on the first line only: it came from nowhere.
    from_status = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status)
    at = models.DateTimeField(_("when"))
    # Null once that account is gone: what happened stays on the timeline.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    # One to one: of two windows that take the same move back, the database lets one through.
    takes_back = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="taken_back_by")

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        # Two moves may share their moment, such as a round that is kept and the status that follows it.
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The timeline is append-only: add a change, do not edit one.")
        super().save(*args, **kwargs)


class Note(models.Model):
    """Something to remember about an application, or a contact that was had (a touch)."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        TOUCH = "touch", _("We spoke")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")
        IN_PERSON = "in_person", _("In person")
        VIDEO = "video", _("Video")
        SMS = "sms", _("Text message")
        LINKEDIN = "linkedin", _("LinkedIn")
        OTHER = "other", _("Otherwise")

    # note_set: `notes` is taken by the application's own text.
    application = models.ForeignKey(Application, models.CASCADE, related_name="note_set")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="note_set")
    text = models.TextField(_("note"), max_length=20_000, blank=True)
    channel = models.CharField(_("how"), max_length=10, choices=Channel, blank=True)
    # Silence is counted from the last word of theirs: three hellos without one are enough (DOMAIN.md 3c).
    heard = models.BooleanField(_("they answered"), default=False)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at", "-pk"]
        # Who went quiet had no word of late: PostgreSQL looks for those words first, among everybody's.
        indexes = [models.Index(fields=["at", "application"], name="note_of_late")]

    def __str__(self) -> str:
        return self.text[:80]
