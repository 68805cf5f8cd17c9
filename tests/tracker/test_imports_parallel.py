"""Many imports at once: what one of them has added is there already for all others. On SQLite and on PostgreSQL."""

from collections import Counter

import pytest

from accounts.models import User
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import CompanyFactory
from tests.tracker.exchanging import EARLY, checked
from tracker.exchange import runs
from tracker.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_fifty_who_bring_the_same_file_at_once_one_adds_it(maya: User) -> None:
    CompanyFactory.create(user=maya, name="Acme")
    brought = [checked(maya, b"Company,Position,Status\nAcme,Chef,saved\n", EARLY) for _hand in range(HANDS)]
    for run in brought:
        runs.start(run, at=EARLY)
    turns = iter(brought)

    def bring() -> str:
        run = next(turns)
        runs.work_on(run, at=EARLY, stopping=lambda: False)
        return run.rows.get().verdict

    assert all_at_once(bring) == Counter({"added": 1, "there": HANDS - 1})
    assert Application.objects.count() == 1
