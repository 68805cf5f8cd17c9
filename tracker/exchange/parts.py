"""What hangs on an application, table by table. Rooms above join in with theirs: `join`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import models

from accounts.models import User
from tracker.models import Application, Attachment, Company, Contact, Interview, Note, Reminder, Rule, StatusChange

Field = models.Field[Any, Any]


@dataclass(frozen=True)
class Part:
    """One table of things that belong to an application, and the name of its list in a record."""

    name: str
    model: type[models.Model]
    path: str = "application"
    # Fields that mean something on this server only, such as which mail told it.
    leaves_out: tuple[str, ...] = ()
    # Listed for whoever reads the file, and not read back: what they name is not in it.
    is_list_only: bool = False
    # What is to be done for applications that came in, by number.
    after: Callable[[list[int]], None] | None = None

    def of(self, applications: list[int]) -> models.QuerySet[Any]:
        """The rows of these applications, in the order in which they were written."""
        return self.model._default_manager.filter(**{f"{self.path}__in": applications}).order_by("pk")

    # Asked for each row of a long export, and always the same once every room has joined in.
    @cached_property
    def fields(self) -> list[Field]:
        """Plain values."""
        return [field for field in plain_fields(self.model) if field.name not in self.leaves_out]

    @cached_property
    def links(self) -> list[Field]:
        """Fields that point at something within the record: another part, or a person."""
        return [field for field in self.model._meta.fields if _points(field) and field.name not in self.leaves_out]

    @cached_property
    def many(self) -> list[models.ManyToManyField[Any, Any]]:
        return list(self.model._meta.many_to_many)


_PARTS: dict[str, Part] = {
    part.name: part
    for part in [
        Part("status_changes", StatusChange),
        Part("interviews", Interview),
        Part("notes_and_touches", Note),
        # A digest is a mail of this server; a key out of a file must never reach the outbox.
        Part("reminders", Reminder, leaves_out=("digest",)),
        Part("rules", Rule),
        Part("attachments", Attachment, leaves_out=("removed_at",), is_list_only=True),
    ]
}


def join(*parts: Part) -> None:
    """Let a room above have its tables in every record."""
    _PARTS.update({part.name: part for part in parts})
    # What pointed nowhere may point at one of these.
    _PARTS.update({part.name: replace(part) for part in _PARTS.values()})


def parts() -> list[Part]:
    """In the order in which they are written: what is pointed at comes before what points, where that can be."""
    return list(_PARTS.values())


def kept_parts() -> list[Part]:
    """Those that come in again."""
    return [part for part in parts() if not part.is_list_only]


def part_of(model: type[models.Model]) -> Part | None:
    return next((part for part in parts() if part.model is model), None)


def plain_fields(model: type[models.Model]) -> list[Field]:
    """The fields of a table that hold a value of their own: no numbers of rows, nothing that the database derives."""
    derived = (models.AutoField, models.GeneratedField, models.BinaryField)
    return [field for field in model._meta.fields if not field.is_relation and not isinstance(field, derived)]


def facts() -> list[Field]:
    """What an application says about itself; not by which form it came."""
    return [field for field in plain_fields(Application) if field.name not in ("form_key",)]


def company_fields() -> list[Field]:
    """What is kept about an employer beside its name."""
    return [field for field in plain_fields(Company) if field.name != "name"]


def person_fields() -> list[Field]:
    return plain_fields(Contact)


def _points(field: Field) -> bool:
    target = field.related_model
    return target is Contact or (target is User and field.name != "user") or _is_part(target)


def _is_part(target: Any) -> bool:
    return isinstance(target, type) and part_of(target) is not None


def not_carried(model: type[models.Model]) -> Iterator[str]:
    """The fields of a part that no record holds, for whoever checks that this is meant."""
    part = part_of(model)
    carried = {field.name for field in [*part.fields, *part.links]} if part else set()
    for field in model._meta.fields:
        if field.name not in carried and not isinstance(field, models.AutoField | models.GeneratedField):
            yield field.name
