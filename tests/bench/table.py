"""The one table that `make bench` prints, section by section."""

import sys
from collections.abc import Mapping, Sequence

FIRST, COLUMN = 44, 13


def section(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[float | str]], note: str = "") -> None:
    """A heading with its columns, a line for each row, and what one must know to read them."""
    print(f"\n{title:<{FIRST}}" + "".join(f"{column:>{COLUMN}}" for column in columns))
    print("─" * (FIRST + COLUMN * len(columns)))
    for name, figures in rows.items():
        print(f"{name:<{FIRST}}" + "".join(f"{figure(number):>{COLUMN}}" for number in figures))
    if note:
        print(note)
    sys.stdout.flush()


def figure(number: float | str) -> str:
    """Three digits that count; whole numbers from a hundred on."""
    if isinstance(number, str):
        return number
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:#.3g}"
