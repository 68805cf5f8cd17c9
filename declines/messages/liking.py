"""What somebody noted that they liked, and how it can go on in a sentence of ours."""

from enum import StrEnum


class Liking(StrEnum):
    NOTHING = ""
    SENTENCE = "sentence"  # their own, "I loved …": it stands as it is
    GOES_ON = "goes_on"  # in lower case: it continues a sentence of ours
    NAMED = "named"  # anything else follows a colon, so that no name loses its capital


def read_liking(noted: str) -> tuple[Liking, str]:
    """The kind of note, and the note itself on one line, ended with a full stop or its own mark."""
    noted = " ".join(noted.split()).rstrip(".;,")
    if not noted:
        return Liking.NOTHING, ""
    ended = noted if noted[-1] in "!?…" else f"{noted}."
    # More than the first word: "I " alone, or the "It " of a name such as It Works, is no sentence.
    if noted.startswith(("I ", "I’", "I'", "It ", "The way", "Your ")) and " " in noted[3:]:
        return Liking.SENTENCE, ended
    return (Liking.GOES_ON if noted[0].islower() else Liking.NAMED), ended
