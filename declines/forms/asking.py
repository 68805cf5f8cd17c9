"""Still interested: another date, other terms, more time."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.forms.message import MessageForm, line
from declines.messages import Message, notes
from declines.messages.notes import TimeFor, Topic
from declines.situation import Kind, Situation
from tracker.fields import DayField, WallTimeField, instant
from tracker.models import Interview, Status
from tracker.when import moment_words


class RescheduleForm(MessageForm):
    """Still interested, at another hour: up to three that would suit."""

    kind = Kind.RESCHEDULE
    # No field of rows: the page has fetched the rounds already.
    interview = forms.ChoiceField(
        label=gettext_lazy("Which round?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This round is no longer ahead. Choose one that is.")},
    )
    slot_1 = WallTimeField(label=gettext_lazy("When would suit you?"), required=False)
    slot_2 = WallTimeField(label=gettext_lazy("Or"), required=False)
    slot_3 = WallTimeField(label=gettext_lazy("Or else"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_rounds()
        # The letter names them on the clock on which the employer named theirs.
        zones = {interview.time_zone for interview in self.place.ahead}
        self.fields["slot_1"].help_text = _("Days and hours as they count them (%(zone)s). Empty: they propose.") % {
            "zone": self.zone() if len(zones) < 2 else _("in the time zone of that round")
        }

    def _offer_rounds(self) -> None:
        rounds: Any = self.fields["interview"]
        rounds.choices = [(str(one.pk), self._named(one)) for one in self.place.ahead]
        known = dict(rounds.choices)
        if self.initial.get("interview") not in known:
            self.initial["interview"] = next(iter(known), "")
        # One answer is no question; but one that was chosen and is gone since is not quietly another.
        if len(known) < 2 and (self["interview"].value() or "") in {"", *known}:
            rounds.widget = forms.HiddenInput()

    def _named(self, interview: Interview) -> str:
        if interview.starts_at is None:
            return interview.get_stage_display()
        when = moment_words(interview.starts_at, at=self.at, zone=self.application.user.time_zone)
        return f"{interview.get_stage_display()}, {when}"

    def zone(self) -> str:
        interview = self.about_round()
        return interview.time_zone if interview else self.application.user.time_zone

    def about_round(self) -> Interview | None:
        chosen = (interview for interview in self.place.ahead if str(interview.pk) == self["interview"].value())
        return next(chosen, next(iter(self.place.ahead), None))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in ("slot_1", "slot_2", "slot_3"):
            try:
                moment = instant(data.get(name), self.zone())
                if moment is not None and moment <= self.at:
                    raise ValidationError(_("This hour has passed. Choose one that lies ahead."))
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def message(self, situation: Situation) -> Message:
        typed = [self.cleaned_data.get(name) for name in ("slot_1", "slot_2", "slot_3")]
        options = sorted({slot for slot in typed if slot})
        return notes.reschedule(situation, name=situation.recipient, options=options)


class AskTermsForm(MessageForm):
    """A yes, if one thing were different."""

    kind = Kind.ASK_TERMS
    ABOUT = [
        (Topic.SALARY, gettext_lazy("The salary")),
        (Topic.BENEFITS, gettext_lazy("The benefits")),
        (Topic.HOURS, gettext_lazy("The hours")),
        (Topic.TRAVEL, gettext_lazy("The travel")),
        (Topic.REMOTE, gettext_lazy("Working from home")),
        (Topic.ROLE, gettext_lazy("The role itself")),
    ]
    about = forms.ChoiceField(
        label=gettext_lazy("What would have to be different?"), choices=ABOUT, widget=forms.RadioSelect
    )
    detail = line(
        gettext_lazy("In one sentence, if you like"),
        gettext_lazy("What you need, rather than what is wrong: “Two days a week at home would make it work.”"),
    )

    def first_answers(self) -> dict[str, Any]:
        return {"about": Topic.SALARY}

    def message(self, situation: Situation) -> Message:
        about, detail = self.cleaned_data.get("about") or Topic.SALARY, self.cleaned_data.get("detail", "")
        return notes.ask_terms(situation, name=situation.recipient, about=about, detail=detail)


class AskTimeForm(MessageForm):
    """Until when, for an offer or for a task."""

    kind = Kind.ASK_TIME
    about = forms.ChoiceField(
        label=gettext_lazy("More time for what?"), choices=TimeFor.choices, widget=forms.RadioSelect
    )
    until = DayField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy("A day is easier to say yes to than “a little longer”."),
    )

    def first_answers(self) -> dict[str, Any]:
        has_task = self.place.task is not None and self.place.status is not Status.OFFER
        return {"about": TimeFor.TAKE_HOME if has_task else TimeFor.OFFER}

    def is_about_a_task(self) -> bool:
        return bool((self.cleaned_data.get("about") or self.initial["about"]) == TimeFor.TAKE_HOME)

    def about_round(self) -> Interview | None:
        return self.place.task if self.is_about_a_task() else None

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day <= self.application.user.local(self.at).date():
            raise ValidationError(_("Choose a day after today: that is what you ask for."))
        return day

    def message(self, situation: Situation) -> Message:
        waiting = TimeFor.TAKE_HOME if self.is_about_a_task() else TimeFor.OFFER
        until = self.cleaned_data.get("until")
        return notes.ask_time(situation, name=situation.recipient, until=until, for_what=waiting)
