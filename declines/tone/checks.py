"""What a message of its kind must have, and must not have too much of: decision, thanks, apologies, length, manners."""

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from declines.tone.findings import Finding, Kind, Severity
from declines.tone.moves import APOLOGY, DECISION, DOOR, HAGGLE, POSTPONED, UNFIRM, decides, moves_of, thanks
from declines.tone.opinions import masked
from declines.tone.record import Record, tokens
from declines.tone.text import Letter, Span

LONG, RATHER_LONG = 150, 120
VAGUE = frozenset(
    {
        "",
        "hi",
        "hello",
        "hey",
        "update",
        "question",
        "quick question",
        "no subject",
        "(no subject)",
        "job",
        "interview",
        "message",
    }
)
EMOJI = re.compile(
    "[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff\u2b50\ufe0f]|(?<!\\w)[:;]-?[)(DPp/|](?!\\w)|<3\\b"
)
SLANG = re.compile(
    r"\b(?:lol|lmao|rofl|omg|btw|tbh|imo|imho|idk|asap|fyi|gonna|wanna|gotta|kinda|sorta|dunno|thx|tnx|pls|plz|cuz|coz|nope|yeah|yep|yup|nah|dude|bro|super bummed|bummed|"
    r"sucks?|sucked|crap(?:py)?|damn|shit\w*|fuck\w*|hell(?! of a)|pissed|screw(?:ed)?|freaking|ain't|y'all|awesome sauce|no biggie|peace out|catch ya|ya\b|laters|u|ur|r u|2day|gr8|thanx|soz|whatevs|meh|ugh|haha\w*|hehe)\b"
)
ACRONYMS = frozenset(
    """
A&E AI API AS AWS BA BAFTA BBC BSC BST CEO CET CFO CNC COO CTO CV DNA EST EU FAQ GMBH GMT GP HGV HR ICU ID II
III IT IV LLP LTD MA MIG MSC NHS OK OÜ PDF PGCE PHD PLC PR PST QA RN RNA RSVP SAP SEN SQL TIG TV UI UK US USA UX
VAT
""".split()
)


def _whole(letter: Letter, check: str, severity: Severity, why: str, mend: str) -> Finding:
    return Finding(check, severity, letter.whole.start, letter.whole.end, why, mend)


def _on(sentence: Span, check: str, severity: Severity, why: str, mend: str) -> Finding:
    return Finding(check, severity, sentence.start, sentence.end, why, mend)


