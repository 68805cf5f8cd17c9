"""Names that are one slip away from a name on record."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from declines.tone.findings import Finding, Severity
from declines.tone.record import LEGAL, TITLES, Record, tokens
from declines.tone.text import Letter, fold


def misspelt(letter: Letter, record: Record) -> Iterator[Finding]:
    """A capitalised word one slip away from a name on record."""
    names_ = [token for name in (record.company, record.recipient, record.sender) for token in tokens(name)]
    known = {token for name in record.names for token in tokens(name)}
    targets = {token for token in names_ if len(token) > 4 and token not in LEGAL | TITLES}
    for part in [*letter.sentences, *([letter.subject] if letter.subject else [])]:
        for found in re.finditer(r"[^\W\d_]{4,}", part.text):
            said = fold(found.group())
            at_start = found.start() == 0
            if not found.group()[0].isupper() or said in known or (at_start and len(said) < 7):
                continue
            if record.to.is_called(found.group()) or record.by.is_called(found.group()):
                continue
            near = next((target for target in targets if _slip(said, target)), None)
            if near:
                start = part.start + found.start()
                yield wrong_name(
                    start,
                    start + len(found.group()),
                    _("Is this “%(name)s”? It is spelt another way on record.") % {"name": near},
                    near.title(),
                )


def _slip(said: str, target: str) -> bool:
    if said.rstrip("s") == target.rstrip("s") or said[0] != target[0]:
        return False
    most = 2 if min(len(said), len(target)) > 7 else 1
    return 0 < distance(said, target) <= most


def wrong_name(start: int, end: int, why: str, suggestion: str) -> Finding:
    """A name that is not the one on record."""
    return Finding("wrong_name", Severity.BLOCK, start, end, why, suggestion)


def distance(a: str, b: str) -> int:
    """Edits between two words (a swap of neighbours is one)."""
    if abs(len(a) - len(b)) > 2:
        return 9
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
