"""People and companies: kept once, put on an application and taken off it, and let go where nothing hangs on them."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from tracker import reminders, search
from tracker.models import Application, Company, Contact, Merge, NameStart
from tracker.queries.twins import same_person

PORTION = 500


@transaction.atomic
def keep(thing: Contact | Company) -> None:
    """Keep a person or a company as they were changed; their applications are found by the new name."""
    thing.save()
    search.index(*applications_of(thing))


def applications_of(thing: Contact | Company) -> set[int]:
    """The applications on which a name stands: those of a company, and for a person the rounds too."""
    pks = set(thing.applications.values_list("pk", flat=True))
    if isinstance(thing, Contact):
        pks |= set(thing.interviews.values_list("application", flat=True))
    return pks


@transaction.atomic
def put_on(application: Application, contact: Contact, *, at: datetime) -> bool:
    """Put a person on an application; one who is new is kept, too. False if they were on it already."""
    if contact._state.adding:
        contact.save()
    elif application.contacts.filter(pk=contact.pk).exists():
        return False
    application.contacts.add(contact)
    reminders.follow(application, at=at)
    search.index(application.pk)
    return True


@transaction.atomic
def take_off(application: Application, contact: Contact, *, at: datetime) -> bool:
    """Take a person off an application; they and all that was noted stay. False if they were not on it."""
    rows = application.contacts.through._default_manager.filter(application=application, contact=contact)
    if not rows.delete()[0]:
        return False
    reminders.follow(application, at=at)
    search.index(application.pk)
    return True


def rekey() -> int:
    """Write what names are sorted, compared and found by where it is not as it would be written today; how many."""
    done = 0
    for rows in (Company.objects.all(), Contact.objects.all()):
        last, kind = 0, rows.model._meta.model_name
        while portion := _some(rows, last):
            found = defaultdict(set)
            starts = NameStart.objects.filter(**{f"{kind}__in": portion})
            for pk, text in starts.values_list(f"{kind}_id", "text"):
                found[pk].add(bytes(text))
            for one in portion:
                if not _is_keyed(one) or found[one.pk] != one.name_starts():
                    one.save()
                    done += 1
            last = portion[-1].pk
    return done


def _some(rows: models.QuerySet[Any], last: int) -> list[Company | Contact]:
    return list(rows.filter(pk__gt=last).order_by("pk")[:PORTION])


def _is_keyed(one: Company | Contact) -> bool:
    bare = not isinstance(one, Company) or bytes(one.bare_key) == one.made_bare_key()
    return bare and bytes(one.name_key) == one.made_name_key()


def known_as(contact: Contact) -> Contact:
    """The person who is this one beyond doubt and is known already, or this one."""
    for known in same_person(contact):
        # A shared address such as jobs@ belongs to several people; a name alone may be somebody else's.
        names = {known.made_name_key(), contact.made_name_key()} if known.name and contact.name else set()
        addresses = {known.email.lower(), contact.email.lower()} if known.email and contact.email else set()
        if len(names) < 2 and len(addresses) < 2:
            return known
    return contact


@transaction.atomic
def let_go(thing: Contact | Company) -> bool:
    """Delete a person or a company on whom nothing hangs. False if something does."""
    type(thing)._default_manager.select_for_update(of=("self",)).filter(pk=thing.pk).first()
    if is_used(thing):
        return False
    thing.delete()
    return True


def is_used(thing: Contact | Company) -> bool:
    """Whether an application, a round, a note, a letter or anything else names them."""
    return any(
        relation.related_model._default_manager.filter(Q(**{relation.field.name: thing})).exists()
        for relation in thing._meta.related_objects
        if isinstance(relation, models.ForeignObjectRel) and relation.related_model not in (NameStart, Merge)
    )
