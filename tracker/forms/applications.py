from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.layout import Column, Row
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.text import validate_one_line
from tracker.fields import DayField, WallTimeField, instant, wall
from tracker.forms.layout import Known, helper, more
from tracker.models import Application, Company, Contact, Status
from tracker.transitions import OPEN


class ApplicationForm(forms.ModelForm[Application]):
    """The facts of an application. Its status is no field: it moves through its own buttons."""

    company_name = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )
    # Outside Meta.fields: Django would lay its own date fields over these three, in the zone of the page.
    applied_on = DayField(label=gettext_lazy("Applied on"), required=False)
    closes_on = DayField(label=gettext_lazy("Posting closes on"), required=False)
    offer_reply_by = WallTimeField(
        label=gettext_lazy("Answer their offer by"),
        required=False,
        help_text=gettext_lazy("If they have made one."),
    )

    class Meta:
        model = Application
        fields = [
            "position",
            "liked",
            "source",
            "posting_url",
            "posting_text",
            "location",
            "work_mode",
            "salary_min",
            "salary_max",
            "currency",
            "priority",
            "notes",
            "tags",
        ]
        widgets = {
            "liked": forms.Textarea(attrs={"rows": 2}),
            "posting_text": forms.Textarea(attrs={"rows": 6}),
            "notes": forms.Textarea(attrs={"rows": 4}),
            "posting_url": forms.URLInput(attrs={"placeholder": "https://"}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance.pk:
            self.initial["company_name"] = self.instance.company.name
            self.initial["applied_on"] = self.instance.applied_on
            self.initial["closes_on"] = self.instance.closes_on
            self.initial["offer_reply_by"] = wall(self.instance.offer_reply_by, user.time_zone)
        self.helper = helper(*self._first(), *self._rest())

    def _first(self) -> list[Any]:
        return [Row(Column("position"), Column("company_name")), "liked"]

    def _rest(self) -> list[Any]:
        return [
            Row(Column("applied_on"), Column("source")),
            Row(Column("location"), Column("work_mode")),
            Row(Column("salary_min"), Column("salary_max"), Column("currency")),
            "posting_url",
            "posting_text",
            Row(Column("closes_on"), Column("offer_reply_by")),
            Row(Column("priority"), Column("tags")),
            "notes",
        ]

    def companies(self) -> list[str]:
        """Names known already, for the browser to offer."""
        # Enough for any search; the whole list stands in the page.
        known = Company.objects.for_user(self.user).order_by("name_key", "pk")
        return list(known.values_list("name", flat=True)[:500])

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_offer_reply_by(self) -> datetime | None:
        typed, kept = self.cleaned_data["offer_reply_by"], self.instance.offer_reply_by
        return instant(typed, self.user.time_zone, kept=kept)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("salary_min"), data.get("salary_max")
        # The constraint would say it too, but beside no field and without the figure.
        if low is not None and high is not None and high < low:
            self.add_error(
                "salary_max",
                _("This is less than “salary from” (%(low)s). Swap the two, or leave one empty.") % {"low": low},
            )
        return data

    def _post_clean(self) -> None:
        # Before the model checks itself, so that its constraints see what was typed.
        for name in ("applied_on", "closes_on", "offer_reply_by"):
            setattr(self.instance, name, self.cleaned_data.get(name))
        super()._post_clean()  # type: ignore[misc]


class NewApplicationForm(ApplicationForm):
    """Two fields are enough. Where it stands already and who wrote to you can be said at once."""

    status = forms.ChoiceField(label=gettext_lazy("Where does it stand?"), choices=[], initial=Status.APPLIED)
    contact_name = forms.CharField(
        label=gettext_lazy("Who is your contact there?"),
        max_length=200,
        required=False,
        validators=[validate_one_line],
    )
    contact_email = forms.EmailField(label=gettext_lazy("Their e-mail address"), max_length=254, required=False)
    contact_role = forms.ChoiceField(label=gettext_lazy("Their part"), choices=Contact.Role.choices, required=False)
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["status"]
        # Open places only: an ending is reached by a move, and a no by its words.
        field.choices = [(status.value, status.label) for status in Status if status in OPEN]
        self.fields["company_name"].widget.attrs |= {
            "data-hx-get": reverse("tracker:known"),
            "data-hx-trigger": "load, input changed delay:300ms",
            "data-hx-target": "next .known-before",
        }
        self.helper = helper(*self._layout())

    def _layout(self) -> list[Any]:
        person = Row(Column("contact_name"), Column("contact_email"), Column("contact_role"))
        names, *first = self._first()
        rest = more(_("More: dates, salary, posting, notes"), *self._rest())
        return ["form_key", names, Known(), *first, "status", person, rest]

    def clean_form_key(self) -> UUID | None:
        """The key of this form, made with it. One that is none counts as none: it guards, it does not refuse."""
        try:
            return UUID(self.cleaned_data["form_key"])
        except ValueError:
            return None

    def of_this_key(self) -> Application | None:
        """What a form of this key has added."""
        key = self.cleaned_data["form_key"]
        rows = Application.objects.filter(user=self.user, form_key=key).select_related("company")
        return rows.first() if key else None

    def says_the_same(self, kept: Application) -> bool:
        """Whether this is that form once more, and not one that was gone back to and filled in anew."""
        company = self.cleaned_data["company_name"].strip().casefold()
        same = kept.position == self.cleaned_data["position"] and kept.company.name.casefold() == company
        return same and kept.binned_at is None

    def contact(self) -> Contact | None:
        """The person named beside the application, unsaved, if there is one."""
        name, email = self.cleaned_data.get("contact_name", ""), self.cleaned_data.get("contact_email", "")
        if not name and not email:
            return None
        role = self.cleaned_data["contact_role"] or Contact.Role.RECRUITER
        return Contact(user=self.user, name=name, email=email, role=role)


class QuickAddForm(NewApplicationForm):
    """What fits into a small window over any page; the rest has the whole one."""

    applied_on = closes_on = offer_reply_by = None  # type: ignore[assignment]
    contact_name = contact_email = contact_role = None  # type: ignore[assignment]

    class Meta(ApplicationForm.Meta):
        fields = ["position", "posting_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Its own ids: the window may open over the page with the whole form.
        super().__init__(*args, auto_id="quick_%s", **kwargs)
        self.fields["company_name"].widget.attrs["autofocus"] = True
        self.fields["posting_url"].label = _("Link to the posting")

    def _layout(self) -> list[Any]:
        return ["form_key", "company_name", Known(), "position", "posting_url", "status"]
