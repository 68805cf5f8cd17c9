"""A wording of one's own: what to begin from, and the words themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.seen import Seen
from declines.forms.choices import SEEDS
from declines.models import Wording
from declines.services.wordings import OURS, unknown_variables
from declines.situation import Kind, Stage, Tone
from tracker.forms.layout import helper
from tracker.models import Application

# The latest to have moved; a longer list nobody scrolls.
APPLICATIONS = 50
FIRST = {"kind": Kind.DECLINE, "stage": Stage.INVITED, "tone": Tone.WARM, "seed": 0}


class BeginForm(forms.Form):
    """Which of our letters to begin from. It stands in the address."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it for?"), choices=[(kind, kind.label) for kind in OURS])
    stage = forms.ChoiceField(
        label=gettext_lazy("Written when"),
        # What is said in the interview itself is no letter.
        choices=[(stage, stage.label) for stage in Stage if stage is not Stage.IN_INTERVIEW],
    )
    tone = forms.ChoiceField(label=gettext_lazy("Tone"), choices=Tone.choices, widget=forms.RadioSelect)
    seed = forms.IntegerField(min_value=0, max_value=SEEDS - 1, required=False, widget=forms.HiddenInput)

    def another(self) -> str:
        """The address of the next wording for the same choices."""
        data = self.cleaned_data
        return "?" + urlencode(data | {"seed": (data["seed"] + 1) % SEEDS})


def begin_form(chosen: QueryDict) -> BeginForm:
    """The choices as the address has them; what is missing or odd in it gives way to the first choice."""
    asked = BeginForm(chosen)
    asked.is_valid()
    taken = {name: value for name, value in asked.cleaned_data.items() if value}
    form = BeginForm(FIRST | taken, auto_id="begin_%s")
    form.is_valid()
    return form


class WordingForm(Seen, forms.ModelForm[Wording]):
    """A name to find it by, what it is for, and the words. A variable that we do not know is refused by name."""

    # Never kept: the application on which the words are looked at.
    application = forms.TypedChoiceField(
        label=gettext_lazy("See it on"), required=False, coerce=int, empty_value=None
    )

    class Meta:
        model = Wording
        fields = ["name", "kind", "subject", "body"]
        labels = {"name": gettext_lazy("What you call it"), "kind": gettext_lazy("A letter for")}
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance.pk:
            self.remember_row(self.instance, self._meta.fields or ())
        latest = Application.objects.for_user(user).select_related("company").order_by("-status_since", "-pk")
        # First one that shows the most: still open, and with something noted that goes into a letter.
        self.applications = sorted(latest[:APPLICATIONS], key=lambda one: (not one.is_open, not one.liked))
        field: Any = self.fields["application"]
        field.choices = [(application.pk, str(application)) for application in self.applications]
        self.helper = helper("name", "kind", "subject", "body")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Wording.objects.for_user(self.user).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(name_taken(name))
        return name

    def clean_subject(self) -> str:
        return self._understood("subject")

    def clean_body(self) -> str:
        return self._understood("body")

    def _understood(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        if unknown := unknown_variables(text):
            raise ValidationError([_not_ours(name, near) for name, near in unknown.items()])
        return text

    def application_chosen(self) -> Application | None:
        """The one to see the words on: the chosen one, else the first of the list."""
        value = str(self["application"].value() or "")
        chosen = (application for application in self.applications if str(application.pk) == value)
        return next(chosen, next(iter(self.applications), None))


def name_taken(name: str) -> str:
    """What to say when the person has a wording of this name already."""
    text = _("You have a wording called “%(name)s” already. Give this one a name of its own.")
    return text % {"name": name}


def _not_ours(name: str, near: str) -> str:
    if near:
        text = _("{%(name)s} is none of ours. Did you mean {%(near)s}?")
        return text % {"name": name, "near": near}
    return _("{%(name)s} is none of ours. Take it out, or choose one from the list below.") % {"name": name}
