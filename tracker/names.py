"""Names as they are looked up and laid beside each other: without capitals, accents and legal forms. Pure."""

import re

from tracker.letters import plain

# Long enough to tell any two names apart; the folding of some scripts makes one sign into eighteen.
LONGEST = 80
# What stands behind a company's name and is no part of it. Written without the dots: “S.A.” is “sa”.
_FORMS = """
    ab ag aktiebolag aps as asa bhd bv co corp corporation cv doo dd eg eirl ek eood eurl ev gbr gmbh ggmbh hf inc
    incorporated kft kg kgaa kk limited limitada llc llp lp ltd ltda mbh nv nyrt ohg ood ou oy oyj plc pllc pte pty
    pvt sa sab sarl sas sasu sca scs se sia sl slu snc spa spol sprl sp srl sro uab ug ulc vof zoo zrt
"""
LEGAL_FORMS = frozenset(_FORMS.split())
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")  # noqa: RUF001


def folded(name: str) -> str:
    """A name as it is compared: "Dr. El-Sayed" and "dr el sayed" are one."""
    # Signs become spaces, so that the second half of a double name can be looked up; accents go without a trace.
    kept = (sign if sign.isalnum() else " " for sign in plain(name))
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def bare(company: str) -> str:
    """A company's folded name without its legal form: "Fjord Analytics Ltd." and "Fjord analytics" are one."""
    # First: “S.A.” and “A/S” are one word each, not two.
    words = folded(re.sub(r"(?<=\w)[./](?=\w\b)", "", company)).split()
    # A name that is nothing but such words keeps its first: it is a name all the same.
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def key(name: str) -> bytes:
    """What names are sorted by. Bytes, since databases agree on their order and on that of letters they do not."""
    return folded(name).encode()


def starts(*names: str) -> set[bytes]:
    """From each word on: where a search for the beginning of a word finds a name."""
    found = set()
    # O’Brien is looked up as "obrien" and as "brien".
    for name in {*names, *(APOSTROPHE.sub("", name) for name in names)}:
        words = folded(name).split()
        found |= {" ".join(words[number:]).encode() for number in range(len(words))}
    return found


def after(prefix: bytes) -> bytes:
    """The first key behind all that begin with this."""
    # No letter is encoded with this byte.
    return prefix + b"\xff"
