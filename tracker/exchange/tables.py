"""A record as the row of a table, and back. One row an application; what it has many of is JSON in a cell."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export import widgets
from import_export.fields import Field

from tracker.exchange.dumping import Record
from tracker.exchange.guard import as_json, pieces
from tracker.exchange.parts import company_fields, facts, parts
from tracker.exchange.values import from_cell
from tracker.models import Company, Status

# Tells our tables from all others, and a row from what goes on in the next because no cell could hold it.
MARK = "bowout"
# For eyes only: said in full by other columns.
HISTORY = "history"
FIRST = ("position", "status", "status_since", "applied_on", "location")


class PlainWidget(widgets.Widget):  # type: ignore[misc]
    """A value of a record in a cell."""

    def __init__(self, field: models.Field[Any, Any]) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return from_cell(self.field, value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return ("true" if value else "false") if isinstance(value, bool) else str(value)


class ListWidget(widgets.Widget):  # type: ignore[misc]
    """Things of which an application has many, as JSON."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        try:
            return json.loads(value or "[]")
        except (ValueError, RecursionError):
            raise ValueError(_("This is no list as we write it. Leave it as it was exported.")) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return as_json(value) if value else ""


def fields() -> dict[str, Field]:
    """Every column of our tables that says something, in its order."""
    company = {
        ("company" if each.name == "name" else f"company_{each.name}"): Field(
            f"company__{each.name}", None, PlainWidget(each)
        )
        for each in [Company._meta.get_field("name"), *company_fields()]
    }
    named = {each.name: Field(each.name, None, PlainWidget(each)) for each in facts()}
    lists = {name: Field(name, None, ListWidget()) for name in ("people", *(part.name for part in parts()))}
    first = {name: named.pop(name) for name in FIRST}
    found = {"company": company.pop("company"), **first, **named, **company, **lists}
    for name, field in found.items():
        field.column_name = name
    return found


def record_of(cells: dict[str, str], columns: dict[str, Field] | None = None) -> Record:
    """The record that the cells of a table of ours hold. Raises ValidationError by column."""
    record: Record = {}
    problems: dict[str, str] = {}
    for name, column in (columns or fields()).items():
        if name not in cells:
            continue
        *path, last = column.attribute.split("__")
        place = record.setdefault(path[0], {}) if path else record
        try:
            place[last] = column.clean(cells)
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        raise ValidationError(problems)
    return record


def cells_of(record: Record, columns: dict[str, Field]) -> dict[str, str]:
    """The cells of a record, before any guard."""
    return {**{name: column.export(record) for name, column in columns.items()}, HISTORY: history(record)}


def history(record: Record) -> str:
    """Where it stood and since when, a line each."""
    return "\n".join(
        f"{change['at'][:10]} {Status(change['to_status']).label}" for change in record["status_changes"]
    )


def lines_of(cells: dict[str, str], number: int, guard: Callable[[str], str]) -> Iterator[list[str]]:
    """The rows of a table that hold these cells: one, and more where a text is longer than a cell can be."""
    split = [list(pieces(text, guard)) for text in cells.values()]
    for place in range(max(map(len, split))):
        mark = f"r{number}" + "+" * bool(place)
        yield [*(found[place] if place < len(found) else "" for found in split), mark]


def joined(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, dict[str, str], str]]:
    """Rows with what goes on below put back to them: line, cells, and what is wrong with the row as a whole."""
    line, mark, parts = 0, "", None
    for number, each in rows:
        said = each.get(MARK, "")
        if not said.endswith("+"):
            if parts is not None:
                yield line, _whole(parts), ""
            line, mark, parts = number, said, [each]
        elif parts is not None and said[:-1] == mark:
            parts.append(each)
        else:
            yield (
                number,
                each,
                _("This row goes on from one that is not above it. Put the rows in their first order."),
            )
    if parts is not None:
        yield line, _whole(parts), ""


def _whole(parts: list[dict[str, str]]) -> dict[str, str]:
    first = parts[0]
    # In one go: piece by piece, a long text would be copied as often as it has pieces.
    return {name: text if name == MARK else "".join(each[name] for each in parts) for name, text in first.items()}
