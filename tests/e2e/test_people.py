"""What a page of people does without leaving it."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.conftest import SignIn
from tests.factories import ApplicationFactory, ContactFactory, ReminderFactory
from tracker.models import Note, Status


def test_contact_is_noted_in_its_row_and_a_name_is_found_while_it_is_typed(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    dana = ContactFactory.create(user=maya, name="Dana Ruiz", email="")
    ContactFactory.create(user=maya, name="Freja Nørgaard", email="")
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    application.contacts.add(dana)
    ReminderFactory.create(application=application, kind="stay_in_touch", contact=dana, words="Dear Dana,")
    sign_in(maya)
    watched.goto(f"{live_server.url}/people/")
    watched.get_by_role("link", name="We were in contact: Dana Ruiz").click()
    watched.get_by_label("What was said").fill("Trams at night.")
    watched.get_by_role("button", name="Note it").click()
    expect(watched.get_by_text("Noted. The next hello to Dana Ruiz")).to_be_visible()
    assert watched.url == f"{live_server.url}/people/"
    assert Note.objects.get().text == "Trams at night."
    watched.get_by_role("searchbox").press_sequentially("norg")
    names = watched.locator("#people a.co")
    expect(names).to_have_text(["Freja Nørgaard"])
