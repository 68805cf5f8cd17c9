"""Forms that know what they were drawn from: what another window changed meanwhile is shown, never overwritten."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    Form = forms.Form
else:
    Form = object


@contextmanager
def holding(request: HttpRequest, model: type[Model], pk: int) -> Iterator[None]:
    """Where a form is sent: all of it happens or nothing, and nobody else writes this row until it is over."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        # Fetched, for what is not fetched is not held. Rows that point to it may still be added elsewhere.
        model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        yield


def stamp(value: Any) -> str:
    """A short mark of a value, the same however a browser or the database writes it."""
    if value in (None, "", []):
        return "-"
    if isinstance(value, list):
        value = ",".join(sorted(stamp(one) for one in value))
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, datetime):
        # To the minute: a picker knows no more, and what nobody touched must not look changed.
        value = value.astimezone(UTC).isoformat(timespec="minutes")
    text = str(value).replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True)
class Meanwhile:
    """Two words on one fact: what it says since another window changed it, and what was typed here."""

    name: str
    label: str
    now: str
    typed: str


class Seen(Form):
    """For a form over a row: call `remember` with the values as they are kept, before anything is cleaned.

    Then `settle` says whether what was typed can be written. The row is held (`holding`) from before the form is
    made until it is written, or the UPDATE names the values in `kept`: no other window slips in between.
    """

    # Fields that make sense only together: whoever changes one has all of them as they stand on the form.
    together: tuple[frozenset[str], ...] = ()
    kept: Mapping[str, Any] = {}
    meanwhile: Sequence[Meanwhile] = ()
    _drawn: Mapping[str, str] = {}

    def remember(self, kept: Mapping[str, Any]) -> None:
        self.kept = dict(kept)
        self.meanwhile = ()
        sent = str(self.data.get("seen", "")) if self.is_bound else ""
        drawn = dict(pair.split(":", 1) for pair in sent.split() if ":" in pair)
        # A form without marks, as from another program, counts as drawn now.
        self._drawn = {name: drawn.get(name, stamp(value)) for name, value in self.kept.items()}

    def remember_row(self, row: Model, names: Iterable[str], **more: Any) -> None:
        """Remember these fields of a row, as far as the form has them, and what is kept elsewhere."""
        self.remember({name: getattr(row, name) for name in names if name in self.fields} | more)

    @property
    def seen(self) -> str:
        """What the next sending carries along. What was shown side by side counts as seen."""
        return " ".join(f"{name}:{mark}" for name, mark in self._drawn.items())

    def typed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the form says of each fact; to be refined where a field cleans into something else than is kept."""
        return {name: data.get(name) for name in self.kept}

    def touched(self, data: Mapping[str, Any]) -> set[str]:
        """The facts that the person changed in this window."""
        return {name for name, value in self.typed(data).items() if stamp(value) != self._drawn[name]}

    def changes(self) -> dict[str, Any]:
        """What the person changed, of the valid form; the rest stays as it is. Overtaken ones become errors."""
        typed, touched = self.typed(self.cleaned_data), self.touched(self.cleaned_data)
        touched = self._with_theirs(touched) - self._with_theirs(self.left)
        ours = [name for name in typed if name in touched and stamp(typed[name]) != stamp(self.kept[name])]
        for name in ours:
            now = self.kept[name]
            if stamp(now) != self._drawn[name]:
                self._drawn = {**self._drawn, name: stamp(now)}
                label = str(self.fields[name].label)
                shown = Meanwhile(name, label, self._shown(name, now), self._shown(name, typed[name]))
                self.meanwhile = (*self.meanwhile, shown)
                self.add_error(name, _("Another window changed this. Keep what you typed, or leave theirs."))
        return {name: typed[name] for name in ours}

    @property
    def left(self) -> set[str]:
        """The facts that the person, shown both, leaves as the other window has them (the button “Leave theirs”)."""
        return set(str(self.data.get("leave", "")).split())

    def _with_theirs(self, names: set[str]) -> set[str]:
        return names.union(*(group for group in self.together if group & names))

    def settle(self) -> bool:
        """Whether the valid form can be written; what was not changed in this window is then what is kept."""
        changes = self.changes()
        if self.errors:
            return False
        self.cleaned_data |= changes
        for name in self.kept.keys() - changes.keys():
            self.cleaned_data[name] = value = self.kept[name]
            # What is kept as a list stands in rows of its own.
            if isinstance(self, forms.ModelForm) and hasattr(self.instance, name) and not isinstance(value, list):
                setattr(self.instance, name, value)
        return True

    def _shown(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return _("nothing")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(self._shown(name, one) for one in value)
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "D j M Y, G:i")
        if isinstance(value, date):
            return date_format(value, "D j M Y")
        if isinstance(value, time):
            return f"{value:%H:%M}"
        choices: Collection[Any] = getattr(self.fields[name], "choices", ())
        return str(value if isinstance(value, Model) else dict(choices).get(value, value))
