"""What a backup holds beside applications: what hangs on the person alone. Rooms above join in with theirs."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.models import User
from tracker.cells import plain_text
from tracker.exchange import preferences
from tracker.exchange.building import build_company, build_person, read_row
from tracker.exchange.dumping import Dump, company, values
from tracker.exchange.parts import plain_fields
from tracker.exchange.resources import FAULTY
from tracker.exchange.restoring import Restorer
from tracker.exchange.values import from_plain, plain
from tracker.models import Alike, Company, Contact, ImportedParty, ImportRun, Rule, SavedView
from tracker.rows import Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Extra:
    """A list in a backup: how it is written, and how one thing of it comes back.

    `keep` returns the row that is new by it, so that it goes again when the import is taken back.
    """

    name: str
    dump: Callable[[User, Dump], Iterator[Any]]
    keep: Callable[[Restorer, Any], models.Model | None]


def _companies(user: User, dump: Dump) -> Iterator[Any]:
    # The others stand in the records of their applications.
    yield from map(company, Company.objects.for_user(user).filter(applications=None).order_by("pk"))


def _people(user: User, dump: Dump) -> Iterator[Any]:
    for person in Contact.objects.for_user(user).select_related("company").order_by("pk").iterator(chunk_size=500):
        if person.pk not in dump.people:
            yield dump.person(person)


def _rules(user: User, dump: Dump) -> Iterator[Any]:
    for rule in Rule.objects.filter(user=user, application=None).order_by("pk"):
        yield values(rule, plain_fields(Rule))


def _different(user: User, dump: Dump) -> Iterator[Any]:
    """Who look like one and are two: people by their numbers, companies by their names."""
    said = Alike.objects.for_user(user).filter(different_at__isnull=False)
    for pair in said.order_by(models.F("company_id").asc(nulls_first=True), "pk").select_related(
        "contact", "other_contact", "company", "other_company"
    ):
        both = (pair.first, pair.second)
        pointed = [dump.person(each)["ref"] for each in both] if pair.contact else [each.name for each in both]
        yield {"people" if pair.contact else "companies": pointed, "at": plain(pair.different_at)}


def _keep_different(restorer: Restorer, record: Any) -> None:
    field = Alike._meta.get_field("different_at")
    values = record if isinstance(record, dict) else {}
    people, names = (each[:2] if isinstance(each, list) else [] for each in map(values.get, ("people", "companies")))
    refs = [ref for ref in people if type(ref) is int and 0 < ref < 2_000_000_000]
    parties = ImportedParty.objects.filter(run=restorer.run, ref__in=refs, contact__isnull=False)
    found: list[Any] = [each.contact for each in parties.select_related("contact")]
    if not found:
        companies = [plain_text(name) for name in names if isinstance(name, str)]
        found = list(Company.objects.for_user(restorer.user).filter(name__in=companies))
    if len(found) == 2:
        Alike.objects.say_different(*found, at=from_plain(field, values.get("at")) or restorer.at)


def _keep_company(restorer: Restorer, record: Any) -> None:
    restorer.company(build_company(record))


def _keep_person(restorer: Restorer, record: Any) -> None:
    restorer.person(build_person(record))


def _keep_rule(restorer: Restorer, record: Any) -> models.Model | None:
    rule = read_row(Rule, record)
    if Rule.objects.filter(user=restorer.user, application=None, kind=rule.kind).exists():
        return None
    rule.user = restorer.user
    rule.save()
    return rule


def _views(user: User, dump: Dump) -> Iterator[Any]:
    for view in SavedView.objects.for_user(user).order_by("pk"):
        yield values(view, plain_fields(SavedView))


def _keep_view(restorer: Restorer, record: Any) -> models.Model | None:
    view, mine = read_row(SavedView, record), SavedView.objects.for_user(restorer.user)
    if mine.filter(name__iexact=view.name).exists() or mine.count() >= SavedView.MOST:
        return None
    view.user = restorer.user
    view.save()
    return view


_EXTRAS: dict[str, Extra] = {
    extra.name: extra
    for extra in [
        Extra("companies", _companies, _keep_company),
        Extra("people", _people, _keep_person),
        Extra("rules_for_all", _rules, _keep_rule),
        Extra("not_the_same", _different, _keep_different),
        Extra("saved_views", _views, _keep_view),
        Extra("preferences", preferences.dump, preferences.keep),
    ]
}


def join(*extras: Extra) -> None:
    """Let a room above have its lists in every backup."""
    _EXTRAS.update({extra.name: extra for extra in extras})


def dump_extras(user: User, dump: Dump) -> Iterator[tuple[str, Iterator[Any]]]:
    """Each list by its name; after all applications, so that nobody is in it twice."""
    for extra in _EXTRAS.values():
        yield extra.name, extra.dump(user, dump)


def keep_extras(run: ImportRun, rest: dict[str, Any], *, at: datetime) -> list[dict[str, Any]]:
    """Keep what of it is not here yet, and return what is new; what no longer makes sense is left out and noted for
    the operator."""
    restorer = Restorer(run, at=at)
    made = []
    for extra in _EXTRAS.values():
        for record in rest.get(extra.name) or []:
            try:
                with transaction.atomic():
                    if row := extra.keep(restorer, record):
                        made.append({"model": row._meta.label, "pk": row.pk, "stamp": _stamp(row)})
            except (Refused, ValidationError, IntegrityError, *FAULTY) as error:
                log.warning("Something among the %s of import %s was left out: %s", extra.name, run.pk, error)
    return made


def take_back_extras(run: ImportRun) -> None:
    """Remove what was new by `keep_extras` and was not changed since."""
    for made in run.made:
        row = apps.get_model(made["model"])._default_manager.filter(user=run.user, pk=made["pk"]).first()
        if row and _stamp(row) == made["stamp"]:
            row.delete()
    run.made = []


def _stamp(row: models.Model) -> str:
    said = json.dumps(values(row, plain_fields(type(row))), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
