"""Files are attached to an application and taken away. Their bytes lie outside the database, each once a person."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from tracker import files
from tracker.models import Application, Attachment, ImportedFile, StoredFile

# A file without a row is one that is still arriving, or was left behind when a machine went down.
ASKED_AT_ONCE = 500
ABANDONED_AFTER = timedelta(days=1)
AT_ONCE = 100


def attach(
    application: Application, *, upload: File[bytes], kind: Attachment.Kind | str, by: User, at: datetime
) -> Attachment:
    """Keep a file with this application; the same bytes are kept once. Raises files.Unfit with what to do."""
    checked = files.check(upload, limit=settings.ATTACHMENT_LIMIT)
    # Before the transaction: copying ten megabytes would hold the database for everybody.
    path = put(upload)
    used = ""
    try:
        with transaction.atomic():
            attachment = attach_stored(application, checked=checked, path=path, kind=kind, by=by, at=at, added_at=at)
        used = attachment.stored.path
        return attachment
    finally:
        # Kept before, or nothing was kept: then this copy is nobody's.
        if used != path:
            store().delete(path)


@transaction.atomic
def attach_stored(
    application: Application,
    *,
    checked: files.Checked,
    path: str,
    kind: Attachment.Kind | str,
    by: User,
    at: datetime,
    added_at: datetime,
) -> Attachment:
    """Attach a file that was checked and lies in the store already. Raises files.Unfit if it is one too many."""
    _hold(by)
    stored = StoredFile.objects.filter(user=by, sha256=checked.sha256).first()
    if stored is None:
        _refuse_beyond_the_total(checked, by)
        stored = StoredFile.objects.create(
            user=by, sha256=checked.sha256, size=checked.size, media_type=checked.media_type, path=path, stored_at=at
        )
    values = {"kind": kind, "name": checked.name, "added_at": added_at}
    return Attachment.objects.get_or_create(application=application, stored=stored, defaults=values)[0]


def _refuse_beyond_the_total(checked: files.Checked, by: User) -> None:
    kept = StoredFile.objects.filter(user=by).aggregate(total=Sum("size"))["total"] or 0
    if kept + checked.size > settings.ATTACHMENTS_TOTAL:
        text = _("%(name)s would not fit: your files may take %(limit)s MB in all. Remove some you no longer need.")
        raise files.Unfit(text % {"name": checked.name, "limit": settings.ATTACHMENTS_TOTAL // 1_000_000})


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> bool:
    """Take a file away from an application; its bytes go with the last one. False if it is gone already."""
    _hold(by)
    if not Attachment.objects.for_user(by).filter(pk=attachment.pk).delete()[0]:
        return False
    _drop_unused(StoredFile.objects.filter(pk=attachment.stored_id))
    return True


def sweep_files(*, at: datetime) -> int:
    """Remove what nothing points to: files of deleted applications and accounts, and copies cut short; how many."""
    loose = StoredFile.objects.filter(attachments=None).values_list("pk", "user")[:AT_ONCE]
    swept = sum(_drop_of(person, pk) for pk, person in list(loose))
    lying = [path for path in _paths(store()) if store().get_modified_time(path) < at - ABANDONED_AFTER]
    # Some hundred at a time: databases take no question of any length.
    for start in range(0, len(lying), ASKED_AT_ONCE):
        some = set(lying[start : start + ASKED_AT_ONCE])
        unknown = some.difference(
            StoredFile.objects.filter(path__in=some).values_list("path", flat=True),
            # Of a backup that was brought and is not kept yet.
            ImportedFile.objects.filter(path__in=some).values_list("path", flat=True),
        )
        for path in unknown:
            store().delete(path)
        swept += len(unknown)
    return swept


@transaction.atomic
def _drop_of(person: int, pk: int) -> int:
    # Asked once more under the hold: somebody may be attaching just this file again.
    User.objects.select_for_update().filter(pk=person).values_list("pk").first()
    return _drop_unused(StoredFile.objects.filter(pk=pk, attachments=None))


def _drop_unused(rows: QuerySet[StoredFile]) -> int:
    gone = list(rows.filter(attachments=None))
    for stored in gone:
        stored.delete()
        # After the row is really gone: a file without a row is swept up, a row without a file would be a loss.
        transaction.on_commit(partial(store().delete, stored.path))
    return len(gone)


def _hold(user: User) -> None:
    """One at a time for each person: of two who bring the same file, the second finds it kept."""
    User.objects.select_for_update().filter(pk=user.pk).values_list("pk").first()


def store() -> Storage:
    """Where the bytes lie: beside the database, and nowhere that a web server looks."""
    return storages["files"]


def read_file(attachment: Attachment) -> Iterator[bytes]:
    """The bytes, piece by piece; FileNotFoundError at once where a backup was put back without them."""
    path = attachment.stored.path
    if not store().exists(path):
        raise FileNotFoundError(path)

    def pieces() -> Iterator[bytes]:
        # Opened by whoever reads: a browser that hangs up before that leaves nothing open.
        with store().open(path) as file:
            yield from file.chunks()

    return pieces()


def put(upload: File[bytes]) -> str:
    """A copy under a name that nobody can guess, in one of 256 folders. Without a row it is swept up a day later."""
    name = secrets.token_hex(20)
    upload.seek(0)
    return store().save(f"{name[:2]}/{name}", upload)


def _paths(place: Storage) -> list[str]:
    if not place.exists(""):
        return []
    folders, _files = place.listdir("")
    return [f"{folder}/{name}" for folder in folders for name in place.listdir(folder)[1]]
