from datetime import time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.days_off import countries, regions
from accounts.models import User
from accounts.seen import Seen
from accounts.time import zone_names
from accounts.week import MONDAY, SATURDAY, SUNDAY, usual_first_day

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


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("None: every working day counts")), *countries().items()]


def _region_choices(country: str) -> list[tuple[str, Any]]:
    return [("", _("The holidays of the whole country")), *regions(country).items()]


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


class PreferencesForm(Seen, forms.ModelForm[User]):
    together = (frozenset({"country", "region"}), frozenset({"quiet_from", "quiet_until", "reminder_hour"}))

    time_zone = ZoneField(help_text=_("Every time in Bowout and in your reminders is in this zone."))
    reminder_hour = forms.TypedChoiceField(
        label=_("Reminders come at"), coerce=int, choices=[(h, f"{h:02}:00") for h in range(24)]
    )
    working_days = forms.MultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day, so that there is a next working day.")},
        help_text=_("Thank-you notes, follow-ups and hellos wait for the next of these."),
    )
    week_starts_on = forms.TypedChoiceField(
        label=_("Weeks start on"), coerce=int, empty_value=None, required=False, help_text=_("In the calendar.")
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=_country_choices,
        help_text=_("Its public holidays are no working days. What is planned already keeps its day."),
    )
    # Not a choice field: what is on offer follows the country, which may change in the same breath.
    region = forms.CharField(label=_("Region"), required=False, widget=forms.Select)
    digest_weekday = forms.TypedChoiceField(label=_("The weekly mail comes on"), coerce=int, choices=WEEKDAYS)

    class Meta:
        model = User
        fields = [
            *("display_name", "signature", "time_zone", "reminder_hour", "working_days", "country", "region"),
            *("week_starts_on", "digest", "digest_weekday", "quiet_from", "quiet_until"),
        ]
        widgets = {
            "signature": forms.Textarea(attrs={"rows": 3}),
            "digest": forms.RadioSelect,
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        labels = {"digest": _("Reminders by mail"), "quiet_from": _("Quiet from"), "quiet_until": _("Quiet until")}
        help_texts = {
            "digest": _("What cannot wait comes by itself: an answer that is due, an interview, an offer."),
            "quiet_until": _("What falls due then comes when they end, unless that would be too late."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["working_days"] = list(self.instance.working_days)
        self.kept_country = self.instance.country
        self.remember_row(self.instance, self.fields)
        # What was left out because it does not belong to the new country, by name.
        self.dropped_region = ""
        country = str(self.data.get("country", "")) if self.is_bound else self.kept_country
        self.fields["region"].widget.choices = _region_choices(country)
        self.fields["region"].help_text = "" if country else _("Choose a country and keep it; its regions come next.")
        usual = dict(WEEKDAYS)[str(usual_first_day(self.instance.country, self.instance.time_zone))]
        as_usual = _("As is usual where I live: %(day)s") % {"day": usual}
        first_days: Any = self.fields["week_starts_on"]
        first_days.choices = [
            ("", as_usual),
            *((day, dict(WEEKDAYS)[str(day)]) for day in (MONDAY, SUNDAY, SATURDAY)),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("You"), "display_name", "signature", css_class="mb-5"),
            Fieldset(
                _("Your hours and days"),
                *("time_zone", "reminder_hour", "working_days"),
                Row(Column("country"), Column("region")),
                "week_starts_on",
                css_class="mb-5",
            ),
            Fieldset(_("Your mails"), "digest", "digest_weekday", Row(Column("quiet_from"), Column("quiet_until"))),
        )

    def _shown(self, name: str, value: Any) -> str:
        if name == "working_days":
            return ", ".join(str(dict(WEEKDAYS)[digit]) for digit in value)
        return super()._shown(name, value)

    def clean_working_days(self) -> str:
        # In the order that the model's pattern asks for, whatever order a request sends them in.
        return "".join(sorted(self.cleaned_data["working_days"]))

    def clean_region(self) -> str:
        """One of the country's. The region of the country they leave is dropped, any other odd one refused."""
        region, country = self.cleaned_data["region"], self.cleaned_data.get("country", "")
        if not region or region in regions(country):
            return str(region)
        if country != self.kept_country and region in regions(self.kept_country):
            self.dropped_region = regions(self.kept_country)[region]
            return ""
        raise ValidationError(_("“%(value)s” is no region of this country."), params={"value": region})

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end, and the reminder hour lies outside them."""
        data = super().clean() or self.cleaned_data
        begin, end = data.get("quiet_from"), data.get("quiet_until")
        if self.has_error("quiet_from") or self.has_error("quiet_until"):
            return data
        if (begin is None) != (end is None):
            missing = "quiet_from" if begin is None else "quiet_until"
            self.add_error(missing, _("Name both hours, or neither for no quiet hours."))
        elif begin is not None and begin == end:
            self.add_error("quiet_until", _("Choose another hour: these would be no quiet hours, or all day."))
        elif begin and end and "reminder_hour" in data and _within(time(data["reminder_hour"]), begin, end):
            self.add_error("reminder_hour", _("This lies in your quiet hours. Change one of the two."))
        return data


def _within(clock: time, begin: time, end: time) -> bool:
    """Whether a clock shows quiet hours, which may pass midnight."""
    return begin <= clock < end if begin < end else clock >= begin or clock < end
