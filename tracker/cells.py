"""What people write into the cells of a table, as values. Pure.

What cannot be understood raises ValidationError, and its message says what to write instead.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.time import local, resolve, validate_zone, zone_names
from tracker.models import Application, Contact, Interview, Status

# Further off lie slips of the keyboard, and days for which zones cannot be reckoned.
YEARS = range(1900, 2101)
# What spreadsheets call the rounds; our own names and labels are understood without standing here.
ROUNDS = {
    "final": Interview.Stage.FINAL,
    "final round": Interview.Stage.FINAL,
    "second round": Interview.Stage.SECOND,
    "phone": Interview.Stage.PHONE_SCREEN,
    "screening": Interview.Stage.PHONE_SCREEN,
    "screening call": Interview.Stage.PHONE_SCREEN,
    "recruiter screen": Interview.Stage.RECRUITER_CALL,
    "hiring manager interview": Interview.Stage.HIRING_MANAGER,
    "task": Interview.Stage.TAKE_HOME,
    "take home test": Interview.Stage.TAKE_HOME,
    "panel interview": Interview.Stage.PANEL,
    "onsite": Interview.Stage.ON_SITE,
}


def plain_text(text: str) -> str:
    """The text itself, if a database can keep it."""
    ProhibitNullCharactersValidator()(text)
    # Surrogates stand for bytes that were no UTF-8; PostgreSQL would refuse the whole row without saying which cell.
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValidationError(_("There are characters in this that are no UTF-8. Save the file as CSV in UTF-8."))
    return text


def folded(text: str) -> str:
    """A word as we compare it: whatever its capitals, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", " ", text.strip()).casefold()


def shown(text: str) -> str:
    """What somebody typed, fit to stand in a message: short, and without what would upset a terminal."""
    short = text if len(text) <= 40 else f"{text[:40]}…"
    return "".join(char if char.isprintable() else "·" for char in short)


def _choice(text: str, choices: type[TextChoices], synonyms: Mapping[str, str] | None = None) -> str:
    """The value that a text names, by value, label or synonym."""
    known = dict(synonyms or {})
    for member in choices:
        known[folded(str(member.label))] = known[folded(member.value)] = member.value
    value = known.get(folded(text))
    if value is None:
        names = ", ".join(member.value.replace("_", " ") for member in choices)
        message = _("“%(text)s” is none of the words we know. Write one of: %(names)s.")
        raise ValidationError(message, params={"text": shown(text), "names": names})
    return value


def to_status(text: str) -> Status:
    """Where an application stands, by its name or its label."""
    return Status(_choice(text, Status))


def to_role(text: str) -> Contact.Role:
    """What somebody's part is."""
    return Contact.Role(_choice(text, Contact.Role))


def to_stage(text: str) -> Interview.Stage:
    """Which round it is, also by the names that people give it (ROUNDS)."""
    return Interview.Stage(_choice(text, Interview.Stage, ROUNDS))


def to_work_mode(text: str) -> Application.WorkMode:
    """Where the work is done."""
    return Application.WorkMode(_choice(text, Application.WorkMode))


def to_zone(text: str) -> str:
    """A time zone that this machine knows."""
    if text not in zone_names():
        validate_zone(shown(text))
    return text


def to_amount(text: str) -> int:
    """A whole number, as it is or in groups of three: 42000, 42,000, 42.000, 42 000, 42’000."""
    # One kind of mark throughout, and three figures behind each: 42.5 and 1,234.56 are refused, not misread.
    grouped = re.fullmatch(r"[1-9][0-9]{0,2}([.,’' \u00a0\u202f])[0-9]{3}(?:\1[0-9]{3}){0,3}", text)
    if not grouped and not re.fullmatch(r"[0-9]{1,15}", text):
        message = _("“%(text)s” is not a whole number. Write it like 42000 or 42,000.")
        raise ValidationError(message, params={"text": shown(text)})
    return int(re.sub(r"[^0-9]", "", text))


def to_day(text: str) -> date:
    """A day as 2026-09-30."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        day = date.min  # refused as any year so far off: no zone has an instant for it
    if day.year not in YEARS:
        message = _("“%(text)s” is not a day that we can read. Write it like 2026-09-30.")
        raise ValidationError(message, params={"text": shown(text)})
    return day


def to_moment(text: str, zone: str) -> tuple[datetime, str]:
    """The instant of a wall time such as 2026-09-30 14:00, and what to know if the clocks show it twice."""
    day, _space, clock = text.replace("T", " ").partition(" ")
    try:
        wall = datetime.combine(to_day(day), datetime.strptime(clock.strip(), "%H:%M").time())
    except (ValidationError, ValueError):
        message = _("“%(text)s” is no day and hour that we can read. Write them like 2026-09-30 14:00.")
        raise ValidationError(message, params={"text": shown(text)}) from None
    moment = resolve(wall.date(), wall.time(), zone)
    there = local(moment, zone).replace(tzinfo=None)
    names = {"text": shown(text), "zone": zone, "first": f"{there:%Y-%m-%d %H:%M}"}
    if there != wall:
        message = _(
            "%(text)s does not exist in %(zone)s: the clocks go forward then. The first time after is %(first)s."
        )
        raise ValidationError(message, params=names)
    tz = ZoneInfo(zone)
    if wall.replace(tzinfo=tz).utcoffset() == wall.replace(tzinfo=tz, fold=1).utcoffset():
        return moment, ""
    return moment, _(
        "%(text)s comes twice in %(zone)s, since the clocks go back then. The first of the two is kept."
    ) % names
