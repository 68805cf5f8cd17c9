"""A person's own wordings: a few names in braces, filled in from the record. Text in, text out; nothing is run."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from declines.models import Wording
from declines.situation import Situation
from tracker.when import full_day

# Letters, spaces and underscores between single or double braces. "{% load %}" is none of it and stays plain text.
VARIABLE = re.compile(r"\{\{?[ ]*([^\W\d][\w ]*?)[ ]*\}?\}")


def _day(situation: Situation) -> str:
    return str(full_day(situation.starts)) if situation.starts else ""


def _hour(situation: Situation) -> str:
    return f"{situation.starts:%-H:%M}" if situation.starts else ""


# The whole set: what a letter needs from the record, and no more.
VARIABLES: dict[str, Callable[[Situation], str]] = {
    "name": lambda situation: situation.recipient or str(_("Hiring Manager")),
    "company": lambda situation: situation.company,
    "role": lambda situation: situation.position,
    "interview": lambda situation: situation.round_name or str(_("interview")),
    "day": _day,
    "hour": _hour,
    "liked": lambda situation: situation.liked,
    "reason": lambda situation: situation.own_reason,
    "me": lambda situation: situation.sender,
    "signature": lambda situation: situation.signature,
}


def unknown_variables(text: str) -> dict[str, str]:
    """The names in braces that mean nothing here, each with the nearest that does (or nothing)."""
    names = {name.lower() for name in VARIABLE.findall(text)} - VARIABLES.keys()
    nearest = {name: get_close_matches(name, VARIABLES, n=1, cutoff=0.5) for name in sorted(names)}
    return {name: found[0] if found else "" for name, found in nearest.items()}


def filled_in(wording: Wording, situation: Situation) -> tuple[str, str]:
    """Subject and body with the record in the place of each variable; an unknown one stays as it was typed.

    Filled in one pass, so that a company called "{me}" remains one.
    """

    def value(found: re.Match[str]) -> str:
        variable = VARIABLES.get(found.group(1).lower())
        return variable(situation) if variable else found.group()

    subject = " ".join(VARIABLE.sub(value, wording.subject).split())
    return subject, VARIABLE.sub(value, wording.body.replace("\r\n", "\n"))
