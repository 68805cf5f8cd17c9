from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from accounts.time import local, validate_zone
from tracker.models.application import Application
from tracker.models.people import Contact


class InterviewQuerySet(models.QuerySet["Interview"]):
    def for_user(self, user: User) -> "InterviewQuerySet":
        return self.filter(application__user=user, application__binned_at__isnull=True)

    def ahead(self, at: datetime) -> "InterviewQuerySet":
        """Invited or accepted, and not over yet: what a decline frees."""
        return self.filter(
            # A round without a date is ahead as well: a no must free it, or it would go on asking for an answer.
            Q(starts_at__isnull=True) | Q(starts_at__gt=at),
            state__in=[Interview.State.INVITED, Interview.State.ACCEPTED],
        )


class Interview(models.Model):
    """One round. An instant in UTC, and the zone in which the employer named it."""

    class Stage(models.TextChoices):
        PHONE_SCREEN = "phone_screen", _("Phone screen")
        RECRUITER_CALL = "recruiter_call", _("Recruiter call")
        HIRING_MANAGER = "hiring_manager", _("Hiring manager")
        TECHNICAL = "technical", _("Technical interview")
        TAKE_HOME = "take_home", _("Take-home task")
        PANEL = "panel", _("Panel")
        ON_SITE = "on_site", _("On-site day")
        SECOND = "second", _("Second interview")
        FINAL = "final", _("Final interview")
        OTHER = "other", _("Interview")

    class State(models.TextChoices):
        INVITED = "invited", _("Not answered yet")
        ACCEPTED = "accepted", _("Accepted")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")

    # Held, once it has begun: many forget to note that it was done.
    HELD = (State.ACCEPTED, State.DONE)

    application = models.ForeignKey(Application, models.CASCADE, related_name="interviews")
    stage = models.CharField(_("round"), max_length=20, choices=Stage, default=Stage.OTHER)
    # Not editable: an answer moves reminders and, in a decline, is remembered for taking back.
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED, editable=False)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    # Kept beside the instant, since a letter names the hour as the employer said it.
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    # A length, not an end: then no edit of the start can leave the end before it. Two weeks, for take-home tasks.
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(14 * 24 * 60)]
    )
    place = models.CharField(_("place or link"), max_length=500, blank=True, validators=[validate_one_line])
    interviewers = models.ManyToManyField(Contact, blank=True, related_name="interviews", verbose_name=_("with"))
    # Null where nobody invited: a round that was agreed on the phone has nothing to answer.
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    reply_by = models.DateTimeField(_("reply by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    preparation = models.TextField(_("preparation"), blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        # Said in full, since SQLite and PostgreSQL put missing dates at opposite ends.
        ordering = [F("starts_at").desc(nulls_first=True), "-pk"]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="interview_ahead"),
            # The calendar asks for the answers that are due in a month.
            models.Index(fields=["state", "reply_by"], name="interview_reply"),
        ]
        constraints = [
            # In the database as well as the form: imports, the admin and UPDATEs do not pass the form.
            models.CheckConstraint(
                condition=Q(reply_by__gte=F("invited_at")) | Q(reply_by__isnull=True) | Q(invited_at__isnull=True),
                name="reply_by_follows_invitation",
                violation_error_message=_("The reply-by date is before the invitation."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="interview_ends_after_it_starts",
                violation_error_message=_("An interview cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.application}"

    @property
    def ends_at(self) -> datetime | None:
        """The end as an instant, or None while no date is agreed."""
        # On instants, so an hour that the clocks skip or repeat during the round changes nothing.
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def starts_there(self) -> datetime | None:
        """The start on the wall clock of the zone the employer named."""
        return local(self.starts_at, self.time_zone) if self.starts_at else None

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= at
