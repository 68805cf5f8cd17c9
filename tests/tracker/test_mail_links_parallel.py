"""Fifty hands on one link of a mail: it acts once. On SQLite and on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, OutgoingEmailFactory, ReminderFactory
from tests.pages import Page
from tracker import mail_links
from tracker.mail_links import Act
from tracker.models import Reminder, Rule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


def told(maya: User) -> Reminder:
    """A reminder whose mail is on its way."""
    reminder = ReminderFactory.create(application__user=maya, state="told", told_at=NOW)
    OutgoingEmailFactory.create(user=maya, key=reminder.mail_key)
    return reminder


def press(link: str) -> str:
    return Page(Client().post(link, {"when": "3"})).heading


def test_fifty_parallel_presses_of_done_are_one(maya: User) -> None:
    link = mail_links.act_url(told(maya), Act.DONE, at=NOW)

    assert all_at_once(lambda: press(link)) == Counter({"Done. One thing less.": 1, "It is done already.": HANDS - 1})
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.closed_at, reminder.occurrence) == ("done", NOW, 1)
    assert list(OutgoingEmail.objects.values_list("state", flat=True)) == ["cancelled"]


def test_fifty_parallel_presses_of_later_move_it_once(maya: User) -> None:
    link = mail_links.act_url(told(maya), Act.LATER, at=NOW)

    assert all_at_once(lambda: press(link)) == Counter(
        {
            "We come back to it Sun 6 Sep, 9:00.": 1,
            "It was moved already: we come back to it Sun 6 Sep, 9:00.": HANDS - 1,
        }
    )
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.due_on, reminder.occurrence) == ("pending", NOW.date() + timedelta(days=3), 2)


def test_of_done_and_later_pressed_at_once_one_stands(maya: User) -> None:
    reminder = told(maya)
    links = [mail_links.act_url(reminder, act, at=NOW) for act in Act] * HANDS

    outcomes = all_at_once(lambda: press(links.pop()))

    acted = [words for words in outcomes if words.startswith(("Done.", "We come back"))]
    assert [outcomes[words] for words in acted] == [1]
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.occurrence) in {("done", 1), ("pending", 2)}


def test_fifty_parallel_unsubscribes_are_one_rule(maya: User) -> None:
    link = mail_links.stop_url(maya.pk, ["thank_you"])

    assert all_at_once(lambda: press(link)) == Counter({"No more mails: Thank-you note.": HANDS})
    assert list(Rule.objects.values_list("kind", "by_mail")) == [("thank_you", False)]
