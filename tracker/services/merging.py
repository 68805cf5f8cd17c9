"""Two rows that are one person, or one company, become one; and two again, for thirty days."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from accounts.models import User
from tracker import search
from tracker.models import Alike, Company, Contact, Merge, NameStart
from tracker.services.doubled_reminders import cancel_doubled, reopen
from tracker.services.people import applications_of
from tracker.services.people import keep as keep_changed

Thing = TypeVar("Thing", Contact, Company)
# What a page lays side by side, in its order. The rest of a row is its number, its owner and what is derived.
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Contact: ("name", "called", "role", "company", "email", "phone", "notes"),
    Company: ("name", "website", "notes"),
}
KEPT, GONE, BOTH = "kept", "gone", "both"
PORTION = 500


class Moved(TypedDict):
    """Rows of one table that pointed at the one that went: moved by number, or dropped because both pointed there."""

    model: str
    field: str
    moved: list[int]
    dropped: list[dict[str, Any]]


class CannotMerge(Exception):
    """These two are no longer what the page showed, or were merged by another window."""


class CannotTakeBack(Exception):
    """Taken back already, or what has happened since stands in the way. Says which."""


def fingerprint(*things: models.Model) -> str:
    """What two windows must agree on before one of them writes over the other: the fields as they stand."""
    said = [_values(thing) for thing in things]
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder).encode()).hexdigest()[:16]


@transaction.atomic
def merge(keep: Thing, gone: Thing, *, chosen: Mapping[str, str], seen: str, by: User, at: datetime) -> Merge:
    """Make two one: `keep` stays, with the fields `chosen` ("kept", "gone" or, of notes, "both"); all else moves.

    `seen` is the fingerprint of what was chosen from. Raises CannotMerge if a row has changed or gone since.
    """
    model = type(keep)
    rows = _locked(model, [keep.pk, gone.pk], by)
    if len(rows) != 2 or fingerprint(rows[keep.pk], rows[gone.pk]) != seen:
        raise CannotMerge
    keep, gone = rows[keep.pk], rows[gone.pk]
    before, gone_values = _values(keep), _values(gone)
    _choose(keep, gone, chosen)
    cancelled: list[dict[str, Any]] = []
    if isinstance(keep, Contact) and isinstance(gone, Contact):
        cancelled = cancel_doubled(keep, gone, at=at)
    NameStart.objects.filter(**{model._meta.model_name or "": gone}).delete()
    Alike.objects.hand_on(gone, keep)
    moved = [_move(relation, gone.pk, keep.pk) for relation in _pointing_at(model)]
    gone_pk = gone.pk
    # Before the fields: what is kept may now carry the name of the one that went.
    gone.delete()
    keep_changed(keep)
    if isinstance(keep, Company):
        # Of the same name at what were two companies.
        Alike.objects.note(keep.contacts.order_by("pk")[:PORTION])
    # What nobody can take back any more need not be kept.
    Merge.objects.for_user(by).filter(at__lte=at - Merge.KEPT).delete()
    return Merge.objects.create(
        user=by,
        contact=keep if isinstance(keep, Contact) else None,
        company=keep if isinstance(keep, Company) else None,
        gone_id=gone_pk,
        gone=gone_values,
        before=before,
        after=_values(keep),
        moved={"rows": [one for one in moved if one["moved"] or one["dropped"]], "cancelled": cancelled},
        at=at,
    )


@transaction.atomic
def take_back_merge(merge: Merge, *, by: User, at: datetime) -> Contact | Company:
    """Make one two again: the row that went comes back under its number, and what moved moves back, if it still
    stands where it was moved to. A field of the kept row goes back unless it was changed since.

    Raises CannotTakeBack.
    """
    model: Any = type(merge.kept)
    # Whoever merges or divides holds the kept row first.
    kept = _locked(model, [merge.kept.pk], by).get(merge.kept.pk)
    rows = Merge.objects.for_user(by).standing(at).filter(pk=merge.pk)
    if kept is None or not rows.update(taken_back_at=at):
        raise CannotTakeBack("over")
    later = kept.merges.standing(at).filter(pk__gt=merge.pk)
    if later.exists():
        raise CannotTakeBack("later")
    _put_back_fields(kept, merge)
    gone: Contact | Company = model(pk=merge.gone_id, user=by)
    _fill(gone, merge.gone)
    try:
        with transaction.atomic():
            kept.save()
            gone.save(force_insert=True)
    except IntegrityError as error:
        # Another company has taken the name meanwhile.
        raise CannotTakeBack("name") from error
    for moved in merge.moved["rows"]:
        _move_back(moved, kept.pk, gone.pk)
    reopen(merge.moved["cancelled"], closed_at=merge.at)
    search.index(*applications_of(kept), *applications_of(gone))
    return gone


def _locked(model: type[Thing], pks: Collection[int], by: User) -> dict[int, Thing]:
    # By number: two who merge the same two the other way round wait for each other instead of both stopping.
    rows = model._default_manager.select_for_update(of=("self",)).filter(user=by, pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}


def _values(thing: models.Model) -> dict[str, Any]:
    return {name: getattr(thing, _column(name)) for name in FIELDS[type(thing)]}


def _column(name: str) -> str:
    return "company_id" if name == "company" else name


def _fill(thing: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, _column(name), _company_now(value) if name == "company" else value)


def _company_now(pk: int | None) -> int | None:
    """The company of this number, or the one that it has become part of since; None if it is gone."""
    while pk and not Company.objects.filter(pk=pk).exists():
        # Of companies only: a person may have gone under the same number.
        into = Merge.objects.filter(gone_id=pk, company__isnull=False, taken_back_at=None)
        pk = into.values_list("company_id", flat=True).first()
    return pk


def _choose(keep: Thing, gone: Thing, chosen: Mapping[str, str]) -> None:
    for name in FIELDS[type(keep)]:
        attribute = _column(name)
        if chosen.get(name) == GONE:
            setattr(keep, attribute, getattr(gone, attribute))
        elif chosen.get(name) == BOTH:
            setattr(keep, attribute, f"{getattr(keep, attribute)}\n\n{getattr(gone, attribute)}")


def _put_back_fields(kept: models.Model, merge: Merge) -> None:
    stands = _values(kept)
    same = {name: merge.before[name] for name, value in merge.after.items() if stands[name] == value}
    _fill(kept, {name: value for name, value in same.items() if value != stands[name]})


# --- what hangs on a row, whichever room it is of: nobody here need know its name


def _pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Each table that points at this one, and by which field; of a list of people, the table between."""
    for relation in model._meta.related_objects:
        if isinstance(relation, models.ManyToManyRel):
            yield relation.through, relation.field.m2m_reverse_field_name()  # type: ignore[misc]
        else:
            yield relation.related_model, relation.field.name


