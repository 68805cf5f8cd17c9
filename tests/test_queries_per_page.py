"""How many questions each page asks the database: the same with one row and with three, and never many."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from declines.models import Decline, DeclinedInterview, Reflection, Wording
from tests.addresses import a_decline, a_wording, an_attachment, url
from tests.factories import (
    NOW,
    ApplicationFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tracker.models import Application, Interview, Note, SavedView, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
# Two of them find out who is there: the session and the person. One asks after mails and their worker.
QUESTIONS = {
    "tracker:today": 13,
    "tracker:applications?view=board": 11,
    "tracker:applications": 12,
    "tracker:application": 15,
    "tracker:bin": 5,
    "tracker:edit_application": 6,
    "tracker:add_interview": 6,
    "tracker:edit_interview": 7,
    "tracker:status_guide": 3,
    "tracker:people": 9,
    "tracker:people_twice": 5,
    "tracker:person": 14,
    "tracker:edit_contact": 6,
    "tracker:merge_person": 5,
    "tracker:add_contact": 6,
    "tracker:companies": 6,
    "tracker:company": 8,
    "tracker:edit_company": 5,
    "tracker:reminders": 6,
    "tracker:rules": 4,
    "tracker:application_rules": 5,
    "tracker:reminder": 7,
    "tracker:bring": 4,
    "declines:new": 15,
    "declines:decline": 9,
    "declines:weigh": 8,
    "declines:revisit": 8,
    "declines:insights": 12,
    "declines:wordings": 4,
    "declines:new_wording": 10,
    "declines:wording": 12,
    "outbox:mails": 7,
    "outbox:mail": 4,
    "accounts:preferences": 4,
}


def one_more_row_of_everything(application: Application, kept: Decline) -> None:
    """A row for each list on each page, with all that hangs on it."""
    maya = application.user
    ana = ContactFactory.create(user=maya, phone="0113 496 0042")
    application.contacts.add(ana)
    kept.application.contacts.add(ana)
    invited = InterviewFactory.create(application=application)
    held = InterviewFactory.create(application=application, state="accepted", starts_at=NOW - 3 * DAY)
    ahead = InterviewFactory.create(application=application, state="accepted", starts_at=NOW + DAY)
    for interview in (invited, held, ahead):
        interview.interviewers.add(ana)
    freed = InterviewFactory.create(application=kept.application, state="cancelled")
    DeclinedInterview.objects.create(decline=kept, interview=freed, former_state=Interview.State.ACCEPTED)
    Note.objects.create(application=application, kind="touch", contact=ana, text="-", at=NOW)
    StatusChange.objects.create(application=application, from_status="applied", to_status="offer", at=NOW, by=maya)
    ReminderFactory.create(application=application, contact=ana)
    ReminderFactory.create(
        application=application, kind="thank_you", interview=held, subject="Thank you", words="Dear Ana,"
    )
    ApplicationFactory.create(user=maya, status=Status.OFFER, offer_reply_by=NOW)
    ApplicationFactory.create(user=maya, status=Status.APPLIED, status_since=NOW - 30 * DAY)
    ApplicationFactory.create(user=maya, binned_at=NOW)
    an_attachment(application, content=f"%PDF-1.7 {application.attachments.count()}".encode())
    OutgoingEmailFactory.create(user=maya)
    SavedView.objects.create(user=maya, name=f"View {SavedView.objects.count()}", query="status=offer")
    a_wording(maya, name=f"My no, {Wording.objects.count()}")
    elsewhere = ApplicationFactory.create(user=maya, company=application.company, status=Status.LAPSED)
    elsewhere.contacts.add(ana)
    Reflection.objects.create(application=elsewhere, revisit="maybe", revisit_note="A night team.", noted_at=NOW)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_asks_the_same_number_of_questions_at_any_length(
    mayas: Client, maya: User, name: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    application = ApplicationFactory.create(user=maya, liked="the night buses")
    kept = a_decline(maya)
    for _ in range(rows):
        one_more_row_of_everything(application, kept)
    things = {
        "applications": application.pk,
        "interviews": Interview.objects.filter(application=application)[0].pk,
        "people": application.contacts.all()[0].pk,
        "companies": application.company_id,
        "reminders": application.reminders.filter(kind="thank_you")[0].pk,
        "declines": kept.pk,
        "wordings": Wording.objects.filter(user=maya)[0].pk,
        "outbox": OutgoingEmailFactory.create(user=maya).pk,
    }
    page, mark, query = name.partition("?")
    address = url(page, things.get(url(page, 0).split("/")[1])) + mark + query
    with django_assert_num_queries(QUESTIONS[name]):
        response = mayas.get(address)
    assert response.status_code == 200


def test_no_page_asks_many() -> None:
    assert {name: count for name, count in QUESTIONS.items() if count > 15} == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_words_follow_the_typing_with_few_questions(
    mayas: Client, maya: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    application = ApplicationFactory.create(user=maya)
    kept = a_decline(maya)
    for _ in range(rows):
        one_more_row_of_everything(application, kept)
    typed = {"stage": "invited", "reason": "salary", "channel": "email", "contact": application.contacts.all()[0].pk}
    with django_assert_num_queries(7):
        response = mayas.post(url("declines:preview", application.pk), typed)
    assert response.status_code == 200
