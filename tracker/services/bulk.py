"""One thing done to several applications, and taken back as one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from tracker import search
from tracker.models import Application, BulkAction, Status, StatusChange
from tracker.services.applications import retire, unretire
from tracker.services.binning import put_into_bin, take_out_of_bin
from tracker.services.moving import move, take_back
from tracker.transitions import InvalidTransition

KEPT_FOR = timedelta(days=30)
# What the action did to one application, for taking it back; None where it could not be done.
Entry = dict[str, Any]
Do = Callable[[Application], Entry | None]


@dataclass(frozen=True)
class Outcome:
    """What was done, to be taken back; none where nothing was. And those that were left as they stood."""

    action: BulkAction | None
    left: list[Application]

    @property
    def count(self) -> int:
        return len(self.action.done) if self.action else 0


def move_all(rows: Iterable[Application], *, to: Status, by: User, at: datetime) -> Outcome:
    """Move each that may go there. Raises ValueError for an answer of one's own, which is given one at a time."""
    if to in (Status.WITHDRAWN, Status.ACCEPTED):
        raise ValueError(f"{to} has words of its own")

    def one(application: Application) -> Entry | None:
        # Back from a no with its letter and its reminders: only its own page takes that back whole.
        if application.status == Status.WITHDRAWN:
            return None
        try:
            with transaction.atomic():
                return {"change": move(application=application, to=to, by=by, at=at).pk}
        except InvalidTransition:
            return None

    return _act(BulkAction.Kind.MOVE, rows, one, by, at)


def tag_all(rows: Iterable[Application], *, tag: str, by: User, at: datetime) -> Outcome:
    """Add a tag to each that has room for it; one that has it already is left."""

    def one(application: Application) -> Entry | None:
        before = application.tags
        after = ", ".join([*application.tag_list, tag])
        longest = Application._meta.get_field("tags").max_length
        had = tag.casefold() in (kept.casefold() for kept in application.tag_list)
        if had or len(after) > (longest or 0) or not _retag(application.pk, before, after):
            return None
        return {"before": before, "after": after}

    return _act(BulkAction.Kind.TAG, rows, one, by, at)


def retire_all(rows: Iterable[Application], *, by: User, at: datetime) -> Outcome:
    """No more follow-ups about any of these."""
    return _act(BulkAction.Kind.RETIRE, rows, lambda row: {} if retire(row, at=at) else None, by, at)


def bin_all(rows: Iterable[Application], *, by: User, at: datetime) -> Outcome:
    """Put each into the bin, for thirty days."""
    return _act(BulkAction.Kind.BIN, rows, lambda row: {} if put_into_bin(row, by=by, at=at) else None, by, at)


@transaction.atomic
def _act(kind: BulkAction.Kind, rows: Iterable[Application], one: Do, by: User, at: datetime) -> Outcome:
    done: list[Entry] = []
    left = []
    # By number, as all hold several: two who act on the same ones wait for each other instead of both stopping.
    for application in sorted(rows, key=lambda row: row.pk):
        entry = one(application)
        if entry is None:
            left.append(application)
        else:
            done.append({"pk": application.pk} | entry)
    # What nobody will take back any more need not be kept.
    BulkAction.objects.for_user(by).filter(at__lte=at - KEPT_FOR).delete()
    return Outcome(BulkAction.objects.create(user=by, kind=kind, done=done, at=at) if done else None, left)


@transaction.atomic
def take_back_all(action: BulkAction, *, by: User, at: datetime) -> tuple[int, list[Application]] | None:
    """Undo it for each that still stands as the action left it.

    How many, and those that moved on since; None if it was taken back before.
    """
    if not BulkAction.objects.for_user(by).filter(pk=action.pk, taken_back_at=None).update(taken_back_at=at):
        return None
    rows = Application.objects.filter(user=by).select_related("company", "user")
    found = rows.in_bulk([entry["pk"] for entry in action.done])
    there = [(found[entry["pk"]], entry) for entry in action.done if entry["pk"] in found]
    moved_on = [application for application, entry in there if not _undo(action, application, entry, by, at)]
    return len(there) - len(moved_on), moved_on


def _undo(action: BulkAction, application: Application, entry: Entry, by: User, at: datetime) -> bool:
    if action.kind == BulkAction.Kind.TAG:
        return application.binned_at is None and _retag(application.pk, entry["after"], entry["before"])
    if action.kind == BulkAction.Kind.RETIRE:
        return application.retired_at == action.at and unretire(application, at=at)
    if action.kind == BulkAction.Kind.BIN:
        return application.binned_at == action.at and take_out_of_bin(application, by=by, at=at)
    change = StatusChange.objects.select_related("application__user").filter(pk=entry["change"]).first()
    if change is None or application.binned_at is not None:
        return False
    try:
        with transaction.atomic():
            take_back(change=change, by=by, at=at)
    except InvalidTransition:
        return False
    return True


def _retag(pk: int, before: str, after: str) -> bool:
    # The UPDATE names what it starts from: tags that another window changed meanwhile stay.
    if not Application.objects.filter(pk=pk, tags=before).update(tags=after):
        return False
    search.index(pk)
    return True
