"""The words of a no. Pure: a Situation goes in, a message comes out; no database, no clock.

The sentences live in templates/messages/, one file a part, so that a writer can edit them without Python.
"""

from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.situation import Channel, Situation

# The moves of a letter in their order (DOMAIN.md 3a): the decision stands in the first two paragraphs.
LETTER = (
    ("greeting",),
    ("thanks",),
    ("decision", "reason", "sorry"),
    ("liked",),
    ("door",),
    ("wishes",),
    ("signoff",),
)
MOVES = {
    "greeting": gettext_lazy("Greeting"),
    "thanks": gettext_lazy("Thanks"),
    "decision": gettext_lazy("Decision"),
    "reason": gettext_lazy("Reason"),
    "sorry": gettext_lazy("Sorry"),
    "liked": gettext_lazy("What you liked"),
    "door": gettext_lazy("Door open"),
    "wishes": gettext_lazy("Good wishes"),
    "signoff": gettext_lazy("Sign-off"),
}
BEATS = {
    "open": gettext_lazy("Open"),
    "thank": gettext_lazy("Thank"),
    "say_it": gettext_lazy("Say it"),
    "door": gettext_lazy("Leave the door open"),
}
# At hand, not to be said: a voicemail must not carry the decision, and a push needs no new reasons.
ASIDES = {
    Channel.PHONE: {
        "if_why": gettext_lazy("If they ask why"),
        "if_pressed": gettext_lazy("If they press you"),
        "if_voicemail": gettext_lazy("If it goes to voicemail"),
        "if_blank": gettext_lazy("If your mind goes blank"),
    },
    Channel.IN_PERSON: {
        "if_why": gettext_lazy("If they ask why"),
        "if_pressed": gettext_lazy("If they press you"),
        "if_unsure": gettext_lazy("If you are not sure yet"),
        "if_blank": gettext_lazy("If your mind goes blank"),
    },
}

FOUND = {
    MOVES["thanks"]: gettext_lazy("Thanks"),
    BEATS["thank"]: gettext_lazy("Thanks"),
    MOVES["decision"]: gettext_lazy("A clear decision"),
    BEATS["say_it"]: gettext_lazy("A clear decision"),
    MOVES["liked"]: gettext_lazy("What you liked"),
    MOVES["door"]: gettext_lazy("An open door"),
    BEATS["door"]: gettext_lazy("An open door"),
}


@dataclass(frozen=True)
# The label is what the page shows beside the words, and in a script the cue that is kept with them.
class Part:
    """A piece of text and what it does: a move of a letter, or the cue of a spoken beat."""

    label: str
    text: str


@dataclass(frozen=True)
class Message:
    """A subject (empty when spoken) and paragraphs made of labelled parts."""

    subject: str
    paragraphs: tuple[tuple[Part, ...], ...]
    asides: tuple[Part, ...] = ()

    @property
    def body(self) -> str:
        """The message as plain text: what is kept, edited, copied and sent.

        A spoken one keeps its cues, each on a line of its own with a colon, so that `beats` finds them again.
        """
        # Only a letter has one; its parts are sentences that run on.
        if self.subject:
            return "\n\n".join(" ".join(part.text for part in parts) for parts in self.paragraphs)
        spoken = [part for parts in self.paragraphs for part in parts] + list(self.asides)
        return "\n\n".join(f"{part.label}:\n{part.text}" for part in spoken)

    @property
    def has(self) -> list[str]:
        """What a reader will find in it, in the words of the list under the letter."""
        labels = {part.label for parts in self.paragraphs for part in parts}
        return [str(says) for label, says in FOUND.items() if str(label) in labels]


def compose(situation: Situation) -> Message:
    """The message for a situation: a letter for e-mail, a script for the phone and for a conversation."""
    # Before either form of it: the apology follows right behind the reason.
    situation = replace(situation, own_reason=_sentence(situation.own_reason))
    if situation.channel == Channel.EMAIL:
        return _letter(situation)
    return _script(situation)


def _sentence(typed: str) -> str:
    """What somebody typed, ended as a sentence: ours goes on right behind it."""
    typed = typed.strip().rstrip(",;:")
    return typed if not typed or typed.endswith((".", "!", "?", "…")) else f"{typed}."


def _letter(situation: Situation) -> Message:
    paragraphs = []
    for moves in LETTER:
        parts = [Part(str(MOVES[move]), text) for move in moves if (text := _line(f"letter/{move}", situation))]
        # A letter leaves out what it has no words for; a paragraph of nothing would be a hole.
        if parts:
            paragraphs.append(tuple(parts))
    return Message(_line("letter/subject", situation), tuple(paragraphs))


def _script(situation: Situation) -> Message:
    folder = situation.channel.value
    beats = [Part(str(cue), _line(f"{folder}/{name}", situation)) for name, cue in BEATS.items()]
    asides = [Part(str(cue), _line(f"{folder}/{name}", situation)) for name, cue in ASIDES[situation.channel].items()]
    return Message("", tuple((beat,) for beat in beats if beat.text), tuple(asides))


def thank_you(situation: Situation, *, name: str = "") -> tuple[str, str]:
    """Subject and body of the note that follows a no (DOMAIN.md 24–26, 62), to `name` or to nobody by name."""
    # Written with the no and not when it falls due: the person reads and mends it in one sitting.
    body = _say("thanks/after_decline", situation, name=name)
    return _("Thank you again: %(position)s") % {"position": situation.position}, body


def stay_in_touch(situation: Situation, *, name: str = "") -> tuple[str, str]:
    """Subject and body of a hello some months later: who I am, when we met, nothing to ask (DOMAIN.md 3c)."""
    body = _say("thanks/stay_in_touch", situation, name=name)
    return _("A hello from %(sender)s") % {"sender": situation.sender}, body


def beats(body: str) -> list[Part]:
    """A kept script, paragraph by paragraph; one that lost its cue in editing has an empty label."""
    parts = []
    # A browser sends what was edited with CR LF.
    for paragraph in body.replace("\r\n", "\n").split("\n\n"):
        cue, newline, text = paragraph.strip().partition("\n")
        if newline and cue.endswith(":"):
            parts.append(Part(cue[:-1], text.strip()))
        elif paragraph.strip():
            parts.append(Part("", paragraph.strip()))
    return parts


def split_asides(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """The lines to say, and those to have at hand."""
    # Of both channels: the words stay as they were written, also when the no is told another way.
    cues = {str(cue) for asides in ASIDES.values() for cue in asides.values()}
    said = [part for part in parts if part.label not in cues]
    return said, [part for part in parts if part.label in cues]


def word_count(text: str) -> int:
    return len(text.split())


def _say(part: str, situation: Situation, **extra: str) -> str:
    text = render_to_string(f"messages/{part}.txt", {"s": situation, **extra}, using="plain")
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _line(part: str, situation: Situation) -> str:
    """A part on one line, however its template is broken into lines; a sign-off keeps its lines."""
    text = _say(part, situation)
    return text if part == "letter/signoff" else " ".join(text.split())
