from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.seen import Seen, stamp
from tracker.models import Application, Reminder
from tracker.reminders import DEFAULTS, Book, Terms

Kind = Reminder.Kind
# The numbers that a kind has, and between what they make sense.
DAYS = {Kind.FOLLOW_UP: (1, 365), Kind.LAPSE: (2, 365), Kind.OFFER: (0, 60), Kind.STAY_IN_TOUCH: (14, 365)}
AGAIN = {Kind.FOLLOW_UP: (0, 365), Kind.STAY_IN_TOUCH: (0, 365)}
# "Never weekly" (DOMAIN.md 3c): a hello a month is as often as anybody is glad of.
SELDOM = 30


@dataclass(frozen=True)
class Row:
    """The fields of one kind, as the page lays them into its sentence."""

    kind: Reminder.Kind
    label: str
    usual: Terms
    is_on: BoundField | None
    own: BoundField | None
    by_mail: BoundField | None
    days: BoundField | None
    again: BoundField | None


class RulesForm(Seen, forms.Form):
    """When each kind of reminder comes; for all applications, or for one that may go its own way."""

    def __init__(self, *args: Any, book: Book, application: Application | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.application = book, application
        # One's own come when one said; only whether a mail tells them can be chosen, and only for all at once.
        self.kinds = [*DEFAULTS, *([] if application else [Kind.OTHER])]
        for kind in self.kinds:
            self._add_fields(kind, self.now(kind))
        self.remember(self.initial)
        # The sentences of a kind belong together, and the question whether to go on waiting to the follow-ups.
        asking = {name for name in self.fields if name.startswith((Kind.FOLLOW_UP.value, Kind.LAPSE.value))}
        each = ({name for name in self.fields if name.startswith(kind.value)} for kind in self.kinds)
        self.together = (frozenset(asking), *map(frozenset, each))

    def typed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found = super().typed(data)
        found = {name: self.kept[name] if value is None else value for name, value in found.items()}
        anew = {name for name, value in found.items() if stamp(value) != self._drawn[name]}
        for kind in self.kinds:
            numbers = {f"{kind.value}_{what}" for what in ("on", "days", "again")}
            # Whoever types another number means it, ticked or not; taking the tick away goes back to what all do.
            if (own := f"{kind.value}_own") in found and own not in anew and numbers & anew:
                found[own] = True
        return found

    def now(self, kind: Reminder.Kind) -> Terms:
        """What holds before anything is changed here."""
        return self.book.terms(kind, self.application.pk if self.application else None)

    def _add_fields(self, kind: Reminder.Kind, now: Terms) -> None:
        name = str(kind.label)
        if self.application is not None:
            own = self.book.has_own(kind, self.application.pk)
            self._add(kind, "own", forms.BooleanField(label=_("%(kind)s: its own way") % {"kind": name}), own)
        if kind in DEFAULTS:
            self._add(kind, "on", forms.BooleanField(label=_("%(kind)s: remind me") % {"kind": name}), now.is_on)
        if self.application is None:
            self._add(kind, "mail", forms.BooleanField(label=_("%(kind)s: by mail") % {"kind": name}), now.by_mail)
        for what, limits, value in (("days", DAYS, now.days), ("again", AGAIN, now.again)):
            if kind in limits:
                label = _("%(kind)s: days") if what == "days" else _("%(kind)s: again after days")
                self._add(kind, what, _number(label % {"kind": name}, *limits[kind]), value)

    def _add(self, kind: Reminder.Kind, what: str, field: forms.Field, initial: Any) -> None:
        # Nothing is required: an empty box is no, an empty number is the one that held.
        field.required = False
        self.fields[f"{kind.value}_{what}"] = field
        self.initial[f"{kind.value}_{what}"] = initial

    @property
    def rows(self) -> list[Row]:
        """One for each kind, in the order of a search."""
        return [
            Row(
                kind,
                str(kind.label),
                self.book.terms(kind),
                *(self._bound(kind, what) for what in ("on", "own", "mail", "days", "again")),
            )
            for kind in self.kinds
        ]

    def _bound(self, kind: Reminder.Kind, what: str) -> BoundField | None:
        name = f"{kind.value}_{what}"
        return self[name] if name in self.fields else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            typed = self.typed(data)
            self._check_follow_up(self._typed(Kind.FOLLOW_UP, typed))
            self._check_lapse(self._typed(Kind.LAPSE, typed), self._typed(Kind.FOLLOW_UP, typed))
            hello = self._typed(Kind.STAY_IN_TOUCH, typed)
            if hello and 0 < hello.again < SELDOM:
                text = _("A hello more often than every %(days)d days is too much. Choose more, or 0 for only one.")
                self.add_error("stay_in_touch_again", text % {"days": SELDOM})
        return data

    def _check_follow_up(self, held: Terms | None) -> None:
        if held and 0 < held.again <= held.days:
            text = _("The second follow-up comes after the first: choose more than %(days)d days, or 0 for only one.")
            self.add_error("follow_up_again", text % {"days": held.days})

    def _check_lapse(self, held: Terms | None, follow_up: Terms | None) -> None:
        asked = follow_up or self.book.terms(Kind.FOLLOW_UP)
        last = max(asked.days, asked.again)
        if held and held.is_on and asked.is_on and held.days <= last:
            text = _("You follow up after %(days)d days; ask whether to go on waiting later than that.")
            self.add_error("lapse_days", text % {"days": last})

    def _typed(self, kind: Reminder.Kind, data: dict[str, Any]) -> Terms | None:
        """What was typed for a kind; None where this application goes as all do."""
        if self.application is not None and not data.get(f"{kind.value}_own"):
            return None
        now = self.now(kind)
        days, again = data.get(f"{kind.value}_days"), data.get(f"{kind.value}_again")
        return Terms(
            is_on=bool(data.get(f"{kind.value}_on")) if kind in DEFAULTS else now.is_on,
            days=now.days if days is None else days,
            again=now.again if again is None else again,
            by_mail=bool(data.get(f"{kind.value}_mail")),
        )

    def wanted(self) -> dict[Reminder.Kind, Terms | None]:
        """The rules that differ from what held before. None: as for all, from now on."""
        wanted = {kind: self._typed(kind, self.cleaned_data) for kind in self.kinds}
        return {kind: held for kind, held in wanted.items() if self._is_new(kind, held)}

    def _is_new(self, kind: Reminder.Kind, held: Terms | None) -> bool:
        if self.application is None:
            return held != self.now(kind)
        has_own = self.book.has_own(kind, self.application.pk)
        if held is None or not has_own:
            return has_own is not (held is not None)
        now = self.now(kind)
        return (held.is_on, held.days, held.again) != (now.is_on, now.days, now.again)


def _number(label: str, least: int, most: int) -> forms.IntegerField:
    text = gettext_lazy("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}
    field = forms.IntegerField(
        label=label,
        widget=forms.NumberInput(attrs={"min": least, "max": most, "aria-label": label}),
        error_messages={"invalid": text},
    )
    field.validators += [MinValueValidator(least, text), MaxValueValidator(most, text)]
    return field
