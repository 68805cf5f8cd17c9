from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Replace
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.filters.fields import AmountFilter, ChosenFilter, DayFilter
from tracker.models import Application, Contact, Interview, Status
from tracker.models.application import ApplicationQuerySet

MODES, PRIORITIES = Application.WorkMode, Application.Priority
# Filter, its values and what they are in words; what remains without one of them.
Chip = tuple[str, str, list[str]]


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filters in the address of the list. An odd value is no error, it filters nothing."""

    status = ChosenFilter(choices=Status.choices, label=gettext_lazy("Status"))
    work_mode = ChosenFilter(choices=MODES.choices, label=gettext_lazy("Where"))
    priority = ChosenFilter(choices=PRIORITIES.choices, label=gettext_lazy("Priority"))
    source = django_filters.CharFilter(lookup_expr="icontains", max_length=100, label=gettext_lazy("Found through"))
    tag = django_filters.CharFilter(method="tagged", max_length=100, label=gettext_lazy("Tag"))
    applied_from = DayFilter("applied_on", "gte", label=gettext_lazy("Applied since"))
    applied_to = DayFilter("applied_on", "lte", label=gettext_lazy("Applied until"))
    salary = AmountFilter(
        method="paid",
        min_value=1,
        max_value=2_000_000_000,
        label=gettext_lazy("Salary of at least"),
    )
    ahead = django_filters.ChoiceFilter(
        method="has_ahead",
        choices=[("yes", gettext_lazy("Interview ahead")), ("no", gettext_lazy("No interview ahead"))],
        label=gettext_lazy("Interviews"),
        empty_label=gettext_lazy("Either"),
    )
    agency = django_filters.ChoiceFilter(
        method="through_agency",
        choices=[("yes", gettext_lazy("Through an agency")), ("no", gettext_lazy("Not through an agency"))],
        label=gettext_lazy("Agency"),
        empty_label=gettext_lazy("Either"),
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def tagged(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        # A whole tag: "art" is not "startup". They are kept as one text with commas between.
        tags = Concat(Value(","), Replace("tags", Value(", "), Value(",")), Value(","))
        return rows.alias(all_tags=tags).filter(all_tags__icontains=f",{value.strip()},")

    def paid(self, rows: ApplicationQuerySet, name: str, value: int) -> ApplicationQuerySet:
        return rows.filter(Q(salary_max__gte=value) | Q(salary_max__isnull=True, salary_min__gte=value))

    def has_ahead(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        ahead = Q(pk__in=Interview.objects.ahead(self.at).filter(starts_at__isnull=False).values("application"))
        return rows.filter(ahead if value == "yes" else ~ahead)

    def through_agency(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        """An agency's recruiter is among the people, or the source says so ("Agency: Hays")."""
        recruiter = Application.contacts.through.objects.filter(
            application=OuterRef("pk"), contact__role=Contact.Role.AGENCY_RECRUITER
        )
        agency = Q(source__istartswith="agency") | Q(Exists(recruiter))
        return rows.filter(agency if value == "yes" else ~agency)

    @property
    def asked(self) -> dict[str, Any]:
        """What filters, by the name of its filter."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    def chips(self) -> list[Chip]:
        """Each filter in words, its name, and the values that stay when this one goes."""
        found: list[Chip] = []
        for name, value in self.asked.items():
            values = value if isinstance(value, list) else [value]
            for one in values:
                rest = [str(other) for other in values if other != one]
                found.append((self._words(name, one), name, rest))
        return found

    def _words(self, name: str, value: Any) -> str:
        words: dict[str, Callable[[Any], str]] = {
            "status": lambda one: str(Status(one).label),
            "work_mode": lambda one: str(MODES(one).label),
            "priority": lambda one: _("%(priority)s priority") % {"priority": PRIORITIES(int(one)).label},
            "source": lambda one: _("Found through “%(source)s”") % {"source": one},
            "tag": lambda one: _("Tag “%(tag)s”") % {"tag": one},
            "applied_from": lambda one: _("Applied since %(day)s") % {"day": self._day(one)},
            "applied_to": lambda one: _("Applied until %(day)s") % {"day": self._day(one)},
            "salary": lambda one: _("%(salary)s or more") % {"salary": f"{one:,}"},
        }
        if name in words:
            return words[name](value)
        return str(dict(self.form.fields[name].choices)[value])

    def _day(self, day: date) -> str:
        return date_format(day, "j F" if day.year == self.at.year else "j F Y")
