"""What the database itself refuses, whoever writes and however: in bulk, past the forms, past the services."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.models import User
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tracker.models import Application, Company, Reminder, Status
from tracker.models.application import StatusChange

pytestmark = pytest.mark.django_db

Make = Callable[[], Model]


@pytest.mark.parametrize(
    ("make", "odd"),
    [
        # A status that is none, and withdrawn without its moment, or the moment without the status.
        (lambda: ApplicationFactory.create(), {"status": "ghosted"}),
        (lambda: ApplicationFactory.create(), {"status": Status.WITHDRAWN}),
        (lambda: ApplicationFactory.create(), {"withdrawn_at": NOW}),
        (lambda: ApplicationFactory.create(status=Status.WITHDRAWN), {"withdrawn_at": None}),
        (lambda: ApplicationFactory.create(status=Status.WITHDRAWN), {"status": Status.OFFER}),
        # A salary range that is upside down, a priority that is none.
        (lambda: ApplicationFactory.create(), {"salary_min": 70_000, "salary_max": 69_999}),
        (lambda: ApplicationFactory.create(), {"priority": 0}),
        (lambda: ApplicationFactory.create(), {"priority": 4}),
        # An answer that is due before anybody asked, a round that ends as it starts.
        (lambda: InterviewFactory.create(), {"reply_by": NOW, "invited_at": NOW + timedelta(seconds=1)}),
        (lambda: InterviewFactory.create(), {"minutes": 0}),
        # Somebody who is nobody.
        (lambda: ContactFactory.create(), {"name": "", "email": ""}),
        # Closed without a moment, or open with one.
        (lambda: ReminderFactory.create(), {"state": Reminder.State.DONE}),
        (lambda: ReminderFactory.create(), {"state": Reminder.State.SKIPPED}),
        (lambda: ReminderFactory.create(), {"closed_at": NOW}),
        (lambda: ReminderFactory.create(state=Reminder.State.CANCELLED), {"closed_at": None}),
        # Sent without a moment, being sent by nobody.
        (lambda: OutgoingEmailFactory.create(), {"state": "sent"}),
        (lambda: OutgoingEmailFactory.create(), {"sent_at": NOW}),
        (lambda: OutgoingEmailFactory.create(), {"state": "claimed"}),
        (lambda: OutgoingEmailFactory.create(), {"lease_until": NOW}),
    ],
)
def test_an_odd_row_is_refused_by_the_database(make: Make, odd: dict[str, Any]) -> None:
    row = make()
    rows = type(row)._default_manager.filter(pk=row.pk)
    before = rows.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**odd)
    assert rows.values().get() == before


@pytest.mark.parametrize(
    ("make", "fine"),
    [
        (lambda: ApplicationFactory.create(), {"salary_min": 70_000, "salary_max": 70_000}),
        (lambda: ApplicationFactory.create(), {"salary_min": 70_000}),
        (lambda: ApplicationFactory.create(), {"salary_max": 70_000}),
        (lambda: ApplicationFactory.create(), {"status": Status.WITHDRAWN, "withdrawn_at": NOW}),
        (lambda: InterviewFactory.create(), {"reply_by": NOW, "invited_at": NOW}),
        (lambda: InterviewFactory.create(), {"reply_by": NOW, "invited_at": None}),
        (lambda: ContactFactory.create(), {"name": ""}),
        (lambda: ReminderFactory.create(), {"state": Reminder.State.DONE, "closed_at": NOW}),
    ],
)
def test_a_row_at_the_edge_of_a_rule_is_kept(make: Make, fine: dict[str, Any]) -> None:
    row = make()
    assert type(row)._default_manager.filter(pk=row.pk).update(**fine) == 1


def test_a_company_is_there_once_whatever_its_capitals(maya: User) -> None:
    CompanyFactory.create(user=maya, name="Tallinn Traffic")
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.bulk_create([Company(user=maya, name="TALLINN traffic")])


def test_two_people_may_know_the_same_company(maya: User, otto: User) -> None:
    CompanyFactory.create(user=maya, name="Tallinn Traffic")
    CompanyFactory.create(user=otto, name="Tallinn Traffic")
    assert Company.objects.filter(name="Tallinn Traffic").count() == 2


def reminder(application: Application, **fields: Any) -> Reminder:
    given = {"kind": Reminder.Kind.THANK_YOU, "due_on": NOW.date(), "due_time": NOW.time(), "created_at": NOW}
    return Reminder(user=application.user, application=application, **given | fields)


@pytest.mark.parametrize("told", [Reminder.State.PENDING, Reminder.State.TOLD])
def test_an_occasion_has_one_open_reminder(told: Reminder.State) -> None:
    application = ApplicationFactory.create()
    reminder(application, state=told).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.bulk_create([reminder(application)])


def test_so_has_an_occasion_with_a_round_and_a_person() -> None:
    interview, contact = InterviewFactory.create(), ContactFactory.create()
    reminder(interview.application, interview=interview, contact=contact).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        reminder(interview.application, interview=interview, contact=contact).save()


def test_another_occasion_a_closed_one_and_things_of_ones_own_stand_beside_it() -> None:
    interview = InterviewFactory.create()
    application = interview.application
    kinds = Reminder.Kind
    reminder(application).save()
    Reminder.objects.bulk_create(
        [
            reminder(application, kind=kinds.STAY_IN_TOUCH),
            reminder(application, interview=interview),
            reminder(application, contact=ContactFactory.create()),
            reminder(application, state=Reminder.State.DONE, closed_at=NOW),
            reminder(application, kind=kinds.OTHER),
            reminder(application, kind=kinds.OTHER),
            reminder(ApplicationFactory.create()),
        ]
    )
    assert Reminder.objects.count() == 8


def test_a_move_is_taken_back_once() -> None:
    application = ApplicationFactory.create()
    change = StatusChange.objects.create(application=application, to_status=Status.OFFER, at=NOW)
    back = {"application": application, "to_status": Status.APPLIED, "at": NOW, "takes_back": change}
    StatusChange.objects.create(**back)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusChange.objects.create(**back)


def test_a_mail_is_there_once_per_occasion_and_once_per_message_id() -> None:
    mail = OutgoingEmailFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmailFactory.create(key=mail.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmailFactory.create(message_id=mail.message_id)


def test_a_company_with_applications_cannot_be_swept_away() -> None:
    application = ApplicationFactory.create()
    with pytest.raises(IntegrityError):
        application.company.delete()
    assert Application.objects.filter(pk=application.pk).exists()


def test_a_person_with_a_search_can_be_deleted_and_takes_it_along(maya: User) -> None:
    ApplicationFactory.create(user=maya)
    maya.delete()
    assert (Application.objects.count(), Company.objects.count()) == (0, 0)
