"""Questions that pages ask each time. Django writes their SQL once: that takes three times as long as the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Blanks: numbers that no row has. Whoever asks says what stands in their place.
ME = -1


def several(count: int) -> list[int]:
    """Blanks for so many numbers."""
    return list(range(-2, -2 - count, -1))


def in_place(numbers: Sequence[int]) -> dict[int, int]:
    """What stands in the blanks of `several(len(numbers))`."""
    return dict(zip(several(len(numbers)), numbers, strict=True))


@dataclass(frozen=True)
class Written:
    """A question with blanks, and how the values of an answer are read (SQLite gives a date as text)."""

    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    rows: QuerySet[Any]

    def filled(self, blanks: Mapping[Any, Any]) -> list[Any]:
        """The parameters, with what stands in place of the blanks."""
        return [blanks.get(value, value) for value in self.params]

    def ask(self, blanks: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as tuples, in the order of the question's `values_list`."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(blanks))
            found = cursor.fetchall()
        return [
            tuple(row) for row in self.rows.query.get_compiler("default").apply_converters(found, self.converters)
        ]


def written(rows: QuerySet[Any]) -> Written:
    """The question that a `values_list` asks, to be kept in a cached function and asked with other values."""
    compiler = rows.query.get_compiler("default")
    sql, params = compiler.as_sql()
    columns = compiler.select[: compiler.col_count]
    return Written(sql, tuple(params), compiler.get_converters([column for column, _sql, _name in columns]), rows)
