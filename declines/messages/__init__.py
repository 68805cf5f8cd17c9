"""The words of a no. Pure: a Situation goes in, a message comes out; no database, no clock.

The sentences live in templates/messages/, one file a part, so that a writer can edit them without Python.
"""

from dataclasses import replace

from declines.messages.letter import write_letter
from declines.messages.notes import stay_in_touch, thank_you
from declines.messages.parts import (
    ASIDES,
    BEATS,
    MOVES,
    VOICEMAIL_BEATS,
    Message,
    Part,
    beats,
    split_asides,
    word_count,
)
from declines.messages.short import write_short
from declines.messages.spoken import script
from declines.situation import Channel, Situation

__all__ = [
    "ASIDES",
    "BEATS",
    "MOVES",
    "VOICEMAIL_BEATS",
    "Message",
    "Part",
    "beats",
    "compose",
    "split_asides",
    "stay_in_touch",
    "thank_you",
    "word_count",
]


def compose(situation: Situation) -> Message:
    """The message for a situation: a letter, a script to say, or a few lines for a phone or a network."""
    # Before any form of it: the apology follows right behind the reason.
    situation = replace(situation, own_reason=_sentence(situation.own_reason))
    channel = Channel(situation.channel)
    if channel.is_spoken:
        return script(situation)
    return write_letter(situation) if channel is Channel.EMAIL else write_short(situation)


def _sentence(typed: str) -> str:
    """What somebody typed, on one line and ended as a sentence: ours goes on right behind it."""
    typed = " ".join(typed.split()).rstrip(",;:")
    return typed if not typed or typed.endswith((".", "!", "?", "…")) else f"{typed}."
