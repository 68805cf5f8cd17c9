"""Who comes back to a company, or meets the same person again, is reminded of how it was."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import get
from tracker import queries, services
from tracker.models import Application, Contact, Note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


@pytest.fixture
def traffic(maya: User) -> Application:
    """Open at Tallinn Traffic, with Jean-Luc d’Artois."""
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    application = ApplicationFactory.create(user=maya, company=company)
    application.contacts.add(ContactFactory.create(user=maya))
    return application


def earlier(application: Application) -> list[tuple[str, str, list[str], object]]:
    found = queries.history(application, list(application.contacts.all()), NOW)
    return [
        (one.application.company.name, one.application.status, [str(who) for who in one.people], one.last_spoke)
        for one in found
    ]


def test_the_same_company_comes_first_then_the_same_people(traffic: Application, maya: User) -> None:
    jean = traffic.contacts.get()
    before = ApplicationFactory.create(user=maya, company=traffic.company, status="rejected", status_since=NOW - DAY)
    killjoy = CompanyFactory.create(user=maya, name="Killjoy Studios")
    elsewhere = ApplicationFactory.create(user=maya, company=killjoy, status="lapsed")
    elsewhere.contacts.add(jean)
    InterviewFactory.create(application=before, state="done", starts_at=NOW - 9 * DAY)
    Note.objects.create(application=before, kind="touch", text="-", at=NOW - 3 * DAY)
    Note.objects.create(application=before, kind="note", text="-", at=NOW - DAY)
    Note.objects.create(application=elsewhere, kind="touch", text="-", at=NOW + DAY)
    assert earlier(traffic) == [
        ("Tallinn Traffic", "rejected", [], NOW - 3 * DAY),
        ("Killjoy Studios", "lapsed", ["Jean-Luc d’Artois"], None),
    ]


def test_one_at_the_same_company_with_the_same_person_stands_once(traffic: Application, maya: User) -> None:
    before = ApplicationFactory.create(user=maya, company=traffic.company, status="withdrawn")
    before.contacts.add(traffic.contacts.get())
    assert earlier(traffic) == [("Tallinn Traffic", "withdrawn", ["Jean-Luc d’Artois"], None)]


def test_neither_strangers_nor_the_bin_nor_itself_come_up(traffic: Application, maya: User, otto: User) -> None:
    binned = ApplicationFactory.create(user=maya, company=traffic.company)
    binned.contacts.add(traffic.contacts.get())
    services.put_into_bin(binned, by=maya, at=NOW)
    ApplicationFactory.create(user=otto, company__name="Tallinn Traffic")
    ApplicationFactory.create(user=maya)
    assert earlier(traffic) == []


def test_a_long_history_is_told_by_its_latest(traffic: Application, maya: User) -> None:
    jean = traffic.contacts.get()
    for number in range(6):
        ApplicationFactory.create(
            user=maya, company=traffic.company, position=f"here {number}", status_since=NOW - number * DAY
        )
        ApplicationFactory.create(
            user=maya, position=f"there {number}", status_since=NOW - number * DAY
        ).contacts.add(jean)
    found = [one.application.position for one in queries.history(traffic, [jean], NOW)]
    assert found == [f"{place} {number}" for place in ("here", "there") for number in range(4)]


def test_the_page_says_it_with_links(mayas: Client, traffic: Application, maya: User) -> None:
    before = ApplicationFactory.create(
        user=maya, company=traffic.company, position="Editor", status="rejected", status_since=NOW - 9 * DAY
    )
    Note.objects.create(application=before, kind="touch", text="-", at=NOW - 9 * DAY)
    page = get(mayas, traffic.get_absolute_url())
    assert page.part("You have met before") == ["Editor Rejected since Tue 25 Aug. Last spoke 9 days ago."]
    assert page.links()["Editor"] == before.get_absolute_url()


def test_it_asks_two_questions(traffic: Application, django_assert_num_queries: object) -> None:
    people: list[Contact] = list(traffic.contacts.all())
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.history(traffic, people, NOW)
