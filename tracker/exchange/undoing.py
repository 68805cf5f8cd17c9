"""An import is taken back: what it added goes, unless somebody has done something with it since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from outbox import services as outbox
from tracker import insights, services
from tracker.exchange.again import write_again
from tracker.exchange.stamps import stamps
from tracker.models import (
    Application,
    Company,
    Contact,
    ImportedParty,
    ImportRow,
    ImportRun,
    NameStart,
    Reminder,
)
from tracker.services.merging import fingerprint

BATCH = 500
Step, Verdict = ImportRow.Step, ImportRow.Verdict
# These follow whom they are about. Not a merge: whoever went into somebody was there before, perhaps.
DERIVED = (ImportedParty, NameStart)


def undo(run: ImportRun, rows: list[ImportRow], *, at: datetime) -> None:
    """Take back what these rows added, with its reminders. What was changed since is named and stays, or goes into
    the bin if that is asked for."""
    kinds = (Verdict.ADDED, Verdict.CHANGED)
    added = {row.application_id: row for row in rows if row.verdict in kinds and row.application_id is not None}
    # Held, by number as all hold several: whoever changes one now is waited for, and what they did is seen.
    held = Application.objects.select_for_update(of=("self",)).filter(pk__in=added).order_by("pk")
    applications = list(held.select_related("company").prefetch_related("contacts"))
    now = stamps(applications)
    gone: list[int] = []
    for application in applications:
        row = added[application.pk]
        if now[application.pk] == row.stamp:
            gone.append(application.pk)
        elif run.undo_all:
            services.put_into_bin(application, by=run.user, at=at)
            row.verdict, row.application = Verdict.ADDED, None
        else:
            row.verdict = Verdict.CHANGED
    # Read before they go with it: a mail that was written for one must not leave.
    outbox.cancel([reminder.mail_key for reminder in Reminder.objects.open().filter(application__in=gone)])
    Application.objects.filter(pk__in=gone).delete()
    for row in rows:
        row.step = Step.UNDONE
        if row.application_id in gone:
            row.application = None
    write_again(rows, "step", "verdict", "application")
    insights.forget(run.user_id)


def forget_parties(run: ImportRun) -> None:
    """Companies and people that came with it, were not changed since, and that nothing needs any more."""
    new = ImportedParty.objects.filter(run=run, is_new=True).select_related("contact", "company")
    people = [each.contact_id for each in new if each.contact and fingerprint(each.contact) == each.stamp]
    companies = [each.company_id for each in new if each.company and fingerprint(each.company) == each.stamp]
    drop_unused(people, companies)


def drop_unused(people: Sequence[int | None], companies: Sequence[int | None]) -> None:
    """Those of these people and companies go that nothing needs."""
    for begin in range(0, len(people), BATCH):
        _unused(Contact, people[begin : begin + BATCH]).delete()
    for begin in range(0, len(companies), BATCH):
        _unused(Company, companies[begin : begin + BATCH]).delete()


def stamp_parties(run: ImportRun) -> None:
    """Remember how those were that came with it."""
    new = run.parties.filter(is_new=True, stamp="").select_related("contact", "company")
    parties = list(new)
    for each in parties:
        if thing := each.contact or each.company:
            each.stamp = fingerprint(thing)
    write_again(parties, "stamp")


def _unused(model: type[Contact | Company], pks: Any) -> QuerySet[Any]:
    """Those that no row of any table points at, whichever rooms there are, but for what is derived from them."""
    rows = model._default_manager.filter(pk__in=pks)
    for relation in model._meta.related_objects:
        field: Any = relation.field
        if relation.related_model in DERIVED:
            continue
        table, name = relation.related_model, field.name
        if relation.many_to_many:
            table, name = field.remote_field.through, field.m2m_reverse_field_name()
        pointing = table._default_manager.filter(**{name: OuterRef("pk")})
        rows = rows.exclude(Exists(pointing))
    return rows
