from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.time import zone_names

WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]


class ZoneField(forms.ChoiceField):
    """A time zone out of the full list; the browser finds the right one by typing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault(
            "error_messages",
            {"invalid_choice": _("“%(value)s” is not a time zone we know. Choose one from the list.")},
        )
        # The function, not its list: some six hundred zones are read when a form needs them, not at every start.
        super().__init__(choices=_zone_choices, **kwargs)


def _zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zone_names())]


class SignUpDetails(forms.Form):
    """What we ask beside the address and the password. allauth's own form builds on this one."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        # allauth wants a plain form as its base, so what a model form would take over is named here.
        validators=User._meta.get_field("display_name").validators,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it will stand under your letters."),
    )
    # Filled by the browser (static/js/zone.js); without JavaScript it stays UTC until Preferences.
    time_zone = forms.CharField(widget=forms.HiddenInput, required=False, initial="UTC")
    # Ours would stand behind allauth's own: a name is an easier first question than a password.
    field_order = ["display_name", "email", "password1", "time_zone"]

    def clean_time_zone(self) -> str:
        """A guess, so an odd one is no error: it becomes UTC, which Preferences then shows."""
        name = self.cleaned_data["time_zone"]
        return name if name in zone_names() else "UTC"

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this hook; AccountAdapter.save_user has kept everything already."""


class PreferencesForm(forms.ModelForm[User]):
    time_zone = ZoneField(help_text=_("Every time in Bowout and in your reminders is in this zone."))
    reminder_hour = forms.TypedChoiceField(
        label=_("Reminders come at"), coerce=int, choices=[(h, f"{h:02}:00") for h in range(24)]
    )
    working_days = forms.MultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day, so that there is a next working day.")},
        help_text=_("A thank-you note waits for the next of these."),
    )

    class Meta:
        model = User
        fields = ["display_name", "signature", "time_zone", "reminder_hour", "working_days"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["working_days"] = list(self.instance.working_days)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*(Field(name) for name in self.Meta.fields))

    def clean_working_days(self) -> str:
        # In the order that the model's pattern asks for, whatever order a request sends them in.
        return "".join(sorted(self.cleaned_data["working_days"]))
