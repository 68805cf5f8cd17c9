from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.text import validate_one_line
from declines.forms.choices import SEEDS, OwnWordingField
from declines.models import Decline, Wording
from declines.services import Style
from declines.situation import Kind, Relationship, Tone


class ReconsiderForm(forms.Form):
    """One question: what has changed? It writes nothing; the same answer feeds the letter beside it."""

    changed = forms.CharField(
        label=gettext_lazy("What has changed?"),
        help_text=gettext_lazy(
            "One true sentence: “The other place fell through”, or “We can move to Tallinn after all.”"
        ),
        max_length=500,
        validators=[validate_one_line],
    )
    tone = forms.ChoiceField(
        label=gettext_lazy("Tone"), choices=Tone.choices, widget=forms.RadioSelect, required=False
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Wording"), min_value=0, max_value=SEEDS - 1, required=False, widget=forms.HiddenInput
    )
    wording = OwnWordingField()

    def __init__(self, *args: Any, decline: Decline) -> None:
        super().__init__(*args)
        self.decline = decline
        self.initial = {"tone": Tone.WARM, "seed": 0}
        wordings: Any = self.fields["wording"]
        wordings.offer(decline.application.user, Kind.RECONSIDER)

    def style(self) -> Style:
        """How the letter is worded, also while a field is still wrong."""
        data: dict[str, Any] = getattr(self, "cleaned_data", {})
        reader = Relationship(self.decline.letter.relationship)
        return Style(reader, Tone(data.get("tone") or Tone.WARM), data.get("seed") or 0)

    def wording_so_far(self) -> Wording | None:
        found: Wording | None = getattr(self, "cleaned_data", {}).get("wording")
        return found

    def changed_so_far(self) -> str:
        data: dict[str, Any] = getattr(self, "cleaned_data", {})
        return str(data.get("changed", ""))
