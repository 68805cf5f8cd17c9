"""Unkind words with and without rudeness: blame, comparison, irony; what is nobody's business; what is not true."""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.tone.findings import Finding, Severity
from declines.tone.lexicon import COMMON, Found, Reading
from declines.tone.message import Message, Said

# How far a word reaches for its target, and a courtesy for what it excuses.
AIM, NEAR = 9, 4
OWN = frozenset({"i", "we", "my", "our", "mine"})
CLAUSES = frozenset({";", ":", "but", "because", "although", "though", "while", "so", "(", ")"})
# What may follow an adjective that stands alone.
TRAILING = frozenset(
    "throughout overall indeed today yesterday really somehow sometimes always even enough though however or nor than too then again now".split()
)
INSULTS = frozenset(
    "joke insult insulting incompetent incompetence pathetic disgrace disgraceful shambles farce".split()
)

BLAME = (
    _("It reads as blame, and they will remember it."),
    _("Say what you need instead of what they lack, or leave it out."),
)
COMPARISON = (
    _("A comparison reads as blame, and they will remember it."),
    _("Say what suits you, without measuring them against others."),
)
CUTTING = (
    _("This can sound cutting, whatever was meant."),
    _("Leave it out; the letter says what it must without it."),
)
PRIVATE = (
    _("This tells more than they need, and more than you may want to have said."),
    _("“For personal reasons” says enough."),
)
OFF_RECORD = (_("The record has another reason."), _("Say the true one, or none."))
UNTRUE = (
    _("This reads as if the reason were not the true one, or asks somebody to cover for you."),
    _("Say less instead: no reason is better than another."),
)


def opinions(message: Message) -> Iterator[Finding]:
    """Everything unkind, indiscreet or untrue, sentence by sentence."""
    for said in message.said:
        yield from _unkind(said)
        if found := _indiscreet(said.reading):
            yield _on(said, "oversharing", Severity.WARN, PRIVATE, found)
        true = _group(message.record.reason)
        if (found := said.reading.first("untrue")) and not (true and said.reading.has(f"because {true}")):
            yield _on(said, "dishonest_hint", Severity.WARN, UNTRUE, found)
    yield from _contradicts(message)


def _indiscreet(reading: Reading) -> Found | None:
    """An ailment counts where it is the writer's or the family's; "the dementia ward" is a place of work."""
    is_own = reading.has("mine") and not reading.has("care work")
    return reading.first("shared") or (reading.first("ailment") if is_own else None)


def _on(said: Said, check: str, severity: Severity, words: tuple[Promise, Promise], found: Found | None) -> Finding:
    return Finding(check, severity, *said.place(found), str(words[0]), str(words[1]))


def _unkind(said: Said) -> Iterator[Finding]:
    """The surest reading of a sentence, once; where nothing is sure, a question."""
    reading = said.reading
    if _comparison(reading):
        # A comparison has two sides, and both have to go: the whole sentence is marked.
        yield _on(said, "comparison", Severity.WARN, COMPARISON, None)
    elif found := _cut(reading):
        yield _on(said, "rude", Severity.WARN, CUTTING, found)
    elif found := _blame(reading):
        is_insult = reading.has("them") and INSULTS & set(reading.words(found.first, found.last))
        yield _on(said, "criticism", Severity.BLOCK if is_insult else Severity.WARN, BLAME, found)
    elif not reading.has("own", "thanks"):
        yield from _asked(said)


def _asked(said: Said) -> Iterator[Finding]:
    """What may be meant well as easily as not."""
    if found := said.reading.first("compared beside", "compared weak"):
        yield _on(said, "comparison", Severity.HINT, COMPARISON, found)
    elif found := said.reading.first("rude beside", "rude weak"):
        yield _on(said, "rude", Severity.HINT, CUTTING, found)
    elif found := said.reading.first("jab beside", "jab weak"):
        yield _on(said, "criticism", Severity.HINT, BLAME, found)


def is_irony(reading: Reading) -> bool:
    """Thanks in the same breath as a reproach."""
    return reading.has("jab", "rude", "felt")


def _comparison(reading: Reading) -> Found | None:
    return reading.first("compared") or _beside(reading, "compared beside")


def _cut(reading: Reading) -> Found | None:
    return reading.first("rude") or _beside(reading, "rude beside")


