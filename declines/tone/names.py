"""Names and facts against the record: who is greeted, which company and role, which day, what has happened so far."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _

from declines.tone.calendar import MONTHS, WEEKDAYS
from declines.tone.findings import Finding, Severity
from declines.tone.lexicon import is_word
from declines.tone.record import LEGAL, NOBODY, TITLES, Name, Record, core, is_given_name, same_company, tokens
from declines.tone.spelling import distance, misspelt, wrong_name
from declines.tone.text import GREETING, Letter, Span, fold

NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*(?:[ .]+(?:(?:de|da|van|von|der|den|la|le|al|el|bin|d’|d')\s*)?[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*){0,3}"
TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Herr|Frau|Sir|Dame)\.? ({NAME})")
AT_COMPANY = re.compile(
    rf"\b(?:the|this|my|an?) (?:[\w-]+ ){{0,4}}?(?:role|position|post|job|opening|vacancy|opportunity|interview|application|candidacy|candidature)"
    rf"(?: [a-z]+){{0,2}}? (?:at|with) (?:the )?({NAME}(?: (?:&|and) {NAME})?)"
)
# What stands before the name of a company that is not theirs, and rightly so: "an offer from", "I start at".
OWN_OFFER = re.compile(
    r"(?:\b(?:accept(?:ed|ing)?|taken(?! by)|took|signed?|got|start(?:s|ed|ing)?|join(?:s|ed|ing)?|said yes|moved|moving|left|leaving|promoted|chosen|stay(?:ing)?|"
    r"remain(?:ing)?|works|worked|studying|degree|course|volunteer\w*|employers?|previously|formerly|currently|i (?:now )?work)\b[^.;!?]{0,60}? (?:at|with|from|for|to|of|in|over to|on with)(?: the)? |"
    r"\b(?:offer|offers|word|letter) from (?:the )?|\b(?:join(?:ing|ed)?|leaving|left|chosen|employers?,?|via|through) (?:the )?)$"
)
OWN_AFTER = re.compile(
    r"(?:'s)?,? (?:who |which )?(?:has |have |had |is |are )?(?:now |since |just |kindly |also )*(?:made me|made an|offered|given me|giving me|taken me|taking me|took me|hired|asked me|promoted|confirmed|signed me|got me|came through|come through|want me|rang me first)\b"
)

SIR = frozenset("mr mister herr sir monsieur señor senor signor shri pan".split())
MADAM = frozenset("mrs ms miss frau madam madame mme mlle señora senora signora smt pani dame lady".split())
OFFICES = frozenset(
    """
admissions again appointments assistant board bursar careers chief coordinator curator dearest dean desk director
editor foreman friends head headmaster headmistress headteacher kind lead library library matron member members my
office officer or partner partners principal reception registrar secretary trustees tutor ward
""".split()
)
PLACES = frozenset(
    """