def _move(relation: tuple[type[models.Model], str], gone: int, keep: int) -> Moved:
    model, field = relation
    rows = model._default_manager.filter(**{field: gone})
    dropped = []
    if model._meta.auto_created:
        other = _other_end(model, field)
        both = model._default_manager.filter(**{field: keep}).values(other)
        # Both are on it already: one of them is enough.
        twice = rows.filter(**{f"{other}__in": both})
        dropped = [{other: pk} for pk in twice.values_list(other, flat=True)]
        twice.delete()
    pks = list(rows.values_list("pk", flat=True))
    rows.update(**{field: keep})
    return Moved(model=model._meta.label, field=field, moved=pks, dropped=dropped)


def _move_back(moved: Moved, kept: int, gone: int) -> None:
    model, field = apps.get_model(moved["model"]), moved["field"]
    for begin in range(0, len(moved["moved"]), PORTION):
        # Only those that are still where they were moved to.
        portion = moved["moved"][begin : begin + PORTION]
        model._default_manager.filter(pk__in=portion, **{field: kept}).update(**{field: gone})
    for dropped in moved["dropped"]:
        [(other, pk)] = dropped.items()
        # What both were on, unless it has gone, or the one that stayed was taken off it.
        if model._default_manager.filter(**{field: kept, other: pk}).exists():
            model._default_manager.create(**{f"{field}_id": gone, f"{other}_id": pk})


def _other_end(through: type[models.Model], field: str) -> str:
    ends = [one.name for one in through._meta.fields if isinstance(one, models.ForeignKey) and one.name != field]
    return ends[0]