# Beside one of these a frame such as "for a firm like yours" is no blame.
COURTESIES = ("thanks", "wish", "praise", "apology", "door", "own")


# In the same clause as one of these a hard word is meant otherwise: "thank you for the tour of the draughty hall".
KINDNESSES = ("thanks", "apology", "praise")


def _blame(reading: Reading) -> Found | None:
    felt = next((found for found in reading.all("felt") if not reading.is_denied(found)), None)
    return (
        reading.first("jab")
        or felt
        or _beside(reading, "jab beside")
        or _aimed(reading, "bad")
        or _aimed(reading, "unpraise")
        or _aimed(reading, "mild")
    )


def _beside(reading: Reading, family: str) -> Found | None:
    """A frame that blames only where no courtesy and no need of one's own stands beside it."""
    return None if reading.has(*COURTESIES) else reading.first(family)


def _aimed(reading: Reading, family: str) -> Found | None:
    """An unkind word whose target is them: not denied, and not about one's own needs (DOMAIN.md 4)."""
    for found in reading.all(family):
        first, last = _clause(reading, found)
        is_own = any(first <= one.first < last for one in reading.all("own"))
        is_denied = family != "unpraise" and reading.is_denied(found, first)
        is_kind = any(first <= one.first < last and _gap(one, found) <= NEAR for one in reading.all(*KINDNESSES))
        if _is_aimed(reading, found, first) and not (
            is_own or is_denied or is_kind or _is_of_another(reading, found)
        ):
            return found
    return None


def _is_aimed(reading: Reading, found: Found, first: int) -> bool:
    """Whether the nearest whom before the word is they, and not I; or what it stands right before is theirs."""
    targets = reading.all("them")
    before = max(
        (one.first for one in targets if first <= one.first < found.last and _gap(one, found) <= AIM), default=-1
    )
    own = [number for number in range(first, found.first) if reading.tokens[number].word in OWN]
    return max(own, default=-1) < before or (not own and any(0 <= one.first - found.last <= 2 for one in targets))


def _is_of_another(reading: Reading, found: Found) -> bool:
    """Whether the word belongs to a noun that is not theirs: "those icy roads", but "your shabby treatment"."""
    after = reading.words(found.last, found.last + 1)
    if not after or not after[0].isalpha() or after[0] in COMMON | TRAILING:
        return False
    is_theirs = any(found.last <= one.first <= found.last + 1 for one in reading.all("host"))
    return not is_theirs and not {"your", "their", "'s", "ŋ"} & set(reading.words(found.first - 2, found.first))


def _gap(one: Found, other: Found) -> int:
    return max(one.first - other.last, other.first - one.last)


def _clause(reading: Reading, found: Found) -> tuple[int, int]:
    """The words around a phrase, up to where another thought begins."""
    breaks = [number for number, token in enumerate(reading.tokens) if token.word in CLAUSES]
    first = max((number + 1 for number in breaks if number < found.first), default=0)
    last = min((number for number in breaks if number >= found.last), default=len(reading.tokens))
    return first, last


# Reasons as records name them, by how the word begins, and the family of words that says each.
GROUPS = {
    "stay": "counter raise current present promotion flexible",
    "other": "accepted another better new offer opportunity",
    "move": "relocat mov distance",
    "health": "health ill medical",
    "family": "family child parent care",
    "salary": "salary pay money benefit wage",
    "study": "study stud career university degree",
}
# Either may be given where the record has the other: both are true at once.
TOGETHER = {
    frozenset(pair.split())
    for pair in ("other salary", "family move", "family health", "stay salary", "family salary", "study move")
}


def _contradicts(message: Message) -> Iterator[Finding]:
    """A reason that is not the one on record."""
    group = _group(message.record.reason)
    if group is None or any(said.reading.has(f"because {group}") for said in message.said):
        return
    for said in message.said:
        for other in {*GROUPS, "retired"} - {group}:
            found = said.reading.first(f"because {other}")
            if found and frozenset({other, group}) not in TOGETHER and not said.reading.is_denied(found):
                yield _on(said, "dishonest_hint", Severity.WARN, OFF_RECORD, found)
                return


def _group(reason: str) -> str | None:
    words = re.findall(r"[a-z]+", reason.lower())
    for group, beginnings in GROUPS.items():
        if any(word.startswith(tuple(beginnings.split())) for word in words):
            return group
    return None
