"""Two that look like one, and are two."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from tracker.models import Alike, Company, Contact

Thing = TypeVar("Thing", Contact, Company)


@transaction.atomic
def say_different(one: Thing, other: Thing, *, at: datetime) -> Alike:
    """Remember that these are two: they are suggested nowhere again."""
    pair: Alike = Alike.objects.say_different(one, other, at=at)
    return pair


def take_back_different(pair: Alike) -> bool:
    """They may be one after all. False if another window said so."""
    return bool(Alike.objects.filter(pk=pair.pk, different_at__isnull=False).update(different_at=None))
