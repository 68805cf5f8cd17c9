"""One value of a record as plain JSON, and back: nothing lost, and nothing let in that a form would refuse."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tracker.cells import YEARS, plain_text, shown


def plain(value: Any) -> Any:
    """As JSON has it: moments in UTC to the microsecond, days and hours as ISO writes them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def from_plain(field: models.Field[Any, Any], value: Any) -> Any:
    """What `plain` made of a value of this field. Raises ValidationError with what to write instead."""
    if value is None:
        if field.null:
            return None
        raise ValidationError(_("This must not be empty."))
    if isinstance(field, models.JSONField):
        plain_text(json.dumps(value, ensure_ascii=False))
        return value
    try:
        return _read(field, value)
    except (ValueError, TypeError, OverflowError):
        message = _("“%(text)s” is not what belongs here. Leave it as it was exported: %(like)s.")
        names = {"text": shown(str(value)), "like": _like(field)}
        raise ValidationError(message, params=names) from None


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    # DateTimeField is a DateField to Python, so it comes first.
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or moment.year not in YEARS:
            raise ValueError
        return moment.astimezone(UTC)
    if isinstance(field, models.DateField):
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError
        return day
    if isinstance(field, models.TimeField):
        hour = time.fromisoformat(value)
        # On the person's own clock: with a zone of its own no other hour can be laid beside it.
        if hour.tzinfo is not None:
            raise ValueError
        return hour
    wanted = bool if isinstance(field, models.BooleanField) else int if _is_number(field) else str
    # A bool is an int to Python, and True is no number of days.
    if type(value) is not wanted:
        raise ValueError
    return plain_text(value) if isinstance(value, str) else value


def _is_number(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.IntegerField)


def _like(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.DateTimeField):
        return "2026-09-30T12:00:00+00:00"
    if isinstance(field, models.DateField):
        return "2026-09-30"
    if isinstance(field, models.TimeField):
        return "09:00:00"
    return "true, false" if isinstance(field, models.BooleanField) else "42" if _is_number(field) else "text"


def from_cell(field: models.Field[Any, Any], text: str) -> Any:
    """The plain value that a cell of a table holds: a table has only text. An empty cell is "not known"."""
    if text == "" and not isinstance(field, models.CharField | models.TextField):
        return None
    if isinstance(field, models.BooleanField):
        return {"true": True, "false": False}.get(text.casefold(), text)
    if _is_number(field):
        # Only digits: int() would take "1_000" and other alphabets' numbers, too.
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else text
    return text
