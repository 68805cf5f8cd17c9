"""What every kind of file comes down to."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Read:
    """A row of a file: its line, and its cells; or a record of ours; or why it is neither."""

    line: int
    cells: list[str] = field(default_factory=list)
    record: Any = None
    problem: str = ""
    # The column that the problem is about, where it is about one.
    column: str = ""
