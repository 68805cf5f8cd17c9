"""Questions that are written out once and asked with other values."""

from datetime import timedelta

import pytest

from accounts.models import User
from tests.factories import NOW, ApplicationFactory
from tracker.models import Application
from tracker.queries.written import ME, several, written

pytestmark = pytest.mark.django_db


def test_one_question_is_asked_for_each_person(maya: User, otto: User) -> None:
    theirs = {user: ApplicationFactory.create(user=user) for user in (maya, otto)}
    question = written(Application.objects.filter(user=ME).values_list("pk"))
    assert question.ask({ME: maya.pk}) == [(theirs[maya].pk,)]
    assert question.ask({ME: otto.pk}) == [(theirs[otto].pk,)]


def test_what_it_answers_is_what_the_rows_say(maya: User) -> None:
    row = ApplicationFactory.create(user=maya, status_since=NOW, applied_on=NOW.date() - timedelta(days=3))
    names = ("status_since", "applied_on", "binned_at", "position", "salary_min")
    rows = Application.objects.filter(user=ME).values_list(*names)
    assert written(rows).ask({ME: maya.pk}) == [tuple(getattr(row, name) for name in names)]


def test_a_blank_that_is_left_open_finds_nothing(maya: User) -> None:
    first, second = (ApplicationFactory.create(user=maya) for _ in range(2))
    rows = Application.objects.filter(pk__in=several(3)).order_by("pk").values_list("pk", flat=False)
    blanks = dict(zip(several(3), [second.pk, first.pk], strict=False))
    assert written(rows).ask(blanks) == [(first.pk,), (second.pk,)]
