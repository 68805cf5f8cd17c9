"""A workbook of one sheet, written row by row. Each cell says that it is a text or a number, so none is a formula."""

from collections.abc import Iterable, Iterator
from itertools import count
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from tracker.exchange.zipping import named, zipped

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_RELATIONS = f'{_XML}<Relationships xmlns="{_FORMATS}/package/2006/relationships">%s</Relationships>'
_RELATION = f'<Relationship Id="rId1" Type="{_FORMATS}/officeDocument/2006/relationships/%s" Target="%s"/>'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPE = f'<Override PartName="/xl/%s.xml" ContentType="{_KIND}.%s+xml"/>'
_REST = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_FORMATS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f"{_TYPE % ('workbook', 'sheet.main')}{_TYPE % ('worksheets/sheet1', 'worksheet')}</Types>",
    "_rels/.rels": _RELATIONS % (_RELATION % ("officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": _RELATIONS % (_RELATION % ("worksheet", "worksheets/sheet1.xml")),
}
_BOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_FORMATS}/officeDocument/2006/relationships">'
    '<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
# Before this moment no archive can be written; a workbook that bears none is the same file each time.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def workbook(name: str, lines: Iterable[list[str]], *, numbers: frozenset[int]) -> Iterator[bytes]:
    """The workbook piece by piece. Behind the header, cells in the columns of `numbers` are numbers."""
    rest = _REST | {"xl/workbook.xml": _BOOK % escape(name)}
    texts = [(part, [text.encode()]) for part, text in rest.items()]
    parts: list[tuple[str, Iterable[bytes]]] = [*texts, ("xl/worksheets/sheet1.xml", _sheet(lines, numbers))]
    yield from zipped((named(part, _ALWAYS), pieces) for part, pieces in parts)


def _sheet(lines: Iterable[list[str]], numbers: frozenset[int]) -> Iterator[bytes]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
    columns: list[str] = []
    for row, line in zip(count(1), lines):
        columns = columns or [get_column_letter(place) for place in range(1, len(line) + 1)]
        cells = (
            _cell(f"{column}{row}", text, is_number=row > 1 and place in numbers)
            for place, (column, text) in enumerate(zip(columns, line, strict=True))
            if text
        )
        yield f'<row r="{row}">{"".join(cells)}</row>'.encode()
    yield b"</sheetData></worksheet>"


def _cell(where: str, text: str, *, is_number: bool) -> str:
    if is_number:
        return f'<c r="{where}" t="n"><v>{int(text)}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
