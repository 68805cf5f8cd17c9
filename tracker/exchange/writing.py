"""Applications as a file, written as it is read from the database: only a portion is ever in memory."""

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import IntegerField, QuerySet

from accounts.models import User
from tracker.exchange.dumping import Dump
from tracker.exchange.extras import dump_extras
from tracker.exchange.guard import for_csv, for_xlsx
from tracker.exchange.parts import facts
from tracker.exchange.sheets import workbook
from tracker.exchange.tables import HISTORY, MARK, cells_of, fields, lines_of
from tracker.models import Application, Attachment

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# Says to spreadsheets that this is UTF-8; our reader and most others take it off.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """What csv writes a line into: it hands it on."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: QuerySet[Application]) -> Iterator[str]:
    """A line at a time. No cell begins as a formula does."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for line in _lines(rows, for_csv):
        yield writer.writerow(line)


def as_xlsx(rows: QuerySet[Application]) -> Iterator[bytes]:
    """A workbook of one sheet, a row at a time. Every cell is typed as text or as a number, so none is a formula."""
    numbers = frozenset(place for place, name in enumerate(_header()) if name in _numeric())
    yield from workbook("Applications", _lines(rows, for_xlsx), numbers=numbers)


def as_json(
    rows: QuerySet[Application],
    *,
    backup_of: User | None = None,
    file_of: Callable[[Attachment], str | None] | None = None,
) -> Iterator[str]:
    """An application at a time; for a backup, then what hangs on the person alone. `file_of` says where the file of
    an attachment lies beside it."""
    dump = Dump(file_of)
    yield f'{{"{MARK}": 1,\n"applications": ['
    yield from _items(dump.records(rows))
    yield "]"
    if backup_of:
        for name, found in dump_extras(backup_of, dump):
            yield f',\n"{name}": ['
            yield from _items(found)
            yield "]"
    yield "}\n"


def _items(found: Iterator[Any]) -> Iterator[str]:
    for place, record in enumerate(found):
        yield ("," if place else "") + "\n" + json.dumps(record, ensure_ascii=False)


def _header() -> list[str]:
    return [*fields(), HISTORY, MARK]


def _lines(rows: QuerySet[Application], guard: Any) -> Iterator[list[str]]:
    """The header and the rows of a table."""
    yield _header()
    columns = fields()
    for number, record in enumerate(Dump().records(rows), 1):
        yield from lines_of(cells_of(record, columns), number, guard)


def _numeric() -> set[str]:
    return {field.name for field in facts() if isinstance(field, IntegerField)}
