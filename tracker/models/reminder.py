from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from accounts.time import resolve, validate_zone
from tracker.models.application import Application
from tracker.models.interview import Interview
from tracker.models.people import Contact


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def for_user(self, user: User) -> "ReminderQuerySet":
        """Theirs, but for those of an application in the bin."""
        return self.filter(user=user, application__binned_at__isnull=True)

    def open(self) -> "ReminderQuerySet":
        """Still to be told, or told and not done."""
        return self.filter(state__in=Reminder.OPEN)

    def near(self, at: datetime) -> "ReminderQuerySet":
        """Untold ones whose wall time has come somewhere on earth: a narrow net, sorted out in Python."""
        # Clocks are up to fourteen hours ahead of UTC, and one may just have been put back.
        ahead = at.astimezone(UTC) + timedelta(hours=15)
        come = Q(due_on__lt=ahead.date()) | Q(due_on=ahead.date(), due_time__lte=ahead.time())
        # The day by itself as well: it is what the index holds.
        return self.filter(come, state=Reminder.State.PENDING, due_on__lte=ahead.date())


class Reminder(models.Model):
    """Something to do on a day, at an hour of the person's wall clock, with the words where there are some.

    A new date is a new occurrence: the mail of each occurrence is written once.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Answer the invitation")
        INTERVIEW = "interview", _("Interview ahead")
        THANK_YOU = "thank_you", _("Thank-you note")
        STAY_IN_TOUCH = "stay_in_touch", _("Stay in touch")
        FOLLOW_UP = "follow_up", _("Follow up")
        LAPSE = "lapse", _("Still waiting?")
        OFFER = "offer", _("Answer the offer")
        OTHER = "other", _("Something to do")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for its hour")
        TOLD = "told", _("Told")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")  # by the person
        CANCELLED = "cancelled", _("Cancelled")  # by the course of things

    class Because(models.TextChoices):
        """Why the course of things took a reminder away, for the timeline."""

        MOVED_ON = "moved_on", _("the application moved on")
        ROUND_CHANGED = "round_changed", _("the interview changed")
        TAKEN_BACK = "taken_back", _("the step it came from was taken back")
        IN_TOUCH = "in_touch", _("you were in touch")
        UNANSWERED = "unanswered", _("three in a row had no answer")
        RETIRED = "retired", _("you asked for no more reminders about this one")
        RULE_OFF = "rule_off", _("you switched these reminders off")
        NO_LONGER = "no_longer", _("it was no longer needed when its hour came")
        BINNED = "binned", _("the application went into the bin")

    OPEN = (State.PENDING, State.TOLD)

    # The application's owner once more: the lists and the worker ask by person, without a join.
    # Found by reminder_list below: an index of the person alone would tempt SQLite to read all there ever were.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", db_index=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="reminders")
    # Goes with its round, unlike the contact: without the round there is nothing left to do.
    interview = models.ForeignKey(Interview, models.CASCADE, null=True, blank=True, related_name="reminders")
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="reminders", verbose_name=_("for whom")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("what"), max_length=200, blank=True, validators=[validate_one_line])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, editable=False)
    # Wall time, not an instant: nine o'clock stays nine when a person moves or a country changes its rules.
    due_on = models.DateField(_("day"))
    due_time = models.TimeField(_("hour"))
    # Empty: the hour travels with the person. Set: it is tied to an instant, such as an interview.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="", validators=[validate_zone])
    # The moment it was first planned for: a plan that has not changed leaves a snoozed reminder alone.
    planned_for = models.CharField(max_length=100, blank=True, editable=False)
    # The first follow-up or the second, the first hello or a later one.
    step = models.PositiveSmallIntegerField(default=1, editable=False)
    # The mail that told it together with others; empty where it has one of its own.
    digest = models.CharField(max_length=100, blank=True, editable=False)
    # A snapshot: words that were read and approved do not change by themselves.
    subject = models.CharField(_("subject"), max_length=300, blank=True, validators=[validate_one_line])
    words = models.TextField(_("the words"), max_length=20_000, blank=True)
    # Part of the mail's key: what was told once can be told again after "later", and only then.
    occurrence = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    because = models.CharField(_("why"), max_length=15, choices=Because, blank=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["due_on", "due_time", "pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="reminder_due"),
            models.Index(fields=["user", "state", "due_on"], name="reminder_list"),
        ]
        constraints = [
            # Zero stands for "none": NULLs never collide, and the rule must hold for them too.
            models.UniqueConstraint(
                "application",
                "kind",
                Coalesce("interview_id", 0),
                Coalesce("contact_id", 0),
                # Of one's own making there may be several: only their titles tell them apart.
                condition=Q(state__in=["pending", "told"]) & ~Q(kind="other"),
                name="one_open_reminder_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "skipped", "cancelled"], closed_at__isnull=False)
                | Q(state__in=["pending", "told"], closed_at__isnull=True),
                name="closed_means_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.get_kind_display()}, {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("tracker:reminder", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_own(self) -> bool:
        """Of the person's own making, by no rule."""
        return self.kind == self.Kind.OTHER

    @property
    def due_at(self) -> datetime:
        """The instant it is due, resolved now: in its own zone, or wherever the person lives today."""
        return resolve(self.due_on, self.due_time, self.time_zone or self.user.time_zone)

    @property
    def mail_key(self) -> str:
        """One mail per occurrence, its own or a digest; a snoozed reminder is a new one."""
        return self.digest or f"reminder:{self.pk}:{self.occurrence}"

    def is_overdue(self, at: datetime, today: date) -> bool:
        """Due on a day before today, on the person's calendar."""
        # Both: a reminder tied to another zone can carry yesterday's date and still lie ahead.
        return self.is_open and self.due_on < today and self.due_at < at
