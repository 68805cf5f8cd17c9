"""Who may be in the book twice."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from accounts.models import User
from tracker.models import Alike, Company, Contact

# Pairs on one page; when these are dealt with, the next ones stand there.
SHOWN = 20


def same_person(contact: Contact) -> QuerySet[Contact]:
    """The others with the same address, or with the same name at the same company, unless they were said to be
    others."""
    # The owner in each half: so each finds an index of its own.
    same = Q(user=contact.user_id, name_key=contact.made_name_key(), company=contact.company_id)
    if contact.email:
        same |= Q(user=contact.user_id, lowered=Lower(Value(contact.email)))
    others = Contact.objects.alias(lowered=Lower("email")).filter(same).exclude(pk=contact.pk)
    if contact.pk:
        others = others.exclude(Alike.objects.different_from(contact))
    return others.select_related("company").order_by("pk")


def same_company(company: Company) -> QuerySet[Company]:
    """The others of the same name but for capitals, accents and "Ltd", unless they were said to be others."""
    bare = company.made_bare_key()
    others = Company.objects.filter(user=company.user_id, bare_key=bare).exclude(pk=company.pk)
    return others.exclude(Alike.objects.different_from(company)).exclude(bare_key=b"").order_by("pk")


def people_twice(user: User) -> list[Alike]:
    """Pairs of people who may be one: of one address, or of one name at one company. One question."""
    pairs = Alike.objects.for_user(user).people()
    return _each_once(pairs.select_related("contact__company", "other_contact__company"))


def companies_twice(user: User) -> list[Alike]:
    """Pairs of companies whose names agree but for capitals, accents and "Ltd". One question."""
    return _each_once(Alike.objects.for_user(user).companies().select_related("company", "other_company"))


def _each_once(pairs: QuerySet[Alike]) -> list[Alike]:
    """Of three that may be one two pairs are enough."""
    shown, together = [], dict[int, int]()
    for pair in pairs.order_by("pk")[: 3 * SHOWN]:
        one, other = _head(together, pair.first), _head(together, pair.second)
        if one != other:
            together[other] = one
            shown.append(pair)
    return shown[:SHOWN]


def _head(together: dict[int, int], row: Any) -> int:
    """Whom a row stands with on this page."""
    head: int = row.pk
    while head in together:
        head = together[head]
    return head
