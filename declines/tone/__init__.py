"""The tone review: reads a message before somebody sends it. Advice, never a rewrite; nothing leaves the machine.

Pure: text and what the record knows go in, findings come out (DOMAIN.md 4).
"""

from declines.tone.findings import Finding, Kind, Severity
from declines.tone.record import Record
from declines.tone.review import review, verdict

__all__ = ["Finding", "Kind", "Record", "Severity", "review", "verdict"]
