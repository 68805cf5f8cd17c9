"""A message taken apart: subject, greeting, sentences, sign-off, what is quoted below. Spans are kept throughout."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

QUOTED = re.compile(
    r"^(?:>|-{2,} ?original message|on .{4,90} wrote:\s*$|from: .+@|_{8,}\s*$|begin forwarded)", re.I | re.M
)
SUBJECT = re.compile(r"\A\s*subject:[ \t]*(.*)$", re.I | re.M)
GREETING = re.compile(
    r"(?:dear|hi|hello|hey|hiya|greetings|(?:good )?(?:morning|afternoon|evening|day)|to whom it may concern|namaste|kia ora"
    r"|salaam|bonjour|guten tag|sehr geehrter?|lieber?|ch[eè]re?|estimad[oa]|querid[oa]|gentile|car[oa]|geachte|beste|kjære|k[äa]re|annwyl"
    r"|a chara|shalom|vanakkam|esteemed|respected)\b",
    re.I,
)
CLOSING = re.compile(
    r"(?:(?:with |my |and )*(?:very |most |again )*(?:best|kind|kindest|warm|warmest|sincere|sincerely|many|much|all|every|"
    r"heartfelt|friendly|good|fond|deep|deepest)\b.{0,50}|yours\b.{0,30}|regards|cheers|thanks(?: again)?(?: so much)?|"
    r"thank you(?: again| so much)?|thankfully|respectfully(?: yours)?|cordially|take care|warmly|gratefully|"
    r"(?:wishing|hoping|looking forward|i remain|sent with|in gratitude|in haste)\b.{0,60},$|"
    r"sincerely(?: yours)?|faithfully|with (?:thanks|gratitude|respect|appreciation|regards|esteem)\b.{0,40}|with (?:\w+ ){0,5}\w+,$|bye(?: for now)?|"
    r"talk soon|be well|(?:ngā|nga) mihi|le meas|slán|until (?:then|soon))",
    re.I,
)
NAME_LINE = re.compile(r"[-–—~ ]*[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}[.!]?")
CONTACT_LINE = re.compile(r"\d{3}|@|\||https?:|www\.|^\(")
AFTERTHOUGHT = re.compile(r"p\.? ?s\b|.*\w\W+\w+\W+\w+\W+\w+\W+\w+.*[.!?]$", re.I)
ABBREVIATIONS = frozenset(
    """
a.m am approx apr aug b.sc co corp dec dept dipl dr e.g eg esq est etc ext feb fig fri gen hon i.e ie inc ing
jan jr jul jun llc ltd m.sc mar mon mr mrs ms mx no nos nov oct p.m ph.d plc pm prof ref rev sat sep sept sgt sr
st sun tel thu tue u.k u.s vs wed
""".split()
)
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u2009": " "}
)


@dataclass(frozen=True)
class Span:
    """A piece of the message and where it stands."""

    start: int
    end: int
    text: str

    @cached_property
    def plain(self) -> str:
        """Lower case, straight quotes, single dashes; the same length, so that spans hold."""
        return plain(self.text)

    @property
    def words(self) -> int:
        return len(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", self.text))


@dataclass(frozen=True)
class Letter:
    """A message in its parts. `sentences` are those of the body, between greeting and sign-off."""

    text: str
    subject: Span | None
    greeting: Span | None
    sentences: list[Span] = field(default_factory=list)
    closing: Span | None = None
    signature: Span | None = None

    @property
    def body_words(self) -> int:
        return sum(sentence.words for sentence in self.sentences)

    @property
    def body(self) -> str:
        return " ".join(sentence.plain for sentence in self.sentences)

    @cached_property
    def whole(self) -> Span:
        """Greeting to signature: without the subject, and without what is quoted."""
        parts = [part for part in (self.greeting, *self.sentences, self.closing, self.signature) if part]
        start, end = min((part.start for part in parts), default=0), max((part.end for part in parts), default=0)
        return Span(start, end, self.text[start:end])


def plain(text: str) -> str:
    """Lower case and simple punctuation, character by character."""
    straight = text.translate(PLAIN)
    low = straight.lower()
    if len(low) == len(straight):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in straight)


def fold(text: str) -> str:
    """Without accents and capitals, for comparing names."""
    if text.isascii():
        return text.lower()
    swapped = text.translate(str.maketrans("łŁøØđĐıæÆœŒ", "lLoOdDiaAoO")).replace("ß", "ss")
    bare = "".join(char for char in unicodedata.normalize("NFKD", swapped) if not unicodedata.combining(char))
    return plain(bare)


def parse(text: str) -> Letter:
    """Take a message apart. Never fails: a message without a greeting or a sign-off simply has none."""
    quoted = QUOTED.search(text)
    end = quoted.start() if quoted and quoted.start() > 0 else len(text)
    start, subject = 0, None
    if found := SUBJECT.match(text[:end]):
        start, subject = found.end(), Span(found.start(1), found.end(1), found.group(1))
    lines = _lines(text, start, end)
    greeting, lines = _greeting(text, lines)
    closing, signature, lines = _sign_off(text, lines)
    sentences = [sentence for block in _blocks(text, lines) for sentence in _sentences(text, *block)]
    return Letter(text, subject, greeting, sentences, closing, signature)


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines that hold something, and an empty span for each blank one between them."""
    lines, position = [], start
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        begin = position + (len(line) - len(line.lstrip())) if stripped else position
        lines.append(Span(begin, begin + len(stripped), stripped))
        position += len(line) + 1
    return lines


