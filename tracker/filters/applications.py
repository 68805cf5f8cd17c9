from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import Application, Status
from tracker.models.application import ApplicationQuerySet

# Longer words are found by their beginning: the database refuses a pattern of many thousand letters.
LONGEST_WORD = 200

SORTS: dict[str, tuple[str | Promise, list[Any]]] = {
    "pressing": (_("What presses"), [F("next_reply").asc(nulls_last=True), "-status_since", "-pk"]),
    "newest": (_("Newest first"), ["-created_at", "-pk"]),
    "applied": (_("Applied, latest first"), [F("applied_on").desc(nulls_last=True), "-pk"]),
    "company": (_("Company"), ["company__name", "position", "pk"]),
}


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The list's one URL state: search, status, sort. An odd value is no error, it filters nothing."""

    q = django_filters.CharFilter(
        method="search", label=_("Search"), widget=forms.TextInput(attrs={"type": "search"})
    )
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, label=_("Status"))
    sort = django_filters.ChoiceFilter(
        method="order", choices=[(name, label) for name, (label, _order) in SORTS.items()], label=_("Sort")
    )

    class Meta:
        model = Application
        fields = ["q", "status", "sort"]

    def search(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        # Each word asks six columns and a table more; nobody looks for nine words, but a pasted page would.
        for whole in value.split()[:8]:
            word = whole[:LONGEST_WORD]
            rows = rows.filter(
                Q(company__name__icontains=word)
                | Q(position__icontains=word)
                | Q(notes__icontains=word)
                | Q(tags__icontains=word)
                | Q(location__icontains=word)
                | Q(source__icontains=word)
                | Q(
                    # By number, not by a join: one application with three matching contacts is one row.
                    pk__in=Application.contacts.through.objects.filter(contact__name__icontains=word).values(
                        "application"
                    )
                )
            )
        return rows

    def order(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.order_by(*SORTS[value][1])

    def chips(self) -> list[tuple[str, str, list[str]]]:
        """Each filter in words, the name of its field, and the values that stay when this one goes."""
        chips: list[tuple[str, str, list[str]]] = []
        if (query := self.data.get("q", "").strip()) and "q" not in self.form.errors:
            chips.append((f"“{query}”", "q", []))
        chosen = self.data.getlist("status")
        for value in chosen:
            if value in Status.values:
                chips.append((str(Status(value).label), "status", [kept for kept in chosen if kept != value]))
        return chips
