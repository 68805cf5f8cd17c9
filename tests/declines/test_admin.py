"""Declining from the admin's list: the same service, one by one, and those over already are named."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from declines.models import Decline
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Page, post
from tracker.models import Application, Reminder, Status, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def olgas(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


def named(user: User, name: str, status: Status) -> Application:
    company = CompanyFactory.create(user=user, name=name)
    return ApplicationFactory.create(user=user, company=company, status=status, liked="the night buses")


def decline(client: Client, *applications: Application) -> Page:
    chosen = [application.pk for application in applications]
    return post(client, "/admin/tracker/application/", {"action": "decline", "_selected_action": chosen})


def said(page: Page) -> list[str]:
    lists = [box for box in page.every("ul") if "messagelist" in box.value("class")]
    return [item.text for box in lists for item in box.every("li")]


def test_each_is_declined_as_its_owner_would_without_naming_a_reason(olgas: Client, olga: User, maya: User) -> None:
    application = named(maya, "Failte", Status.INTERVIEWING)
    ana = ContactFactory.create(user=maya, name="Ana")
    application.contacts.add(ana)
    panel = InterviewFactory.create(application=application, state="accepted")
    page = decline(olgas, application)
    assert said(page) == ["1 declined; the words wait for its owner."]
    kept = Decline.objects.get()
    assert (kept.reason, kept.letter.channel, kept.letter.contact, kept.interview, kept.liked, kept.decided_at) == (
        "none",
        "email",
        ana,
        panel,
        "the night buses",
        NOW,
    )
    assert kept.letter.body.startswith("Dear Ana,")
    assert kept.letter.body.endswith("Maya Lindholm")
    change = StatusChange.objects.get()
    assert (change, change.to_status, change.by) == (kept.change, "withdrawn", olga)
    panel.refresh_from_db()
    assert panel.state == "cancelled"
    # On the owner's calendar, not on the operator's.
    assert list(Reminder.objects.open().values_list("user", "kind", "due_on")) == [
        (maya.pk, "thank_you", date(2026, 9, 4)),
        (maya.pk, "stay_in_touch", date(2026, 12, 2)),
    ]


def test_those_over_already_are_named_and_stop_nobody(olgas: Client, maya: User, otto: User) -> None:
    applied, rejected = named(maya, "Failte", Status.APPLIED), named(maya, "Leeds", Status.REJECTED)
    withdrawn, offered = named(otto, "Bergen", Status.WITHDRAWN), named(otto, "Oslo", Status.OFFER)
    page = decline(olgas, applied, rejected, withdrawn, offered)
    done, over = said(page)
    assert done == "2 declined."
    assert set(over.removeprefix("Over already: ").split("; ")) == {
        "Product Manager, Leeds",
        "Product Manager, Bergen",
    }
    assert {kept.application for kept in Decline.objects.all()} == {applied, offered}
    assert [Application.objects.get(pk=row.pk).status for row in (rejected, withdrawn)] == ["rejected", "withdrawn"]


def test_a_second_time_nothing_happens(olgas: Client, maya: User) -> None:
    application = named(maya, "Failte", Status.APPLIED)
    decline(olgas, application)
    page = decline(olgas, application)
    assert said(page) == ["Over already: Product Manager, Failte"]
    assert (Decline.objects.count(), StatusChange.objects.count()) == (1, 1)


def test_nobody_but_the_operator_declines_for_others(mayas: Client, otto: User) -> None:
    application = named(otto, "Failte", Status.APPLIED)
    page = decline(mayas, application)
    assert (page.status, Decline.objects.count()) == (403, 0)
