"""Saying no well, as a person does it: edit badly, mend, send, follow up, think again; call; close out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.models import Decline, Letter
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.mailserver import MailServer
from tracker.models import Application, Contact, Reminder, Status

Take = Callable[[Page, str], None]


def search_of(maya: User) -> Application:
    """A round held with Dr. El-Sayed, the next one agreed, arranged by Jean-Luc."""
    now = datetime.now(UTC)
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic OÜ")
    application = ApplicationFactory.create(user=maya, company=company)
    jean_luc = ContactFactory.create(user=maya, called="Jean-Luc", phone="0113 496 0042")
    amin = ContactFactory.create(
        user=maya, name="Amin El-Sayed", called="Dr. El-Sayed", role="interviewer", email="amin@tallinn.example"
    )
    application.contacts.add(jean_luc)
    held = InterviewFactory.create(
        application=application, state="done", starts_at=now - timedelta(days=5), stage="phone_screen"
    )
    held.interviewers.add(amin)
    InterviewFactory.create(application=application, state="accepted", starts_at=now + timedelta(days=6))
    return application


def work(when: datetime) -> None:
    """One round of the worker, as if it were that moment."""
    with time_machine.travel(when, tick=True):
        call_command("worker", once=True)


def received(server: MailServer, address: str) -> list[str]:
    return [str(mail.message["Subject"]).strip() for mail in server.received if mail.to == [address]]


def test_edit_badly_see_the_marks_mend_send_follow_up_and_think_again(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, mail_server: MailServer, picture: Take
) -> None:
    application = search_of(maya)
    sign_in(maya)
    page = watched
    page.goto(live_server.url + url("declines:new", application.pk))
    letter = page.locator("#letter")
    page.get_by_label("Hours, duties, travel or commute").check()
    expect(letter).to_contain_text("travel")
    before = letter.locator("article").inner_text()
    page.get_by_role("button", name="Another wording").click()
    expect(letter.locator("article")).not_to_have_text(before, use_inner_text=True)
    page.get_by_text("Direct", exact=True).click()
    expect(letter.locator("article")).to_contain_text("Jean-Luc")
    picture(page, "walk-composer-another")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    page.wait_for_url("**/declines/*/")
    no = Decline.objects.get()
    assert (no.letter.tone, no.letter.seed) == ("direct", 1)
    assert sorted(no.follow_ups.values_list("contact__name", "kind")) == [
        ("Amin El-Sayed", "thank_you"),
        ("Jean-Luc d’Artois", "stay_in_touch"),
    ]

    edit_badly(page, picture)
    page.get_by_role("button", name="Send to Jean-Luc now").click()
    expect(page.get_by_role("heading", name="Send it as it is?")).to_be_visible()
    picture(page, "walk-send-anyway")
    page.get_by_role("link", name="Go to the words").click()
    mend(page)
    page.get_by_role("button", name="Send to Jean-Luc now").click()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("Stopped. Nothing has left")).to_be_visible()
    page.get_by_role("button", name="Send to Jean-Luc now").click()
    expect(page.get_by_role("button", name="Stop it")).to_be_visible()
    picture(page, "walk-sending")
    work(datetime.now(UTC) + timedelta(seconds=11))
    # The page waits for it, and says so by itself.
    expect(page.get_by_role("heading", name="They know. That was the hard part.")).to_be_visible()
    sent = Letter.objects.get(no=no)
    assert received(mail_server, "jean-luc@tallinn-traffic.example") == [sent.subject]

    for days in (4, 94):  # past a weekend, and past ninety days and another
        work(datetime.now(UTC) + timedelta(days=days))
    assert received(mail_server, maya.email) == [
        "Today: thank Dr. El-Sayed at Tallinn Traffic OÜ",
        "Today: say hello to Jean-Luc at Tallinn Traffic OÜ",
    ]
    send_the_thanks(page, live_server, mail_server)
    think_again(page, live_server, no, mail_server, picture)


def edit_badly(page: Page, picture: Take) -> None:
    page.get_by_role("link", name="Change the words").click()
    words = page.get_by_label("Words", exact=True)
    written = words.input_value()
    words.fill(f"{written}\n\nP.S. Unlike you, the others answered in a day. Write to me at [Company].")
    notes = page.locator("#review")
    expect(notes).to_contain_text("A comparison reads as blame")
    expect(notes).to_contain_text("This still says “[Company]”")
    expect(page.locator("#behind mark.block")).to_have_text("[Company]2")
    picture(page, "walk-marks")
    page.get_by_role("button", name="Take it out").first.click()
    expect(notes).not_to_contain_text("A comparison reads as blame")
    assert "Unlike you" not in words.input_value()
    page.get_by_role("button", name="Keep my words").click()
    expect(page.get_by_text("Kept, in your words.")).to_be_visible()


def mend(page: Page) -> None:
    words = page.get_by_label("Words", exact=True)
    words.fill(words.input_value().replace("P.S. Write to me at [Company].", "").strip())
    expect(page.locator("#review")).to_contain_text("Nothing to mend")
    page.get_by_role("button", name="Keep my words").click()
    expect(page.get_by_text("Kept, in your words.")).to_be_visible()


def send_the_thanks(page: Page, live_server: LiveServer, mail_server: MailServer) -> None:
    thanks = Reminder.objects.get(kind="thank_you")
    page.goto(live_server.url + thanks.get_absolute_url())
    page.get_by_role("button", name="To the letter").click()
    page.get_by_role("button", name="Send to Dr. El-Sayed now").click()
    expect(page.get_by_role("button", name="Stop it")).to_be_visible()
    work(datetime.now(UTC) + timedelta(seconds=11))
    assert len(received(mail_server, "amin@tallinn.example")) == 1
    thanks.refresh_from_db()
    assert thanks.state == Reminder.State.DONE


def think_again(page: Page, live_server: LiveServer, no: Decline, mail_server: MailServer, picture: Take) -> None:
    page.goto(live_server.url + no.get_absolute_url())
    page.get_by_role("link", name="changed your mind").click()
    page.get_by_label("What has changed?").fill("My partner has found work in Tallinn, so the travel falls away.")
    expect(page.locator("#letter")).to_contain_text("My partner has found work in Tallinn")
    picture(page, "walk-reconsider")
    page.get_by_role("button", name="Take my no back").click()
    expect(page.get_by_role("button", name="Send to Jean-Luc now")).to_be_visible()
    application = Application.objects.get()
    assert application.status == Status.INTERVIEWING
    assert not Reminder.objects.open().filter(kind__in=["thank_you", "stay_in_touch"], interview=None).exists()
    page.get_by_role("button", name="Send to Jean-Luc now").click()
    work(datetime.now(UTC) + timedelta(seconds=11))
    assert len(received(mail_server, "jean-luc@tallinn-traffic.example")) == 2
    expect(page.get_by_role("button", name="They were glad, and we go on")).to_be_visible()
    page.get_by_role("button", name="They were glad, and we go on").click()
    no.refresh_from_db()
    assert no.outcome == Decline.Outcome.WELCOME


def test_a_no_by_phone_and_its_confirmation_in_writing(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, mail_server: MailServer, picture: Take
) -> None:
    application = search_of(maya)
    sign_in(maya)
    page = watched
    page.goto(live_server.url + url("declines:new", application.pk))
    page.get_by_text("Phone", exact=True).click()
    expect(page.locator("#letter")).to_contain_text("this is Maya Lindholm")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(page.get_by_role("link", name="Call 0113 496 0042")).to_be_visible()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("heading", name="They know. That was the hard part.")).to_be_visible()
    page.get_by_role("link", name="in writing").click()
    page.get_by_role("button", name="Keep it, ready to send").click()
    expect(page.get_by_role("button", name="Send to Jean-Luc now")).to_be_visible()
    picture(page, "walk-confirmation")
    page.get_by_role("button", name="Send to Jean-Luc now").click()
    expect(page.get_by_role("button", name="Stop it")).to_be_visible()
    work(datetime.now(UTC) + timedelta(seconds=11))
    assert len(received(mail_server, "jean-luc@tallinn-traffic.example")) == 1
    assert [kept.kind for kept in Letter.objects.filter(delivered_at__isnull=False).order_by("pk")] == [
        "decline",
        "confirmation",
    ]


def test_after_a_yes_five_others_are_closed_out(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, picture: Take
) -> None:
    yes = ApplicationFactory.create(user=maya, status=Status.ACCEPTED)
    for status in (Status.APPLIED, Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER, Status.INTERVIEWING):
        other = ApplicationFactory.create(user=maya, status=status)
        other.contacts.add(ContactFactory.create(user=maya, role=Contact.Role.RECRUITER))
    sign_in(maya)
    page = watched
    page.goto(live_server.url + yes.get_absolute_url())
    page.get_by_role("link", name="Close them out").click()
    picture(page, "walk-close-out")
    page.get_by_role("button", name="Withdraw from these 5").click()
    picture(page, "walk-closed-out")
    assert Decline.objects.standing().count() == 5
    assert set(Application.objects.exclude(pk=yes.pk).values_list("status", flat=True)) == {Status.WITHDRAWN}
    yes.refresh_from_db()
    assert yes.status == Status.ACCEPTED
