from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Field, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ZoneField
from accounts.models import User
from accounts.text import validate_one_line
from tracker.fields import DayField, PeopleField, WallTimeField, instant, wall
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Status
from tracker.transitions import OPEN
from tracker.when import full_day


def helper(*layout: Any) -> FormHelper:
    """A crispy helper that leaves the <form> element and its button to the page."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*layout)
    return made


def more(summary: Any, *fields: Any) -> Div:
    """Fields that are there when wanted: folded away, unless something is wrong, so that no error hides."""
    head = f'<summary class="linkish">{summary}</summary>'
    fold = '<details class="more-fields" {% if form.errors %}open{% endif %}>'
    return Div(HTML(fold + head), *fields, HTML("</details>"))


class ApplicationForm(forms.ModelForm[Application]):
    """The facts of an application. Its status is no field: it moves through its own buttons."""

    company_name = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        validators=[validate_one_line],
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )
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
        return list(Company.objects.for_user(self.user).values_list("name", flat=True)[:500])

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_offer_reply_by(self) -> datetime | None:
        return instant(self.cleaned_data["offer_reply_by"], self.user.time_zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("salary_min"), data.get("salary_max")
        if low is not None and high is not None and high < low:
            self.add_error(
                "salary_max",
                _("This is less than “salary from” (%(low)s). Swap the two, or leave one empty.") % {"low": low},
            )
        return data

    def _post_clean(self) -> None:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["status"]
        field.choices = [(status.value, status.label) for status in Status if status in OPEN]
        person = Row(Column("contact_name"), Column("contact_email"), Column("contact_role"))
        self.helper = helper(
            *self._first(), "status", person, more(_("More: dates, salary, posting, notes"), *self._rest())
        )

    def contact(self) -> Contact | None:
        """The person named beside the application, unsaved, if there is one."""
        name, email = self.cleaned_data["contact_name"], self.cleaned_data["contact_email"]
        if not name and not email:
            return None
        role = self.cleaned_data["contact_role"] or Contact.Role.RECRUITER
        return Contact(user=self.user, name=name, email=email, role=role)


class InterviewForm(forms.ModelForm[Interview]):
    """A round. Its hour is typed as the employer said it, in the zone they said it in."""

    KEPT_STATES = (Interview.State.INVITED, Interview.State.ACCEPTED, Interview.State.DONE)

    state = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[(state.value, state.label) for state in KEPT_STATES],
    )
    starts_at = WallTimeField(label=gettext_lazy("When"), required=False)
    time_zone = ZoneField(label=gettext_lazy("In which time zone"))
    interviewers = PeopleField(
        label=gettext_lazy("With"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    invited_at = WallTimeField(label=gettext_lazy("Invited"), required=False)
    reply_by = WallTimeField(
        label=gettext_lazy("Reply by"),
        required=False,
        help_text=gettext_lazy("Left empty: the end of the working day on which they asked."),
    )

    class Meta:
        model = Interview
        fields = ["stage", "minutes", "place", "interviewers", "preparation"]
        widgets = {"preparation": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, user: User, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.application = user, application
        self.instance.application = application
        people: Any = self.fields["interviewers"]
        people.queryset = Contact.objects.for_user(user).filter(applications=application)
        self.fields["minutes"].error_messages["min_value"] = _(
            "An interview cannot end before it starts. Give its length in minutes: 30, 60, 90."
        )
        if self.instance.pk:
            self._show(self.instance)
        else:
            self.initial["time_zone"] = user.time_zone
        who = ["interviewers"] if people.queryset.exists() else []
        self.helper = helper(
            Row(Column("stage"), Column("state")),
            Row(Column("starts_at"), Column("minutes"), Column("time_zone")),
            "place",
            *who,
            Row(Column("invited_at"), Column("reply_by")),
            "preparation",
        )

    def _show(self, interview: Interview) -> None:
        self.initial["state"] = interview.state
        self.initial["time_zone"] = interview.time_zone
        self.initial["starts_at"] = wall(interview.starts_at, interview.time_zone)
        self.initial["invited_at"] = wall(interview.invited_at, self.user.time_zone)
        self.initial["reply_by"] = wall(interview.reply_by, self.user.time_zone)
        if interview.state not in self.KEPT_STATES:
            # A declined or cancelled round keeps its state: only its facts are edited here.
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        zone = data.get("time_zone") or self.user.time_zone
        for name, where in (
            ("starts_at", zone),
            ("invited_at", self.user.time_zone),
            ("reply_by", self.user.time_zone),
        ):
            try:
                data[name] = instant(data.get(name), where)
            except ValidationError as error:
                self.add_error(name, error)
        self._check_order(data)
        return data

    def _check_order(self, data: dict[str, Any]) -> None:
        invited, reply_by = data.get("invited_at"), data.get("reply_by")
        if invited and reply_by and reply_by < invited:
            day = full_day(self.user.local(invited).date())
            self.add_error(
                "reply_by",
                _("This reply-by date is before the invitation (%(day)s). Choose that day or a later one.")
                % {"day": day},
            )
        held = data.get("state") in {Interview.State.ACCEPTED, Interview.State.DONE}
        if held and not data.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Say when it is, so that we can remind you."))

    def _post_clean(self) -> None:
        for name in ("starts_at", "time_zone", "invited_at", "reply_by"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()  # type: ignore[misc]

    def chosen_state(self) -> Interview.State:
        """The answer on the form, or the state that the form may not change."""
        return Interview.State(self.cleaned_data.get("state") or self.instance.state)


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = ["name", "called", "role", "email", "phone", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Row(Column("name"), Column("role")), "called", Row(Column("email"), Column("phone")), "notes"
        )


class NoteForm(forms.ModelForm[Note]):
    touch = forms.BooleanField(label=gettext_lazy("We were in contact"), required=False)

    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Field("text"), "touch")


class ReminderForm(forms.ModelForm[Reminder]):
    """Something of one's own to do, on a day."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=200, validators=[validate_one_line])
    due_on = DayField(label=gettext_lazy("On"))

    class Meta:
        model = Reminder
        fields = ["title", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("title", "due_on")


class ReminderChangeForm(forms.ModelForm[Reminder]):
    """The day, the hour and the words of a reminder that waits."""

    due_on = DayField(label=gettext_lazy("On"))
    due_time = forms.TimeField(
        label=gettext_lazy("At"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    class Meta:
        model = Reminder
        fields = ["due_on", "due_time", "subject", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = ["subject", "words"] if self.instance.words else []
        if not letter:
            del self.fields["subject"], self.fields["words"]
        self.helper = helper(Row(Column("due_on"), Column("due_time")), *letter)


class LaterForm(forms.Form):
    """When to be reminded instead: one of three usual answers, or a day."""

    on = DayField()
