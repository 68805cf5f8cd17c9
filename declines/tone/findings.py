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
    CONFIRMATION = "confirmation"
    PHONE = "phone"
    THANK_YOU = "thank_you"
    STAY_IN_TOUCH = "stay_in_touch"
    OPENINGS = "openings"
    REFERRAL = "referral"
    RECONSIDER = "reconsider"
    RESCHEDULE = "reschedule"
    ASK_TERMS = "ask_terms"
    ASK_TIME = "ask_time"

    @property
    def says_no(self) -> bool:
        return self in {Kind.DECLINE, Kind.WITHDRAW, Kind.CONFIRMATION, Kind.PHONE}

    @property
    def asks(self) -> bool:
        """Still interested: a no in it would be taken for one."""
        return self in {Kind.RESCHEDULE, Kind.ASK_TERMS, Kind.ASK_TIME}

    @property
    def keeps_in_touch(self) -> bool:
        return self in {Kind.STAY_IN_TOUCH, Kind.OPENINGS, Kind.REFERRAL}

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
