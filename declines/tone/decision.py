"""Whether a sentence says no, and what beside it makes a maybe of it."""

from declines.tone.findings import Severity
from declines.tone.lexicon import Found, Reading

# A doubt further from the refusal, or in another clause, is about something else.
NEAR = 6
CLAUSES = frozenset({";", ":", "but", "so", "therefore", "because", "as", "since", "hence"})


def doubt_in(reading: Reading, *, is_decided: bool) -> tuple[Found, Severity] | None:
    """What makes this sentence a maybe, and how sure that is. A firm no elsewhere outweighs a stray phrase."""
    if hedge := hedge_of(reading):
        return hedge, Severity.BLOCK
    openings = [*reading.all("haggle"), *(one for one in reading.all("postponed") if not reading.is_denied(one))]
    if openings:
        is_beside = reading.has("refusal")
        is_kind = reading.has("thanks", "apology", "door")
        severity = Severity.BLOCK if is_beside or not is_decided else Severity.HINT if is_kind else Severity.WARN
        return openings[0], severity
    if later := _for_now(reading):
        return later, Severity.HINT
    doubt = reading.first("doubt")
    if doubt and not is_decided and reading.has("reason") and not reading.has("door"):
        return doubt, Severity.BLOCK
    return None


def is_firm(reading: Reading) -> bool:
    """Whether a sentence says no without taking it back."""
    return reading.has("refusal") and hedge_of(reading) is None and not reading.has("haggle")


def hedge_of(reading: Reading) -> Found | None:
    """A doubt that stands with the refusal: before it in its clause, or trailing after it."""
    for refusal in reading.all("refusal"):
        for doubt in reading.all("doubt"):
            gap = reading.words(doubt.last, refusal.first)
            if doubt.first <= refusal.last and len(gap) <= NEAR and not CLAUSES & set(gap):
                return doubt
        for doubt in reading.all("trailing"):
            if doubt.last > refusal.first:
                return doubt
    return None


def _for_now(reading: Reading) -> Found | None:
    """ "For now" in the clause of the refusal: the seed itself says "at this time", so this only asks."""
    for refusal in reading.all("refusal"):
        for later in reading.all("for now"):
            between = reading.words(min(refusal.last, later.last), max(refusal.first, later.first))
            if len(between) <= NEAR and not CLAUSES & set(between):
                return later
    return None
