"""A file on its way in, step by step: read, matched, tried out, kept, and taken back if that is wished.

All that takes long is done in portions, each in a transaction of its own in which its rows are marked: whoever is
killed in between leaves nothing half done, and whoever comes next goes on with the next row.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.models import User
from tracker import insights, reminders, search, services
from tracker.exchange import files, undoing
from tracker.exchange.again import write_again
from tracker.exchange.extras import keep_extras, take_back_extras
from tracker.exchange.matching import Matching, guess
from tracker.exchange.parts import kept_parts
from tracker.exchange.reading import Read
from tracker.exchange.resources import (
    CELLS,
    LINE,
    PLACE,
    RECORD,
    UNREADABLE,
    Draft,
    RecordResource,
    SheetResource,
)
from tracker.exchange.stamps import stamps
from tracker.importing import COLUMNS
from tracker.models import Application, Company, Contact, ImportedFile, ImportedParty, ImportRow, ImportRun

log = logging.getLogger(__name__)
State, Step, Verdict = ImportRun.State, ImportRow.Step, ImportRow.Verdict
# Small enough to be done within a second or two, between which others get their turn.
PORTION = {State.CHECKING: 500, State.KEEPING: 100, State.UNDOING: 100}
AFTER = {State.CHECKING: State.CHECKED, State.KEEPING: State.KEPT, State.UNDOING: State.UNDONE}
EARLY = (State.MATCHING, State.CHECKING, State.CHECKED)
SAMPLES = 50
# How long an import can be taken back, and its rows are remembered.
KEPT = timedelta(days=30)
Stopping = Callable[[], bool]
Rows = QuerySet[ImportRow]


@transaction.atomic
def begin(*, user: User, name: str, data: bytes, at: datetime, beside: Sequence[ImportedFile] = ()) -> ImportRun:
    """Take a file in: its rows are kept as they are, to be matched, as are files beside them. Raises Unreadable."""
    sheet = files.opened(data)
    forget_old(at=at)
    if beside:
        # Of backups that were brought and not kept, the last one waits: nobody fills the disk with them.
        early = ImportRun.objects.for_user(user).filter(state__in=EARLY, pk__in=ImportedFile.objects.values("run"))
        with services.releasing(ImportedFile.objects.filter(run__in=early)):
            early.delete()
    run = ImportRun.objects.create(
        user=user,
        name=name[:200],
        header=sheet.header,
        own=sheet.own,
        old_letters=sheet.old_letters,
        rest=json.dumps(sheet.rest) if sheet.rest else "",
        created_at=at,
    )
    rows = (ImportRow(run=run, line=row.line, cells=json.dumps(_cells(row))) for row in sheet.rows)
    for each in beside:
        each.run = run
    ImportedFile.objects.bulk_create(beside, batch_size=500)
    while portion := list(islice(rows, 500)):
        run.total += len(ImportRow.objects.bulk_create(portion))
    if run.own:
        run.state = State.CHECKING
    else:
        run.matching = _first_matching(run).as_kept()
    run.save()
    return run


def _cells(row: Read) -> Any:
    if row.problem:
        return {UNREADABLE: [row.column, row.problem]}
    if row.record is None:
        return row.cells
    return row.record if RECORD in row.record else {CELLS: row.record}


def _first_matching(run: ImportRun) -> Matching:
    """As the last file with the same columns was matched; else what their names suggest."""
    same = ImportRun.objects.for_user(run.user).filter(header=run.header, own=False).exclude(state=State.MATCHING)
    if last := same.exclude(pk=run.pk).first():
        return Matching.of(last.matching)
    return guess(run.header, samples(run))


def samples(run: ImportRun) -> list[list[str]]:
    """The first rows that could be read."""
    found = (row.values for row in run.rows.all()[:SAMPLES])
    return [cells for cells in found if isinstance(cells, list)]


def words(run: ImportRun, column: int | None) -> dict[str, int]:
    """The words that a column has, and how often."""
    found: dict[str, int] = {}
    for text in run.rows.values_list("cells", flat=True).iterator():
        cells = json.loads(text)
        if isinstance(cells, list):
            word = cells[column] if column is not None else ""
            found[word] = found.get(word, 0) + 1
    return found


@transaction.atomic
def match(run: ImportRun, matching: Matching) -> bool:
    """Try the file out with these columns; again, if it was tried out with others. False if it is past that."""
    values = {"state": State.CHECKING, "matching": matching.as_kept(), "turn": F("turn") + 1}
    if run.own or not ImportRun.objects.filter(pk=run.pk, state__in=EARLY).update(**values):
        return False
    run.rows.update(step=Step.READ, verdict="", remarks="", key="", application=None)
    run.refresh_from_db()
    return True


def start(run: ImportRun, *, at: datetime) -> bool:
    """Import what was tried out. False if another window did."""
    return _turn(run, State.CHECKED, state=State.KEEPING, kept_at=at)


def undo(run: ImportRun, *, at: datetime, everything: bool = False) -> bool:
    """Take the import back; with `everything` also what was changed since. False if that cannot be (any more)."""
    if run.kept_at is None or at - run.kept_at > KEPT:
        return False
    if everything and run.state == State.UNDONE:
        run.rows.filter(verdict=Verdict.CHANGED).update(step=Step.KEPT)
        return _turn(run, State.UNDONE, state=State.UNDOING, undo_all=True)
    return _turn(run, State.KEPT, state=State.UNDOING, undo_all=everything)


def discard(run: ImportRun) -> bool:
    """Forget a file of which nothing was imported."""
    early = ImportRun.objects.filter(pk=run.pk, state__in=EARLY)
    with services.releasing(ImportedFile.objects.filter(run__in=early)):
        return bool(early.delete()[0])


def forget_old(*, at: datetime) -> None:
    """Rows of files that were brought long ago: nothing of them can be taken back any more."""
    long_ago = at - KEPT - timedelta(days=1)
    old = ImportRun.objects.filter(created_at__lt=long_ago).exclude(kept_at__gte=long_ago)
    for model in (ImportRow, ImportedParty, ImportedFile):
        model._default_manager.filter(run__in=old).delete()


def work_on_all(*, at: datetime, stopping: Stopping) -> None:
    """What a worker does for everybody’s files: a portion of each in turn, so that a long one keeps none waiting."""
    while not stopping():
        runs = list(ImportRun.objects.at_work().select_related("user").order_by("pk"))
        if not runs:
            return
        for run in runs:
            portion(run, at=at)


def work_on(run: ImportRun, *, at: datetime, stopping: Stopping) -> None:
    """Go on with one file until it is done or time is up."""
    while run.state in ImportRun.AT_WORK and not stopping():
        portion(run, at=at)
        run.refresh_from_db()


@transaction.atomic
def portion(run: ImportRun, *, at: datetime) -> None:
    """The next rows. Of two who begin with the same ones, the second does nothing."""
    state = State(run.state)
    if not _turn(run, state):
        return
    wanted = {State.CHECKING: Step.READ, State.KEEPING: Step.CHECKED, State.UNDOING: Step.KEPT}[state]
    rows = list(run.rows.filter(step=wanted).order_by("line")[: PORTION[state]])
    if state == State.KEEPING:
        # Of two files of one person the second sees what the first has added; others may point at them meanwhile.
        User.objects.select_for_update(no_key=True).filter(pk=run.user_id).values_list("pk").first()
    if rows and state == State.UNDOING:
        undoing.undo(run, rows, at=at)
    elif rows:
        _take(run, rows, at, dry_run=state == State.CHECKING)
    if len(rows) < PORTION[state]:
        _end(run, AFTER[state], at)


def _turn(run: ImportRun, stands: ImportRun.State, **values: Any) -> bool:
    """Whether it is ours to go on: one statement that others wait for, and after which theirs finds nothing."""
    mine = ImportRun.objects.filter(pk=run.pk, state=stands, turn=run.turn)
    if not mine.update(turn=F("turn") + 1, **values):
        return False
    run.refresh_from_db()
    return True


def _end(run: ImportRun, state: ImportRun.State, at: datetime) -> None:
    if state == State.KEPT and run.rest:
        run.made = keep_extras(run, json.loads(run.rest), at=at)
        undoing.stamp_parties(run)
    if state == State.KEPT:
        # What was attached has a row of its own.
        with services.releasing(run.files.all()):
            run.files.all().delete()
    if state == State.UNDONE:
        take_back_extras(run)
        undoing.forget_parties(run)
    run.state = state
    run.save(update_fields=["state", "made"])


def _take(run: ImportRun, rows: list[ImportRow], at: datetime, *, dry_run: bool) -> None:
    """Try rows out, or keep them, and mark each with what became of it."""
    newest = _newest(run.user)
    resource = RecordResource(run, at=at) if run.own else SheetResource(run, at=at)
    result = resource.import_data(_dataset(run, rows), dry_run=dry_run, raise_errors=False)
    for row, found, draft in zip(rows, result.rows, resource.drafts, strict=True):
        for error in found.errors:
            if isinstance(error.error, OperationalError | InterfaceError):
                raise error.error
            log.error("Row %s of import %s cannot be kept: %r", row.line, run.pk, error.error)
        _mark(row, found, draft, dry_run)
    made = [row.application for row in rows if row.verdict == Verdict.ADDED and row.application]
    if made:
        if not run.own:
            reminders.follow_all([each.pk for each in made], user=run.user, at=at)
        _made(run, rows, made, newest)
    write_again(rows, "step", "verdict", "remarks", "key", "application", "stamp")


def _dataset(run: ImportRun, rows: list[ImportRow]) -> Dataset:
    """The rows as the library takes them."""
    own = [RECORD, CELLS] if run.own else [name for name in COLUMNS if name in {*run.matching["columns"], "status"}]
    matching = None if run.own else Matching.of(run.matching)
    data = Dataset(headers=[LINE, PLACE, UNREADABLE, *own])
    for place, row in enumerate(rows):
        values = row.values
        unreadable = values.get(UNREADABLE) if isinstance(values, dict) else None
        if matching and not unreadable:
            values = matching.texts(values)
        data.append([row.line, place, unreadable, *(None if unreadable else values.get(name) for name in own)])
    return data


def _mark(row: ImportRow, found: Any, draft: Draft, dry_run: bool) -> None:
    remarks: list[tuple[str, str]] = []
    row.step, row.key = (Step.CHECKED if dry_run else Step.KEPT), draft.key
    if found.validation_error or found.errors:
        row.verdict, row.step = Verdict.REFUSED, Step.KEPT
        remarks = list(_problems(found.validation_error)) or [("", _("This row could not be kept."))]
    elif found.is_skip() or draft.was_there:
        row.verdict, row.step, row.application = Verdict.THERE, Step.KEPT, draft.made
    else:
        row.verdict = Verdict.ADDED
        row.application = None if dry_run else draft.application
        remarks = [(each.field, each.text) for each in (draft.row.warnings if draft.row else draft.remarks)]
    row.remarks = json.dumps(remarks) if remarks else ""


def _problems(error: Any) -> Iterator[tuple[str, str]]:
    if error is None:
        return
    if not hasattr(error, "error_dict"):
        yield from (("", text) for text in error.messages)
        return
    for name, texts in error.message_dict.items():
        yield from (("" if name == "__all__" else name, text) for text in texts)


def _newest(user: User) -> tuple[int, int]:
    companies = Company.objects.for_user(user).aggregate(pk=Max("pk"))["pk"]
    return companies or 0, Contact.objects.for_user(user).aggregate(pk=Max("pk"))["pk"] or 0


def _made(run: ImportRun, rows: list[ImportRow], made: list[Application], newest: tuple[int, int]) -> None:
    """What is to be known of rows that were kept: how they were, and who came with them."""
    found = stamps(made)
    for row in rows:
        if row.application_id in found:
            row.stamp = found[row.application_id]
    if not run.own:
        companies, people = newest
        parties = [ImportedParty(run=run, company=each) for each in run.user.companies.filter(pk__gt=companies)]
        parties += [ImportedParty(run=run, contact=each) for each in run.user.contacts.filter(pk__gt=people)]
        ImportedParty.objects.bulk_create(parties)
    undoing.stamp_parties(run)
    search.index(*found)
    for part in kept_parts() if run.own else []:
        if part.after:
            part.after(list(found))
    insights.forget(run.user_id)
