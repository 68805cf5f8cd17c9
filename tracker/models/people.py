from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import validate_one_line
from tracker import names
from tracker.models.alike import Alike


class DerivedKey(models.BinaryField):  # type: ignore[type-arg]
    """A name as it is sorted or compared, written with its row whoever writes it, in bulk too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"editable": False, "default": b""})

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        make = getattr(model_instance, f"made_{self.attname}", None)
        if make is None:  # a row of a migration: models of the past have no methods
            return bytes(getattr(model_instance, self.attname))
        made: bytes = make()
        setattr(model_instance, self.attname, made)
        return made


class CompanyQuerySet(models.QuerySet["Company"]):
    def for_user(self, user: User) -> "CompanyQuerySet":
        return self.filter(user=user)

    def bulk_create(self, objs: Iterable["Company"], *args: Any, **kwargs: Any) -> list["Company"]:
        made = super().bulk_create(objs, *args, **kwargs)
        NameStart.objects.write(made)
        Alike.objects.note(made)
        return made


class Company(models.Model):
    """An employer, or an agency. One per name and person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="companies")
    name = models.CharField(_("company"), max_length=200, validators=[validate_one_line])
    website = models.URLField(_("website"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    name_key = DerivedKey()
    # Without "Ltd" and the like: two that agree in this are probably one.
    bare_key = DerivedKey()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["user", "name_key", "id"], name="company_list"),
            models.Index(fields=["user", "bare_key"], name="company_twins"),
        ]
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

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        NameStart.objects.rewrite(self, is_new=is_new)
        Alike.objects.note([self])

    def get_absolute_url(self) -> str:
        return reverse("tracker:company", args=[self.pk])

    def made_name_key(self) -> bytes:
        return names.key(self.name)

    def made_bare_key(self) -> bytes:
        return names.bare(self.name).encode()

    def name_starts(self) -> set[bytes]:
        return names.starts(self.name)


class ContactQuerySet(models.QuerySet["Contact"]):
    def for_user(self, user: User) -> "ContactQuerySet":
        return self.filter(user=user)

    def bulk_create(self, objs: Iterable["Contact"], *args: Any, **kwargs: Any) -> list["Contact"]:
        made = super().bulk_create(objs, *args, **kwargs)
        NameStart.objects.write(made)
        Alike.objects.note(made)
        return made


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
    name_key = DerivedKey()

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "email"]
        indexes = [
            models.Index(fields=["user", "name_key", "id"], name="contact_list"),
            models.Index(fields=["user", "role", "name_key", "id"], name="contact_by_role"),
            models.Index("user", Lower("email"), name="contact_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email=""),
                name="contact_is_somebody",
                violation_error_message=_("Give a name or an e-mail address, so that you know who this is."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        NameStart.objects.rewrite(self, is_new=is_new)
        Alike.objects.note([self])

    def get_absolute_url(self) -> str:
        return reverse("tracker:person", args=[self.pk])

    def made_name_key(self) -> bytes:
        return names.key(str(self))

    def name_starts(self) -> set[bytes]:
        return names.starts(self.name, self.called, self.email)

    @property
    def address(self) -> str:
        """The name a letter greets with; empty when only an e-mail address is known."""
        return self.called or self.name

    @property
    def phone_link(self) -> str:
        """The number as a tel: link takes it."""
        # Brackets, spaces and dashes are for eyes; some telephones dial only what is left.
        return "".join(char for char in self.phone if char.isdigit() or char == "+")


class NameStartManager(models.Manager["NameStart"]):
    def rewrite(self, one: "Contact | Company", *, is_new: bool = False) -> None:
        """Write where a name is found, in place of what was written before."""
        if is_new:
            return self.write([one])
        of_it = self.filter(**_which(one))
        kept = {bytes(text) for text in of_it.values_list("text", flat=True)}
        if gone := kept - one.name_starts():
            of_it.filter(text__in=gone).delete()
        return self.write([one], kept)

    def write(self, rows: "Iterable[Contact | Company]", kept: Collection[bytes] = ()) -> None:
        """Write where new names are found."""
        starts = [(one, text) for one in rows for text in one.name_starts() if text not in kept]
        made = [NameStart(user_id=one.user_id, text=text, **_which(one)) for one, text in starts]
        self.bulk_create(made, batch_size=1000)


def _which(one: "Contact | Company") -> dict[str, Any]:
    return {"contact": one} if isinstance(one, Contact) else {"company": one}


class NameStart(models.Model):
    """One place where a name is found: it from each of its words on, folded. A search reads a stretch of an index."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="name_start_set")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="name_start_set")
    text = models.BinaryField()

    objects = NameStartManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "text", "contact"], condition=Q(contact__isnull=False), name="person_by_word"
            ),
            models.Index(
                fields=["user", "text", "company"], condition=Q(company__isnull=False), name="company_by_word"
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.text).decode()
