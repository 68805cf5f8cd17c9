"""Applications with all that hangs on them as records of plain values: what an export writes and a backup keeps.

A record is a dictionary. Things within it are pointed at by their place in their list, people by a number that is
theirs throughout the file: no number of a row of this database is in it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models

from accounts.models import User
from tracker.exchange.parts import Part, company_fields, facts, parts, person_fields
from tracker.exchange.values import plain
from tracker.models import Application, Attachment, Company, Contact

Record = dict[str, Any]
# As many as one question to the database is asked about.
PORTION = 200


class Dump:
    """Makes records, with the same number for the same person throughout."""

    def __init__(self, file_of: Callable[[Attachment], str | None] | None = None) -> None:
        self._numbers: dict[int, int] = {}
        # What the file of an attachment is called beside these records, if files lie beside them.
        self._file_of = file_of

    @property
    def people(self) -> Collection[int]:
        """Everybody who has a number."""
        return self._numbers.keys()

    def records(self, rows: models.QuerySet[Application]) -> Iterator[Record]:
        """A record of each, in the order of `rows`; only a portion of them is ever in memory."""
        found = rows.select_related("company").prefetch_related("contacts").iterator(chunk_size=PORTION)
        while portion := list(islice(found, PORTION)):
            yield from self.portion(portion)

    def portion(self, applications: list[Application]) -> Iterator[Record]:
        """Records of a few applications, in a fixed number of questions."""
        models.prefetch_related_objects(applications, "contacts")
        pks = [application.pk for application in applications]
        rows = {part.name: _by_application(part, pks) for part in parts()}
        met = [
            _Met(application, {name: found[application.pk] for name, found in rows.items()})
            for application in applications
        ]
        people = self._people(met)
        for each in met:
            yield self._record(each, people)

    def person(self, contact: Contact) -> Record:
        """What is kept about somebody."""
        return {
            "ref": self._numbers.setdefault(contact.pk, len(self._numbers) + 1),
            "company": company(contact.company) if contact.company else None,
            **values(contact, person_fields()),
        }

    def _record(self, one: "_Met", people: dict[int, Contact]) -> Record:
        application, rows = one.application, one.rows
        linked = set(one.linked)
        met = sorted(linked.union(one.pointed), key=self._numbers.__getitem__)
        places = {(type(row), row.pk): place for found in rows.values() for place, row in enumerate(found)}
        return {
            "company": company(application.company),
            **values(application, facts()),
            "people": [{**self.person(people[pk]), "linked": pk in linked} for pk in met],
            **{
                part.name: [self._thing(part, row, application, places) for row in rows[part.name]]
                for part in parts()
            },
        }

    def _thing(self, part: Part, row: models.Model, application: Application, places: Any) -> Record:
        record = values(row, part.fields)
        for field in part.links:
            target, pk = field.related_model, getattr(row, field.attname)
            if target is User:
                # Whoever else it was: of strangers a file says nothing.
                record[field.name] = pk == application.user_id
            elif pk is None:
                record[field.name] = None
            else:
                record[field.name] = self._numbers[pk] if target is Contact else places[target, pk]
        for many in part.many:
            target = many.related_model
            pks = [each.pk for each in getattr(row, many.name).all()]
            record[many.name] = sorted(self._numbers[pk] if target is Contact else places[target, pk] for pk in pks)
        if self._file_of and isinstance(row, Attachment):
            record["file"] = self._file_of(row)
        return record

    def _people(self, met: "list[_Met]") -> dict[int, Contact]:
        """Everybody whom these records name; numbered in the order in which they come."""
        pks: dict[int, None] = {}
        for each in met:
            pks |= dict.fromkeys(each.linked)
            pks |= dict.fromkeys(each.pointed)
        people = {contact.pk: contact for contact in Contact.objects.filter(pk__in=pks).select_related("company")}
        for pk in pks:
            self._numbers.setdefault(pk, len(self._numbers) + 1)
        return people


class _Met:
    """An application with what hangs on it, and whom that names."""

    def __init__(self, application: Application, rows: dict[str, list[models.Model]]) -> None:
        self.application, self.rows = application, rows
        self.linked = sorted(contact.pk for contact in application.contacts.all())
        self.pointed = _pointed_at(rows)


def company(row: Company) -> Record:
    """What is kept about an employer."""
    return {"name": row.name, **values(row, company_fields())}


def values(row: models.Model, fields: Iterable[models.Field[Any, Any]]) -> Record:
    """The plain values of a row."""
    return {field.name: plain(getattr(row, field.attname)) for field in fields}


def _by_application(part: Part, pks: list[int]) -> dict[int, list[models.Model]]:
    found: dict[int, list[models.Model]] = defaultdict(list)
    rows = (
        part.of(pks).annotate(of_application=models.F(part.path)).prefetch_related(*(many.name for many in part.many))
    )
    for row in rows:
        found[row.of_application].append(row)
    return found


def _pointed_at(rows: dict[str, list[models.Model]]) -> list[int]:
    """The people whom the parts name, in the order in which they come."""
    pks = []
    for part in parts():
        found = rows[part.name]
        if not found:
            continue
        links = [field for field in part.links if field.related_model is Contact]
        many = [field for field in part.many if field.related_model is Contact]
        for row in found:
            pks += [pk for field in links if (pk := getattr(row, field.attname)) is not None]
            for field in many:
                pks += sorted(each.pk for each in getattr(row, field.name).all())
    return pks
