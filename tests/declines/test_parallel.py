"""Fifty hands on one button: one no, one message, one pair of reminders. On SQLite and on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections

from accounts.models import User
from declines import services
from declines.models import Decline, DeclinedInterview
from declines.situation import Channel, Reason, Stage
from tests.factories import NOW, ApplicationFactory, InterviewFactory
from tracker.models import Application, Interview, Reminder, Status
from tracker.transitions import InvalidTransition

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 50


def all_at_once(act: Callable[[], object]) -> Counter[str]:
    """What each of fifty threads got, with a connection of its own: a result, or the name of an error."""
    together = threading.Barrier(HANDS)

    def hand() -> object:
        try:
            together.wait(timeout=60)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        hands = [pool.submit(hand) for _ in range(HANDS)]
    return Counter(
        str(hand.result()) if hand.exception() is None else type(hand.exception()).__name__ for hand in hands
    )


def decline(application_id: int) -> str:
    """One browser tab: the page was read while the application was still open."""
    application = Application.objects.select_related("user", "company").get(pk=application_id)
    application.status = Status.INTERVIEWING
    answers = services.Answers(
        stage=Stage.INVITED,
        reason=Reason.SALARY,
        channel=Channel.EMAIL,
        thank_you_on=date(2026, 9, 4),
        stay_in_touch_on=date(2026, 12, 2),
    )
    services.decline(application=application, answers=answers, by=application.user, at=NOW)
    return "declined"


def test_fifty_parallel_declines_of_one_application_are_one(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.INTERVIEWING)
    InterviewFactory.create(application=application)
    outcomes = all_at_once(lambda: decline(application.pk))
    assert outcomes == Counter({"declined": 1, InvalidTransition.__name__: HANDS - 1})
    application.refresh_from_db()
    assert (application.status, application.withdrawn_at) == (Status.WITHDRAWN, NOW)
    assert list(application.changes.values_list("from_status", "to_status")) == [("interviewing", "withdrawn")]
    assert [Decline.objects.count(), DeclinedInterview.objects.count()] == [1, 1]
    assert sorted(Reminder.objects.values_list("kind", "state")) == [
        ("stay_in_touch", "pending"),
        ("thank_you", "pending"),
    ]
    assert list(Interview.objects.values_list("state", flat=True)) == [Interview.State.DECLINED]


def test_fifty_parallel_undos_take_it_back_once(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    decline_before(application)
    later = NOW + timedelta(minutes=1)

    def undo() -> bool:
        kept = Decline.objects.get()
        return services.take_back(decline=kept, by=kept.application.user, at=later)

    assert all_at_once(undo) == Counter({"True": 1, "False": HANDS - 1})
    application.refresh_from_db()
    assert (application.status, application.changes.count()) == (Status.OFFER, 2)


def decline_before(application: Application) -> None:
    answers = services.Answers(stage=Stage.OFFER, reason=Reason.NONE, channel=Channel.EMAIL)
    services.decline(application=application, answers=answers, by=application.user, at=NOW)


def test_fifty_parallel_notes_that_they_know_are_one(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    decline_before(application)

    def tell() -> bool:
        return services.mark_delivered(letter=Decline.objects.get().letter, by=Channel.PHONE, when=NOW)

    assert all_at_once(tell) == Counter({"True": 1, "False": HANDS - 1})
    assert application.note_set.count() == 1
