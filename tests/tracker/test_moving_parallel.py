"""Two windows of one person, fifty hands: one move, and the others are told. On SQLite and on PostgreSQL."""

from collections import Counter

import pytest
from django.urls import reverse

from accounts.models import User
from tests.declines.test_parallel import HANDS
from tests.factories import NOW, ApplicationFactory
from tests.tracker.test_reminders_parallel import press_all
from tracker import services
from tracker.models import Status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


def test_of_two_places_at_once_one_is_reached_and_the_other_window_is_told(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    address = reverse("tracker:move", args=[application.pk])
    places = [(address, {"stands": "applied", "to": to}) for to in ("interviewing", "offer")]

    # Those who wanted what came about have it; the others see where it stands instead.
    assert press_all(maya, *places) == Counter({"302": HANDS / 2, "409": HANDS / 2})
    application.refresh_from_db()
    assert [change.to_status for change in application.changes.all()] == [application.status]


def test_one_move_is_taken_back_once(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    change = services.move(application=application, to=Status.OFFER, by=maya, at=NOW)

    assert press_all(maya, (reverse("tracker:take_back", args=[change.pk]), {})) == Counter({"302": HANDS})
    application.refresh_from_db()
    assert (application.status, application.changes.count()) == (Status.APPLIED, 2)