a berlin christmas easter england europe germany i ireland leeds linkedin london my our paris scotland skype
teams the wales your zoom
""".split()
)


def names(letter: Letter, record: Record) -> Iterator[Finding]:
    """Names that are not those on record."""
    yield from _greeted(letter, record)
    yield from _signed(letter, record)
    yield from _spoken_to(letter, record)
    yield from _titled(letter, record)
    yield from _companies(letter, record)
    yield from misspelt(letter, record)


def _greeted(letter: Letter, record: Record) -> Iterator[Finding]:
    if letter.greeting is None or not record.to:
        return
    word = GREETING.match(letter.greeting.text)
    said = letter.greeting.text[word.end() if word else 0 :].strip(" ,:!;–—-.")
    first, _space, rest = said.partition(" ")
    if word is None and rest and not record.to.is_called(first):
        said = rest  # a greeting in words we do not know: "Annwyl Mrs Bowen"
    if not said or not _is_somebody(said, record):
        return
    # "again Priya", "Priya (and team)": the name is what has a capital.
    said = re.sub(r"^(?:[a-z]+ )+(?=[^\Wa-z])", "", re.sub(r" ?\(.*", "", said))
    people = [part for part in re.split(r",|;|&| and | / ", said) if part.strip()]
    is_known = any(record.to.is_called(part) or _is_pair(record, part) for part in people)
    if is_known and not (len(people) == 1 and _is_mistitled(said, record.recipient)):
        return
    start = letter.greeting.start + letter.greeting.text.index(said)
    why = _("This greets “%(said)s”, and the message goes to %(to)s.") % {"said": said, "to": record.recipient}
    yield _unless_short(said, record.to, wrong_name(start, start + len(said), why, record.recipient))


def _unless_short(said: str, name: Name, found: Finding) -> Finding:
    """Dee may be Deandra, Zofio calls a Zofia: a form that we may not know is only warned about."""
    word = fold(said)
    may_be = any(
        (len(word) <= 4 and token[0] == word[0] and distance(word, token) > 1)
        or (len(word) > 3 and token[: len(word) - 1] == word[:-1])
        for token in name.tokens
    )
    return replace(found, severity=Severity.WARN) if may_be else found


def _is_mistitled(said: str, recorded: str) -> bool:
    """Mr for a Mrs, or the other way round; Ms, Mrs and Miss may stand for one another."""
    given, known = set(tokens(said)), set(tokens(recorded))
    return bool((given & SIR and known & MADAM) or (given & MADAM and known & SIR))


def _is_pair(record: Record, part: str) -> bool:
    """One of several recipients on record: "Ana Ruiz and Tom Hall"."""
    each = re.split(r",| and |&|;|/", record.recipient)
    return len(each) > 1 and any(Name(one).is_called(part) and Name(one).tokens for one in each)


def _is_somebody(said: str, record: Record) -> bool:
    """Whether a greeting names a person at all; a team, a title or the company itself is nobody in particular."""
    words = [word for word in tokens(said) if word not in TITLES]
    if (SIR | MADAM) & set(tokens(said)) and len(tokens(said)) > 1 and not {"or", "and"} & set(tokens(said)):
        return True
    nobody = NOBODY | OFFICES | LEGAL | set(tokens(record.company))
    return any(word not in nobody and (is_given_name(word) or not is_word(word)) for word in words)


def _signed(letter: Letter, record: Record) -> Iterator[Finding]:
    if letter.signature is None or not record.by:
        return
    line = letter.signature.text.split("\n")[0].strip(" -–—~.,!")
    said = re.sub(r"\s*\(.*\)$", "", line)
    said = re.split(r",| \||  ", said)[0]
    if not re.fullmatch(r"[^\d@:/]{2,40}", said) or record.by.is_called(said) or len(tokens(said)) > 4:
        return
    tail = set(tokens(letter.signature.text)) | set(tokens(letter.text[max(0, letter.signature.start - 60) :]))
    if not any(char.isupper() for char in said) or tail & set(record.by.tokens):
        return  # a title or a trade may stand below the name
    start = letter.signature.start + letter.signature.text.index(said)
    why = _("This is signed “%(said)s”, and you are %(by)s.") % {"said": said, "by": record.sender}
    yield _unless_short(said, record.by, wrong_name(start, start + len(said), why, record.sender))


STARTERS = frozenset(
    """
