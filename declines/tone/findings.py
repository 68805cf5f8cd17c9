from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters: sending past a block asks once, a warning and a hint only say so."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


class Kind(StrEnum):
    """What a message is for."""

    DECLINE = "decline"
    WITHDRAW = "withdraw"
    THANK_YOU = "thank_you"
    STAY_IN_TOUCH = "stay_in_touch"
    RECONSIDER = "reconsider"
    PHONE = "phone"

    @property
    def says_no(self) -> bool:
        return self in {Kind.DECLINE, Kind.WITHDRAW, Kind.PHONE}

    @property
    def is_written(self) -> bool:
        return self is not Kind.PHONE


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where it stands (characters of the text), why, and what may help."""

    check: str
    severity: Severity
    start: int
    end: int
    why: str
    suggestion: str
