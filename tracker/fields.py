"""Form fields for days and wall times, as the browser's own pickers want them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.time import exists, local, resolve
from tracker.models import Contact

WALL = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1970, 2100
# Some browsers send seconds, and people without a picker type a space.
STYLES = (WALL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


def validate_near(day: date) -> None:
    """Refuse a year that is a slip of the keyboard: at the ends of the calendar no zone can be reckoned with."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Choose a year from %(first)s to %(last)s."),
            code="far_off",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


class DayField(forms.DateField):
    """A day, picked or typed."""

    default_validators = [validate_near]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("Write the day as 2026-09-30.")})
        super().__init__(**kwargs)


class WallTimeField(forms.DateTimeField):
    """A date and an hour on somebody's wall clock. The form knows whose: `instant` makes it UTC."""

    default_validators = [validate_near]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format=WALL, attrs={"type": "datetime-local"}))
        message = gettext_lazy("Write day and hour as 2026-09-30 14:00.")
        kwargs.setdefault("error_messages", {"invalid": message})
        super().__init__(**kwargs)

    # Django's own would put the value into the zone of the page; ours is still nobody's, until the form says whose.
    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for style in STYLES:
            try:
                return datetime.strptime(str(value).strip(), style)
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class PeopleField(forms.ModelMultipleChoiceField[Contact]):
    """Contacts to tick. A key beyond every database's numbers is one more that is not on offer."""

    def _check_values(self, value: Any) -> Any:
        try:
            # Django guards a single number against what the database can hold, but not those of an IN.
            return super()._check_values(value)  # type: ignore[misc]
        except OverflowError as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": max(value, key=len)}
            ) from error


def instant(clock: datetime | None, zone: str, *, kept: datetime | None = None) -> datetime | None:
    """The moment in UTC. Raises ValidationError for an hour that the clocks skip, naming the first one after.

    Where clocks go back an hour comes twice; if the moment that is `kept` is the second, it stays that.
    """
    if clock is None or clock == wall(kept, zone):
        return kept if clock else None
    moment = resolve(clock.date(), clock.time(), zone)
    if not exists(clock.date(), clock.time(), zone):
        raise ValidationError(
            _("The clocks go forward then, so this time does not exist. Choose %(hour)s or later."),
            params={"hour": f"{local(moment, zone):%H:%M}"},
        )
    return moment


def wall(moment: datetime | None, zone: str) -> datetime | None:
    """The wall clock of `zone` at a moment, without a zone: what a picker shows."""
    return local(moment, zone).replace(tzinfo=None, fold=0) if moment else None
