"""What every message that is not the no asks. Each form writes nothing and knows what its words need."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from accounts.text import validate_one_line
from declines.forms.choices import SEEDS, OwnWordingField
from declines.forms.declining import people_of
from declines.messages import Message
from declines.services import Answers, next_interview, recipient_of
from declines.services.wordings import in_own_words
from declines.services.writing import Place, answers_to_write
from declines.situation import Kind, Situation, Tone
from tracker.models import Application, Contact, Interview

# Buttons of the form that ask to see, not to act: for a browser without JavaScript.
LOOKING = {"preview", "another"}


def line(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """One sentence or half of one, in the person's own words."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=300, required=required, validators=[validate_one_line]
    )


def with_another_wording(data: Any) -> Any:
    """What was sent, with the number of the next wording."""
    data = data.copy()
    seed = data.get("seed", "")
    data["seed"] = str((int(seed) + 1) % SEEDS if seed.isdecimal() and len(seed) < 6 else 1)
    return data


class MessageForm(forms.Form):
    """What every message asks: to whom, and how it sounds."""

    kind: ClassVar[Kind]
    is_worded = True  # in three tones and several wordings
    contact = forms.ModelChoiceField(
        label=gettext_lazy("To whom?"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody by name: Dear Hiring Manager"),
    )
    tone = forms.ChoiceField(
        label=gettext_lazy("Tone"), choices=Tone.choices, widget=forms.RadioSelect, required=False
    )
    # "Another wording" counts it up; the same number finds the same words again.
    seed = forms.IntegerField(
        label=gettext_lazy("Wording"), min_value=0, max_value=SEEDS - 1, required=False, widget=forms.HiddenInput
    )
    wording = OwnWordingField()

    def __init__(
        self, *args: Any, application: Application, place: Place, at: datetime, asked: dict[str, Any] | None = None
    ) -> None:
        self.application, self.place, self.at = application, place, at
        super().__init__(*args)
        # `asked`: what a link to this page brings along, such as what to ask about.
        known = {name: value for name, value in (asked or {}).items() if name in self.fields}
        first = {"contact": self.first_contact(), "tone": Tone.WARM, "seed": 0}
        self.initial = first | self.first_answers() | known
        contacts: Any = self.fields["contact"]
        contacts.queryset = people_of(application)
        wordings: Any = self.fields["wording"]
        wordings.offer(application.user, self.kind)

    def first_contact(self) -> Contact | None:
        """Whom it goes to unless the person says otherwise."""
        if self.place.no is not None:
            return self.place.no.letter.contact
        return recipient_of(self.application, next_interview(self.application, self.at))

    def first_answers(self) -> dict[str, Any]:
        """What the record already tells."""
        return {}

    def questions(self) -> list[BoundField]:
        """The questions of this kind alone, in order."""
        return [field for field in self if field.name not in MessageForm.base_fields]

    def filled(self) -> "MessageForm":
        """The same form as it would be sent: one that was just opened with what it opened with."""
        if self.is_bound:
            return self
        data = {name: value for name, value in self.initial.items() if value is not None}
        data |= {name: value.pk for name, value in data.items() if isinstance(value, models.Model)}
        return type(self)(data, application=self.application, place=self.place, at=self.at)

    # What follows is asked before the form is right, too: a field that is still wrong counts as empty.

    def answers(self) -> Answers:
        data = self.cleaned_data
        return answers_to_write(
            self.application,
            self.place,
            self.at,
            contact=data.get("contact"),
            tone=Tone(data.get("tone") or Tone.WARM),
            seed=data.get("seed") or 0,
            interview=self.about_round(),
        )

    def about_round(self) -> Interview | None:
        """The round that it is about, where it is about one."""
        return None

    def words(self, situation: Situation) -> Message:
        """In the person's own wording where they chose one, else in ours."""
        own = self.cleaned_data.get("wording")
        return in_own_words(own, situation) if own else self.message(situation)

    def message(self, situation: Situation) -> Message:
        """Our words of this kind, for what has been answered so far."""
        raise NotImplementedError
