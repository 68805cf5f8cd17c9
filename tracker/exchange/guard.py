"""Texts as cells of a table, and back without loss: no spreadsheet makes a formula of one, and none cuts one short.

What a cell begins with says how to read it: a double quote begins a JSON text, and a single quote before a sign that
would begin a formula is taken off again. Everything else is what it seems.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.cells import shown

# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asia.
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
# What Excel keeps in a cell, in the units in which it counts.
LONGEST = 32_767
PIECE = 32_000
# What XML cannot carry, or what Excel and others would read as one of its own escapes.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
BREAK = "_x000D_"
# Where a spreadsheet divides columns at another sign than ours, what stands behind that sign begins a cell, too.
DIVIDED = re.compile(rf"[;|\t]\s*[{re.escape(FORMULA)}]")


def as_json(value: Any) -> str:
    """JSON that any table can hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return UNFIT.sub(lambda found: f"\\u{ord(found[0][0]):04x}{found[0][1:]}", text)


def for_csv(text: str) -> str:
    """The text as a cell of a CSV file."""
    if text[:1] in ('"', "'"):
        return as_json(text)
    if DIVIDED.search(text):
        return as_json(text).replace(";", "\\u003b").replace("|", "\\u007c")
    return f"'{text}" if text[:1] and text[0] in FORMULA else text


def for_xlsx(text: str) -> str:
    """The text as a cell of a workbook, which is typed as text: there nothing is a formula."""
    # One that begins with a single quote would lose it when the workbook is saved as CSV and read from there.
    if text[:1] in ('"', "'") or UNFIT.search(text):
        return as_json(text)
    return text.replace("\r", BREAK)


def from_csv(cell: str) -> str:
    """The text that a cell was written for. Raises ValidationError."""
    if cell.startswith('"'):
        return _from_json(cell)
    return cell[1:] if cell.startswith("'") and cell[1:2] and cell[1] in FORMULA else cell


def from_xlsx(cell: str) -> str:
    """The same of a cell of a workbook."""
    return _from_json(cell) if cell.startswith('"') else from_csv(cell.replace(BREAK, "\r"))


def pieces(text: str, write: Any) -> Iterator[str]:
    """The cells that hold a text, each short enough: one for nearly all."""
    # Excel counts an emoji as two.
    for begin in range(0, max(len(text), 1), PIECE):
        yield from _short(text[begin : begin + PIECE], write)


def _short(text: str, write: Any) -> Iterator[str]:
    cell: str = write(text)
    if len(cell.encode("utf-16-le")) // 2 <= LONGEST:
        yield cell
        return
    half = len(text) // 2
    yield from _short(text[:half], write)
    yield from _short(text[half:], write)


def _from_json(cell: str) -> str:
    try:
        text = json.loads(cell)
    except ValueError:
        text = None
    if not isinstance(text, str):
        message = _("“%(text)s” begins with a quotation mark, but is no text as we write it. Leave it as it was.")
        raise ValidationError(message, params={"text": shown(cell)})
    return text
