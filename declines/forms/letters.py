"""The words, and how they were told."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.seen import Seen
from declines.forms.declining import people_of
from declines.models import Letter
from declines.situation import Channel
from tracker.fields import WallTimeField, instant, wall
from tracker.when import moment_words


class WordsForm(Seen, forms.ModelForm[Letter]):
    """The letter or the script, until it has been said."""

    class Meta:
        model = Letter
        fields = ["contact", "subject", "body", "answers"]
        labels = {"answers": gettext_lazy("Message-ID of the mail it answers")}
        help_texts = {
            "answers": gettext_lazy(
                "Optional, from “show original” in your mail program: then it joins their thread."
            )
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 18, "aria-describedby": "review"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["contact"]
        people.queryset = people_of(self.instance.application)
        people.empty_label = _("Nobody by name")
        # Nobody says a subject aloud.
        if not Channel(self.instance.channel).has_subject:
            del self.fields["subject"], self.fields["answers"]
        self.remember_row(self.instance, self.fields)

    def clean_answers(self) -> str:
        """A Message-ID as mail programs write it: in angle brackets, whether or not they were copied along."""
        typed = self.cleaned_data["answers"].strip().strip("<>").strip()
        if typed and not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", typed):
            raise ValidationError(
                _("A Message-ID looks like CAF3x8@mail.example. Leave it empty if you do not have it.")
            )
        return f"<{typed}>" if typed else ""


class ToldForm(forms.Form):
    """How they were told, and when."""

    by = forms.ChoiceField(label=gettext_lazy("How did you tell them?"), choices=Channel.choices)
    when = WallTimeField(label=gettext_lazy("When?"))

    def __init__(self, *args: Any, zone: str, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at = zone, at
        self.initial.setdefault("when", wall(at, zone))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("by", "when")

    def clean_when(self) -> Any:
        moment = instant(self.cleaned_data["when"], self.zone)
        # It counts as contact from then on, and "last spoke" must not lie ahead.
        if moment is not None and moment > self.at:
            now = moment_words(self.at, at=self.at, zone=self.zone)
            raise ValidationError(_("This is in the future. Choose now (%(now)s) or earlier.") % {"now": now})
        return moment
