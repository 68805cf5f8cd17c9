"""What a sentence is for: the moves of a message (DOMAIN.md 3b), by the families of words that make them."""

from declines.tone.decision import is_firm
from declines.tone.lexicon import Reading, read
from declines.tone.text import Span

# Each move and the family that makes it, in the order in which they are named.
MOVES = {
    "decision": "refusal",
    "thanks": "thanks",
    "apology": "apology",
    "door": "door",
    "wish": "wish",
    "reason": "reason",
    "liked": "liked",
    "matter": "matter",
}


def moves_in(reading: Reading) -> list[str]:
    """Every move that a sentence makes; none at all is a question to its writer."""
    return [move for move, family in MOVES.items() if reading.has(family)]


def moves_of(sentence: Span) -> list[str]:
    """The same for a sentence that nobody has read yet."""
    return moves_in(read(sentence.plain))


def decides(plain: str) -> bool:
    """Whether a plain text (text.plain) says no in so many words."""
    return is_firm(read(plain))
