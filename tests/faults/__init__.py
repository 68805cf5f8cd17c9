"""What must hold when things break: processes that die, mail servers that break off, clocks that move."""

import os
from typing import TypeVar

T = TypeVar("T")
FULL = os.environ.get("BOWOUT_FAULTS") == "full"


# Where a kill matters: the database that holds the rows.
BOTH = ["SQLite", "PostgreSQL"]


def figure(full: T, sample: T) -> T:
    """The figure of `make faults`, or the smaller one of `make test`."""
    return full if FULL else sample
