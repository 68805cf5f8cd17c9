"""A message in its labelled parts, and a kept script read back into them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from declines.situation import Channel

MOVES = {
    "greeting": gettext_lazy("Greeting"),
    "thanks": gettext_lazy("Thanks"),
    "decision": gettext_lazy("Decision"),
    "reason": gettext_lazy("Reason"),
    "sorry": gettext_lazy("Sorry"),
    "liked": gettext_lazy("What you liked"),
    "pass_on": gettext_lazy("To pass on"),
    "campus": gettext_lazy("Careers service"),
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
# A recording is heard by whoever is in the room: who called and about what, nothing more (DOMAIN.md 2a).
VOICEMAIL_BEATS = {
    "open": gettext_lazy("Open"),
    "call_back": gettext_lazy("Ask for a call back"),
}
# At hand, not to be said: a voicemail must not carry the decision, and a push needs no new reasons.
_TALKING = {
    "if_why": gettext_lazy("If they ask why"),
    "if_pressed": gettext_lazy("If they press you"),
}
_UNSURE = {"if_unsure": gettext_lazy("If you are not sure yet")}
_BLANK = {"if_blank": gettext_lazy("If your mind goes blank")}
ASIDES = {
    Channel.PHONE: {**_TALKING, "if_voicemail": gettext_lazy("If it goes to voicemail"), **_BLANK},
    Channel.IN_PERSON: {**_TALKING, **_UNSURE, **_BLANK},
    Channel.VIDEO: {**_TALKING, **_UNSURE, **_BLANK},
    Channel.VOICEMAIL: {"if_answered": gettext_lazy("If they pick up after all")},
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
    """A subject (empty unless it is an e-mail) and paragraphs made of labelled parts."""

    subject: str
    paragraphs: tuple[tuple[Part, ...], ...]
    asides: tuple[Part, ...] = ()
    is_spoken: bool = False

    @property
    def body(self) -> str:
        """The message as plain text: what is kept, edited, copied and sent.

        A spoken one keeps its cues, each on a line of its own with a colon, so that `beats` finds them again.
        """
        if not self.is_spoken:
            return "\n\n".join(" ".join(part.text for part in parts) for parts in self.paragraphs)
        spoken = [part for parts in self.paragraphs for part in parts] + list(self.asides)
        return "\n\n".join(f"{part.label}:\n{part.text}" for part in spoken)

    @property
    def has(self) -> list[str]:
        """What a reader will find in it, in the words of the list under the letter."""
        labels = {part.label for parts in self.paragraphs for part in parts}
        return list(dict.fromkeys(str(says) for label, says in FOUND.items() if str(label) in labels))


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
    # Of every channel: the words stay as they were written, also when the no is told another way.
    cues = {str(cue) for asides in ASIDES.values() for cue in asides.values()}
    said = [part for part in parts if part.label not in cues]
    return said, [part for part in parts if part.label in cues]


def word_count(text: str) -> int:
    return len(text.split())
