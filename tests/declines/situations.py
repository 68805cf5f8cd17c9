"""Situations to write from: with next to nothing on record, as they usually are, and with all that can be said."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from declines.messages import Message, Part, compose
from declines.situation import Situation, Stage

LEAN = Situation(company="Tallinn Traffic", position="Product Manager", sender="Maya Lindholm", stay_in_touch=False)
USUAL = replace(
    LEAN,
    recipient="Jean-Luc",
    liked="the calm way the team talks about mistakes",
    round_name="panel",
    starts=datetime(2026, 9, 10, 16, 30),
    met=("Dr. El-Sayed",),
    met_on=datetime(2026, 9, 1, 14, 0),
    stay_in_touch=True,
)
# Everything that can be said, and long names to say it with.
FULL = replace(
    USUAL,
    company="Tallinn Traffic and Transport Authority",
    position="Senior Product Manager, Public Transport Data",
    recipient="Prof. Dr. Jean-Luc d’Artois",
    signature="+49 30 5550100\nexample.org/maya",
    ask_openings=True,
)
PEOPLE = {"lean": LEAN, "usual": USUAL, "full": FULL}
SORRY = {Stage.ACCEPTED, Stage.OFFER_ACCEPTED, Stage.MISSED}


def written(**fields: Any) -> Message:
    return compose(replace(USUAL, **fields))


def parts_of(message: Message) -> list[Part]:
    return [part for parts in message.paragraphs for part in parts]


def text_of(message: Message, label: str) -> str:
    """The part with this label; "" if the message has none."""
    return next((part.text for part in parts_of(message) if part.label == label), "")


def said(message: Message) -> str:
    """What reaches them: the letter, or what is spoken without its cues and without what is only at hand."""
    return "\n".join(part.text for part in parts_of(message)) if message.is_spoken else message.body


def everything(message: Message) -> str:
    return "\n".join([message.subject, message.body])
