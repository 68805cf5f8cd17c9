"""What a file is that somebody brings along: a name that is safe, and a type that we found by looking into it.

Pure: a file goes in, a verdict comes out. Neither its name nor the browser is believed.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

import puremagic
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.text import DIRECTION_MARKS

HEAD = 4096
NAME_LENGTH = 120
CHUNK = 1 << 16
# Of an archive: some fifty thousand names.
MOST_AT_ONCE = 4 << 20
# What an archive says that is cut short, or none at all.
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError)


class Unfit(Exception):
    """A file that is not kept; the message names it and says what to do."""


@dataclass(frozen=True)
class Checked:
    """What we say of a file that is kept."""

    name: str
    media_type: str
    size: int
    sha256: str


class Careful:
    """An archive that is read in pieces only: a list of a million names in it is not even begun."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.size = file.seek(0, 2) or file.tell()
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        rest = self.size - self.tell()
        if (rest if size < 0 else min(size, rest)) > MOST_AT_ONCE:
            raise zipfile.BadZipFile("too much at once")
        return self.file.read(size)


def check(upload: File[Any], *, limit: int) -> Checked:
    """Look at name, size and content. Raises Unfit, and nothing else whatever the bytes."""
    name = safe_name(upload.name or "")
    kind = KINDS.get(PurePosixPath(name).suffix)
    size = upload.size or 0
    if kind is None:
        text = _("%(name)s is of a kind that is not kept here. Keep it as PDF, or as one of: %(kinds)s.")
        raise Unfit(text % {"name": name, "kinds": ", ".join(sorted(suffix[1:] for suffix in KINDS))})
    if size > limit:
        raise Unfit(too_large(name, limit))
    if size == 0:
        raise Unfit(_("%(name)s is empty. Choose it once more; it may not have been saved yet.") % {"name": name})
    if not kind.fits(upload):
        raise Unfit(misnamed(name))
    digest = hashlib.sha256()
    upload.seek(0)
    while chunk := upload.read(CHUNK):
        digest.update(chunk)
    return Checked(name, kind.media_type, size, digest.hexdigest())


def too_large(name: str, limit: int) -> str:
    """Also said of a file that was cut off while it was still arriving."""
    text = _("%(name)s is larger than %(limit)s MB. Make it smaller, for instance with smaller pictures.")
    return text % {"name": safe_name(name), "limit": limit // 1_000_000}


def misnamed(name: str) -> str:
    """Said of a file whose content is of another kind than its name."""
    text = _("%(name)s is not what its name says. Open it, save it as PDF, and choose that file.")
    return text % {"name": name}


def safe_name(name: str) -> str:
    """The name as it may stand on a page and in a header: no path, nothing unseen, nothing that a system reads."""
    name = re.split(r"[/\\]", name)[-1]
    shown = "".join(char for char in name if char.isprintable() and char not in DIRECTION_MARKS)
    plain = " ".join(re.sub(r'[<>:"|?*]', " ", shown).split()).strip(". ")
    path = PurePosixPath(plain or "file")
    suffix = {".jpeg": ".jpg", ".markdown": ".md"}.get(path.suffix.lower(), path.suffix.lower())
    return (path.stem[: NAME_LENGTH - len(suffix)] + suffix)[:NAME_LENGTH]


def _looks(*suffixes: str) -> Callable[[IO[Any]], bool]:
    """Whether it begins as such a file begins."""

    def fits(file: IO[Any]) -> bool:
        file.seek(0)
        try:
            found = puremagic.magic_string(file.read(HEAD))
        except (puremagic.PureError, ValueError):
            return False
        return any(one.extension in suffixes for one in found)

    return fits


def _zipped(has: str, says: bytes = b"") -> Callable[[IO[Any]], bool]:
    """Whether it is an archive with this in it, that says this there. Nothing else is unpacked."""

    def fits(file: IO[Any]) -> bool:
        file.seek(0)
        if file.read(4) != b"PK\x03\x04":
            return False
        try:
            with zipfile.ZipFile(Careful(file)) as archive, archive.open(has) as part:
                return part.read(len(says)) == says
        except BROKEN:
            return False

    return fits


def _is_text(file: IO[Any]) -> bool:
    """Whether it is text in UTF-8, all of it, with no more than lines and tabs between the letters."""
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text)


@dataclass(frozen=True)
class Kind:
    """A kind of file that is kept: the type it is served as, and how one tells."""

    media_type: str
    fits: Callable[[IO[Any]], bool]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
KINDS = {
    ".pdf": Kind("application/pdf", _looks(".pdf")),
    ".doc": Kind("application/msword", _looks(".doc")),
    ".docx": Kind(_WORD, _zipped("word/document.xml")),
    ".odt": Kind(_ODT, _zipped("mimetype", _ODT.encode())),
    ".rtf": Kind("application/rtf", _looks(".rtf")),
    ".txt": Kind("text/plain; charset=utf-8", _is_text),
    ".md": Kind("text/plain; charset=utf-8", _is_text),
    ".png": Kind("image/png", _looks(".png")),
    ".jpg": Kind("image/jpeg", _looks(".jpg")),
    ".webp": Kind("image/webp", _looks(".webp")),
}
