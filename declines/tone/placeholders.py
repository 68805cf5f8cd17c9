"""Blanks that nobody filled in: brackets and braces of every kind, XXXX, "Dear None", a gap where a name should be."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from declines.tone.findings import Finding, Severity
from declines.tone.record import Record
from declines.tone.text import Letter, Span

NAMES = (
    r"(?:your|my|the|insert|enter|add|first|last|full|sur|given|family|middle|hiring|company|employer|organi[sz]ation|firm|"
    r"job|position|role|recipient|sender|contact|interviewer|recruiter|manager|candidate|applicant|department|team|date|"
    r"day|time|title|reason|phone|email|e-mail|address|city|salary|amount|number|field|name|here|xx+|tb[cda])"
)
HARMLESS = re.compile(
    r"(?:ref|case|ticket|job|req|id|no|nr|vacancy|post|file|our|your) ?(?:ref|id|no|nr|number|code)?[.:#]? ?[\w/-]*\d[\w/.-]*|sic|\d[\d ,.-]*|…|\.\.\.|external|"
    r"ext(?:ernal)? (?:e-?mail|sender)|emphasis (?:mine|added)|redacted|attachment|image|cid:.*|smiles?|laughs?|x",
    re.I,
)
SQUARE = re.compile(r"\[[^\[\]\n]{0,60}\]")
CURLY = re.compile(r"\$?\{\{?[^{}\n]{0,60}\}?\}|\{%[^\n]{0,60}%\}")
ANGLE = re.compile(r"<{1,2}\s*([^<>\n@/:]{1,40}?)\s*>{1,2}|«\s*[^«»\n]{1,40}\s*»")
PERCENT = re.compile(r"%\([a-z_]+\)s|%[A-Z_]{2,30}%|(?<!\d)%s\b|\$[A-Za-z_]{3,}|@@\w+@@|##\w+##|\*\|\w+\|\*")
BLANK = re.compile(
    r"_{3,}|\.{6,}|(?<![\w/])X{2,}(?![\w-])|(?<=/)X{2,}\b|\bx{3,}\b|\?{3,}(?=\s*(?:role|position|company|team|,|\.|$))"
)
NAMED = re.compile(
    r"\b(?:first ?name|last ?name|sur ?name here|full ?name here|your ?name(?: here)?|company ?name|job ?title|position ?title|role ?title|"
    r"employer ?name|recipient ?name|sender ?name|interviewer'?s? ?name|hiring ?manager'?s? ?name|insert (?:your |the |a |full |first |last |company |job |hiring |contact )*(?:name|company|role|position|title|date|time|reason|text|employer|manager|recipient|details?|address)(?: here)?|\w+ goes here|"
    r"name ?surname|lorem ipsum|todo|fixme|tbd|tbc|fill (?:this )?in(?: here| later)|placeholder(?: text)?|(?:company|organi[sz]ation) xyz|xyz (?:company|corp|ltd|inc)|"
    r"abc (?:company|corp|ltd|inc)|(?:john|jane) doe|[a-z]+_(?:name|title|date|company|role|position)|(?:name|company|role|date)_[a-z]+)\b",
    re.I,
)
NULL = re.compile(r"\b(?:none|null|undefined|nan|n/?a|nil|unknown|test|asdf|foo|object object)\b", re.I)
NULL_SLOT = re.compile(
    r"\b(?:at|with|by|from|for(?: the)?|join(?:ing)?|of|as(?: an?| the)?|the|mr|ms|mrs|dr)\.? (None|null|undefined|NaN|NULL|nan|N/A)\b(?! of\b)"
)
GAP = re.compile(
    r"\b(?:at|with|for the|of the|as an?|join(?:ing)?|the|for|on|dear|hi|hello) ?(?:[,.;!](?=\s|$)| {2,}(?=(?:role|position|team|post|job|and|for|on|at)\b))",
    re.I,
)
# "DD.MM.", "HH:MM", "(mention one thing you saw)": what a form wants there.
FORMAT = re.compile(
    r"\b(?:DD|dd)[./-](?:MM|mm)\b\.?(?:[./-]?(?:YY|yy)(?:YY|yy)?)?|\b(?:MM|mm)/(?:DD|dd)\b(?:/\w+)?|\bYYYY-MM-DD\b|\b(?:HH|hh):(?:MM|mm)\b"
)
INSTRUCTION = re.compile(
    r"[(\[](?:please )?(?:mention|insert|add|describe|name|say|write|give|explain|state|include|fill|choose|pick|select|delete|enter|specify|replace|put|use|change|edit|personali[sz]e|customi[sz]e|your reason|reason here|if applicable|optional)\b[^()\[\]\n]{0,90}[)\]]",
    re.I,
)
BARE_INSTRUCTION = re.compile(
    r"(?<!to )(?<!should )(?<!would )(?<!could )(?<!may )(?<!might )(?<!will )(?<!can )(?<!I )(?<!you )(?<!must )\b(?:insert|mention|describe|enter|fill in|put in|name|list)\b (?:one|a|an|the|your|something|some|specific|here|name|reason|their)\b[^.\n]{0,50}?\bhere\b",
    re.I,
)
TITLE_OF_NOBODY = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof)\.?(?= *,|$)", re.M)
IN_CAPITALS = re.compile(
    r"\b(?:on|at|for|of|the|with|to|by|dear|Dear) ((?:DAY|DATE|TIME|NAME|COMPANY|EMPLOYER|ROLE|POSITION|TITLE|REASON|CITY|MANAGER|RECRUITER|SURNAME|HOUR|MONTH)(?:/[A-Z]+)?)\b"
)
EITHER = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Sir)\.?/(?:Mr|Mrs|Ms|Miss|Mx|Dr|Madam)\.?(?=[/ ][A-Z]| or [A-Z])")
IN_PARENTHESES = re.compile(rf"\((?:{NAMES}[ _-]?){{1,4}}\)", re.I)
GREETED_BLANK = re.compile(r"\b(?:first ?name|manager'?s? name|name)\b", re.I)
GREETED_NOBODY = re.compile(r"^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening))\s*[,:!]?$", re.I)


def placeholders(letter: Letter, record: Record) -> Iterator[Finding]:
    """Every blank that was left, each once; what is part of a name on record is no blank."""
    taken: list[tuple[int, int]] = _of_names(letter.text, record)
    end = letter.whole.end or len(letter.text)
    for start, stop in sorted(_found(letter, record)):
        if start < end and not any(start < other_stop and other_start < stop for other_start, other_stop in taken):
            taken.append((start, stop))
            yield _finding(letter.text, start, stop)


def _of_names(text: str, record: Record) -> list[tuple[int, int]]:
    return [found.span() for name in record.names for found in re.finditer(re.escape(name), text)]


def _found(letter: Letter, record: Record) -> Iterator[tuple[int, int]]:
    for pattern, is_blank in RULES:
        yield from (found.span(found.lastindex or 0) for found in pattern.finditer(letter.text) if is_blank(found))
    yield from _greeted(letter.greeting) if letter.greeting else ()


def _is_prose(said: str) -> bool:
    """ "your name" and "job title" are also plain English: a blank is capitalised, or joined, or says "here"."""
    if re.fullmatch(r"(?:your|company|job|position|role|first|last) ?(?:name|title)", said, re.I):
        return said.islower() and " " in said
    return bool(re.fullmatch(r"placeholder|todo|insert \w+(?: \w+)?", said)) and said.islower() and "here" not in said


def _is_gap(said: str) -> bool:
    """A preposition that leads nowhere: "the role at ." but not "come on," or "what it's for."."""
    return bool(re.fullmatch(r"(?:at|with|for the|of the|as an?|the|dear) [,.;!]", said, re.I)) or bool(
        re.fullmatch(r"(?:for the|of the|as an?|the|dear)[,.;!]", said, re.I)
    )


def _greeted(greeting: Span) -> Iterator[tuple[int, int]]:
    """ "Dear ," and "Dear None": a greeting of nobody."""
    bare = re.sub(r"\s*[,:!]$", "", greeting.text)
    if GREETED_NOBODY.match(bare) and re.match(r"dear|.*\s[,:!]$", greeting.text, re.I):
        yield greeting.start, greeting.end
    for pattern in (NULL, GREETED_BLANK):
        for found in pattern.finditer(greeting.text):
            yield greeting.start + found.start(), greeting.start + found.end()


def _always(found: re.Match[str]) -> bool:
    return True


def _is_open(found: re.Match[str]) -> bool:
    """Square brackets hold a blank unless they hold a reference, [sic] or an ellipsis."""
    return not HARMLESS.fullmatch(found.group().strip("[] "))


# Every shape of blank, and when it is one.
RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]]] = [
    (CURLY, _always),
    (PERCENT, _always),
    (BLANK, _always),
    (NULL_SLOT, _always),
    (IN_PARENTHESES, _always),
    (FORMAT, _always),
    (BARE_INSTRUCTION, _always),
    (IN_CAPITALS, _always),
    (EITHER, _always),
    (TITLE_OF_NOBODY, _always),
    (INSTRUCTION, _always),
    (SQUARE, _is_open),
    (ANGLE, lambda found: any(char.isalpha() for char in found.group())),
    (NAMED, lambda found: not _is_prose(found.group())),
    (GAP, lambda found: found.group()[-1] not in ",.;!" or _is_gap(found.group())),
]


def _finding(text: str, start: int, stop: int) -> Finding:
    return Finding(
        "placeholder_left",
        Severity.BLOCK,
        start,
        stop,
        _("This still says “%(blank)s”. They would see that.") % {"blank": text[start:stop].strip()},
        _("Put in what belongs there."),
    )
