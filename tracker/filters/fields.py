"""Fields of the filter form that take what they understand and leave the rest."""

from typing import Any

import django_filters
from django import forms

from tracker.fields import DayField


class Chosen(forms.MultipleChoiceField):
    """Those of the values that are choices: an old link with one that is gone still filters by the others."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        return [one for one in value or [] if self.valid_value(one)]


class ChosenFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    field_class = Chosen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A column of the row itself finds no row twice, and looking for doubles sorts them all.
        super().__init__(*args, **kwargs | {"distinct": False})


class DayFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = DayField


class AmountFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = forms.IntegerField
