"""Different buttons of one application, pressed at once: nobody gets an error. On SQLite and on PostgreSQL."""

from collections import Counter
from datetime import timedelta
from itertools import cycle

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, ApplicationFactory, ContactFactory, ReminderFactory
from tracker import reminders
from tracker.models import Reminder, Status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
Kind = Reminder.Kind
Press = tuple[str, dict[str, str]]


def press_all(user: User, *presses: Press) -> Counter[str]:
    """The status of each answer, the buttons taking turns."""
    turns = cycle(presses)
    mine = [next(turns) for _ in range(HANDS)]

    def press() -> int:
        address, data = mine.pop()
        browser = Client(raise_request_exception=False)
        browser.force_login(user)
        return browser.post(address, data).status_code

    return all_at_once(press)


def test_done_and_a_move_at_once_both_go_through(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    reminders.follow(application, at=NOW)
    follow_up = Reminder.objects.get(kind=Kind.FOLLOW_UP)
    done: Press = (reverse("tracker:done", args=[follow_up.pk]), {})
    move: Press = (reverse("tracker:move", args=[application.pk]), {"stands": "applied", "to": "rejected"})

    assert press_all(maya, done, move) == Counter({"302": HANDS})
    follow_up.refresh_from_db()
    assert follow_up.state in {"done", "cancelled"}
    assert list(Reminder.objects.open()) == []


def test_contact_and_new_rules_at_once_both_go_through(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    dana = ContactFactory.create(user=maya, company=application.company)
    application.contacts.add(dana)
    due = (NOW + timedelta(days=60)).date()
    ReminderFactory.create(application=application, kind=Kind.STAY_IN_TOUCH, contact=dana, due_on=due)
    touch: Press = (reverse("tracker:add_touch", args=[application.pk]), {"on": "2026-09-03", "said": "Buses."})
    retire: Press = (reverse("tracker:retire", args=[application.pk]), {})

    assert press_all(maya, touch, retire) == Counter({"302": HANDS})
    assert list(Reminder.objects.values_list("state", flat=True)) == ["cancelled"]
