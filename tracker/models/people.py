from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line


class CompanyQuerySet(models.QuerySet["Company"]):
    def for_user(self, user: User) -> "CompanyQuerySet":
        return self.filter(user=user)


class Company(models.Model):
    """An employer, or an agency. One per name and person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="companies")
    name = models.CharField(_("company"), max_length=200, validators=[validate_one_line])
    website = models.URLField(_("website"), blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        # Two spellings of one company would split its history. Two people may well keep the same one.
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="one_company_per_name",
                violation_error_message=_("There is a company of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def for_user(self, user: User) -> "ContactQuerySet":
        return self.filter(user=user)


class Contact(models.Model):
    """A person met on the way. Belongs to the person searching, so it outlives one application."""

    class Role(models.TextChoices):
        RECRUITER = "recruiter", _("Recruiter")
        AGENCY_RECRUITER = "agency_recruiter", _("Agency recruiter")
        HIRING_MANAGER = "hiring_manager", _("Hiring manager")
        INTERVIEWER = "interviewer", _("Interviewer")
        COORDINATOR = "coordinator", _("Coordinator")
        REFERRER = "referrer", _("Referrer")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contacts")
    # Null, and kept when the company goes: people change jobs, and the tie is to the person (DOMAIN.md 22).
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="contacts", verbose_name=_("company")
    )
    # May be empty: often all one has at first is jobs@company.example.
    name = models.CharField(_("name"), max_length=200, blank=True, validators=[validate_one_line])
    # Asked, not guessed: no rule knows which part of a name is the one to greet with.
    called = models.CharField(
        _("how you address them"),
        max_length=100,
        blank=True,
        validators=[validate_one_line],
        help_text=_("Jean-Luc, or Dr. El-Sayed. Left empty, letters use the full name."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.RECRUITER)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True, validators=[validate_one_line])
    notes = models.TextField(_("notes"), blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email=""),
                name="contact_is_somebody",
                violation_error_message=_("Give a name or an e-mail address, so that you know who this is."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def address(self) -> str:
        """The name a letter greets with; empty when only an e-mail address is known."""
        return self.called or self.name

    @property
    def phone_link(self) -> str:
        """The number as a tel: link takes it."""
        # Brackets, spaces and dashes are for eyes; some telephones dial only what is left.
        return "".join(char for char in self.phone if char.isdigit() or char == "+")
