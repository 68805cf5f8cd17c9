"""A message as the checks see it: its parts, what it is for, what the record knows, and what each sentence says."""

from dataclasses import dataclass
from functools import cached_property

from declines.tone.findings import Kind
from declines.tone.lexicon import Found, Reading, read
from declines.tone.record import Record
from declines.tone.text import Letter, Span

# Nobody writes longer sentences; a text without full stops is read in pieces, so that it takes no longer.
LONGEST = 400


@dataclass(frozen=True)
class Said:
    """A sentence and what it says."""

    span: Span
    reading: Reading

    def place(self, found: Found | None = None) -> tuple[int, int]:
        """Where the words found stand in the text, or the whole sentence."""
        start, end = (found.start, found.end) if found else (0, len(self.span.text))
        return self.span.start + start, self.span.start + end


@dataclass(frozen=True)
class Message:
    letter: Letter
    kind: Kind
    record: Record

    @cached_property
    def said(self) -> list[Said]:
        return [
            Said(piece, read(masked(piece, self.record)))
            for sentence in self.letter.sentences
            for piece in _pieces(sentence)
        ]


def masked(sentence: Span, record: Record) -> str:
    """The sentence in plain letters with every name on record blanked: Bad Elf Ltd is not bad."""
    return record.mask.sub(lambda found: "ŋ" * len(found.group()), sentence.plain)


def _pieces(sentence: Span) -> list[Span]:
    if len(sentence.text) <= LONGEST:
        return [sentence]
    cut = sentence.text.rfind(" ", 0, LONGEST)
    cut = cut if cut > 0 else LONGEST
    head = Span(sentence.start, sentence.start + cut, sentence.text[:cut])
    return [head, *_pieces(Span(head.end, sentence.end, sentence.text[cut:]))]
