"""Words with a few names in braces, filled in. Pure: text and a situation go in, text comes out; nothing is run."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.messages.wordings import liking, reason
from declines.situation import Kind, Situation
from declines.tone.text import ABBREVIATIONS
from tracker.when import full_day

# The whole set: what a letter needs from the record, and no more; each with what the form says of it.
VARIABLES: dict[str, Promise] = {
    "name": _("whom the letter greets; “Hiring Manager” if nobody is known by name"),
    "company": _("the company"),
    "role": _("the job"),
    "interview": _("which interview it is, such as “phone screen”"),
    "day": _("the day of the interview, such as “Thursday 10 September”; in a note afterwards, the day you met"),
    "hour": _("its hour, such as “16:30”"),
    "liked": _("what you noted that you liked"),
    "reason": _("your reason: your own sentence, or ours for the one you choose"),
    "me": _("your name"),
    "signature": _("your signature, from Preferences"),
}
# What people type instead, and spelling alone would not find.
MEANT = {
    **dict.fromkeys(["position", "job", "title"], "role"),
    **dict.fromkeys(["employer", "organisation", "organization", "firm"], "company"),
    **dict.fromkeys(["recruiter", "manager", "interviewer", "contact", "recipient"], "name"),
    **dict.fromkeys(["my name", "your name", "full name", "sender"], "me"),
    **{"date": "day", "time": "hour", "round": "interview", "why": "reason"},
}
# In these the interview lies behind; in the others it lies ahead.
AFTERWARDS = {Kind.THANK_YOU, Kind.STAY_IN_TOUCH, Kind.OPENINGS, Kind.REFERRAL, Kind.RECONSIDER}

# A name between single or double braces. "{% load %}", "{{ x|safe }}" and "{x.y}" are none and stay plain text.
VARIABLE = re.compile(r"\{\{?( *[^\W\d_][\w '’-]{0,40})\}\}?")
FILLED = re.compile(VARIABLE.pattern + r"([.!?…]?)")
_WHOLE = r"\{\{? *(?:liked|reason) *\}\}?"
ALONE = re.compile(rf"{_WHOLE}[.!]?", re.I)
PARENTHESIS = re.compile(r" ?\([^()\n]{0,200}\)")
_WHEN = r"\{\{? *(?:day|hour) *\}\}?"
# "on {day} at {hour}", with the words that only lead up to it.
DATED = re.compile(
    rf"(?P<before>,?)\s?\b(?:(?:planned|scheduled|arranged|agreed|set|booked)\s)?(?:on|at|of|for)\s{_WHEN}"
    rf"(?P<more>(?:,?\s?(?:(?:at|on|from)\s)?{_WHEN})*)(?P<after>,?)",
    re.I,
)
# Where a sentence may end: at its mark, at the end of a line, or behind a variable that makes a sentence by itself.
END = re.compile(rf"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?: |\n)|\n|{_WHOLE} ", re.I)
OPENING = re.compile(r"(?:we|my|our|the|an?|it|this|there|for|after)\b", re.I)
SEPARATOR = re.compile(r"( ?[:;,|] | [–—-] )")
# A line this long that ends within a sentence was broken by a mail program, not by its writer.
WRAPPED = 60


# --- what is in braces


def variables_in(text: str) -> list[str]:
    """Every name in braces, known or not, each once, in the order of the text."""
    return list(dict.fromkeys(_name(found) for found in VARIABLE.finditer(text)))


def nearest(name: str) -> str:
    """The variable that somebody probably meant, "" if nothing is near."""
    words = re.split(r"[ _'’-]+", name)
    # A word of it before what merely looks alike: "company_name" is the company, "interview date" the day.
    said = [word for known in (MEANT, VARIABLES) for word in [name.replace("_", " "), *words] if word in known]
    found = next(iter(said or get_close_matches(name, [*VARIABLES, *MEANT], n=1)), "")
    return MEANT.get(found, found)


def _name(found: re.Match[str]) -> str:
    return found.group(1).strip().lower()


# --- what they stand for


@dataclass(frozen=True)
class Value:
    """What a variable stands for within a sentence and, where it can be one, as a sentence of its own."""

    inside: str
    alone: str = ""


Values = dict[str, Value]


def values_of(situation: Situation, kind: Kind) -> Values:
    """What each variable stands for here; an empty one is not known."""
    moment = situation.met_on if kind in AFTERWARDS else situation.starts
    # As in our own wordings: one cancels an interview, and not a panel.
    round_name = "panel interview" if situation.round_name == "panel" else situation.round_name
    plain = {
        "name": situation.recipient or str(_("Hiring Manager")),
        "company": situation.company,
        "role": situation.position,
        "interview": round_name or str(_("interview")),
        "day": full_day(moment) if moment else "",
        "hour": date_format(moment, "G:i") if moment else "",
        "me": situation.sender,
    }
    return {
        **{name: Value(" ".join(text.split())) for name, text in plain.items()},
        "signature": Value(situation.signature.strip()),
        "liked": Value(" ".join(situation.liked.split()).rstrip(" .;,"), liking(situation)),
        "reason": _why(situation),
    }


def _why(situation: Situation) -> Value:
    own, sentence = " ".join(situation.own_reason.split()), reason(situation).rstrip(" ,;:")
    # Within somebody's sentence a capital goes; but "I" keeps it, and what was typed may begin with a name.
    keeps = not OPENING.match(own) if own else re.match(r"I\b", sentence)
    inside = (own or sentence) if keeps else _small(own or sentence)
    ended = sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
    return Value(inside.rstrip(" .,;:"), ended)


# --- filling in


def fill_subject(text: str, values: Values) -> str:
    """One line. A subject is no sentence: where something is not known, only the piece between separators goes."""
    pieces = SEPARATOR.split(_without_unknown_dates(_tidy(text), values))
    kept = ""
    for separator, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if not _is_unknown(piece, values):
            kept += (separator if kept else "") + _filled(piece, values, alone=False)
    return " ".join(kept.split())


def fill_body(text: str, values: Values) -> str:
    """Each variable replaced, in one pass; a sentence about something that is not known is left out."""
    kept, at_start = [], True
    for sentence in _sentences(_tidy(text)):
        said = _sentence(sentence, values)
        ends_line = sentence.endswith("\n")
        # A line that is left out takes its line break along; the end of a line keeps it.
        kept.append("\n" if not said and ends_line and not at_start else said)
        at_start = ends_line or (at_start and not said)
    return _tidy("".join(kept))


def _sentences(text: str) -> list[str]:
    """The text in sentences and lines, each with the space behind it: joined, they are the text."""
    found, begin = [], 0
    for end in END.finditer(text):
        if not _goes_on(text, begin, end):
            found.append(text[begin : end.end()])
            begin = end.end()
    return [*found, text[begin:]]


def _goes_on(text: str, begin: int, end: re.Match[str]) -> bool:
    """Whether the sentence that begins there goes on: "Dr. El-Sayed", a line only wrapped, "{liked} drew me"."""
    at, mark, after = end.start(), end.group(), text[end.end() : end.end() + 1]
    if mark == "\n":
        length = at - (text.rfind("\n", 0, at) + 1)
        return length >= WRAPPED and after not in {"", "\n", "-", "*", "•"}
    if mark[0] == "{":
        return at != begin or not (after.isupper() or after == "{")
    word = re.search(r"[\w.]*$", text[max(at - 12, 0) : at])
    letters = word.group().strip(".").lower() if word else ""
    is_initial = len(letters) == 1 and letters.isalpha() and letters != "i"
    return mark[0] == "." and (letters in ABBREVIATIONS or is_initial)


def _sentence(text: str, values: Values) -> str:
    text = _without_unknown_dates(text, values)
    alone = ALONE.fullmatch(text.strip()) is not None
    return "" if _is_unknown(text, values) else _filled(text, values, alone=alone)


def _is_unknown(text: str, values: Values) -> bool:
    return any(name in values and not values[name].inside for name in variables_in(text))


def _without_unknown_dates(text: str, values: Values) -> str:
    """Without "(on {day})" and "on {day} at {hour}" where no date is known: the decision in it must still be said."""

    def rest(found: re.Match[str]) -> str:
        in_commas = found["before"] or "," in found["more"]
        return "" if in_commas else found["after"]

    shorter = PARENTHESIS.sub(lambda found: "" if _is_unknown(found.group(), values) else found.group(), text)
    if not values["day"].inside:
        begins = DATED.match(shorter)
        shorter = DATED.sub(rest, shorter)
        if begins:
            shorter = _capital(shorter.lstrip(" ,\n"))
    # Only a mark may be left of it.
    return shorter if shorter == text or re.search(r"\w", shorter) else ""


def _filled(text: str, values: Values, *, alone: bool) -> str:
    def value(found: re.Match[str]) -> str:
        name, mark = _name(found), found.group(2)
        if name not in values:
            return found.group()
        said = values[name].alone if alone else values[name].inside
        if found.start() == 0 and name in {"liked", "reason"}:
            said = _capital(said)
        if alone and mark in {"!", "?", "…"}:
            said = said.rstrip(".")
        # "at Example Inc." ends the sentence with the dot of its name.
        return said if mark == "." and said.endswith((".", "!", "?", "…")) else said + mark

    return FILLED.sub(value, text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tidy(text: str) -> str:
    """Single spaces, none at the ends of lines, one empty line between paragraphs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    tidy = "\n".join(re.sub(r" +", " ", line).strip(" ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy).strip("\n")
