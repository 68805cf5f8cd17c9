"""Forms that know what they were drawn from: what another window changed meanwhile is shown, never overwritten."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    Form = forms.Form
else:
    Form = object


def stamp(value: Any) -> str:
    """A short mark of a value, the same however a browser or the database writes it."""
    if value in (None, ""):
        return "-"
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    text = str(value).replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True)
class Meanwhile:
    """Two words on one fact: what it says since another window changed it, and what was typed here."""

    label: str
    now: str
    typed: str


class Seen(Form):
    """For a form over a row: call `remember` with the values as they are kept, before anything is cleaned."""

    kept: dict[str, Any]
    meanwhile: list[Meanwhile]

    def remember(self, kept: Mapping[str, Any]) -> None:
        self.kept = dict(kept)
        self.meanwhile = []
        sent = str(self.data.get("seen", "")) if self.is_bound else ""
        drawn = dict(pair.split(":", 1) for pair in sent.split() if ":" in pair)
        # A form without marks, as from another program, counts as drawn now.
        self._drawn = {name: drawn.get(name, stamp(value)) for name, value in self.kept.items()}

    @property
    def seen(self) -> str:
        """What the next sending carries along. What was shown side by side counts as seen."""
        return " ".join(f"{name}:{mark}" for name, mark in self._drawn.items())

    def changes(self) -> dict[str, Any]:
        """What the person changed, of the valid form; the rest stays as it is. Overtaken ones become errors."""
        typed = {name: self.cleaned_data.get(name) for name in self.kept}
        ours = [name for name in typed if stamp(typed[name]) not in (self._drawn[name], stamp(self.kept[name]))]
        for name in ours:
            now = self.kept[name]
            if stamp(now) != self._drawn[name]:
                self._drawn[name] = stamp(now)
                label = str(self.fields[name].label)
                self.meanwhile.append(Meanwhile(label, self._shown(name, now), self._shown(name, typed[name])))
                self.add_error(name, _("Another window changed this. Keep what you typed, or leave theirs."))
        return {name: typed[name] for name in ours}

    def _shown(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return _("nothing")
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "D j M Y, G:i")
        if isinstance(value, date):
            return date_format(value, "D j M Y")
        choices: Collection[Any] = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))
