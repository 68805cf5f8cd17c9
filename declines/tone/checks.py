"""What a message must have, and must not have too much of: decision, thanks, apologies, length, manners, a subject."""

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from declines.tone.decision import doubt_in, is_firm
from declines.tone.findings import Finding, Kind, Severity
from declines.tone.lexicon import Found, read
from declines.tone.message import Message, Said
from declines.tone.moves import moves_in
from declines.tone.opinions import is_irony
from declines.tone.record import Record, tokens

LONG, RATHER_LONG = 150, 120
VAGUE = frozenset(
    {"", "hi", "hello", "hey", "update", "question", "quick question", "no subject", "(no subject)", "job", "interview", "message"}
)  # fmt: skip
EMOJI = re.compile(
    "[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff\u2b50\ufe0f]|(?<!\\w)[:;]-?[)(DPp/|](?!\\w)|<3\\b"
)
ACRONYMS = frozenset(
    """
A&E AI API AS AWS BA BAFTA BBC BSC BST CEO CET CFO CNC COO CTO CV DNA EST EU FAQ GMBH GMT GP HGV HR ICU ID II
III IT IV LLP LTD MA MIG MSC NHS OK OÜ PDF PGCE PHD PLC PR PST QA RN RNA RSVP SAP SEN SQL TIG TV UI UK US USA UX
VAT
""".split()
)


def _whole(message: Message, check: str, severity: Severity, why: str, mend: str) -> Finding:
    """What is missing, or too much, has no place: it is said of the message."""
    whole = message.letter.whole
    return Finding(check, severity, whole.start, whole.end, why, mend)


def _on(said: Said, check: str, severity: Severity, why: str, mend: str, found: Found | None = None) -> Finding:
    return Finding(check, severity, *said.place(found), why, mend)


def decision(message: Message) -> Iterator[Finding]:
    """A no must be one: said in so many words, without a maybe beside it (DOMAIN.md 32)."""
    if message.kind.asks:
        yield from _needless(message)
    if not message.kind.says_no:
        return
    is_decided = any(is_firm(said.reading) for said in message.said)
    is_vague = False
    for said in message.said:
        if doubt := doubt_in(said.reading, is_decided=is_decided):
            found, severity = doubt
            is_vague = is_vague or severity is not Severity.HINT
            yield _on(
                said, "ambiguous_decision", severity,
                _("This could be read as a maybe, or as an opening to bargain."),
                _("Say the decision and leave it at that: “I have decided to withdraw.”"), found,
            )  # fmt: skip
    if not is_decided and not is_vague:
        yield _undecided(message)


def _needless(message: Message) -> Iterator[Finding]:
    """Asking for another date, time to think or other terms says yes so far."""
    for said in message.said:
        if is_firm(said.reading) and not said.reading.has("postponed", "haggle"):
            yield _on(
                said, "consistency", Severity.BLOCK,
                _("This says no, and the message asks to go on."), _("Ask, or decline: one of the two."),
                said.reading.first("refusal"),
            )  # fmt: skip


def _undecided(message: Message) -> Finding:
    """Where a no is nearly said the question is gentler: idioms of refusing have no end."""
    mend = _("Add it: “I have decided to withdraw my application.”")
    nearly = next((said for said in message.said if said.reading.has("farewell")), None)
    if nearly:
        why = _("Is this the no? Some may not read it as one.")
        return _on(nearly, "no_decision", Severity.HINT, why, mend, nearly.reading.first("farewell"))
    # A no in words that no family knows still says "not", or that another job has been taken.
    says_not = any(said.reading.has("because other", "because stay", "loosely no") for said in message.said)
    severity = Severity.WARN if says_not else Severity.BLOCK
    return _whole(message, "no_decision", severity, _("Nowhere does it say that you decline."), mend)


def gratitude(message: Message) -> Iterator[Finding]:
    """Thanks belong in every message but a hello (DOMAIN.md 30)."""
    if message.kind.keeps_in_touch:
        return
    spoken = [said.reading for said in message.said]
    if message.letter.closing:
        spoken.append(read(message.letter.closing.plain))
    if any(reading.has("thanks") and not is_irony(reading) for reading in spoken):
        return
    why = _("It thanks them for nothing.")
    is_cold = not any(said.reading.has("praise", "liked") for said in message.said)
    severity = Severity.BLOCK if message.kind is Kind.THANK_YOU and is_cold else Severity.WARN
    if any(reading.has("thanks weak") for reading in spoken):
        severity, why = Severity.HINT, _("It hardly thanks them.")
    yield _whole(message, "no_gratitude", severity, why, _("Thank them for the invitation, or for their time."))


