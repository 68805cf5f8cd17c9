"""The review itself: every check over one message, the findings in reading order."""

from collections.abc import Sequence

from declines.tone.checks import apologies, decision, gratitude, length, manners, subject, unrecognised
from declines.tone.facts import facts
from declines.tone.findings import Finding, Kind, Severity
from declines.tone.message import Message
from declines.tone.names import names
from declines.tone.opinions import opinions
from declines.tone.placeholders import placeholders
from declines.tone.record import Record
from declines.tone.text import parse

CHECKS = (facts, opinions, decision, gratitude, apologies, length, manners, subject)


def review(text: str, kind: Kind, record: Record) -> list[Finding]:
    """Read a message of this kind against the record. Never raises on odd text; empty text has nothing to say."""
    message = Message(parse(text), kind, record)
    found = [*placeholders(message.letter, record), *names(message.letter, record)]
    for check in CHECKS:
        found += check(message)
    found += unrecognised(message, found)
    return sorted(_once(found), key=lambda finding: (finding.start, finding.end, finding.check))


def verdict(findings: Sequence[Finding]) -> str:
    """ "bad" if anything blocks or warns; hints alone leave a message good."""
    return "bad" if any(finding.severity is not Severity.HINT for finding in findings) else "good"


def _once(found: list[Finding]) -> list[Finding]:
    """One finding per check and place; a blank where a name belongs is a blank, not a wrong name as well."""
    blanks = [finding for finding in found if finding.check == "placeholder_left"]

    def is_blank(finding: Finding) -> bool:
        return any(finding.start < blank.end and blank.start < finding.end for blank in blanks)

    kept = [finding for finding in found if finding.check != "wrong_name" or not is_blank(finding)]
    return list({(finding.check, finding.start): finding for finding in kept}.values())
