"""A page of a list of any length: found from the row before it, never counted and never skipped to.

An order is a row of blocks, one after another: what presses before the rest, what has a date before what has none.
Each block is read through an index, from either end; the last page is the first one of the same order backwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from tracker.models import Company
from tracker.models.application import ApplicationQuerySet

# What a row is sorted by within its block, and its number, which tells equals apart.
Key = tuple[Any, int]
SEPARATOR = "~"
# SQLite takes no more than 32,766 values in one question.
LARGEST = 20_000


class Block(Protocol):
    """Some of the rows, in order."""

    def read(self, limit: int, beyond: Key | None, backwards: bool) -> list[Key]:
        """The first rows beyond a key, in the order they are read."""

    def parse(self, text: str) -> Any:
        """The value of a key out of an address. Raises ValueError for one that was never ours."""


@dataclass(frozen=True)
class Place:
    """Where on the list somebody is: beyond a row, or at one of its ends."""

    backwards: bool = False
    block: int | None = None
    beyond: Key | None = None


@dataclass(frozen=True)
class Page:
    """The numbers of the rows, and the cursors of the first and the last where there are more of that side."""

    pks: list[int]
    before: str = ""
    after: str = ""


def read_page(blocks: Sequence[Block], place: Place, size: int) -> Page:
    """One page. Beyond the end it is the last one, and near the beginning the first one, full."""
    found = _collect(blocks, place, size + 1)
    if place.beyond is not None and (not found or (place.backwards and len(found) <= size)):
        return read_page(blocks, Place(backwards=not place.backwards), size)
    more = len(found) > size
    rows = found[:size][::-1] if place.backwards else found[:size]
    before = more if place.backwards else place.beyond is not None
    after = place.beyond is not None if place.backwards else more
    return Page(
        pks=[pk for _block, (_value, pk) in rows],
        before=cursor(*rows[0]) if before else "",
        after=cursor(*rows[-1]) if after else "",
    )


def _collect(blocks: Sequence[Block], place: Place, limit: int) -> list[tuple[int, Key]]:
    first = place.block if place.block is not None else len(blocks) - 1 if place.backwards else 0
    found: list[tuple[int, Key]] = []
    for number in range(first, -1, -1) if place.backwards else range(first, len(blocks)):
        beyond = place.beyond if number == place.block else None
        found += [(number, key) for key in blocks[number].read(limit - len(found), beyond, place.backwards)]
        if len(found) >= limit:
            break
    return found


def cursor(block: int, key: Key) -> str:
    """A row as an address carries it: its block, its value and its number."""
    value, pk = key
    said = value.isoformat() if isinstance(value, date) else value.hex() if isinstance(value, bytes) else ""
    return SEPARATOR.join([str(block), said, str(pk)])


def place_of(blocks: Sequence[Block], *, after: str, before: str, last: bool) -> Place:
    """The place that an address asks for. A cursor that is odd or of another order is the beginning."""
    if not after and not before:
        return Place(backwards=last)
    try:
        number, value, pk = (after or before).split(SEPARATOR)
        block, key = int(number), (blocks[int(number)].parse(value), int(pk))
    except (ValueError, IndexError, OverflowError):
        return Place()
    if block < 0 or not 0 <= key[1] < 2**63:
        return Place()
    return Place(backwards=not after, block=block, beyond=key)


def moment(text: str) -> datetime:
    """A moment out of a cursor."""
    return datetime.fromisoformat(text).astimezone(UTC)


def nothing(text: str) -> None:
    """The value of rows that all have the same."""


@dataclass(frozen=True)
class Indexed:
    """Rows by one field and their number, through an index.

    In lanes: an index is in order only below what it begins with, such as a status. Lanes are read apart and merged.
    """

    lanes: Sequence[ApplicationQuerySet]
    field: str
    parse: Callable[[str], Any] = moment
    descending: bool = True

    def read(self, limit: int, beyond: Key | None, backwards: bool) -> list[Key]:
        down = self.descending is not backwards
        sign, side = ("-", "lt") if down else ("", "gt")
        wanted = Q()
        if beyond is not None:
            # Rows without a value all have the same one, and stand by their numbers alone.
            wanted = Q(**{f"pk__{side}": beyond[1]}) if beyond[0] is None else _behind(self.field, beyond, side)
        found: list[Key] = []
        for lane in self.lanes:
            rows = lane.filter(wanted).order_by(f"{sign}{self.field}", f"{sign}pk")
            found += rows.values_list(self.field, "pk")[:limit]
        return sorted(found, reverse=down)[:limit] if len(self.lanes) > 1 else found


@dataclass(frozen=True)
class Listed:
    """A few rows that are sorted already, smallest first."""

    keys: Sequence[Key]
    parse: Callable[[str], Any] = moment

    def read(self, limit: int, beyond: Key | None, backwards: bool) -> list[Key]:
        keys = list(reversed(self.keys)) if backwards else list(self.keys)
        if beyond is not None:
            keys = [key for key in keys if (key < beyond if backwards else key > beyond)]
        return keys[:limit]


@dataclass(frozen=True)
class ByCompany:
    """Rows by the name of their company: its companies in the order of their index, and the rows of each."""

    rows: ApplicationQuerySet
    user_id: int

    def parse(self, text: str) -> bytes:
        return bytes.fromhex(text)

    def read(self, limit: int, beyond: Key | None, backwards: bool) -> list[Key]:
        sign, side = ("-", "lt") if backwards else ("", "gt")
        companies = Company.objects.filter(user_id=self.user_id).order_by(f"{sign}name_key", f"{sign}pk")
        found: list[Key] = []
        if beyond is not None:
            name, number = beyond
            company = companies.filter(applications=number).values_list("pk", flat=True).first() or 0
            rest = self.rows.filter(company_id=company, **{f"pk__{side}": number}).order_by(f"{sign}pk")
            found = [(name, pk) for pk in rest.values_list("pk", flat=True)[:limit]]
            companies = companies.filter(_behind("name_key", (name, company), side))
        portion = 2 * limit
        while len(found) < limit and (names := _names(companies, portion)):
            found += self._of(names, backwards)
            last = list(names)[-1]
            companies = companies.filter(_behind("name_key", (names[last], last), side))
            # Most companies may have nothing on this list: each portion is larger, so that there are few of them.
            portion = min(4 * portion, LARGEST)
        return found[:limit]

    def _of(self, names: dict[int, bytes], backwards: bool) -> list[Key]:
        order = {company: place for place, company in enumerate(names)}
        rows = self.rows.filter(company_id__in=list(names)).order_by().values_list("company_id", "pk")
        sign = -1 if backwards else 1
        inside = sorted((order[company], sign * pk, company) for company, pk in rows)
        return [(names[company], sign * pk) for _place, pk, company in inside]


def _names(companies: QuerySet[Company], limit: int) -> dict[int, bytes]:
    return {pk: bytes(name) for pk, name in companies.values_list("pk", "name_key")[:limit]}


def _behind(field: str, key: Key, side: str) -> Q:
    """Rows behind a key. The first half is what an index can begin at: both planners understand it."""
    value, pk = key
    return Q(**{f"{field}__{side}e": value}) & (Q(**{f"{field}__{side}": value}) | Q(**{f"pk__{side}": pk}))
