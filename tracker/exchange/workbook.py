"""A workbook (XLSX) as rows of text. It is a ZIP archive of XML, so it is weighed before anything is unpacked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tracker.exchange.reading import Read
from tracker.files import Careful
from tracker.rows import Unreadable

MOST_UNPACKED = 200 * 1024 * 1024
MOST_FILES = 1_000
MOST_COLUMNS = 200
# Entities are how a small XML file becomes a large one; no spreadsheet writes any.
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0?!\0?D|\0<\0!", re.I)
FORMULA = re.compile(rb"<f[\s>/]")


def rows_of(data: bytes) -> Iterator[Read]:
    """The rows of the first sheet. A formula is read as the value that it had when the file was saved."""
    archive = _weighed(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        path = sheet._worksheet_path
        formulas = _formulas(data) if FORMULA.search(archive.read(path)) else frozenset()
        yield from _rows(sheet, formulas)
    # Whatever openpyxl stumbles over: a file that is none of its kind breaks it in more ways than it names.
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        SyntaxError,
    ) as error:
        raise Unreadable(_broken()) from error


def _broken() -> str:
    return _(
        "This is no workbook that we can read. Open it in your spreadsheet, save it as XLSX or CSV, and bring that."
    )


def _weighed(data: bytes) -> zipfile.ZipFile:
    """The archive, once it is known that it unpacks to something that fits."""
    try:
        archive = zipfile.ZipFile(Careful(io.BytesIO(data)))
        files = archive.infolist()
        if len(files) > MOST_FILES or sum(each.file_size for each in files) > MOST_UNPACKED:
            raise Unreadable(
                _("This workbook unpacks to more than we take in. Save its rows as CSV, and bring that.")
            )
        for each in files:
            # The sizes above are what the archive says of itself; reading stops there, whatever it holds.
            with archive.open(each) as file:
                if ENTITIES.search(file.read(2_000)):
                    raise Unreadable(_broken())
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
        raise Unreadable(_broken()) from error
    return zipfile.ZipFile(io.BytesIO(data))


def _formulas(data: bytes) -> frozenset[tuple[int, int]]:
    """Where formulas are."""
    sheet = load_workbook(io.BytesIO(data), read_only=True, keep_links=False).worksheets[0]
    sheet.reset_dimensions()
    return frozenset(
        (cell.row, cell.column)
        for row in sheet.iter_rows(max_col=MOST_COLUMNS)
        for cell in row
        if getattr(cell, "data_type", None) == "f"
    )


def _rows(sheet: Any, formulas: frozenset[tuple[int, int]]) -> Iterator[Read]:
    # What a sheet says of its own size may be anything.
    sheet.reset_dimensions()
    for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        texts = [_text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        empty = [place for place, value in enumerate(values, 1) if value is None and (line, place) in formulas]
        if empty:
            where = f"{get_column_letter(empty[0])}{line}"
            yield Read(
                line,
                texts,
                problem=_(
                    "the formula in this cell has no value yet. Open the file in your spreadsheet and save it once."
                ),
                column=where,
            )
        elif texts:
            yield Read(line, texts)


def _text(value: Any) -> str:
    """A cell as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
