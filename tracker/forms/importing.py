"""The file that comes in, and which of its columns is what."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.cells import plain_text, shown
from tracker.exchange.matching import DAYS, Matching, is_known, meaning
from tracker.importing import COLUMNS, REQUIRED
from tracker.models import Status

LABELS = {
    "company": gettext_lazy("Company"),
    "position": gettext_lazy("Role"),
    "status": gettext_lazy("Where it stands"),
    "applied_on": gettext_lazy("Applied on"),
    "closes_on": gettext_lazy("Posting closes on"),
    "source": gettext_lazy("Found through"),
    "posting_url": gettext_lazy("Address of the posting"),
    "posting_text": gettext_lazy("Text of the posting"),
    "location": gettext_lazy("Place"),
    "work_mode": gettext_lazy("On site, hybrid or remote"),
    "tags": gettext_lazy("Tags"),
    "notes": gettext_lazy("Notes"),
    "salary_min": gettext_lazy("Salary from"),
    "salary_max": gettext_lazy("Salary to"),
    "currency": gettext_lazy("Currency"),
    "contact_name": gettext_lazy("Person: name"),
    "contact_role": gettext_lazy("Person: part"),
    "contact_email": gettext_lazy("Person: e-mail"),
    "contact_phone": gettext_lazy("Person: phone"),
    "interview_stage": gettext_lazy("Interview: which round"),
    "interview_at": gettext_lazy("Interview: day and hour"),
    "interview_time_zone": gettext_lazy("Interview: time zone"),
}
# Nobody sits down to translate more; what is left over is refused by row.
MOST_WORDS = 40


class UploadForm(forms.Form):
    """A file from anywhere."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV, XLSX or JSON, up to 50 MB, or a backup. Nothing is added before you have seen what it does."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.zip", "class": "form-control"}),
    )


class MatchForm(forms.Form):
    """What each column is, what unknown words mean, and how days are written."""

    def __init__(self, data: Any, *, header: list[str], matching: Matching, words: dict[str, int]) -> None:
        super().__init__(data)
        self.header, self.matching = header, matching
        columns = [("", _("Leave it out")), *((name, LABELS[name]) for name in COLUMNS)]
        for place, name in enumerate(header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=shown(name) or _("Column %(place)d") % {"place": place + 1},
                choices=columns,
                required=False,
                initial=matching.columns[place],
            )
        # One that no database can keep has no meaning: its rows are refused, and say why.
        self.words = {_field(word): word for word in words if not is_known(word) and _can_be_kept(word)}
        self.words = dict(list(self.words.items())[:MOST_WORDS])
        for field, word in self.words.items():
            self.fields[field] = forms.ChoiceField(
                label=shown(word) or _("Nothing at all"),
                choices=[("", _("Refuse these rows")), *Status.choices],
                required=False,
                initial=self._first_guess(word),
            )
        self.fields["days"] = forms.ChoiceField(
            label=_("How days are written"), choices=list(DAYS.items()), initial=matching.days
        )

    def _first_guess(self, word: str) -> str:
        if word in self.matching.words:
            return self.matching.words[word]
        if word == "" and "status" not in self.matching.columns:
            return str(Status.APPLIED)
        return str(meaning(word) or "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = self.columns()
        missing = [str(LABELS[name]) for name in REQUIRED if name not in chosen and name != "status"]
        if missing:
            self.add_error(None, _("Say which column is this: %(names)s.") % {"names": ", ".join(missing)})
        for name in dict.fromkeys(chosen):
            if name and chosen.count(name) > 1:
                twice = _("Two columns are “%(name)s”. Leave one of them out.") % {"name": LABELS[name]}
                self.add_error(f"column_{len(chosen) - 1 - chosen[::-1].index(name)}", twice)
        return data

    def columns(self) -> list[str]:
        """What was chosen for each column."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.header))]

    def result(self) -> Matching:
        """The matching as it was chosen."""
        words = {word: self.cleaned_data[field] for field, word in self.words.items() if self.cleaned_data[field]}
        return Matching(self.columns(), words, self.cleaned_data["days"])

    def asked_about(self) -> bool:
        """Whether the browser that sent this had been asked about every word."""
        return all(field in self.data for field in self.words)


def _can_be_kept(word: str) -> bool:
    try:
        plain_text(word)
    except forms.ValidationError:
        return False
    return True


def _field(word: str) -> str:
    return f"word_{hashlib.sha256(word.encode(errors='surrogatepass')).hexdigest()[:12]}"
