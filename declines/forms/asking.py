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


class RescheduleForm(MessageForm):
    """Still interested, at another hour: up to three that would suit."""

    kind = Kind.RESCHEDULE
    slot_1 = WallTimeField(label=gettext_lazy("When would suit you?"), required=False)
    slot_2 = WallTimeField(label=gettext_lazy("Or"), required=False)
    slot_3 = WallTimeField(label=gettext_lazy("Or else"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The letter names them on the clock on which the employer named theirs.
        zone = self.zone()
        self.fields["slot_1"].help_text = _("Days and hours as they count them (%(zone)s). Empty: they propose.") % {
            "zone": zone
        }

    def zone(self) -> str:
        interview = self.interview()
        return interview.time_zone if interview else self.application.user.time_zone

    def interview(self) -> Interview | None:
        return self.place.ahead[0] if self.place.ahead else None

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

    def interview(self) -> Interview | None:
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
