"""The wordings in templates/messages/: finding the file of a part, taking it apart, choosing one by number.

A file holds the wordings of one part of a message. A line `== warm`, or `== direct brief`, begins those of a tone;
what stands before any such line is for every tone. A line `--` ends a wording. Lines that begin with `#` are notes
of the writer. Each wording is a Django template: it knows `s` (the Situation), the phrases in the folder phrases/,
such as {{ round }}, and {{ reason }} and {{ liking }}, whole sentences, the person's own where there is one.
"""

import os
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zlib import crc32

from django.template import Context, Template, engines

from declines.messages.liking import Liking, read_liking
from declines.situation import Situation, Tone

HEADING = re.compile(r"^== *([a-z ]+?) *$", re.MULTILINE)
BREAK = re.compile(r"^-- *$", re.MULTILINE)
NOTE = re.compile(r"^#.*\n?", re.MULTILINE)
PHRASES = ("role", "round", "appointment", "talk", "everybody", "forward", "leaving", "same_reason")


def wordings(path: str, tone: str) -> tuple[Template, ...]:
    """The wordings of one file, `letter/thanks/invited`, for a tone: those for every tone, then its own."""
    return _compiled(*_first_of([path]), tone)


def sections(source: str) -> dict[str, list[str]]:
    """The text of a file by tone; under "" what is for every tone."""
    _before, *rest = HEADING.split(NOTE.sub("", source))
    found = {"": _pieces(_before)}
    for names, text in zip(rest[::2], rest[1::2], strict=True):
        for name in names.split():
            # By value: a mistyped tone would leave its words unused, and nobody would notice.
            found.setdefault(Tone(name).value, []).extend(_pieces(text))
    return found


def say(part: str, situation: Situation, **extra: Any) -> str:
    """A part of a message in one line, in the situation's tone and the wording of its number; "" if it has no words.

    `part` is a file (`phone/open`) or a folder (`letter/thanks`); in a folder the most particular file is taken:
    `<stage>-<relationship>`, `<relationship>`, `<stage>`, `<reason>`, `default`.
    """
    return " ".join(say_lines(part, situation, **extra).split())


def say_lines(part: str, situation: Situation, **extra: Any) -> str:
    """As `say`, with the lines and blank lines of the wording kept: a sign-off, or a whole note."""
    choice = _compiled(*_first_of(_candidates(part, situation)), str(situation.tone))
    if not choice:
        return ""
    wording = choice[pick(part, situation.seed, len(choice))]
    text = wording.render(_context(situation, extra))
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def pick(part: str, seed: int, n: int) -> int:
    """Which of `n` wordings: the first for 0, another one for the next number, in another step for each part.

    With one step for all, four wordings a part would make four letters; so the parts drift apart every `n` numbers.
    """
    # Never n - 1: at the turn it would repeat the wording just shown.
    step = crc32("/".join(part.split("/")[:2]).encode()) % max(n - 1, 1)
    return (seed + seed // n * step) % n


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in BREAK.split(text) if piece.strip()]


# By its time as well as its name, so that an edited file is read again.
@lru_cache(maxsize=2048)
def _compiled(path: str, _stamp: int, tone: str) -> tuple[Template, ...]:
    found = sections(Path(path).read_text(encoding="utf-8"))
    plain: Any = engines["plain"]
    texts = [*found[""], *found.get(tone, [])]
    return tuple(Template("{% load tracker %}" + text, engine=plain.engine) for text in texts)


def _candidates(part: str, situation: Situation) -> list[str]:
    stage, whom, why = situation.stage, situation.relationship, situation.reason
    names = [f"{stage}-{whom}", whom, stage, why, "default"]
    return [f"{part}/{name}" for name in names] + [part]


def _first_of(paths: list[str]) -> tuple[str, int]:
    """The first of these files that exists, and when it was written."""
    plain: Any = engines["plain"]
    for path in paths:
        for root in plain.dirs:
            file = f"{root}/messages/{path}.txt"
            try:
                return file, os.stat(file).st_mtime_ns
            except (FileNotFoundError, NotADirectoryError):
                continue
    raise FileNotFoundError(f"templates/messages has none of {', '.join(paths)}")


def _context(situation: Situation, extra: dict[str, Any]) -> Context:
    """What a wording knows. The phrases are called by the template, so that only those in use are made."""
    known: dict[str, Any] = {name: partial(say, f"phrases/{name}", situation) for name in PHRASES}
    known |= {"reason": partial(reason, situation), "liking": partial(liking, situation)}
    return Context({"s": situation, **known, **extra}, autoescape=False)


def reason(situation: Situation, part: str = "letter/reason") -> str:
    """Why, in one sentence: the person's own, else that of `part`, else nothing."""
    own = situation.own_reason
    return own[:1].upper() + own[1:] if own else say(part, situation)


def liking(situation: Situation) -> str:
    """What somebody noted that they liked, as a sentence; "" if there is nothing."""
    kind, noted = read_liking(situation.liked)
    if kind is Liking.NOTHING:
        return ""
    return noted if kind is Liking.SENTENCE else say(f"letter/liked/{kind}", situation, liked=noted)
