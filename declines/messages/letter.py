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
    ("pass_on", "door"),
    ("wishes",),
    ("signoff",),
)
# What an open door holds: nothing that was not wished for, and one sentence for both wishes.
DOORS = {(True, True): "touch_and_openings", (True, False): "touch", (False, True): "openings"}


def write_letter(situation: Situation) -> Message:
    """The e-mail, with its subject."""
    paragraphs = []
    for moves in LETTER:
        parts = [Part(str(MOVES[move]), text) for move in moves if (text := _text(move, situation))]
        # A letter leaves out what it has no words for; a paragraph of nothing would be a hole.
        if parts:
            paragraphs.append(tuple(parts))
    return Message(say("letter/subject", situation), tuple(paragraphs))


def _text(move: str, situation: Situation) -> str:
    whole: dict[str, Callable[[Situation], str]] = {
        "reason": reason,
        "liked": liking,
        "door": _door,
        "signoff": _signoff,
    }
    return whole[move](situation) if move in whole else say(f"letter/{move}", situation)


def _door(situation: Situation) -> str:
    door = DOORS.get((situation.stay_in_touch, situation.ask_openings))
    return say(f"letter/{door}", situation) if door else ""


def _signoff(situation: Situation) -> str:
    name = say_lines("letter/name", situation)
    return f"{say('letter/signoff', situation)}\n{name}"
