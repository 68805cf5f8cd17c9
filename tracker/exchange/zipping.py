"""A ZIP archive that leaves while it is written: nobody waits for its end, and nothing holds it whole."""

import zipfile
from collections.abc import Iterable, Iterator

Member = tuple[zipfile.ZipInfo, Iterable[bytes]]
# Handed on when so much has gathered: not every line makes a piece on the network.
ENOUGH = 64 * 1024


class _Out:
    """What an archive is written into. It cannot go back, so sizes stand behind each member."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        return None

    close = flush

    def taken(self) -> bytes:
        found = b"".join(self.held)
        self.held.clear()
        self.size = 0
        return found


def named(name: str, date: tuple[int, int, int, int, int, int], *, is_packed: bool = False) -> zipfile.ZipInfo:
    """A member to be. What is packed by itself, such as a PDF, is not packed again: that takes much longer."""
    info = zipfile.ZipInfo(name, date)
    # Stored as it is, some readers could not tell where a member of unknown size ends; so "packed" as it is.
    info.compress_type = zipfile.ZIP_DEFLATED
    if is_packed:
        info._compresslevel = 0  # type: ignore[attr-defined]
    return info


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive, piece by piece; a member is asked for when those before it are written."""
    out = _Out()
    with zipfile.ZipFile(out, "w") as archive:
        for info, pieces in members:
            with archive.open(info, "w") as member:
                for piece in pieces:
                    member.write(piece)
                    if out.size > ENOUGH:
                        yield out.taken()
    yield out.taken()