def apologies(message: Message) -> Iterator[Finding]:
    """Once is courtesy, three times is a burden on whoever reads it."""
    burden = 0
    for said in message.said:
        heavy, light = said.reading.all("apology heavy"), said.reading.all("apology")
        light = [one for one in light if not any(one.first < two.last and two.first < one.last for two in heavy)]
        burden += 2 * len(heavy) + len(light)
        if burden > 2:
            yield _on(said, "over_apologetic", Severity.WARN,
                _("So many apologies ask them to comfort you."), _("Once is enough; keep the sincerest."),
            )  # fmt: skip
            return


def length(message: Message) -> Iterator[Finding]:
    """Long letters are not read to the end. What is quoted below and the signature do not count."""
    count = message.letter.body_words
    said = {"n": count}
    if count > LONG:
        yield _whole(message, "too_long", Severity.WARN,
            _("%(n)d words: they will not read to the end.") % said, _("Keep thanks, decision, one reason, good wishes."),
        )  # fmt: skip
    elif count > RATHER_LONG:
        yield _whole(
            message, "too_long", Severity.HINT, _("%(n)d words is rather much.") % said, _("Could a sentence go?")
        )


def manners(message: Message) -> Iterator[Finding]:
    """What looks careless in a letter to an employer, and a letter that nobody signed."""
    whole, record = message.letter.whole, message.record
    capitals = [
        word for word in re.finditer(r"\b[A-Z][A-Z'’]{2,}\b", whole.text) if not _is_acronym(word.group(), record)
    ]
    spots = [EMOJI.search(whole.text), _shouted(capitals, whole.text), re.search(r"!{2,}|\?{2,}|!\?|\?!", whole.text)]
    why, mend = _("In a letter to an employer this looks careless."), _("Leave it out, or say it in plain words.")
    for found in spots:
        if found:
            start, end = whole.start + found.start(), whole.start + found.end()
            yield Finding("unprofessional", Severity.WARN, start, end, why, mend)
    slang = (
        None
        if message.kind is Kind.PHONE
        else next(((said, one) for said in _every_line(message) for one in said.reading.all("slang")), None)
    )
    if slang:
        yield _on(slang[0], "unprofessional", Severity.WARN, why, mend, slang[1])
    if message.kind.is_written and not _is_signed(message):
        yield _on(
            message.said[-1],
            "unprofessional",
            Severity.WARN,
            _("Nobody has signed it."),
            _("End with a greeting and your name."),
        )


def _every_line(message: Message) -> Iterator[Said]:
    yield from message.said
    for part in (message.letter.greeting, message.letter.closing, message.letter.signature):
        if part:
            yield Said(part, read(part.plain))


def _is_acronym(word: str, record: Record) -> bool:
    return word in ACRONYMS or any(word.lower() in tokens(name) for name in record.names)


def _shouted(capitals: list[re.Match[str]], text: str) -> re.Match[str] | None:
    """Two loud words in a row, or a long one: a single short one is an acronym that we do not know."""
    for found, after in pairwise(capitals):
        if text[found.end() : after.start()].strip(" ,") in {"", "I", "A"}:
            return found
    return next((found for found in capitals if len(found.group()) > 5), None)


def _is_signed(message: Message) -> bool:
    letter = message.letter
    if letter.signature or letter.closing or not letter.sentences:
        return True
    return bool(set(tokens(letter.text[-80:])) & set(message.record.by.tokens))


def subject(message: Message) -> Iterator[Finding]:
    """A subject that says nothing, or says yes above a no."""
    line = message.letter.subject
    if line is None:
        return
    said = re.sub(r"^(?:re|fwd?|aw): *", "", line.plain).strip()
    renewed = (
        message.kind.says_no
        and not read(line.plain).has("refusal")
        and re.search(r"\b(?:excited|accept(?:ing|ance)|looking forward|yes|confirm(?:ing|ed)?)\b", said)
    )
    if said in VAGUE or renewed:
        yield Finding(
            "subject", Severity.HINT, line.start, line.end,
            _("The subject does not say what this is."), _("“Interview Decline” says it."),
        )  # fmt: skip


def unrecognised(message: Message, found: list[Finding]) -> Iterator[Finding]:
    """A sentence that does nothing a message needs: innuendo has no phrase list, only this question."""
    for said in message.said:
        is_marked = any(said.span.start <= one.start < said.span.end for one in found)
        if not is_marked and said.span.words > 2 and not moves_in(said.reading):
            yield _on(said, "unrecognised", Severity.HINT,
                _("What is this sentence for?"), _("If it thanks, explains or wishes well, let it say so; else it may go."),
            )  # fmt: skip
