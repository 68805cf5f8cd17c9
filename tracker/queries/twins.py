"""Who may be in the book twice."""

from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.models import User
from tracker.models import Company, Contact

# Pairs on one page; when these are dealt with, the next ones stand there.
SHOWN = 20
Row = TypeVar("Row", Contact, Company)


def same_person(contact: Contact) -> QuerySet[Contact]:
    """The others with the same address, or with the same name at the same company."""
    # The owner in each half: so each finds an index of its own.
    same = Q(user=contact.user_id, name_key=contact.made_name_key(), company=contact.company_id)
    if contact.email:
        same |= Q(user=contact.user_id, lowered=Lower(Value(contact.email)))
    others = Contact.objects.alias(lowered=Lower("email")).filter(same).exclude(pk=contact.pk)
    return others.select_related("company").order_by("pk")


def same_company(company: Company) -> QuerySet[Company]:
    """The others of the same name but for capitals, accents and "Ltd"."""
    bare = company.made_bare_key()
    others = Company.objects.filter(user=company.user_id, bare_key=bare).exclude(pk=company.pk)
    return others.exclude(bare_key=b"").order_by("pk")


def people_twice(user: User) -> list[list[Contact]]:
    """Groups of people who may be one: of one address, or of one name at one company. Four questions."""
    mine = Contact.objects.for_user(user).order_by().annotate(lowered=Lower("email"))
    addresses = _twice(mine.exclude(email=""), "lowered")
    alike = _twice(mine.exclude(name_key=b""), "name_key", "company")
    groups: dict[frozenset[int], list[Contact]] = {}
    for rows, sames in ((mine, addresses), (mine, alike)):
        for group in _groups(rows.select_related("company"), sames):
            groups.setdefault(frozenset(one.pk for one in group), group)
    return list(groups.values())[:SHOWN]


def companies_twice(user: User) -> list[list[Company]]:
    """Groups of companies whose names agree but for capitals, accents and "Ltd". Two questions."""
    mine = Company.objects.for_user(user).order_by()
    return _groups(mine, _twice(mine.exclude(bare_key=b""), "bare_key"))


def _twice(rows: QuerySet[Row], *by: str) -> list[dict[str, Any]]:
    """What several of these rows have in common, once each."""
    alike = rows.values(*by).annotate(rows_alike=Count("pk")).filter(rows_alike__gt=1)
    return [{name: pair[name] for name in by} for pair in alike[:SHOWN]]


def _groups(rows: QuerySet[Row], sames: list[dict[str, Any]]) -> list[list[Row]]:
    """The rows that have each of these in common, the oldest first: it is the one that is kept."""
    groups: list[list[Row]] = [[] for _same in sames]
    if not sames:
        return groups
    # Said by the database in which group each row is: it alone knows how it compares.
    cases = [When(**same, then=Value(number)) for number, same in enumerate(sames)]
    any_of = reduce(or_, (Q(**same) for same in sames))
    for row in rows.filter(any_of).annotate(group=Case(*cases, output_field=IntegerField())).order_by("pk"):
        groups[row.group].append(row)
    return [group[:SHOWN] for group in groups]
