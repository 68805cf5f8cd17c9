"""Unkind words with and without rudeness: blame, comparison, irony, what is nobody's business, what is not true."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.tone.families import (
    ACCUSE,
    BAD,
    COMPARED,
    FELT,
    GROUPS,
    NEGATED,
    NOUN,
    OWN_NEED,
    REASONS,
    RUDE,
    SHARED,
    THEM,
    TOGETHER,
    UNHARMED,
    UNTRUE,
)
from declines.tone.findings import Finding, Severity
from declines.tone.record import Record
from declines.tone.text import Letter, Span


def opinions(letter: Letter, record: Record) -> Iterator[Finding]:
    """Everything unkind, indiscreet or untrue, sentence by sentence, with names taken out first."""
    for sentence in letter.sentences:
        plain = masked(sentence, record)
        yield from _unkind(sentence, plain)
        for check, family, why, mend in PRIVATE:
            if found := family.search(plain):
                yield _at(check, Severity.WARN, sentence, found, why, mend)
    yield from _contradicts(letter, record)


PRIVATE = [
    ("oversharing", SHARED, _("This tells more than they need, and more than you may want to have said."), _("“For personal reasons” says enough.")),
    ("dishonest_hint", UNTRUE, _("This reads as if the reason were not the true one, or asks somebody to cover for you."), _("Say less instead: no reason is better than another.")),
]  # fmt: skip


def _unkind(sentence: Span, plain: str) -> Iterator[Finding]:
    compared = COMPARED.search(plain)
    if compared and not _is_own_fit(plain, compared):
        yield _at(
            "comparison",
            Severity.WARN,
            sentence,
            compared,
            _("A comparison reads as blame, and they will remember it."),
            _("Say what suits you, without measuring them against others."),
        )
        return
    if found := RUDE.search(plain):
        yield _at(
            "rude",
            Severity.WARN,
            sentence,
            found,
            _("This can sound cutting, whatever was meant."),
            _("Leave it out; the letter says what it must without it."),
        )
        return
    found = ACCUSE.search(plain) or _blames(plain)
    if found and not (UNHARMED.search(plain) and not ACCUSE.search(plain)):
        severity = (
            Severity.BLOCK
            if re.search(r"\byour?\b", plain)
            and re.search(r"\b(?:joke|insult|incompeten|pathetic|disgrace|shambles)", plain)
            else Severity.WARN
        )
        yield _at(
            "criticism",
            severity,
            sentence,
            found,
            _("It reads as blame, and they will remember it."),
            _("Say what you need instead of what they lack, or leave it out."),
        )


def _is_own_fit(plain: str, found: re.Match[str]) -> bool:
    """ "a better fit for my skills" measures the job against oneself, not them against others."""
    return bool(re.search(r"\b(?:better|closer|stronger) (?:fit|match|suited|aligned)\b", plain)) and not re.search(
        r"\bthan (?:you|your|this|the one)", plain
    )


def _blames(plain: str) -> re.Match[str] | None:
    """An evaluative word whose target is them: not denied, not about one's own needs.

    Target and word must meet: "the pay is a joke", "your shabby office", "disorganised interviews".
    """
    harmless = UNHARMED.search(plain)
    for found in re.finditer(BAD, plain):
        before, after = plain[max(0, found.start() - 55) : found.start()], plain[found.end() : found.end() + 30]
        aimed = re.search(rf"{THEM}(?:\W+\w+){{0,7}}\W*$", before) or re.match(
            rf"\W*(?:\w+\W+){{0,2}}?(?:of )?{NOUN}", after
        )
        felt = FELT.match(found.group())
        if not (aimed or felt) or NEGATED.search(plain[: found.start()]):
            continue
        if harmless and harmless.start() - 5 <= found.start() <= harmless.end():
            continue
        if OWN_NEED.search(plain) and not felt and not re.search(rf"\byou(?:r)?\b(?:\W+\w+){{0,6}}\W+{BAD}", plain):
            continue
        return found
    return None


def _contradicts(letter: Letter, record: Record) -> Iterator[Finding]:
    """A reason that is not the one on record."""
    group = GROUPS.get(record.reason.strip().lower().replace(" ", "_").replace("-", "_"))
    if group is None or REASONS[group].search(letter.body):
        return
    for sentence in letter.sentences:
        for name, family in REASONS.items():
            found = family.search(masked(sentence, record))
            if found and name != group and frozenset({name, group}) not in TOGETHER:
                yield _at(
                    "dishonest_hint",
                    Severity.WARN,
                    sentence,
                    found,
                    _("The record has another reason."),
                    _("Say the true one, or none."),
                )
                return


@lru_cache(maxsize=256)
def masked(sentence: Span, record: Record) -> str:
    """The sentence in plain letters with every name on record blanked: Bad Elf Ltd is not bad."""
    return record.mask.sub(lambda found: "ŋ" * len(found.group()), sentence.plain)


def _at(
    check: str, severity: Severity, sentence: Span, found: re.Match[str], why: str | Promise, mend: str | Promise
) -> Finding:
    """A finding on the whole sentence: a person mends sentences, not words."""
    return Finding(check, severity, sentence.start, sentence.end, str(why), str(mend))