def _greeting(text: str, lines: list[Span]) -> tuple[Span | None, list[Span]]:
    first = next((number for number, line in enumerate(lines) if line.text), None)
    if first is None:
        return None, []
    line = lines[first]
    word = GREETING.match(line.text)
    stop = re.search(r"[,:!;–—]|\s-\s|\.(?=\s+[A-Z“\"]|$)", line.text[word.end() :]) if word else None
    if word and stop and (cut := word.end() + stop.end()) <= 90:
        while _is_abbreviation(line.text[: cut - 1]) and (more := re.search(r"[,:!]", line.text[cut:])):
            cut += more.end()
        rest = line.text[cut:].strip()
        begin = line.end - len(rest)
        tail = [Span(begin, line.end, rest)] if rest else []
        return Span(line.start, line.start + cut, line.text[:cut]), tail + lines[first + 1 :]
    named = re.fullmatch(r"[^\s,.!?]+(?: [^\s,.!?]+){0,3}[,:]", line.text)
    if named or (word and len(line.text) < 60 and not re.search(r"[.?]\s", line.text)):
        return line, lines[first + 1 :]
    return None, lines[first:]


def _sign_off(text: str, lines: list[Span]) -> tuple[Span | None, Span | None, list[Span]]:
    filled = [number for number, line in enumerate(lines) if line.text]
    for back, number in enumerate(reversed(filled[-14:])):
        line = lines[number]
        found = CLOSING.match(line.text)
        if not found or line.text.count(" ") > 8:
            continue
        rest = line.text[found.end() :].strip(" ,.!-–—")
        if back == 0 and not rest and not line.text.endswith(","):
            return line, None, lines[:number]
        if rest and not re.fullmatch(r"[^.!?]{1,50}\.?", rest):
            continue
        after = [other for other in lines[number + 1 :] if other.text]
        # A postscript is read like the body; only names, numbers and addresses are a signature.
        tail = [other for other in after if not AFTERTHOUGHT.match(other.text)]
        body = lines[:number] + [Span(line.start, line.start, "")] + [one for one in after if one not in tail]
        inline = re.match(r"(.*?[,!–—-])\s+(\S.*)$", line.text)
        if tail:
            signature = Span(tail[0].start, tail[-1].end, text[tail[0].start : tail[-1].end])
        elif inline:
            begin = line.start + inline.start(2)
            signature = Span(begin, line.end, line.text[inline.start(2) :])
        else:
            continue
        return line, signature, body
    return _bare_name(lines, filled)


def _bare_name(lines: list[Span], filled: list[int]) -> tuple[Span | None, Span | None, list[Span]]:
    """A name alone on a line, perhaps with numbers and addresses below, signs a short message."""
    end = filled[-1] if filled else 0
    for number in reversed(filled[1:][-5:]):
        line = lines[number]
        if NAME_LINE.fullmatch(line.text):
            text = "\n".join(one.text for one in lines[number : end + 1])
            return None, Span(line.start, lines[end].end, text), lines[:number]
        if not CONTACT_LINE.search(line.text):
            break
    return None, None, lines


def _blocks(text: str, lines: list[Span]) -> list[tuple[int, int]]:
    """Runs of text whose line breaks are only wrapping; a short line, or one that ends a sentence, ends its run."""
    blocks: list[tuple[int, int]] = []
    begin: int | None = None
    last: Span | None = None
    for line in [*lines, Span(0, 0, "")]:
        ended = last is not None and (not line.text or len(last.text) < 45 or last.text[-1] in ".!?:")
        if begin is not None and last is not None and ended:
            blocks.append((begin, last.end))
            begin = None
        if line.text:
            begin, last = (line.start if begin is None else begin), line
    return blocks


def _sentences(text: str, start: int, end: int) -> list[Span]:
    found, begin = [], start
    for stop in END.finditer(text, start, end):
        if stop.group().startswith(".") and _goes_on(text, begin, stop):
            continue
        found.append((begin, stop.end()))
        begin = stop.end()
    if text[begin:end].strip():
        found.append((begin, end))
    return [_trim(text, *span) for span in found if text[slice(*span)].strip()]


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()), piece.strip())


def _goes_on(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a full stop is that of an abbreviation; "2 p.m. I have" is the end of a sentence all the same."""
    before = text[begin : stop.start()]
    ends = re.search(r"\b(?:a\.m|p\.m|etc|inc|ltd|co|corp|jr|sr|uk|u\.k|u\.s)$", before, re.I)
    return _is_abbreviation(before) and not (ends and re.match(r"\s+[A-Z]", text[stop.end() :]))


def _is_abbreviation(before: str) -> bool:
    word = re.search(r"[\w.]+$", before)
    if word is None:
        return False
    letters = word.group().strip(".").lower()
    return letters in ABBREVIATIONS or (len(letters) == 1 and letters != "i")
