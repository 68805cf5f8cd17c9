"""The words of a no moved into a letter: no word, no day and no follow-up is lost, there and back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, ContactFactory, ReminderFactory, UserFactory
from tracker.models import StatusChange

BEFORE = [("declines", "0001_initial")]
AFTER = [("declines", "0004_decline_without_words")]

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(to: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.fixture(autouse=True)
def _latest_at_the_end() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def rows(Decline: Any) -> list[dict[str, Any]]:
    return list(Decline.objects.order_by("pk").values())


def test_every_no_keeps_its_words_and_its_follow_ups_there_and_back() -> None:
    user: User = UserFactory.create()
    told = ApplicationFactory.create(user=user)
    changes = [
        StatusChange.objects.create(application=told, to_status="withdrawn", at=NOW),
        StatusChange.objects.create(application=told, to_status="withdrawn", at=NOW),
    ]
    thanks = ReminderFactory.create(application=told, kind="thank_you")
    hello = ReminderFactory.create(application=told, kind="stay_in_touch")
    contact = ContactFactory.create(user=user)
    Old = migrate(BEFORE).get_model("declines", "Decline")
    common = {
        "application_id": told.pk,
        "stage": "invited",
        "reason": "salary",
        "decided_at": NOW,
        "liked": "the tea",
    }
    Old.objects.create(
        **common,
        change_id=changes[0].pk,
        contact_id=contact.pk,
        channel="phone",
        body="Open:\nHello",
        delivered_at=NOW,
        delivered_by="phone",
        thank_you_id=thanks.pk,
        stay_in_touch_id=hello.pk,
        taken_back_at=NOW,
    )
    Old.objects.create(
        **common, change_id=changes[1].pk, channel="email", subject="Interview Decline", body="Dear Ana,"
    )
    before = rows(Old)

    New = migrate(AFTER).get_model("declines", "Decline")
    first, second = New.objects.order_by("pk").select_related("letter")
    assert (first.letter.kind, first.letter.channel, first.letter.body, first.letter.delivered_by) == (
        "decline",
        "phone",
        "Open:\nHello",
        "phone",
    )
    assert (first.letter.contact_id, first.letter.delivered_at, first.letter.written_at) == (contact.pk, NOW, NOW)
    assert sorted(first.follow_ups.values_list("pk", flat=True)) == [thanks.pk, hello.pk]
    assert (second.letter.subject, second.letter.body, second.letter.delivered_at) == (
        "Interview Decline",
        "Dear Ana,",
        None,
    )
    assert list(second.follow_ups.all()) == []

    assert rows(migrate(BEFORE).get_model("declines", "Decline")) == before
