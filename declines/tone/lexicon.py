"""The phrase language of `words/*.txt`, and which families of phrases a sentence holds.

A section `[thanks]` is a family, `[thanks not]` its exceptions (they win where the two overlap), `[=them]` a list of
words to use in phrases as `@them`. One phrase a line; `#` starts a comment. In a phrase:

    kind/good/nice    one of these words; `at_last` is two words that belong together
    apolog~           any word that begins so
    (very/so)?        may be missing; `(very/so)*` up to three of them
    ..   ...          up to three further words without a comma, up to eight with
    -to/for           the next word is none of these
    ^   $             begin and end of the sentence
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from declines.tone.tokens import Token, tokenised

WORDS = Path(__file__).parent / "words"
# Too frequent to be what a phrase is looked up by.
COMMON = frozenset(
    """
a about all am an and any are as at be been but by can could did do for from had has have he her here his how i if
in into is it its just me more most much my no not of on one only or our out she should so some such than that the
their them then there these they this those to too up us very was we were what when where which who will with
would you your
""".split()
)
# How far a "not" reaches.
DENIAL = 5
EDGES = {"^": r"(?:(?<=^ )|(?<=^ ['(] ))", "$": r"(?=[.!?…,') -]*$)"}
GAPS = {"..": r"(?:[^ ;:,]+ ){0,3}?", "...": r"(?:[^ ;:]+ ){0,8}?"}


class Found(NamedTuple):
    """Where a phrase stands: characters of the sentence, and which of its words (first, one past the last)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Phrase:
    family: str
    line: str
    source: str
    needs: frozenset[int]  # word lists (by number) of which one word each must stand in a text

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source)


@dataclass(frozen=True)
class Reading:
    """A sentence in plain words, and every family of phrases found in it."""

    tokens: tuple[Token, ...]
    families: dict[str, list[Found]]

    def all(self, *families: str) -> list[Found]:
        return sorted(found for family in families for found in self.families.get(family, ()))

    def first(self, *families: str) -> Found | None:
        return next(iter(self.all(*families)), None)

    def has(self, *families: str) -> bool:
        return any(self.families.get(family) for family in families)

    def is_denied(self, found: Found, since: int = 0) -> bool:
        """Whether a "not" stands shortly before the phrase (and not before the word number `since`)."""
        return any(
            since <= one.first < found.first and found.first - one.last < DENIAL for one in self.all("negation")
        )

    def words(self, first: int, last: int) -> list[str]:
        return [token.word for token in self.tokens[max(0, first) : last]]


@lru_cache(maxsize=512)
def read(plain: str) -> Reading:
    """What a sentence (plain, names masked) says."""
    tokens = tuple(tokenised(plain))
    text = " " + "".join(token.word + " " for token in tokens)
    begins, at = [], 1
    for token in tokens:
        begins.append(at)
        at += len(token.word) + 1
    families: dict[str, list[Found]] = {}
    for phrase in _possible(set(text.split())):
        for match in phrase.pattern.finditer(text):
            first, last = bisect_right(begins, match.start()) - 1, bisect_right(begins, match.end() - 1)
            if first < last:
                found = Found(tokens[first].start, tokens[last - 1].end, first, last)
                families.setdefault(phrase.family, []).append(found)
    return Reading(tokens, {family: _kept(family, families) for family in families if not family.endswith(" not")})


def _kept(family: str, families: dict[str, list[Found]]) -> list[Found]:
    """What no exception covers: those of `[jab not]` hold for `[jab weak]` too."""
    exceptions = [*families.get(f"{family.split()[0]} not", ()), *families.get(f"{family} not", ())]
    return [
        one for one in families[family]
        if not any(one.first < other.last and other.first < one.last for other in exceptions)
    ]  # fmt: skip


