from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ZoneField
from accounts.models import User
from accounts.seen import Seen
from tracker.fields import PeopleField, WallTimeField, instant, wall
from tracker.forms.layout import helper
from tracker.models import Application, Contact, Interview
from tracker.when import full_day


class InterviewForm(Seen, forms.ModelForm[Interview]):
    """A round. Its hour is typed as the employer said it, in the zone they said it in."""

    together = (frozenset({"state", "starts_at", "time_zone"}), frozenset({"invited_at", "reply_by"}))

    # Declined and cancelled have buttons of their own, since they free the hour and may need words.
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
    invited_at = WallTimeField(
        label=gettext_lazy("Invited"), required=False, help_text=gettext_lazy("On your own clock.")
    )
    reply_by = WallTimeField(
        label=gettext_lazy("Reply by"),
        required=False,
        help_text=gettext_lazy("On your own clock. Left empty: the end of the working day on which they asked."),
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
        with_whom = self.initial["interviewers"]
        self.remember_row(interview, self.fields.keys() - {"interviewers"}, interviewers=with_whom)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # Also when the zone is refused: one mistake should not make a second one out of the hour.
        zone = data.get("time_zone") or self.user.time_zone
        for name, where in (
            # The start as they said it, on their clock; the other two happen on the person's own.
            ("starts_at", zone),
            ("invited_at", self.user.time_zone),
            ("reply_by", self.user.time_zone),
        ):
            try:
                data[name] = instant(data.get(name), where, kept=getattr(self.instance, name))
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
        held = data.get("state") in Interview.HELD
        # Not asked of an invitation, where the date is often still open.
        if held and not data.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Say when it is, so that we can remind you."))

    def _post_clean(self) -> None:
        # Not among Meta.fields: only here, after clean, are they instants that the model can check.
        for name in ("starts_at", "time_zone", "invited_at", "reply_by"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()  # type: ignore[misc]

    def typed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found = super().typed(data)
        return found | ({"interviewers": list(found["interviewers"] or [])} if "interviewers" in found else {})

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


class PreparationForm(Seen, forms.ModelForm[Interview]):
    """What to ask and to remember in a round, typed where it stands."""

    class Meta:
        model = Interview
        fields = ["preparation"]
        widgets = {"preparation": forms.Textarea(attrs={"rows": 5, "autofocus": True})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Several rounds stand on one page.
        self.auto_id = f"id_%s_{self.instance.pk}"
        self.helper = helper("preparation")
        self.remember({"preparation": self.instance.preparation})
