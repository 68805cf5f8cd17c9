from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.days_off import is_public_holiday
from accounts.text import validate_one_line
from accounts.time import local, validate_zone
from accounts.week import MONDAY, SATURDAY, SUNDAY, usual_first_day


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        # Whoever signs up as Maya@home.example will some day type maya@home.example.
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person. The address is kept as typed; two that differ in case only are one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator: may open the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person with a job search. The e-mail address is the login."""

    class Digest(models.TextChoices):
        EACH = "each", _("One mail for each reminder")
        DAILY = "daily", _("One mail a day, with all that is due")
        WEEKLY = "weekly", _("One mail a week, with all that is due")

    # Fields of AbstractUser that would be a second login and a second name to keep in step.
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # Django asks that the login be unique by itself; the constraint below adds "whatever its capitals".
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(
        _("your name"),
        max_length=150,
        validators=[validate_one_line],
        help_text=_("As it stands under your letters."),
    )
    signature = models.TextField(
        _("signature"),
        max_length=1000,
        blank=True,
        help_text=_("Lines under your name in a letter: a phone number, a profile."),
    )
    # No list of choices: each release of the zone data would be a migration.
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    reminder_hour = models.PositiveSmallIntegerField(
        _("reminder hour"),
        default=9,
        validators=[MaxValueValidator(23)],
        help_text=_("When reminders come, on your clock."),
    )
    working_days = models.CharField(
        _("working days"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?\Z")],  # \Z: a $ lets a line break pass
        help_text=_("ISO weekdays: 1 is Monday, 7 is Sunday."),
    )

    # Empty: as is usual where they live.
    week_starts_on = models.PositiveSmallIntegerField(
        _("weeks start on"),
        null=True,
        blank=True,
        choices=[(MONDAY, _("Monday")), (SUNDAY, _("Sunday")), (SATURDAY, _("Saturday"))],
    )

    # Codes of the `holidays` package, checked by the form that offers them: each release knows a few more.
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Its public holidays are no working days.")
    )
    region = models.CharField(_("region"), max_length=40, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=time(21))
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=time(7))
    digest = models.CharField(_("mails"), max_length=6, choices=Digest, default=Digest.EACH)
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly mail"), default=1, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message=_("There is already an account with this e-mail address."),
            ),
            # An hour of 24, or a week without a day, would stop this person's reminders far from any form.
            models.CheckConstraint(condition=models.Q(reminder_hour__lte=23), name="reminder_hour_is_on_the_clock"),
            models.CheckConstraint(
                condition=models.Q(week_starts_on__in=[MONDAY, SATURDAY, SUNDAY])
                | models.Q(week_starts_on__isnull=True),
                name="weeks_start_on_a_day_they_start_on",
            ),
            models.CheckConstraint(condition=~models.Q(working_days=""), name="somebody_works_some_day"),
            models.CheckConstraint(
                condition=models.Q(digest_weekday__gte=1, digest_weekday__lte=7), name="digest_weekday_is_in_the_week"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    @property
    def first_word(self) -> str:
        """What we call somebody in the app: the first word of the name."""
        return self.display_name.split(" ")[0] if self.display_name else self.email

    @property
    def initials(self) -> str:
        """One or two letters for the round button in the top line."""
        words = (self.display_name or self.email).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def workdays(self) -> frozenset[int]:
        """ISO weekdays on which reminders and replies are expected."""
        return frozenset(int(digit) for digit in self.working_days)

    @property
    def first_weekday(self) -> int:
        """The ISO weekday on which this person's weeks begin."""
        return self.week_starts_on or usual_first_day(self.country, self.time_zone)

    def works_on(self, day: date) -> bool:
        """Whether this is one of the person's working days, and no public holiday where they live."""
        # Nobody works no day at all: then every day counts.
        in_the_week = not self.workdays or day.isoweekday() in self.workdays
        return in_the_week and not is_public_holiday(day, self.country, self.region)

    def working_day_from(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one."""
        while not self.works_on(day):
            day += timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day_from(day + timedelta(days=1))

    @property
    def reminder_clock(self) -> time:
        """The wall time at which reminders come."""
        return time(self.reminder_hour)

    def local(self, at: datetime) -> datetime:
        """`at` on this person's wall clock."""
        return local(at, self.time_zone)
