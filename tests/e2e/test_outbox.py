"""The outbox in a real browser: a page that watches its mail, and a mail that goes to another address."""

from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.addresses import url
from tests.e2e.conftest import SignIn
from tests.factories import OutgoingEmailFactory
from tests.mailserver import MailServer


def test_a_test_mail_is_watched_until_it_has_left(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, mail_server: MailServer
) -> None:
    sign_in(maya)
    page = watched
    page.goto(live_server.url)
    page.get_by_role("button", name="Send me a test mail").click()
    expect(page.get_by_role("heading", name="A test mail from Bowout")).to_be_visible()
    call_command("worker", once=True)
    # Nobody presses anything: the page finds out by itself.
    expect(page.get_by_text("Sent: today")).to_be_visible(timeout=10_000)
    assert [mail.to for mail in mail_server.received] == [[maya.email]]


def test_a_mail_that_failed_goes_to_another_address(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, mail_server: MailServer
) -> None:
    bad = OutgoingEmailFactory.create(user=maya, to="bad@lindholm.example")
    call_command("worker", once=True)
    sign_in(maya)
    page = watched
    page.goto(live_server.url + url("outbox:mail", bad.pk))
    expect(page.get_by_text("The mail server does not deliver to this address.")).to_be_visible()
    page.get_by_role("link", name="Change the address").click()
    page.get_by_label("Send it to").fill("maya@")
    page.get_by_role("button", name="Send it there").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a valid email address.")
    expect(page.get_by_label("Send it to")).to_have_value("maya@")
    page.get_by_label("Send it to").fill("maya@home.example")
    page.get_by_role("button", name="Send it there").click()
    expect(page.get_by_text("It is in line again, to maya@home.example.")).to_be_visible()
    call_command("worker", once=True)
    expect(page.get_by_text("Sent: ")).to_be_visible(timeout=10_000)
    assert [mail.to for mail in mail_server.received] == [["maya@home.example"]]
    assert OutgoingEmail.objects.get().state == "sent"
