"""How far a run is, and its rows as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from tracker.cells import shown
from tracker.exchange.matching import Matching, meaning
from tracker.exchange.resources import CELLS, UNREADABLE
from tracker.models import ImportRow, ImportRun, Status

Step, Verdict = ImportRow.Step, ImportRow.Verdict
PAGE = 50
ICONS = {
    Verdict.ADDED: "plus-circle",
    Verdict.THERE: "check-circle",
    Verdict.REFUSED: "x-circle",
    Verdict.CHANGED: "pencil-square",
}


@dataclass(frozen=True)
class Progress:
    """Rows of a run, counted."""

    total: int
    done: int
    added: int
    there: int
    refused: int
    changed: int

    @property
    def of(self) -> dict[str, int]:
        """The counts by verdict."""
        return {"added": self.added, "there": self.there, "refused": self.refused, "changed": self.changed}


def progress(run: ImportRun) -> Progress:
    """How far it is, in one question."""
    rows = run.rows.order_by().values_list("verdict", "step").annotate(Count("pk"))
    found = {(verdict, step): count for verdict, step, count in rows}
    by_verdict = {
        name: sum(count for (verdict, _step), count in found.items() if verdict == name) for name in Verdict
    }
    total = run.total
    if run.state == ImportRun.State.CHECKING:
        done = total - found.get(("", Step.READ), 0)
    elif run.state == ImportRun.State.KEEPING:
        waiting = found.get((Verdict.ADDED, Step.CHECKED), 0)
        total = by_verdict[Verdict.ADDED]
        done = total - waiting
    else:
        done = sum(count for (_verdict, step), count in found.items() if step == Step.UNDONE)
    return Progress(total, done, *(by_verdict[name] for name in Verdict))


@dataclass(frozen=True)
class Shown:
    """One row of the file as the page shows it."""

    row: ImportRow
    company: str
    position: str
    status: str
    problems: list[tuple[str, str]]

    @property
    def says(self) -> str:
        """What becomes, or became, of it."""
        gone = self.row.step == Step.UNDONE and self.row.verdict == Verdict.ADDED
        said = _("Taken back") if gone else self.row.get_verdict_display()
        return _("%(said)s, in the bin") % {"said": said} if self.is_binned else said

    @property
    def is_binned(self) -> bool:
        """Whether the application lies in the bin: no page shows it, and bringing the file again does not, either."""
        return self.row.application is not None and self.row.application.binned_at is not None

    @property
    def icon(self) -> str:
        return ICONS[Verdict(self.row.verdict)]


def shown_rows(run: ImportRun, rows: Sequence[ImportRow]) -> list[Shown]:
    """The rows in words."""
    matching = None if run.own else Matching.of(run.matching)
    # A problem is of one of our columns; whoever mends it looks for theirs.
    theirs = dict(zip(matching.columns, run.header, strict=True)) if matching else {}
    return [
        Shown(row, *_said(row.values, matching), [(theirs.get(name, name), text) for name, text in row.problems])
        for row in rows
    ]


def _said(values: Any, matching: Matching | None) -> tuple[str, str, str]:
    if isinstance(values, dict) and UNREADABLE in values:
        return "", "", ""
    if matching:
        found = matching.texts(values)
        status = meaning(found.get("status", ""))
        return shown(found.get("company", "")), shown(found.get("position", "")), _label(status, found)
    record = values.get(CELLS) or values.get("record") or {}
    record = record if isinstance(record, dict) else {}
    company = record.get("company")
    name = company.get("name", "") if isinstance(company, dict) else company
    status = meaning(str(record.get("status", "")))
    return shown(str(name or "")), shown(str(record.get("position", ""))), _label(status, record)


def _label(status: Status | None, found: dict[str, Any]) -> str:
    return str(status.label) if status else shown(str(found.get("status", "")))
