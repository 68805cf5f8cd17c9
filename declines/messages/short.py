"""A text message or a LinkedIn message: one paragraph of at most 300 characters, never cut off."""

from declines.messages.parts import MOVES, Message, Part
from declines.messages.wordings import reason, say
from declines.situation import Situation

LIMIT = 300
PARTS = ("greeting", "thanks", "decision", "reason", "sorry", "door", "name")
# What is left out first when names are long; thanks, decision, apology and name stay.
SPARE = ("door", "reason", "greeting")


def write_short(situation: Situation) -> Message:
    """As many parts as fit; what must be said is said even when a name alone fills the limit."""
    texts = {part: say(f"short/{part}", situation) for part in PARTS}
    texts["reason"] = reason(situation, "short/reason")
    for spare in ("", *SPARE):
        texts.pop(spare, None)
        if len(" ".join(filter(None, texts.values()))) <= LIMIT:
            break
    labels = {**MOVES, "name": MOVES["signoff"]}
    return Message("", (tuple(Part(str(labels[part]), text) for part, text in texts.items() if text),))
