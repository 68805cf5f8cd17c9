"""A record as unsaved objects, or what is wrong with it, field by field. Pure: nothing is asked or written.

Records come from files, and files from anywhere: every value passes what a form would ask of it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from tracker.cells import shown
from tracker.exchange.parts import Part, company_fields, facts, kept_parts, person_fields, plain_fields
from tracker.exchange.values import from_plain
from tracker.keeping import upright
from tracker.models import Application, Attachment, Company, Contact, Status
from tracker.rows import Problem, Refused

Row = TypeVar("Row", bound=models.Model)
# Of one application nobody has more: what a file says beyond this was not written by us.
MOST_THINGS = 5_000


@dataclass
class Person:
    """Somebody in a record, by the number that is theirs in the file."""

    ref: int
    contact: Contact
    company: Company | None
    linked: bool


@dataclass
class Thing:
    """A row of a part, and where its links lead: the field, and a place in its list or a person's number."""

    row: models.Model
    links: dict[str, Any]
    many: dict[str, list[int]]


@dataclass
class Built:
    """An application with all that hangs on it, unsaved."""

    application: Application
    company: Company
    people: list[Person]
    # Each with the name of its file in the archive.
    attachments: list[tuple[Attachment, str]] = field(default_factory=list)
    things: dict[str, list[Thing]] = field(default_factory=dict)


def build(record: Any) -> Built:
    """Raises Refused with everything that is wrong."""
    builder = _Builder()
    built = builder.build(record if isinstance(record, dict) else {})
    if builder.problems:
        raise Refused(builder.problems)
    return built


def build_company(record: Any) -> Company:
    """An employer by itself. Raises Refused."""
    builder = _Builder()
    made = builder.company(record, "companies")
    if builder.problems:
        raise Refused(builder.problems)
    return made


def read_row(model: type[Row], record: Any, leaves_out: tuple[str, ...] = ()) -> Row:
    """A row of any table that stands by itself, unsaved. Raises Refused."""
    builder = _Builder()
    fields = [each for each in plain_fields(model) if each.name not in leaves_out]
    made = model(**builder.values(record if isinstance(record, dict) else {}, fields, ""))
    builder.clean(made, "")
    if builder.problems:
        raise Refused(builder.problems)
    return made


def build_person(record: Any) -> Person:
    """Somebody by themselves. Raises Refused."""
    builder = _Builder()
    made = builder.person(record if isinstance(record, dict) else {}, "people")
    if builder.problems or made is None:
        raise Refused(builder.problems)
    return made


class _Builder:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def build(self, record: dict[str, Any]) -> Built:
        application = Application(**self.values(record, facts(), ""))
        self.clean(application, "")
        if not {"status", "status_since", "created_at"} <= set(record):
            self.say("status", _("This row lost its status or one of its dates. Export it once more."))
        elif (application.status == Status.WITHDRAWN) != (application.withdrawn_at is not None):
            self.say(
                "withdrawn_at", _("This is filled in for a withdrawn application, and only then. Mend one of them.")
            )
        if remark := upright(application):
            self.say("salary_max", remark)
        company = self.company(record.get("company"), "company")
        people = [made for each in self.rows(record, "people") if (made := self.person(each, "people"))]
        built = Built(application, company, people)
        counts = {part.name: len(self.rows(record, part.name)) for part in kept_parts()}
        numbers = {person.ref for person in people}
        for part in kept_parts():
            built.things[part.name] = [
                self.thing(part, each, place, counts, numbers)
                for place, each in enumerate(self.rows(record, part.name), 1)
            ]
        rows = self.rows(record, "attachments")
        built.attachments = [self.attachment(each, place) for place, each in enumerate(rows, 1) if "file" in each]
        return built

    def attachment(self, record: dict[str, Any], place: int) -> tuple[Attachment, str]:
        where = f"attachments {place}"
        made = Attachment(**self.values(record, plain_fields(Attachment), where))
        self.clean(made, where)
        return made, unicodedata.normalize("NFC", str(record["file"] or ""))

    def rows(self, record: dict[str, Any], name: str) -> list[dict[str, Any]]:
        found = record.get(name) or []
        if isinstance(found, list) and len(found) <= MOST_THINGS and all(isinstance(each, dict) for each in found):
            return found
        self.say(name, _("This is no list as we write it. Leave it as it was exported."))
        return []

    def company(self, record: Any, where: str) -> Company:
        values = record if isinstance(record, dict) else {}
        fields = [Company._meta.get_field("name"), *company_fields()]
        made = Company(**self.values(values, fields, where))
        self.clean(made, where)
        return made

    def person(self, record: dict[str, Any], where: str) -> Person | None:
        made, ref = Contact(**self.values(record, person_fields(), where)), record.get("ref")
        self.clean(made, where)
        if not made.name and not made.email:
            self.say(where, _("Give a name or an e-mail address, so that you know who this is."))
        if type(ref) is not int or not 0 < ref < 2_000_000_000:
            self.say(where, _("Somebody here lost the number that is theirs in the file. Export it once more."))
            return None
        company = self.company(record["company"], where) if record.get("company") else None
        return Person(ref, made, company, record.get("linked") is not False)

    def thing(self, part: Part, record: dict[str, Any], place: int, counts: Any, numbers: set[int]) -> Thing:
        where = f"{part.name} {place}"
        row = part.model(**self.values(record, part.fields, where))
        self.clean(row, where)
        links: dict[str, Any] = {}
        for link in part.links:
            target, said = link.related_model, record.get(link.name)
            if target is User:
                links[link.name] = said is True
            elif said is not None or not link.null:
                links[link.name] = self.target(target, said, f"{where} {link.name}", counts, numbers)
        many = {}
        for each in part.many:
            said = record.get(each.name) or []
            said = said if isinstance(said, list) else [said]
            many[each.name] = [
                self.target(each.related_model, one, f"{where} {each.name}", counts, numbers) for one in said
            ]
        return Thing(row, links, many)

    def target(self, target: Any, said: Any, where: str, counts: dict[str, int], numbers: set[int]) -> int:
        """A place in a list of this record, or somebody's number in it."""
        known = (
            numbers
            if target is Contact
            else range(next(counts[part.name] for part in kept_parts() if part.model is target))
        )
        if type(said) is int and said in known:
            return said
        self.say(
            where,
            _("“%(text)s” points at nothing in this row. Leave it as it was exported.") % {"text": shown(str(said))},
        )
        return 0

    def values(self, record: dict[str, Any], fields: Iterable[models.Field[Any, Any]], where: str) -> dict[str, Any]:
        """The values of these fields; one that is not named in the record has its default."""
        found = {}
        for each in fields:
            if each.name not in record:
                continue
            try:
                found[each.name] = from_plain(each, record[each.name])
            except ValidationError as error:
                for message in error.messages:
                    self.say(f"{where} {each.name}".strip(), message)
        return found

    def clean(self, row: models.Model, where: str) -> None:
        """What a form would ask of each value by itself."""
        relations = {
            each.name for each in row._meta.fields if each.is_relation or isinstance(each, models.GeneratedField)
        }
        try:
            row.clean_fields(exclude=relations | _sent_by_us(row))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                place = "" if name == NON_FIELD_ERRORS else name
                for message in messages:
                    self.say(f"{where} {place}".strip(), message)

    def say(self, where: str, text: str) -> None:
        self.problems.append(Problem(where, text))


def _sent_by_us(row: models.Model) -> set[str]:
    """Keys that the database derives are no text to be judged."""
    return {each.name for each in row._meta.fields if isinstance(each, models.BinaryField)}
