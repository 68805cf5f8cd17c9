"""Many windows on one merge: the two become one once, and two again once. On SQLite and on PostgreSQL."""

from collections import Counter

import pytest

from accounts.models import User
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, ApplicationFactory, ContactFactory
from tracker.models import Contact, Merge
from tracker.services.merging import CannotMerge, CannotTakeBack, fingerprint, merge, take_back_merge

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_windows_that_merge_the_same_two_either_way_round_make_one_of_them(maya: User) -> None:
    two = [ContactFactory.create(user=maya), ContactFactory.create(user=maya)]
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(*two)
    turns = iter([*two, *reversed(two)] * HANDS)

    def one() -> str:
        keep, gone = next(turns), next(turns)
        merge(keep, gone, chosen={}, seen=fingerprint(keep, gone), by=maya, at=NOW)
        return "one"

    assert all_at_once(one) == Counter({"one": 1, CannotMerge.__name__: HANDS - 1})
    made = Merge.objects.get()
    assert list(application.contacts.all()) == [made.contact]

    def two_again() -> str:
        take_back_merge(Merge.objects.get(pk=made.pk), by=maya, at=NOW)
        return "two"

    assert all_at_once(two_again) == Counter({"two": 1, CannotTakeBack.__name__: HANDS - 1})
    assert set(application.contacts.all()) == set(Contact.objects.all()) == set(two)