def decision(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    """A no must be one: said in so many words, without a maybe beside it (DOMAIN.md 32)."""
    if kind.asks:
        yield from _needless_no(letter, record)
    if not kind.says_no:
        return
    firm = [sentence for sentence in letter.sentences if decides(masked(sentence, record)) and not _hedged(sentence)]
    vague = [sentence for sentence in letter.sentences if _is_maybe(sentence, firm)]
    for sentence in vague:
        yield _on(
            sentence, "ambiguous_decision", Severity.BLOCK,
            _("This could be read as a maybe, or as an opening to bargain."), _("Say the decision and leave it at that."),
        )  # fmt: skip
    if not firm and not vague:
        yield _whole(
            letter, "no_decision", Severity.BLOCK,
            _("Nowhere does it say that you decline."), _("Add it: “I have decided to withdraw my application.”"),
        )  # fmt: skip


def _needless_no(letter: Letter, record: Record) -> Iterator[Finding]:
    """Asking for another date, time to think or other terms says yes so far."""
    for sentence in letter.sentences:
        if decides(masked(sentence, record)) and not _hedged(sentence):
            yield _on(
                sentence, "consistency", Severity.BLOCK,
                _("This says no, and the message asks to go on."), _("Ask, or decline: one of the two."),
            )  # fmt: skip


def _hedged(sentence: Span) -> bool:
    """Whether doubt stands with the decision, rather than with meeting again one day."""
    plain = sentence.plain
    doubt = UNFIRM.search(plain)
    if doubt is None:
        return False
    decision = DECISION.search(plain)
    door = DOOR.search(plain)
    if decision and door and door.start() > decision.start() and doubt.start() > decision.start():
        return False
    return not (door and not decision)


def _is_maybe(sentence: Span, firm: list[Span]) -> bool:
    plain = sentence.plain
    if HAGGLE.search(plain) or POSTPONED.search(plain):
        # "I have decided not to keep my options open" is firm all the same.
        return not (sentence in firm and DOOR.search(plain)) or bool(HAGGLE.search(plain))
    doubt = UNFIRM.search(plain)
    if doubt is None or not _hedged(sentence):
        return False
    return decides(plain) or bool(
        re.search(
            r"\b(?:role|position|job|application|candidacy|interview|process|decision|answer|decid\w+|whether|withdraw\w*|accept|take it|offer|proceed|continue|come|attend)\b",
            plain,
        )
    )


def gratitude(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    """Thanks belong in every message but a hello (DOMAIN.md 30)."""
    if kind.keeps_in_touch:
        return
    spoken = [masked(sentence, record) for sentence in letter.sentences]
    if letter.closing:
        spoken.append(letter.closing.plain)
    if not any(thanks(plain) for plain in spoken):
        severity = Severity.BLOCK if kind is Kind.THANK_YOU else Severity.WARN
        yield _whole(
            letter,
            "no_gratitude",
            severity,
            _("It thanks them for nothing."),
            _("Thank them for the invitation, or for their time."),
        )


def apologies(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    """Once is courtesy, three times is a burden on whoever reads it."""
    said = [
        (sentence, found) for sentence in letter.sentences for found in APOLOGY.finditer(masked(sentence, record))
    ]
    said = [
        (sentence, found)
        for sentence, found in said
        if not re.search(r"\b(?:no|without|never|don't|not) (?:\w+ )?$", sentence.plain[: found.start()])
    ]
    if len(said) > 2:
        sentence = said[-1][0]
        yield _on(
            sentence,
            "over_apologetic",
            Severity.WARN,
            _("It apologises %(n)d times.") % {"n": len(said)},
            _("Once is enough; keep the sincerest."),
        )


def length(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    count = letter.body_words
    if count > LONG:
        severity = Severity.WARN
        why = _("%(n)d words: they will not read to the end.") % {"n": count}
        yield _whole(letter, "too_long", severity, why, _("Keep thanks, decision, one reason, good wishes."))
    elif count > RATHER_LONG:
        yield _whole(
            letter,
            "too_long",
            Severity.HINT,
            _("%(n)d words is rather much.") % {"n": count},
            _("Could a sentence go?"),
        )


def manners(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    whole = letter.whole
    shouting = [
        found for found in re.finditer(r"\b[A-Z][A-Z'’]{2,}\b", whole.text) if not _is_acronym(found.group(), record)
    ]
    loud = _run_of_capitals(shouting, whole.text)
    spots = [
        EMOJI.search(whole.text),
        SLANG.search(masked(whole, record)),
        loud,
        re.search(r"!{2,}|\?{2,}|!\?|\?!", whole.text),
    ]
    for found in spots:
        if found:
            start = whole.start + found.start()
            yield Finding(
                "unprofessional", Severity.WARN, start, whole.start + found.end(),
                _("In a letter to an employer this looks careless."), _("Leave it out, or say it in plain words."),
            )  # fmt: skip
    if (
        kind.is_written
        and letter.signature is None
        and letter.closing is None
        and letter.sentences
        and not _ends_with_name(letter, record)
    ):
        last = letter.sentences[-1]
        yield _on(
            last, "unprofessional", Severity.WARN, _("Nobody has signed it."), _("End with a greeting and your name.")
        )


def _is_acronym(word: str, record: Record) -> bool:
    return word in ACRONYMS or len(word) < 3 or any(word.lower() in tokens(name) for name in record.names)


def _run_of_capitals(shouting: list[re.Match[str]], text: str) -> re.Match[str] | None:
    """Two loud words in a row, or a long one: a single short one is an acronym that we do not know."""
    for found, after in pairwise(shouting):
        if text[found.end() : after.start()].strip(" ,") in {"", "I", "A"}:
            return found
    return next((found for found in shouting if len(found.group()) > 5), None)


def _ends_with_name(letter: Letter, record: Record) -> bool:
    said = set(tokens(letter.sentences[-1].text)[-3:])
    return bool(said & set(record.by.tokens)) if record.by else False


def subject(letter: Letter, kind: Kind, record: Record) -> Iterator[Finding]:
    if letter.subject is None:
        return
    said = re.sub(r"^(?:re|fwd?|aw): *", "", letter.subject.plain).strip()
    vague = said in VAGUE
    renewed = (
        kind.says_no
        and not re.search(r"withdr|declin|cancel", said)
        and re.search(r"\b(?:excited|accept(?:ing|ance)|looking forward|yes|confirm(?:ing|ed)?)\b", said)
    )
    if vague or renewed:
        yield Finding(
            "subject",
            Severity.HINT,
            letter.subject.start,
            letter.subject.end,
            _("The subject does not say what this is."),
            _("“Interview Decline” says it."),
        )


def unrecognised(letter: Letter, kind: Kind, found: list[Finding]) -> Iterator[Finding]:
    """A sentence that does nothing a message needs: innuendo has no phrase list, only this question."""
    marked = {finding.start for finding in found}
    for sentence in letter.sentences:
        if sentence.start not in marked and sentence.words > 2 and not moves_of(sentence):
            yield _on(
                sentence,
                "unrecognised",
                Severity.HINT,
                _("What is this sentence for?"),
                _("If it thanks, explains or wishes well, let it say so; else it may go."),
            )
