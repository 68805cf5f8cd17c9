"""Choices that are shown although they make no sense here, with the reason why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from declines.models import Wording
from declines.services.wordings import wordings_for
from declines.situation import Kind

# So many wordings are counted, then it begins anew.
SEEDS = 32_000


def not_past(day: date | None, today: date) -> date | None:
    """The day of a follow-up as it was typed; one that lies behind is refused."""
    if day is not None and day < today:
        raise ValidationError(_("This day has passed. Choose today or a later one, or leave it empty."))
    return day


@dataclass(frozen=True)
class Offer:
    """One radio button; `why_not` is empty where it can be chosen."""

    radio: Any
    why_not: str


def offers(field: BoundField, why: dict[Any, str]) -> list[Offer]:
    """The radios of a field. The one that stands chosen stays pressable: a form would not send it otherwise."""
    found = []
    for radio in field:
        why_not = why.get(radio.data["value"], "")
        if why_not and not radio.data["selected"]:
            radio.data["attrs"]["disabled"] = True
        found.append(Offer(radio, why_not))
    return found


class SelectWithWhy(forms.Select):
    """A select whose odd options are disabled and say why."""

    why: dict[Any, str] = {}

    def create_option(self, name: str, value: Any, label: Any, selected: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, label, selected, *args, **kwargs)
        if why_not := self.why.get(value):
            option["label"] = _("%(choice)s. %(why)s") % {"choice": label, "why": why_not}
            if not selected:
                option["attrs"]["disabled"] = True
        return option


class OwnWordingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Ours, or one of the person's own wordings of this kind; `own` is empty where there is nothing to choose."""

    def __init__(self) -> None:
        super().__init__(
            Wording.objects.none(),
            label=gettext_lazy("Whose words?"),
            help_text=gettext_lazy("Your own wording says what stands in it; what you answer here goes into ours."),
            required=False,
            empty_label=gettext_lazy("Bowout’s, as below"),
        )
        self.own: list[tuple[int, str]] = []

    def offer(self, user: User, kind: Kind) -> None:
        """List the person's own. Asked for once a page: to know whether there are any, and to show them."""
        self.queryset = wordings_for(user, kind)
        self.own = list(self.queryset.values_list("pk", "name"))
        self.choices = [("", self.empty_label), *self.own]
