"""Odd names and odd texts in a letter: nothing fails, nothing is lost, and what is wrong is said."""

import pytest
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.reviewing import findings_of
from declines.situation import Channel, Reason, Relationship, Stage
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LONG = "Thank you for your time, and for the interview. " * 625  # 5,000 words


@pytest.fixture
def no(maya: User) -> Decline:
    return a_decline(maya)


def typed(no: Decline, body: str) -> dict[str, object]:
    return {"contact": no.letter.contact_id, "subject": no.letter.subject, "body": body, "answers": ""}


def test_five_thousand_words_are_refused_and_stay_typed(mayas: Client, no: Decline) -> None:
    response = mayas.post(url("declines:words", no.letter.pk), typed(no, LONG))
    page = Page(response)
    assert response.status_code == 422
    assert page.errors == ["Words: Ensure this value has at most 20000 characters (it has 29999)."]
    assert page.form("body")["body"] == [LONG]
    assert Letter.objects.get(no=no).body == no.letter.body


@pytest.mark.parametrize("body", [LONG, "🚌🌃🎉", "a\0b", "\u202eevil", "", "\r\n\r\n", "{% load x %}", "x" * 20_000])
def test_any_text_can_be_read_along(mayas: Client, no: Decline, body: str) -> None:
    response = mayas.post(url("declines:review", no.letter.pk), typed(no, body))
    assert response.status_code == 200
    assert "Before you send it" in Page(response).text


def test_a_name_is_never_a_blank_or_an_opinion(maya: User) -> None:
    """Companies and people whose names look like something else get letters without a note."""
    names = ["None", "Bad Elf Ltd", "Acme & Sons <b>", "شركة المرور", "Killjoy Studios", "Placeholder Inc", "[x+1]"]
    found = {}
    for name in names:
        company = CompanyFactory.create(user=maya, name=name)
        application = ApplicationFactory.create(user=maya, company=company, position="Fraud Analyst")
        application.contacts.add(ContactFactory.create(user=maya, name="Łukasz Żółć-O’Neill", called="Łukasz"))
        answers = services.Answers(
            stage=Stage.BETWEEN_ROUNDS,
            reason=Reason.SALARY,
            channel=Channel.EMAIL,
            contact=application.contacts.get(),
            relationship=Relationship.RECRUITER,
        )
        letter = services.decline(application=application, answers=answers, by=maya, at=NOW).letter
        notes = findings_of(letter, subject=letter.subject, body=letter.body, at=NOW)
        found[name] = [(one.check, letter.body[one.start : one.end]) for one in notes]
        assert "Dear Łukasz," in letter.body
    assert found == {name: [] for name in names}


def test_an_address_without_a_name_is_greeted_as_nobody_in_particular(mayas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(ContactFactory.create(user=maya, name="", email="jobs@acme.example"))
    form = Page(mayas.get(url("declines:new", application.pk))).form("stage")
    page = Page(mayas.post(url("declines:new", application.pk), form, follow=True))
    assert Decline.objects.get().letter.body.startswith("Dear Hiring Manager,")
    assert page.heading == "It is decided. Now let jobs@acme.example know."
