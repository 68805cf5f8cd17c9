"""Who may be in the book twice: noted when a name is written, so that asking costs the same at any length."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# Of a name that many rows share, each is laid beside the first few.
FEW = 5
AT_ONCE = 300


class AlikeQuerySet(models.QuerySet["Alike"]):
    def for_user(self, user: User) -> "AlikeQuerySet":
        return self.filter(user=user)

    def people(self) -> "AlikeQuerySet":
        """Pairs of people that still agree, and of whom nobody has said that they are two."""
        address = Q(address=Lower("other_contact__email")) & ~Q(contact__email="")
        name = Q(contact__name_key=F("other_contact__name_key")) & ~Q(contact__name_key=b"")
        company = Q(contact__company=F("other_contact__company"))
        none = Q(contact__company__isnull=True, other_contact__company__isnull=True)
        pairs = self.filter(contact__isnull=False, different_at__isnull=True).alias(address=Lower("contact__email"))
        return pairs.filter(address | (name & (company | none)))

    def companies(self) -> "AlikeQuerySet":
        """The same of companies."""
        pairs = self.filter(company__isnull=False, different_at__isnull=True)
        return pairs.filter(company__bare_key=F("other_company__bare_key")).exclude(company__bare_key=b"")


class AlikeManager(models.Manager.from_queryset(AlikeQuerySet)):  # type: ignore[misc]
    def note(self, rows: Iterable[Any]) -> None:
        """Note whom each of these people, or of these companies, may be; in one question for a few hundred."""
        of_each: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            of_each[row.user_id].append(row)
        for mine in of_each.values():
            for start in range(0, len(mine), AT_ONCE):
                self.bulk_create(_pairs(mine[start : start + AT_ONCE]), ignore_conflicts=True)

    def say_different(self, one: Any, other: Any, *, at: Any) -> "Alike":
        """Remember that these two are two: the pair is shown nowhere again."""
        pair: Alike = self.update_or_create(**_between(one, other), defaults={"different_at": at})[0]
        return pair

    def hand_on(self, gone: Any, keep: Any) -> None:
        """Whom `gone` is not, `keep` is not either, now that the two are one."""
        first, second = _columns(type(gone))
        said = self.filter(Q(**{first: gone}) | Q(**{second: gone}), different_at__isnull=False)
        for pair in said.select_related(first, second):
            other = getattr(pair, second if getattr(pair, f"{first}_id") == gone.pk else first)
            if other.pk != keep.pk:
                self.say_different(keep, other, at=pair.different_at)

    def different_from(self, one: Any) -> Q:
        """Rows that somebody has said to be others than this one."""
        first, second = _columns(type(one))
        said = self.filter(different_at__isnull=False)
        ahead, behind = said.filter(**{first: one.pk}), said.filter(**{second: one.pk})
        return Q(pk__in=ahead.values(second)) | Q(pk__in=behind.values(first))


def _columns(model: type[models.Model]) -> tuple[str, str]:
    name = str(model._meta.model_name)
    return name, f"other_{name}"


def _between(one: Any, other: Any) -> dict[str, Any]:
    """The pair of two rows: the older one first, since it is the one that is kept."""
    first, second = _columns(type(one))
    older, newer = sorted((one, other), key=lambda row: int(row.pk))
    return {"user_id": older.user_id, first: older, second: newer}


def agreeing(rows: list[Any]) -> models.QuerySet[Any]:
    """All rows that share an address, or a name, with one of these; they themselves, too."""
    model: Any
    model, user = type(rows[0]), rows[0].user_id
    names = {bytes(getattr(row, _key(model))) for row in rows} - {b""}
    # The owner in each half: so each finds an index of its own.
    same = Q(user=user, **{f"{_key(model)}__in": names})
    found: models.QuerySet[Any] = model._default_manager.all()
    if _has_address(model):
        found = found.alias(lowered=Lower("email"))
        if addresses := {row.email for row in rows if row.email}:
            same |= Q(user=user, lowered__in=[Lower(Value(address)) for address in addresses])
    return found.filter(same)


def _pairs(rows: list[Any]) -> "list[Alike]":
    model = type(rows[0])
    first, second = (f"{name}_id" for name in _columns(model))
    groups: dict[Any, list[int]] = defaultdict(list)
    values = (Lower("email"), "name_key", "company_id") if _has_address(model) else ("bare_key",)
    new = {row.pk for row in rows}
    found = list(agreeing(rows).order_by("pk").values_list("pk", *values)[: 4 * FEW + AT_ONCE * len(rows)])
    # There may be ten thousand of one address: then the latest of them is not among the first.
    if missing := new.difference(pk for pk, *_said in found):
        found += model._default_manager.filter(pk__in=missing).order_by("pk").values_list("pk", *values)
    for pk, *said in found:
        for group in _groups(*said):
            groups[group].append(pk)
    pairs = {
        (min(pk, other), max(pk, other))
        for group in groups.values()
        for pk in new.intersection(group)
        for other in [one for one in group[: FEW + 1] if one != pk][:FEW]
    }
    return [Alike(user_id=rows[0].user_id, **{first: older, second: newer}) for older, newer in sorted(pairs)]


def _groups(*said: Any) -> list[Any]:
    if len(said) == 1:
        return [bytes(said[0])]
    address, name, company = said
    groups: list[Any] = [address] if address else []
    return groups + ([(bytes(name), company)] if bytes(name) else [])


def _has_address(model: type[models.Model]) -> bool:
    return model._meta.model_name == "contact"


def _key(model: type[models.Model]) -> str:
    return "name_key" if _has_address(model) else "bare_key"


class Alike(models.Model):
    """Two rows that may be one person, or one company; or that somebody has said are two."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Hidden from what counts who is in use: this hangs on nobody, and goes with either.
    contact = models.ForeignKey("tracker.Contact", models.CASCADE, null=True, related_name="+")
    other_contact = models.ForeignKey("tracker.Contact", models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey("tracker.Company", models.CASCADE, null=True, related_name="+")
    other_company = models.ForeignKey("tracker.Company", models.CASCADE, null=True, related_name="+")
    different_at = models.DateTimeField(_("said to be two"), null=True)

    objects = AlikeManager()

    class Meta:
        verbose_name = _("pair that may be one")
        verbose_name_plural = _("pairs that may be one")
        indexes = [
            models.Index(
                fields=["user", "id"],
                condition=Q(contact__isnull=False, different_at__isnull=True),
                name="people_alike",
            ),
            models.Index(
                fields=["user", "id"],
                condition=Q(company__isnull=False, different_at__isnull=True),
                name="companies_alike",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contact", "other_contact"], name="one_pair_of_people"),
            models.UniqueConstraint(fields=["company", "other_company"], name="one_pair_of_companies"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def first(self) -> Any:
        """The older of the two."""
        return self.contact or self.company

    @property
    def second(self) -> Any:
        return self.other_contact or self.other_company