actually ah alas also and anyway briefly but finally first frankly good great hang hello hi honestly however indeed
lastly listen look meanwhile no now oh ok okay otherwise please right sadly so sorry still thanks today tomorrow
truly well yes
""".split()
)
VOCATIVE = re.compile(
    rf"(?:[Tt]hank(?:s| you)(?: (?:so|very) much)?(?: again)?|[Yy]ou see|[Bb]elieve me|[Ss]orry|[Ss]o|[Ww]ell|[Gg]ood luck|[Tt]ake care), (?P<a>{NAME})[,.!]|"
    rf"\b(?:is (?:that|this)|speaking (?:to|with)|am I (?:speaking|talking) (?:to|with)) (?P<b>{NAME})\?|"
    rf"^(?:[Hh]ello|[Hh]i|[Hh]ey|[Gg]ood (?:morning|afternoon|evening)),? (?P<c>{NAME})[,.!?]|^(?P<e>{NAME})\?$|^(?P<d>[A-Z][\w’'-]+), (?:thank|I|it|this|your|you)\b"
)
SPEAKER = re.compile(
    rf"\b(?:[Tt]his is|[Mm]y name is|[Ii]t's|[Ii]t is) (?P<a>{NAME})(?: (?:here|speaking|calling|from|about|again)|[,.]|$)|^(?P<f>{NAME}) (?:here|speaking)\b"
)
NOT_NAMES = STARTERS | {*MONTHS, *WEEKDAYS, "zoom", "teams", "am", "is", "it", "i", "who"}


def _spoken_to(letter: Letter, record: Record) -> Iterator[Finding]:
    """Names said inside sentences: "thank you, Catherine", "is that Mira?", "this is Jo speaking"."""
    for sentence in letter.sentences[:3] + [one for one in letter.sentences[3:] if "," in one.text]:
        for family, name in ((VOCATIVE, record.to), (SPEAKER, record.by)):
            found = family.search(sentence.text) if name else None
            group, said = (
                next(((key, part) for key, part in found.groupdict().items() if part), ("", ""))
                if found
                else ("", "")
            )
            if found and _is_a_name(said, is_first=group in {"d", "f"}) and not _is_known(said, record):
                start = sentence.start + found.start(group)
                why = _("The record says %(name)s.") % {"name": name.full}
                yield wrong_name(start, start + len(said), why, name.full)


def _is_a_name(said: str, *, is_first: bool) -> bool:
    """Any word may begin a sentence with a capital: there only a name that we know as one counts."""
    words = set(tokens(said)) - TITLES
    if is_first and len(words) == 1:
        return all(is_given_name(word) for word in words)
    return bool(words) and not words & NOT_NAMES and not (is_first and any(is_word(word) for word in words))


def _is_known(said: str, record: Record) -> bool:
    people = (record.to, record.by, *map(Name, record.known))
    called = any(name.is_called(said) or {*tokens(said)} & {*name.tokens} for name in people if name)
    return called or same_company(said, record.company)


def _titled(letter: Letter, record: Record) -> Iterator[Finding]:
    """ "Mr. Hansen" where the record knows a Hanson: two spellings of one person."""
    known = [name for name in (record.to, record.by, *map(Name, record.known)) if name]
    for sentence in letter.sentences:
        for found in TITLED.finditer(sentence.text):
            said = found.group(1)
            if (
                known
                and not any(name.is_called(said) for name in known)
                and any(_alike(said, name) for name in known)
            ):
                start = sentence.start + found.start(1)
                yield wrong_name(
                    start,
                    start + len(said),
                    _("“%(said)s” is spelt another way on record.") % {"said": said},
                    known[0].full,
                )


def _alike(said: str, name: Name) -> bool:
    return any(
        0 < distance(word, token) <= 2 and min(len(word), len(token)) > 3
        for word in tokens(said)
        for token in name.tokens
    )


def _companies(letter: Letter, record: Record) -> Iterator[Finding]:
    if letter.greeting:
        yield from _other_searches(letter.greeting, record)
    for part in [*letter.sentences, *([letter.subject] if letter.subject else [])]:
        yield from _other_searches(part, record)
        if not record.company:
            continue
        for found in AT_COMPANY.finditer(part.text):
            said = found.group(1).strip(" .'’")
            before = part.plain[max(0, found.start(1) - 70) : found.start(1)]
            if _is_other_company(said, record) and not OWN_OFFER.search(before):
                start = part.start + found.start(1)
                yield wrong_name(
                    start,
                    start + len(said),
                    _("“%(said)s” is not the company this goes to.") % {"said": said},
                    record.company,
                )


def _is_other_company(said: str, record: Record) -> bool:
    words = tokens(said)
    mine = set(tokens(record.company)) | set(tokens(record.role)) | set(record.to.tokens) | set(record.by.tokens)
    dates = {*MONTHS, *WEEKDAYS}
    if not words or set(words) & mine or set(words) & dates or same_company(said, record.company):
        return False
    if any(same_company(said, other) for other in record.other_companies):
        return False  # said once, by the check for other searches
    return not set(words) <= PLACES and words[0] not in {"mr", "mrs", "ms", "dr", "prof"}


def _other_searches(part: Span, record: Record) -> Iterator[Finding]:
    """Another application's company in this letter. Where it is the offer that was accepted it only says much."""
    if not record.other_companies:
        return
    plain_text = fold(part.text)
    for other in record.other_companies:
        if record.company and same_company(other, record.company):
            continue
        for found in _short_form(other, record).finditer(plain_text):
            said = part.text[found.start() : found.end()]
            if len(plain_text) != len(part.text) or not (
                said[:1].isupper() or not said[:1].isalpha() or said[:1].isdigit()
            ):
                continue
            near, after = plain_text[max(0, found.start() - 70) : found.start()], plain_text[found.end() :]
            if OWN_OFFER.search(near) or OWN_AFTER.match(after):
                yield Finding(
                    "oversharing",
                    Severity.HINT,
                    part.start + found.start(),
                    part.start + found.end(),
                    _("They need not know where you are going."),
                    _("“another position” says enough."),
                )
            else:
                yield wrong_name(
                    part.start + found.start(),
                    part.start + found.end(),
                    _("“%(said)s” belongs to another application of yours.") % {"said": said},
                    record.company,
                )


@lru_cache(maxsize=256)
def _short_form(other: str, record: Record) -> re.Pattern[str]:
    """How people say a company: without its last word, unless what is left also means somebody here."""
    words = core(other)
    short = words[:-1] if len(words) > 2 or (len(words) == 2 and len(words[0]) > 5) else words
    mine = {
        token for name in (record.company, record.role, record.recipient, record.sender) for token in tokens(name)
    }
    said = words if set(short) <= mine else short
    return re.compile(r"\b" + r"[\W_]+".join(map(re.escape, said)) + r"\b" if said else r"(?!)")
