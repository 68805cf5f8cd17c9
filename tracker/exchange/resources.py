"""Rows on their way in, by django-import-export: read, told apart from what is there already, kept.

A dry run goes the same way and stops before the last step.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader

from tracker.exchange.building import Built, build
from tracker.exchange.restoring import Restorer
from tracker.exchange.tables import fields, record_of
from tracker.exchange.undoing import drop_unused
from tracker.exchange.values import plain
from tracker.importing import COLUMNS, row_of
from tracker.keeping import Together, fold, keep, problems_of
from tracker.models import Application, Company, ImportRun
from tracker.rows import Problem, Refusal, Refused, Row

log = logging.getLogger(__name__)
# A row that none of our questions foresaw: it alone is refused.
FAULTY = (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, RecursionError)
# What a row of a dataset of ours carries beside its cells.
LINE, PLACE, UNREADABLE, RECORD, CELLS = "line", "place", "unreadable", "record", "cells"


@dataclass
class Draft:
    """What one row is becoming."""

    key: str = ""
    company: str = ""
    application: Application | None = None
    row: Row | None = None
    built: Built | None = None
    # What is to be said of it though it is kept.
    remarks: list[Problem] = field(default_factory=list)
    refused: ValidationError | None = None
    # The application that it is already.
    made: Application | None = None
    was_there: bool = False
    # import-export asks each instance for its number.
    pk: int | None = None


class Seen:
    """Which applications are there already, and which of them rows of this run have met."""

    def __init__(self, run: ImportRun, drafts: list[Draft], *, before: int) -> None:
        self.own, self.there = run.own, dict[str, list[Application]]()
        for row in _alike(run, drafts):
            self.there.setdefault(key_of(row.company.name, row, own=run.own), []).append(row)
        earlier = run.rows.filter(key__in={draft.key for draft in drafts}, line__lt=before)
        self.met = set(earlier.values_list("key", flat=True))
        self.taken = set(earlier.filter(application__isnull=False).values_list("application", flat=True))

    def meets(self, draft: Draft) -> bool:
        """Whether this is one that is there already."""
        if not self.own:
            # Of a sheet, a row that comes twice is one.
            return bool(self.there.get(draft.key)) or draft.key in self.met
        return self.find(draft.key) is not None

    def find(self, key: str) -> Application | None:
        free = [row for row in self.there.get(key, []) if not self.own or row.pk not in self.taken]
        return free[0] if free else None

    def add(self, draft: Draft) -> None:
        self.met.add(draft.key)
        if draft.made:
            self.taken.add(draft.made.pk)


def _alike(run: ImportRun, drafts: list[Draft]) -> Iterable[Application]:
    """The applications here that have the company and the position of one of these."""
    folds = [Lower(Value(name)) for name in {draft.company for draft in drafts}]
    known = Company.objects.for_user(run.user).alias(folded=Lower("name")).filter(folded__in=folds)
    positions = {draft.application.position for draft in drafts if draft.application}
    rows = Application.objects.filter(company__in=list(known), position__in=positions).select_related("company")
    return rows.only("company__name", "position", "applied_on", "created_at").order_by("pk")


def key_of(company: str, application: Application, *, own: bool) -> str:
    """What makes two rows the same application: for ours the moment it was added, too."""
    said = [fold(company), application.position, plain(application.applied_on)]
    if own:
        said.append(plain(application.created_at))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class RowResource(resources.Resource):  # type: ignore[misc]
    """Rows of one run, a portion at a time."""

    class Meta:
        instance_loader_class = BaseInstanceLoader
        import_id_fields: list[str] = []
        skip_diff = True
        store_instance = True
        use_transactions = False

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        super().__init__()
        self.run, self.user, self.at = run, run.user, at

    def understand(self, row: dict[str, Any]) -> Draft:
        """Read a row, and write nothing. Raises Refused or ValidationError."""
        raise NotImplementedError

    def keep(self, draft: Draft) -> bool:
        """Write what was understood; False if it turns out to be there. Raises Refused."""
        raise NotImplementedError

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """All are read first: then one question tells which are there already."""
        self.drafts = [self._draft(dict(zip(dataset.headers, row, strict=True))) for row in dataset]
        first = dataset[LINE][0] if len(dataset) else 0
        self.seen = Seen(self.run, [draft for draft in self.drafts if draft.key], before=first)

    def handle_import_error(self, result: Any, error: Exception, raise_errors: bool = False) -> None:
        raise error

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Draft, bool]:
        return self.drafts[int(row[PLACE])], True

    def import_instance(self, instance: Draft, row: dict[str, Any], **kwargs: Any) -> None:
        if instance.refused:
            raise instance.refused

    def skip_row(self, instance: Draft, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if import_validation_errors or not self.seen.meets(instance):
            return False
        instance.made = self.seen.find(instance.key)
        self.seen.add(instance)
        return True

    def save_instance(self, instance: Draft, is_create: bool, row: Any, **kwargs: Any) -> None:
        if not kwargs["dry_run"]:
            try:
                instance.was_there = not self.keep(instance)
            except Refused as refused:
                raise _by_field(refused.problems) from refused
        self.seen.add(instance)

    def _draft(self, row: dict[str, Any]) -> Draft:
        try:
            if row[UNREADABLE]:
                raise Refused([Problem(*row[UNREADABLE])])
            return self.understand(row)
        except Refused as refused:
            return Draft(refused=_by_field(refused.problems))
        except ValidationError as error:
            return Draft(refused=error)
        except FAULTY:
            log.exception("Row %s of import %s cannot be read.", row[LINE], self.run.pk)
            return Draft(
                refused=ValidationError(_("We cannot read this row. Whoever runs this Bowout finds why in the log."))
            )


class SheetResource(RowResource):
    """Rows of somebody's own sheet, by our names of the columns."""

    together: Together | None = None

    def understand(self, row: dict[str, Any]) -> Draft:
        texts = {name: row[name] for name in COLUMNS if name in row}
        found = row_of(row[LINE], texts, self.user.time_zone)
        if isinstance(found, Refusal):
            raise Refused(list(found.problems))
        if problems := problems_of(found, self.user):
            raise Refused(problems)
        key = key_of(found.company, found.application, own=False)
        return Draft(row=found, key=key, company=found.company, application=found.application)

    def keep(self, draft: Draft) -> bool:
        assert draft.row is not None  # noqa: S101 - understood above
        if self.together is None:
            self.together = Together(
                self.user, [draft.row for draft in self.drafts if draft.row and not self.seen.meets(draft)]
            )
        return keep(draft.row, user=self.user, at=self.at, together=self.together)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Of a row that could not be kept after all, nobody who was made for it stays."""
        if self.together and any(row.errors or row.validation_error for row in result.rows):
            new = self.together
            drop_unused([one.pk for one in new.people.values()], [one.pk for one in new.new_companies])


class RecordResource(RowResource):
    """Rows of a table or a file that we wrote: kept as they were, to the microsecond."""

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        super().__init__(run, at=at)
        self.fields = fields()
        self.restorer = Restorer(run, at=at)

    def understand(self, row: dict[str, Any]) -> Draft:
        built = build(row[RECORD] if row[RECORD] is not None else record_of(row[CELLS]))
        key = key_of(built.company.name, built.application, own=True)
        remarks = self.restorer.filing.remarks(built)
        return Draft(built=built, key=key, company=built.company.name, application=built.application, remarks=remarks)

    def keep(self, draft: Draft) -> bool:
        assert draft.built is not None  # noqa: S101 - understood above
        draft.remarks = self.restorer.restore(draft.built)
        return True


def _by_field(problems: Sequence[Problem]) -> ValidationError:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.field or NON_FIELD_ERRORS, []).append(problem.text)
    return ValidationError(found)
