"""A job search out of a CSV file. `read` is pure: bytes go in, rows and named refusals come out."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from tracker import cells
from tracker.keeping import keep
from tracker.models import Application, Contact, Interview
from tracker.rows import Problem, Refusal, Refused, Row, Unreadable

T = TypeVar("T")
Records = Iterator[tuple[int, list[str] | None]]
REQUIRED = ("company", "position", "status")
TEXTS = ("position", "source", "posting_url", "posting_text", "location", "tags", "notes")
COLUMNS = (
    *("company", *TEXTS, "status", "applied_on", "closes_on", "work_mode", "salary_min", "salary_max", "currency"),
    *("contact_name", "contact_role", "contact_email", "contact_phone"),
    *("interview_stage", "interview_at", "interview_time_zone"),
)


def read(data: bytes, *, zone: str) -> Iterator[Row | Refusal]:
    """Each row of the file, or why it is none. `zone` is where a time is meant that names no zone.

    Raises Unreadable, and nothing else whatever the bytes.
    """
    header, records = _opened(data)
    for line, texts in records:
        if texts is None:
            yield Refusal(line, (Problem("", unclosed()),))
            continue
        while len(texts) > len(header) and not texts[-1].strip():
            texts.pop()
        if len(texts) != len(header):
            yield Refusal(line, (Problem("", wrong_length(len(texts), len(header))),))
        else:
            yield row_of(line, dict(zip(header, map(str.strip, texts), strict=True)), zone)


def unknown_columns(data: bytes) -> list[str]:
    """Columns that we do not know, and so leave out. Raises Unreadable."""
    header, _records = _opened(data)
    return [cells.shown(name) for name in header if name and name not in COLUMNS]


def _opened(data: bytes) -> tuple[list[str], Records]:
    # What is no UTF-8 becomes a surrogate, and its row alone is refused.
    text = data.decode("utf-8-sig", errors="surrogateescape")
    records = records_of(list(io.StringIO(text, newline="")))
    _line, first = next(records, (1, []))
    header = [cells.folded(name).replace(" ", "_") for name in first or []]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        message = _(
            "The first line does not name the column %(missing)s. Begin the file with the names of its columns, "
            "separated by commas, and save it as CSV in UTF-8."
        )
        raise Unreadable(message % {"missing": ", ".join(missing)})
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if twice:
        raise Unreadable(_("The first line names %(twice)s twice. Rename one.") % {"twice": ", ".join(twice)})
    return header, records


def records_of(lines: list[str], divider: str = ",") -> Records:
    """Each record with the line it begins on; None for one whose quotation marks do not match.

    After such a one the reading goes on with the next line, so that an open quote does not eat the file.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader((lines[number] for number in range(start, len(lines))), strict=True, delimiter=divider)
        texts: list[str] | None
        try:
            texts, taken = next(reader), reader.line_num
        except csv.Error:
            texts, taken = None, 1
        if texts is None or any(text.strip() for text in texts):
            yield start + 1, texts
        start += taken


def unclosed() -> str:
    return _(
        "the quotation marks do not match, or a text is over 130,000 letters long. Close each mark; halve the text."
    )


def wrong_length(got: int, wanted: int) -> str:
    if got < wanted:
        text = _("this row ends early: %(got)d of %(wanted)d columns. Add the missing commas.")
    else:
        text = _("this row has %(got)d columns, not %(wanted)d. Put a text that has commas in quotation marks.")
    return text % {"got": got, "wanted": wanted}


@dataclass
class _Record:
    """The cells of one row by column, and what turned out to be wrong with them."""

    texts: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def read(self, column: str, parse: Callable[[str], T], *, needed: bool = False) -> T | None:
        """The cell as `parse` understands it; None for an empty one, and for one that is noted as a problem."""
        if not self[column] and not needed:
            return None
        try:
            return parse(self[column])
        except ValidationError as error:
            self.problems += [Problem(column, message) for message in error.messages]
            return None


def row_of(line: int, texts: dict[str, str], zone: str) -> Row | Refusal:
    """The cells of one row, by our names of the columns, as what they mean."""
    record = _Record(texts)
    for column in COLUMNS:
        record.read(column, cells.plain_text)
    if record.problems:
        return Refusal(line, tuple(record.problems))
    status = record.read("status", cells.to_status, needed=True)
    application = Application(
        applied_on=record.read("applied_on", cells.to_day),
        closes_on=record.read("closes_on", cells.to_day),
        work_mode=record.read("work_mode", cells.to_work_mode) or "",
        salary_min=record.read("salary_min", cells.to_amount),
        salary_max=record.read("salary_max", cells.to_amount),
        currency=record["currency"].upper(),
        **{column: record[column] for column in TEXTS},
    )
    contact, interview = _contact(record), _interview(record, zone)
    if status is None or record.problems:
        return Refusal(line, tuple(record.problems))
    return Row(line, record["company"], status, application, contact, interview, tuple(record.warnings))


def _contact(record: _Record) -> Contact | None:
    role = record.read("contact_role", cells.to_role) or Contact.Role.RECRUITER
    name, email, phone = record["contact_name"], record["contact_email"], record["contact_phone"]
    return Contact(name=name, email=email, phone=phone, role=role) if name or email else None


def _interview(record: _Record, zone: str) -> Interview | None:
    zone = record.read("interview_time_zone", cells.to_zone) or zone
    stage = record.read("interview_stage", cells.to_stage)
    found = record.read("interview_at", lambda text: cells.to_moment(text, zone))
    if stage is None and found is None:
        return None
    starts_at, warning = found or (None, _("There is no hour, so the round is kept without one."))
    if warning:
        record.warnings.append(Problem("interview_at", warning))
    return Interview(stage=stage or Interview.Stage.OTHER, starts_at=starts_at, time_zone=zone)


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    line: int
    kind: Literal["added", "there", "refused"]
    remarks: tuple[Problem, ...] = ()


def import_rows(data: bytes, *, user: User, at: datetime) -> Iterator[Result]:
    """Read the file and keep its rows one by one, each in a transaction of its own. Raises Unreadable."""
    for row in read(data, zone=user.time_zone):
        if isinstance(row, Refusal):
            yield Result(row.line, "refused", row.problems)
            continue
        try:
            added = keep(row, user=user, at=at)
        except Refused as refused:
            yield Result(row.line, "refused", refused.problems)
        else:
            yield Result(row.line, "added", row.warnings) if added else Result(row.line, "there")
