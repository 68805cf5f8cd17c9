"""What a no plans follows the person's rules; and a letter that leaves is contact, once."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from declines import services
from declines.situation import Channel, Reason, Stage
from tests.factories import NOW, ApplicationFactory, ContactFactory
from tests.pages import Page
from tracker import reminders
from tracker import services as tracker
from tracker.models import Application, Note, Reminder, Status
from tracker.reminders import Terms

pytestmark = pytest.mark.django_db
Kind = Reminder.Kind
CHRISTMAS = date(2026, 12, 25)


def say_no(application: Application, **answers: Any) -> None:
    known = {"stage": Stage.APPLIED, "reason": Reason.NONE, "channel": Channel.EMAIL} | answers
    services.decline(application=application, answers=services.Answers(**known), by=application.user, at=NOW)


def set_rule(maya: User, kind: str, *, days: int = 90, is_on: bool = True) -> None:
    reminders.set_rule(user=maya, kind=kind, is_on=is_on, days=days, again=0, at=NOW)


def test_the_form_proposes_a_hello_as_the_rule_has_it_and_on_a_working_day(maya: User) -> None:
    assert services.follow_up_days(maya, NOW)[1] == date(2026, 12, 2)
    set_rule(maya, Kind.STAY_IN_TOUCH, days=100)
    # A hundred days on is Saturday 12 December.
    assert services.follow_up_days(maya, NOW)[1] == date(2026, 12, 14)


def test_it_proposes_nothing_that_the_person_wants_no_reminder_of(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    set_rule(maya, Kind.THANK_YOU, is_on=False)
    assert services.follow_up_days(maya, NOW, application) == (None, date(2026, 12, 2))
    tracker.retire(application, at=NOW)
    assert services.follow_up_days(maya, NOW, application) == (None, None)


def test_what_is_asked_for_with_a_no_comes_though_its_kind_is_off_and_the_application_retired(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    set_rule(maya, Kind.STAY_IN_TOUCH, is_on=False)
    tracker.retire(application, at=NOW)
    say_no(application, stay_in_touch_on=CHRISTMAS)
    hello = application.reminders.open().get(kind=Kind.STAY_IN_TOUCH)
    assert (hello.due_on, reminders.still_matters(hello, NOW)) == (CHRISTMAS, True)
    assert reminders.terms(Kind.STAY_IN_TOUCH, user=maya) == Terms(is_on=False, days=90)


def test_telling_the_no_leaves_the_hello_on_the_day_that_was_chosen(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    say_no(application, stay_in_touch_on=date(2026, 10, 1))
    services.mark_delivered(letter=application.declines.get().letter, by=Channel.EMAIL, when=NOW)
    assert application.reminders.open().get().due_on == date(2026, 10, 1)


def test_a_follow_up_that_leaves_as_a_letter_is_contact_once_and_calls_for_the_second(maya: User) -> None:
    application = ApplicationFactory.build(user=maya, company=tracker.company_named(maya, "Failte"))
    application.applied_on = NOW.date()
    dana = ContactFactory.create(user=maya, name="Dana Ito")
    tracker.add_application(application, status=Status.APPLIED, by=maya, at=NOW, contact=dana)
    letter = services.letter_of(application.reminders.get(kind=Kind.FOLLOW_UP), at=NOW)
    services.mark_delivered(letter=letter, by=Channel.EMAIL, when=NOW)
    assert Note.objects.filter(kind="touch").count() == 1
    steps = application.reminders.filter(kind=Kind.FOLLOW_UP).order_by("pk").values_list("step", "state", "due_on")
    assert list(steps) == [(1, "done", date(2026, 9, 10)), (2, "pending", date(2026, 9, 17))]


def test_a_hello_that_leaves_as_a_letter_is_contact_once_and_calls_for_the_next(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    reminders.set_rule(user=maya, kind=Kind.STAY_IN_TOUCH, is_on=True, days=90, again=120, at=NOW)
    say_no(application, stay_in_touch_on=NOW.date(), contact=ContactFactory.create(user=maya))
    letter = services.letter_of(application.reminders.open().get(), at=NOW)
    services.mark_delivered(letter=letter, by=Channel.EMAIL, when=NOW)
    assert Note.objects.filter(kind="touch").count() == 1
    steps = application.reminders.order_by("pk").values_list("step", "state", "due_on")
    assert list(steps) == [(1, "done", NOW.date()), (2, "pending", date(2027, 1, 1))]


def test_taking_a_no_back_says_so_of_what_it_drops(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    say_no(application, stay_in_touch_on=CHRISTMAS, thank_you_on=CHRISTMAS)
    services.take_back(decline=application.declines.get(), by=maya, at=NOW)
    assert set(application.reminders.values_list("state", "because")) == {("cancelled", "taken_back")}


def test_a_follow_up_that_is_sent_from_here_is_called_a_follow_up(maya: User, mayas: Client) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED, applied_on=NOW.date())
    dana = ContactFactory.create(user=maya, company=application.company, name="Dana Roos")
    application.contacts.add(dana)
    reminders.follow(application, at=NOW)
    letter = services.letter_of(application.reminders.get(kind=Kind.FOLLOW_UP), at=NOW)
    assert Page(mayas.get(letter.get_absolute_url())).heading == "Follow up"
    services.mark_delivered(letter=letter, by=Channel.EMAIL, when=NOW)
    assert application.note_set.get().text == "Follow up: you told Dana Roos by e-mail."
