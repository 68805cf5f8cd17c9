"""Files are attached to an application and taken away. Their bytes lie outside the database, each once a person."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
from tracker.services.binning import KEPT_FOR

ASKED_AT_ONCE = 500
# A file without a row is one that is still arriving, or was left behind when a machine went down.
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
        _make_room(checked, by)
        stored = StoredFile.objects.create(
            user=by, sha256=checked.sha256, size=checked.size, media_type=checked.media_type, path=path, stored_at=at
        )
    elif not store().exists(stored.path):
        # The database was put back without its files: brought once more, it is there again.
        stored.path = path
        stored.save(update_fields=["path"])
    values = {"kind": kind, "name": checked.name, "added_at": added_at}
    attachment, made = Attachment.with_removed.get_or_create(application=application, stored=stored, defaults=values)
    if not made and attachment.removed_at is not None:
        # Brought again after it was removed: it stands as it is brought now.
        Attachment.with_removed.filter(pk=attachment.pk).update(**values, removed_at=None)
        attachment.refresh_from_db()
    return attachment


def _make_room(checked: files.Checked, by: User) -> None:
    """What was removed gives way, the oldest first. Raises files.Unfit, and nothing goes, if that is not enough."""
    for oldest in Attachment.with_removed.filter(application__user=by).removed().reverse():
        if _fits(checked, by):
            return
        _delete(oldest)
    if not _fits(checked, by):
        text = _("%(name)s would not fit: your files may take %(limit)s MB in all. Remove some you no longer need.")
        raise files.Unfit(text % {"name": checked.name, "limit": settings.ATTACHMENTS_TOTAL // 1_000_000})


def _fits(checked: files.Checked, by: User) -> bool:
    kept = StoredFile.objects.filter(user=by).aggregate(total=Sum("size"))["total"] or 0
    return bool(kept + checked.size <= settings.ATTACHMENTS_TOTAL)


def detach(attachment: Attachment, *, by: User, at: datetime) -> bool:
    """Take a file away from an application; it can be put back for thirty days. False if it is gone already."""
    return bool(Attachment.objects.for_user(by).filter(pk=attachment.pk).update(removed_at=at))


@transaction.atomic
def put_back(attachment: Attachment, *, by: User) -> bool:
    """Put a removed file back where it was. False if it stands there already, or is gone for good."""
    # Whoever deletes it meanwhile has seen it among the removed and is waited for.
    _hold(by)
    rows = Attachment.with_removed.for_user(by).removed().order_by().filter(pk=attachment.pk)
    return bool(rows.update(removed_at=None))


@transaction.atomic
def delete_removed(attachment: Attachment, *, by: User) -> bool:
    """Delete a removed file for good; its bytes go with the last one. False if it is no longer among the removed."""
    _hold(by)
    found = Attachment.with_removed.for_user(by).removed().filter(pk=attachment.pk).first()
    if found is not None:
        _delete(found)
    return found is not None


def _delete(attachment: Attachment) -> None:
    attachment.delete()
    _drop_unused(StoredFile.objects.filter(pk=attachment.stored_id))


@transaction.atomic
def _purge(pk: int, person: int, before: datetime) -> bool:
    # Asked once more under the hold: its owner may have put it back a moment ago.
    User.objects.select_for_update().filter(pk=person).values_list("pk").first()
    found = Attachment.with_removed.filter(pk=pk, removed_at__lte=before).first()
    if found is not None:
        _delete(found)
    return found is not None


def sweep_files(*, at: datetime) -> int:
    """Delete what was removed thirty days ago and what nothing points to; how many.

    That is files of deleted applications and accounts, and copies cut short.
    """
    old = Attachment.with_removed.filter(removed_at__lte=at - KEPT_FOR).values_list("pk", "application__user")
    gone = sum(_purge(pk, person, at - KEPT_FOR) for pk, person in list(old[:AT_ONCE]))
    return gone + _sweep_loose(at)


def _sweep_loose(at: datetime) -> int:
    loose = StoredFile.objects.filter(attachments=None).values_list("pk", "user")[:AT_ONCE]
    swept = sum(_drop_of(person, pk) for pk, person in list(loose))
    lying = [path for path in _paths(store()) if store().get_modified_time(path) < at - ABANDONED_AFTER]
    # Some hundred at a time: databases take no question of any length.
    for start in range(0, len(lying), ASKED_AT_ONCE):
        swept += _drop_unknown(lying[start : start + ASKED_AT_ONCE])
    return swept


def _drop_unknown(paths: Iterable[str]) -> int:
    some = set(paths)
    unknown = some.difference(
        StoredFile.objects.filter(path__in=some).values_list("path", flat=True),
        # Of a backup that was brought and is not kept yet.
        ImportedFile.objects.filter(path__in=some).values_list("path", flat=True),
    )
    for path in unknown:
        store().delete(path)
    return len(unknown)


@contextmanager
def releasing(beside: QuerySet[ImportedFile]) -> Iterator[None]:
    """Around what deletes these rows: their bytes go with them, but for what was attached meanwhile.

    They are no one's share: left to the sweep, backups brought one after the other would fill the disk in a day.
    """
    paths = list(beside.exclude(path="").values_list("path", flat=True))
    yield
    for start in range(0, len(paths), ASKED_AT_ONCE):
        transaction.on_commit(partial(_drop_unknown, paths[start : start + ASKED_AT_ONCE]))


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