def _possible(words: set[str]) -> Iterator[Phrase]:
    """The phrases of which every necessary word stands there: a few of the many."""
    known = lexicon()
    met: set[int] = set().union(*map(_lists_with, words))
    for number in met:
        for phrase in known.by_rarest.get(number, ()):
            if phrase.needs <= met:
                yield phrase


class Lexicon(NamedTuple):
    by_rarest: dict[int, list[Phrase]]  # under that of its word lists which is met most seldom
    whole: dict[str, set[int]]  # a word → the lists it stands in
    begun: dict[str, set[int]]  # the beginning of a word → the same


def is_word(word: str) -> bool:
    """Whether any phrase knows it: then it is a word of the language, and no name."""
    return word in COMMON or bool(_lists_with(word))


@cache
def lexicon() -> Lexicon:
    """Every phrase of every file."""
    sections = _sections()
    classes = {name[1:]: "/".join(lines) for name, lines in sections.items() if name.startswith("=")}
    numbers: dict[frozenset[str], int] = {}
    known = Lexicon({}, {}, {})
    for family, line in [(name, line) for name, lines in sections.items() if name[0] != "=" for line in lines]:
        source, needs = _compiled(line, classes)
        if not needs:
            raise ValueError(f"[{family}] {line!r} has no word that must be there")
        each = {need: numbers.setdefault(need, len(numbers)) for need in needs}
        phrase = Phrase(family, line, source, frozenset(each.values()))
        known.by_rarest.setdefault(each[min(each, key=_frequency)], []).append(phrase)
    for need, number in numbers.items():
        for key in need:
            index = known.begun if key.endswith("~") else known.whole
            index.setdefault(key.rstrip("~"), set()).add(number)
    return known


def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for path in sorted(WORDS.glob("*.txt")):
        lines: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            said = line.partition("#")[0].strip()
            if said.startswith("["):
                lines = sections.setdefault(said.strip("[]"), [])
            elif said:
                lines.append(said)
    return sections


@lru_cache(maxsize=8192)
def _lists_with(word: str) -> frozenset[int]:
    known = lexicon()
    begun = [known.begun.get(word[:size], set()) for size in range(1, len(word) + 1)]
    return frozenset(known.whole.get(word, set()).union(*begun))


def _compiled(line: str, classes: dict[str, str]) -> tuple[str, list[frozenset[str]]]:
    """A phrase as a regular expression for spaced words, and the word lists that it cannot do without."""
    parts: list[str] = [r"(?<= )"]
    needs: list[frozenset[str]] = []
    for said in line.split():
        element = said.strip("()") if said.endswith(")") else said
        if element in GAPS:
            parts.append(GAPS[element])
        elif element in EDGES:
            parts.append(EDGES[element])
        elif element.startswith("-"):
            parts.append(rf"(?!(?:{_alternatives(element[1:], classes)}) )")
        elif element[-2:] in {")?", ")*"}:
            most = 3 if element.endswith("*") else 1
            parts.append(rf"(?:(?:{_alternatives(element[1:-2], classes)}) ){{0,{most}}}")
        else:
            parts.append(rf"(?:{_alternatives(element, classes)}) ")
            needs.append(frozenset(_keys(element, classes)))
    return "".join(parts), needs


def _words(element: str, classes: dict[str, str]) -> list[str]:
    every = []
    for word in element.split("/"):
        every += _words(classes[word[1:]], classes) if word.startswith("@") else [word]
    return every


def _alternatives(element: str, classes: dict[str, str]) -> str:
    words = sorted(_words(element, classes), key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", " ").replace("\\~", "~").replace("~", r"[^ ]*") for word in words)


def _keys(element: str, classes: dict[str, str]) -> Iterator[str]:
    """For each alternative its rarest word: what must stand in a text for it to match."""
    for word in _words(element, classes):
        yield max(word.split("_"), key=lambda part: (part not in COMMON, len(part)))


def _frequency(need: frozenset[str]) -> tuple[bool, int]:
    return bool(need & COMMON), len(need)
