"""Where the findings of the tone review stand in a text: cut into pieces, so that a page can underline them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from declines.messages import Message
from declines.tone import Finding

# What is missing, or too much in all, has no place of its own to underline.
ABOUT_THE_WHOLE = {"no_gratitude", "no_decision", "too_long"}


@dataclass(frozen=True)
class Piece:
    """A run of text; `number` is that of the note beside it, 0 where there is nothing to say."""

    text: str
    number: int = 0
    severity: str = ""


@dataclass(frozen=True)
class Line:
    """A part of a message: what it does, and its text in pieces."""

    label: str
    pieces: list[Piece]


def pieces(text: str, findings: Sequence[Finding], start: int = 0) -> list[Piece]:
    """`text`, which begins at `start` of what was reviewed, cut at the findings; notes count from 1.

    Of two findings about the same words the first is marked; both keep their notes.
    """
    cut, at = [], 0
    numbered = sorted(enumerate(findings, 1), key=lambda one: (one[1].start, one[0]))
    for number, finding in numbered:
        begin, end = max(finding.start - start, at), min(finding.end - start, len(text))
        if begin >= end or finding.check in ABOUT_THE_WHOLE:
            continue
        if begin > at:
            cut.append(Piece(text[at:begin]))
        cut.append(Piece(text[begin:end], number, finding.severity.value))
        at = end
    if text[at:]:
        cut.append(Piece(text[at:]))
    return cut


def marked(message: Message, findings: Sequence[Finding]) -> list[list[Line]]:
    """The paragraphs of a message, each sentence with its label and with the findings in it."""
    body, at, paragraphs = message.body, 0, []
    for parts in message.paragraphs:
        lines = []
        for part in parts:
            at = body.index(part.text, at)
            lines.append(Line(part.label, pieces(part.text, findings, at)))
            at += len(part.text)
        paragraphs.append(lines)
    return paragraphs
