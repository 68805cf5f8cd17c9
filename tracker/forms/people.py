"""People and companies: their facts, contact with them, and two that become one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.seen import Seen
from tracker.forms.interviews import ContactForm
from tracker.forms.layout import helper
from tracker.forms.reminders import TouchForm
from tracker.models import Application, Company, Contact
from tracker.queries.people import company_called
from tracker.services.merging import BOTH, FIELDS, GONE, KEPT, fingerprint


class PersonForm(Seen, ContactForm):
    """A person with the company they are at now: people change jobs."""

    company_name = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        required=False,
        validators=ContactForm.base_fields["name"].validators,
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["company_name"] = self.instance.company.name if self.instance.company else ""
        named = self.initial["company_name"]
        self.remember_row(self.instance, self._meta.fields or (), company_name=named)
        self.helper = helper(
            Row(Column("name"), Column("called")),
            Row(Column("role"), Column("company_name")),
            Row(Column("email"), Column("phone")),
            "notes",
        )


class CompanyForm(Seen, forms.ModelForm[Company]):
    class Meta:
        model = Company
        fields = ["name", "website", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remember_row(self.instance, self.fields)
        self.twin: Company | None = None
        self.helper = helper(Row(Column("name"), Column("website")), "notes")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        twin = company_called(self.instance.user, name)
        # Said beside the field, with a way on: the constraint would only refuse.
        if twin and twin.pk != self.instance.pk:
            self.twin = twin
            raise ValidationError(_("There is a company of this name already."))
        return name


class PersonTouchForm(TouchForm):
    """You were in contact with this person: about which application, if there is a choice."""

    application = forms.TypedChoiceField(label=gettext_lazy("About"), coerce=int)

    def __init__(self, *args: Any, applications: Sequence[Application], today: date, **kwargs: Any) -> None:
        super().__init__(*args, people=[], today=today, **kwargs)
        del self.fields["contact"]
        self.applications = applications
        about: Any = self.fields["application"]
        about.choices = [(one.pk, f"{one.position}, {one.company}") for one in applications]
        self.helper = helper(Row(Column("on"), Column("channel"), Column("application")), "heard", "said")

    def chosen_application(self) -> Application:
        """The application that was chosen; the field offers no others."""
        return next(one for one in self.applications if one.pk == self.cleaned_data["application"])


class MergeForm(forms.Form):
    """Field by field, which of two is kept. What agrees is not asked; what one of them lacks, the other gives."""

    def __init__(self, *args: Any, keep: Contact | Company, gone: Contact | Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep, self.gone = keep, gone
        self.seen = fingerprint(keep, gone)
        for name in FIELDS[type(keep)]:
            mine, theirs = self._shown(keep, name), self._shown(gone, name)
            if mine == theirs:
                continue
            choices = [(KEPT, mine or _("Nothing")), (GONE, theirs or _("Nothing"))]
            if name == "notes" and mine and theirs:
                choices.append((BOTH, _("Both, one after the other")))
            self.fields[name] = forms.ChoiceField(
                label=keep._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                choices=choices,
                initial=BOTH if len(choices) > 2 else KEPT if mine else GONE,
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _shown(thing: Contact | Company, name: str) -> str:
        said = getattr(thing, f"get_{name}_display", None)
        return str(said() if said else getattr(thing, name) or "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if isinstance(self.keep, Contact) and not self._chosen("name", data) and not self._chosen("email", data):
            raise ValidationError(_("Keep a name or an e-mail address, so that you know who this is."))
        return data

    def _chosen(self, name: str, data: dict[str, Any]) -> str:
        return str(getattr(self.gone if data.get(name) == GONE else self.keep, name))
