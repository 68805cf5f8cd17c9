"""A backup with its files: a ZIP archive of the JSON and, beside it, all that was attached.

What is brought may be anything: nothing is unpacked before it is known how large it says it is, reading stops there,
and names in it lead nowhere, since each file gets a name of ours.
"""

import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from tracker import files, services
from tracker.cells import shown
from tracker.exchange.files import MEGABYTE, MOST_BYTES
from tracker.exchange.writing import as_json
from tracker.exchange.zipping import Member, named, zipped
from tracker.models import Application, Attachment, ImportedFile, StoredFile
from tracker.rows import Unreadable

MEMBER, FOLDER = "bowout.json", "files/"
MOST_FILES = 5_000
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pieces(user: User, *, at: datetime) -> Iterator[bytes]:
    """Everything that a person keeps, as it is read; only a portion of it is ever in memory."""
    yield from zipped(_parts(user, user.local(at)))


def _parts(user: User, local: datetime) -> Iterator[Member]:
    day = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    beside = _Beside(user)
    # The bin, too: a backup forgets nothing.
    rows = Application.objects.filter(user=user).order_by("pk")
    texts = as_json(rows, backup_of=user, file_of=beside.member_of)
    yield named(MEMBER, day), (text.encode() for text in texts)
    for name, path in beside.members.values():
        # Removed this very moment, perhaps: then it is named, and missing.
        if services.store().exists(path):
            with services.store().open(path) as stored:
                yield named(name, day, is_packed=True), stored.chunks()


class _Beside:
    """Which file lies beside the JSON, and under which name: each once."""

    def __init__(self, user: User) -> None:
        self.members: dict[int, tuple[str, str]] = {}
        self.paths = dict(StoredFile.objects.filter(user=user).values_list("pk", "path"))

    def member_of(self, attachment: Attachment) -> str | None:
        """Its name in the archive; None where its bytes are gone."""
        pk = attachment.stored_id
        if pk not in self.members:
            path = self.paths.get(pk, "")
            if not path or not services.store().exists(path):
                return None
            self.members[pk] = (f"{FOLDER}{len(self.members) + 1}/{attachment.name}", path)
        return self.members[pk][0]


@dataclass
class Brought:
    """A file that was opened as far as it must be: what its rows are read from, and what lay beside them."""

    data: bytes
    files: list[ImportedFile] = field(default_factory=list)


def most_bytes(name: str) -> int:
    """How large a file of this name may be on its way in."""
    return MOST_BYTES + (settings.ATTACHMENTS_TOTAL if name.lower().endswith(".zip") else 0)


def opened(file: File[Any]) -> Brought:
    """What was brought; the files of a backup are looked into as any that is attached, and lie in the store.
    Raises Unreadable."""
    archive = _archive(file)
    if archive is None:
        if (file.size or 0) > MOST_BYTES:
            raise Unreadable(_("The file is larger than %(most)d MB. Divide it.") % {"most": MOST_BYTES // MEGABYTE})
        file.seek(0)
        return Brought(file.read())
    with archive:
        held = _members(archive)
        data = _read(archive, held.pop(MEMBER))
        return Brought(data, [_kept(archive, info, name) for name, info in held.items()])


def forget(brought: Brought) -> None:
    """Remove the files of what could not be taken in."""
    for each in brought.files:
        if each.path:
            services.store().delete(each.path)


def _archive(file: File[Any]) -> zipfile.ZipFile | None:
    """The archive, if the file is a backup of ours; a workbook is one, too."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return None
    try:
        archive = zipfile.ZipFile(files.Careful(file))
    except files.BROKEN:
        return None
    return archive if _folder(archive) is not None else None


def _folder(archive: zipfile.ZipFile) -> str | None:
    """Where the backup lies in it: whoever unpacked one and packed it again has a folder around it."""
    found = [name for name in archive.namelist() if f"/{name}".endswith(f"/{MEMBER}") and name[:2] != "__"]
    return min(found, key=len)[: -len(MEMBER)] if found else None


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What belongs to the backup, by name, once it is known that all of it may be unpacked. Raises Unreadable."""
    most = (MOST_BYTES + settings.ATTACHMENTS_TOTAL) // MEGABYTE
    infos = archive.infolist()
    for info in infos:
        if refusal := _refusal(info):
            raise Unreadable(refusal % {"name": shown(info.filename)})
    if len(infos) > 2 * MOST_FILES:
        raise Unreadable(
            _("This archive has more files than a backup can have. Bring the backup as it came from us.")
        )
    if sum(info.file_size for info in infos) > most * MEGABYTE:
        largest = max(infos, key=lambda info: info.file_size)
        text = _(
            "This archive unpacks to more than %(most)d MB, most of it “%(name)s”. Take bowout.json out of it, "
            "bring that alone, and attach the files once more."
        )
        raise Unreadable(text % {"most": most, "name": shown(largest.filename)})
    folder = _folder(archive) or ""
    # Some systems write é as two letters when they pack again.
    names = {unicodedata.normalize("NFC", info.filename.removeprefix(folder)): info for info in infos}
    return {name: info for name, info in names.items() if name == MEMBER or _is_file(name, info)}


def _is_file(name: str, info: zipfile.ZipInfo) -> bool:
    return name.startswith(FOLDER) and not info.is_dir() and len(name) <= ImportedFile.LONGEST


def _refusal(info: zipfile.ZipInfo) -> str:
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        return _("“%(name)s” in this archive leads out of it. We write no such names: bring the backup as it came.")
    if info.flag_bits & 1 or info.compress_type not in PACKED:
        return _(
            "“%(name)s” in this archive is locked or packed in another way. Bring the backup as it came from us."
        )
    if parts[-1] == MEMBER and info.file_size > MOST_BYTES:
        return _(
            "“%(name)s” in this archive is larger than we read at once. Take half of its applications out of it."
        )
    return ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return b"".join(_content(archive, info))
    except files.BROKEN as error:
        raise Unreadable(_("This archive is damaged. Download the backup once more, and bring that.")) from error


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as member:
        while piece := member.read(files.CHUNK):
            yield piece


def _kept(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> ImportedFile:
    """A file of it in the store, or why it is not kept."""
    title = PurePosixPath(name).name
    made = ImportedFile(member=name, size=0)
    if info.file_size > settings.ATTACHMENT_LIMIT:
        made.refusal = files.too_large(title, settings.ATTACHMENT_LIMIT)
        return made
    with tempfile.TemporaryFile() as held:
        try:
            held.writelines(_content(archive, info))
            held.flush()
            upload = File(held, title)
            checked = files.check(upload, limit=settings.ATTACHMENT_LIMIT)
        except files.Unfit as refusal:
            made.refusal = str(refusal)
        except files.BROKEN:
            text = _("%(name)s is damaged in this archive. Attach it once more.")
            made.refusal = text % {"name": files.safe_name(title)}
        else:
            made.path = services.put(upload)
            made.sha256, made.size, made.media_type = checked.sha256, checked.size, checked.media_type
    return made
