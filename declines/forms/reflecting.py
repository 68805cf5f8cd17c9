"""Four things to weigh before a no."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.seen import Seen
from accounts.text import validate_one_line
from declines.models import Reflection
from declines.services.reflecting import Weighed


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    """Radios that can be left open again: a pressed radio has no other way back."""
    open_too = [*choices, ("", _("I don’t know yet"))]
    return forms.ChoiceField(label=label, choices=open_too, required=False, widget=forms.RadioSelect)


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, required=False, validators=[validate_one_line])


class WeighForm(Seen, forms.Form):
    """The four considerations of DOMAIN.md 57–60, each one skippable. It writes nothing."""

    why = _choice(_("Why are you thinking of saying no?"), Reflection.Why.choices)
    why_note = _note(_("In a few words"))
    reputation_note = _note(_("What I would like them to remember"))
    revisit = _choice(_("Would you want to come back to this company?"), Reflection.Revisit.choices)
    revisit_note = _note(_("What would have to be different"))
    fit = _choice(_("Does the role lead where you want to go?"), Reflection.Fit.choices)
    fit_note = _note(_("My longer plan"))

    def __init__(self, data: Any = None, *, kept: Weighed) -> None:
        super().__init__(data, initial=asdict(kept))
        self.remember(asdict(kept))

    def weighed(self) -> Weighed:
        """The answers of a form that is right."""
        return Weighed(**self.cleaned_data)
