from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.forms.choices import not_past
from declines.messages.sense import offered_channels, offered_reasons
from declines.services import Answers
from declines.services.closing import Proposal
from declines.situation import Channel, Reason, Tone
from tracker.fields import DayField
from tracker.models import Application


@dataclass(frozen=True)
class Row:
    """One of the others on the checklist, with its own few choices."""

    proposal: Proposal
    box: Any  # whether it is among the chosen
    fields: list[BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class CloseOutForm(forms.Form):
    """A checklist: each application with its own channel, recipient, tone and reason. It writes nothing."""

    OF_A_ROW = ("channel", "contact", "tone", "reason")

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to tell"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one of them. Nothing happens to those without a tick.")
        },
    )
    thank_you_on = DayField(label=gettext_lazy("Thank-you notes"), required=False)
    stay_in_touch_on = DayField(label=gettext_lazy("A hello to each"), required=False)

    def __init__(self, *args: Any, proposals: list[Proposal], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {str(proposal.application.pk): proposal for proposal in proposals}
        self.today = today
        boxes: Any = self.fields["chosen"]
        boxes.choices = [(pk, str(proposal.application)) for pk, proposal in self.proposals.items()]
        self.initial.setdefault("chosen", [pk for pk, one in self.proposals.items() if one.is_waited_for])
        for pk, proposal in self.proposals.items():
            self._add_row(pk, proposal)

    def _add_row(self, pk: str, proposal: Proposal) -> None:
        answers, company = proposal.answers, proposal.application.company.name
        # Choices, not rows of the database: with sixty applications each such field would ask for its own.
        people = [("", _("Nobody by name: Dear Hiring Manager"))]
        people += [(str(person.pk), str(person)) for person in proposal.people]
        given: dict[str, tuple[str, Any, str]] = {
            "channel": (_("How"), Channel.choices, answers.channel),
            "contact": (_("To whom"), people, str(answers.contact.pk) if answers.contact else ""),
            "tone": (_("Tone"), Tone.choices, answers.tone),
            "reason": (_("Why"), Reason.choices, answers.reason),
        }
        for name, (short, choices, value) in given.items():
            # The list of errors on top names the company; beside the row the first word is enough.
            label = _("%(company)s, %(what)s") % {"company": company, "what": short.lower()}
            # Left out, it is as proposed.
            field: Any = forms.ChoiceField(label=label, choices=choices, required=False)
            field.short = short
            self.fields[f"{name}_{pk}"] = field
            self.initial.setdefault(f"{name}_{pk}", value)

    def rows(self) -> list[Row]:
        """The checklist, line by line."""
        return [
            Row(proposal, box, [self[f"{name}_{pk}"] for name in self.OF_A_ROW])
            for (pk, proposal), box in zip(self.proposals.items(), self["chosen"], strict=True)
        ]

    def clean_thank_you_on(self) -> date | None:
        return not_past(self.cleaned_data["thank_you_on"], self.today)

    def clean_stay_in_touch_on(self) -> date | None:
        return not_past(self.cleaned_data["stay_in_touch_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """A way that makes no sense for one of the chosen is refused beside it."""
        data: dict[str, Any] = super().clean() or {}
        for pk in data.get("chosen", []):
            answers = self.answers_to(pk)
            for name, offered in (
                ("channel", dict[Any, str](offered_channels(answers.stage, answers.reader))),
                ("reason", dict[Any, str](offered_reasons(answers.stage, answers.reader))),
            ):
                if why_not := offered.get(data.get(f"{name}_{pk}"), ""):
                    self.add_error(f"{name}_{pk}", why_not)
        return data

    def answers_to(self, pk: str) -> Answers:
        """The no to one of them, as it stands on the form; what is still wrong counts as proposed."""
        proposal, data = self.proposals[pk], getattr(self, "cleaned_data", {})
        answers = proposal.answers
        number = data.get(f"contact_{pk}", str(answers.contact.pk) if answers.contact else "")
        contact = next((person for person in proposal.people if str(person.pk) == number), None)
        waited_for = proposal.is_waited_for
        return replace(
            answers,
            channel=Channel(data.get(f"channel_{pk}") or answers.channel),
            contact=contact,
            tone=Tone(data.get(f"tone_{pk}") or answers.tone),
            reason=Reason(data.get(f"reason_{pk}") or answers.reason),
            thank_you_on=data.get("thank_you_on") if waited_for else None,
            stay_in_touch_on=data.get("stay_in_touch_on") if waited_for else None,
        )

    def chosen_answers(self) -> list[tuple[Application, Answers]]:
        """Each of the ticked with its no."""
        return [(self.proposals[pk].application, self.answers_to(pk)) for pk in self.cleaned_data["chosen"]]
