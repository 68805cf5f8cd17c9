"""The letter: the anatomy of DOMAIN.md 3a, said in the wordings of templates/messages/letter/."""

from collections.abc import Callable

from declines.messages.parts import MOVES, Message, Part
from declines.messages.wordings import liking, reason, say, say_lines
from declines.situation import Situation

# The decision stands in the first two paragraphs, whatever else is said.
LETTER = (
    ("greeting",),
    ("thanks",),
    ("decision", "reason", "sorry", "campus"),
    ("liked",),
    ("pass_on", "openings", "touch"),
    ("wishes",),
    ("signoff",),
)
LABELS = {**MOVES, "openings": MOVES["door"], "touch": MOVES["door"]}


def write_letter(situation: Situation) -> Message:
    """The e-mail, with its subject."""
    paragraphs = []
    for moves in LETTER:
        parts = [Part(str(LABELS[move]), text) for move in moves if (text := _text(move, situation))]
        # A letter leaves out what it has no words for; a paragraph of nothing would be a hole.
        if parts:
            paragraphs.append(tuple(parts))
    return Message(say("letter/subject", situation), tuple(paragraphs))


def _text(move: str, situation: Situation) -> str:
    if (move == "openings" and not situation.ask_openings) or (move == "touch" and not situation.stay_in_touch):
        return ""
    whole: dict[str, Callable[[Situation], str]] = {"reason": reason, "liked": liking, "signoff": _signoff}
    return whole[move](situation) if move in whole else say(f"letter/{move}", situation)


def _signoff(situation: Situation) -> str:
    name = say_lines("letter/name", situation)
    return f"{say('letter/signoff', situation)}\n{name}"
