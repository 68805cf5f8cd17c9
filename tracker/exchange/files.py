"""Bytes of a file as rows of text: CSV, XLSX or JSON, ours or anybody's. Nothing in it is run."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.cells import shown
from tracker.exchange import workbook
from tracker.exchange.guard import from_csv, from_xlsx
from tracker.exchange.reading import Read
from tracker.exchange.tables import MARK, joined
from tracker.importing import records_of, unclosed, wrong_length
from tracker.rows import Unreadable

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# Each sends the reader back to the next line, with a stretch of the file read for nothing.
MOST_OPEN_QUOTES = 100


@dataclass
class Sheet:
    """A file that was opened: its columns, and its rows one by one."""

    header: list[str]
    rows: Iterator[Read]
    own: bool = False
    old_letters: bool = False
    # What a backup of ours holds beside applications.
    rest: dict[str, Any] = field(default_factory=dict)


def opened(data: bytes) -> Sheet:
    """What is in a file, by its content: names of files are only names. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)d MB. Divide it.") % {"most": MOST_BYTES // MEGABYTE})
    if data.startswith(b"PK\x03\x04"):
        sheet = _of_rows(workbook.rows_of(data), guard=from_xlsx, fills=True)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is a workbook of the old kind (.xls). Save it as XLSX or as CSV, and bring that."))
    elif data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        sheet = _of_json(data)
    else:
        text, old_letters = _text(data)
        sheet = _of_rows(_csv(text), guard=from_csv)
        sheet.old_letters = old_letters
    sheet.rows = _counted(sheet.rows)
    return sheet


def _counted(rows: Iterator[Read]) -> Iterator[Read]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise Unreadable(_too_many_rows())
        yield row


def _too_many_rows() -> str:
    return _("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS}


def _text(data: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether it was written in the old way of Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), False
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        # A stray byte among good UTF-8 spoils its row, not the file; without one good letter it is something else.
        text = data.decode("utf-8-sig", errors="surrogateescape")
        if any(char > "\x7f" and not "\ud800" <= char <= "\udfff" for char in text):
            return text, False
        return data.decode("cp1252", errors="replace"), True


def _csv(text: str) -> Iterator[Read]:
    lines = list(io.StringIO(text, newline=""))
    first = next((line for line in lines if line.strip()), "")
    divider = max(",;\t|", key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))
    open_quotes = 0
    for line, texts in records_of(lines, divider):
        if texts is not None:
            yield Read(line, texts)
            continue
        open_quotes += 1
        if open_quotes > MOST_OPEN_QUOTES:
            raise Unreadable(
                _("The quotation marks of this file do not match in many places. Save it as CSV once more.")
            )
        yield Read(line, problem=unclosed())


def _of_rows(rows: Iterator[Read], guard: Any, *, fills: bool = False) -> Sheet:
    """The first row is the header; ours says that it is ours. `fills`: a row that ends early has empty cells."""
    first = next(rows, None)
    if first is None or not any(cell.strip() for cell in first.cells):
        raise Unreadable(_("There is nothing in this file. Its first line should name the columns."))
    header = [cell.strip() for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("The first line names more than %(most)d columns.") % {"most": MOST_COLUMNS})
    if fills:
        rows = (replace(row, cells=[*row.cells, *[""] * (len(header) - len(row.cells))]) for row in rows)
    if MARK in header:
        return Sheet(header, _ours(header, rows, guard), own=True)
    shown_header = [shown(name) for name in header]
    return Sheet(shown_header, (_theirs(header, row) for row in rows))


def _theirs(header: list[str], row: Read) -> Read:
    cells = [*row.cells]
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if row.problem or len(cells) == len(header):
        return Read(row.line, [cell.strip() for cell in cells], problem=row.problem, column=row.column)
    return Read(row.line, problem=wrong_length(len(cells), len(header)))


def _ours(header: list[str], rows: Iterator[Read], guard: Any) -> Iterator[Read]:
    broken: list[Read] = []

    def whole() -> Iterator[tuple[int, dict[str, str]]]:
        for row in rows:
            cells = row.cells
            if row.problem or len(cells) != len(header):
                broken.append(
                    Read(row.line, problem=row.problem or wrong_length(len(cells), len(header)), column=row.column)
                )
                continue
            try:
                yield row.line, dict(zip(header, map(guard, cells), strict=True))
            except ValidationError as error:
                broken.append(Read(row.line, problem=error.messages[0]))

    for line, cells, problem in joined(whole()):
        yield from _taken(broken)
        yield Read(line, record=cells, problem=problem)
    yield from _taken(broken)


def _taken(rows: list[Read]) -> Iterator[Read]:
    taken = rows[:]
    rows.clear()
    yield from taken


def _of_json(data: bytes) -> Sheet:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("This is no JSON that we can read: %(why)s.") % {"why": shown(str(error))}) from error
    if isinstance(found, dict) and MARK in found:
        if found[MARK] != 1 or not isinstance(found.get("applications"), list):
            raise Unreadable(
                _("This was written by another Bowout, in a way that this one does not know. Update this one.")
            )
        records = (Read(place, record={"record": each}) for place, each in enumerate(found["applications"], 1))
        # What is no list is none of ours.
        rest = {name: value for name, value in found.items() if name != "applications" and isinstance(value, list)}
        if sum(map(len, rest.values())) > MOST_ROWS:
            raise Unreadable(_too_many_rows())
        return Sheet([], records, own=True, rest=rest)
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [])
    rows = [row for row in found if isinstance(row, dict)]
    header = list(dict.fromkeys(chain.from_iterable(rows)))
    if not header:
        raise Unreadable(_("There is no list of applications in this file."))
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("The rows have more than %(most)d columns.") % {"most": MOST_COLUMNS})
    return Sheet([shown(name) for name in header], _json_rows(header, rows))


def _json_rows(header: list[str], rows: Iterable[dict[str, Any]]) -> Iterator[Read]:
    for place, row in enumerate(rows, 1):
        yield Read(place, [_cell(row.get(name)) for name in header])


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else json.dumps(value, ensure_ascii=False)
