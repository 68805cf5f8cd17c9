"""The main job, as a person does it: from an application to a gracious no, and back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.models import Decline
from tests.addresses import a_decline, one_of_each, url
from tests.e2e.conftest import SignIn
from tests.factories import PASSWORD
from tests.mailserver import MailServer
from tracker.models import Application, Interview, Reminder, Status

Take = Callable[[Page, str], None]


def test_from_sign_up_to_a_no_taken_back_and_said_by_phone(
    watched: Page, live_server: LiveServer, transactional_db: None, picture: Take
) -> None:
    page = watched
    page.goto(live_server.url)
    # An empty Bowout leads to the first account: the operator's.
    expect(page.get_by_role("heading", name="Make yourself at home")).to_be_visible()
    page.get_by_label("Your name").fill("Maya Lindholm")
    page.get_by_label("Email").fill("maya@lindholm.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Welcome, Maya. Nothing needs you yet.")).to_be_visible()
    maya = User.objects.get()
    assert (maya.time_zone, maya.is_superuser) == ("Europe/Copenhagen", True)

    add_application(page)
    add_accepted_interview_tomorrow(page)
    application = Application.objects.get()
    assert application.status == Status.INTERVIEWING

    page.get_by_role("link", name="Decline").click()
    page.get_by_label("Hours, duties, travel or commute").check()
    letter = page.locator("#letter")
    expect(letter).to_contain_text("The hours and the travel")
    page.get_by_label("What did you like?").fill("how openly the team spoke about the night-bus pilot")
    expect(letter).to_contain_text("I very much liked how openly the team spoke about the night-bus pilot.")
    expect(letter).to_contain_text("Dear Jean-Luc d’Artois,")
    picture(page, "walk-composer")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()

    expect(page.get_by_role("heading", name="It is decided. Now let Jean-Luc d’Artois know.")).to_be_visible()
    expect(page.locator("#subject")).to_contain_text("Cancelling our interview")
    mail = page.get_by_role("link", name="Open in my mail program").get_attribute("href") or ""
    assert mail.startswith("mailto:jean-luc%40tallinn-traffic.example?subject=Cancelling")
    expect(page.get_by_role("link", name="9:00: Thank Jean-Luc d’Artois")).to_be_visible()
    expect(page.get_by_role("link", name="9:00: Stay in touch with Jean-Luc d’Artois")).to_be_visible()
    picture(page, "walk-declined-email")

    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. Everything stands as it stood before.")).to_be_visible()
    application.refresh_from_db()
    assert (application.status, application.interviews.get().state) == (Status.INTERVIEWING, "accepted")
    assert Reminder.objects.open().filter(kind=Reminder.Kind.STAY_IN_TOUCH).count() == 0

    page.get_by_role("link", name="Decline").click()
    page.get_by_text("Phone", exact=True).click()
    expect(letter).to_contain_text("Do you have a minute?")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(page.get_by_role("heading", name="If they press you")).to_be_visible()
    picture(page, "walk-declined-phone")
    page.get_by_label("How did you tell them?").select_option("phone")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("heading", name="They know. That was the hard part.")).to_be_visible()
    assert Decline.objects.standing().get().letter.delivered_by == "phone"


def add_application(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Add application").click()
    page.get_by_label("Position").fill("Product Manager")
    page.get_by_label("Company").fill("Tallinn Traffic OÜ")
    page.get_by_label("Who is your contact there?").fill("Jean-Luc d’Artois")
    page.get_by_label("Their e-mail address").fill("jean-luc@tallinn-traffic.example")
    page.get_by_role("button", name="Keep this application").click()
    expect(page.get_by_role("heading", name="Product Manager, Tallinn Traffic OÜ")).to_be_visible()


def add_accepted_interview_tomorrow(page: Page) -> None:
    page.get_by_role("link", name="Add a round").click()
    page.get_by_role("combobox", name="Round").select_option("hiring_manager")
    page.get_by_label("Your answer").select_option("accepted")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    page.get_by_label("When").fill(tomorrow.strftime("%Y-%m-%dT10:00"))
    page.get_by_role("button", name="Keep this round").click()
    expect(page.get_by_text("This round is kept.")).to_be_visible()
    assert Interview.objects.get().state == Interview.State.ACCEPTED


def test_what_was_typed_stays_typed_when_something_is_wrong(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    sign_in(maya)
    page = watched
    page.goto(live_server.url + url("tracker:add_application"))
    page.get_by_label("Position").fill("Night editor")
    page.get_by_label("Company").fill("Failte Press")
    page.get_by_label("Their e-mail address").fill("not an address")
    page.get_by_role("button", name="Keep this application").click()
    expect(page.get_by_role("alert")).to_contain_text("Their e-mail address")
    expect(page.get_by_label("Position")).to_have_value("Night editor")
    expect(page.get_by_label("Their e-mail address")).to_have_value("not an address")
    assert Application.objects.count() == 0


def test_the_main_job_works_without_javascript(browser: Browser, live_server: LiveServer, maya: User) -> None:
    things = one_of_each(maya)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Email").fill(maya.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(live_server.url + url("declines:new", things["application"]))
    page.get_by_label("Salary").check()
    page.get_by_role("button", name="Show the letter").click()
    expect(page.locator("#letter")).to_contain_text("more financial security")
    page.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(page.get_by_role("heading", name="It is decided.")).to_be_visible()
    context.close()


def test_two_windows_decline_the_same_application(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    things = one_of_each(maya)
    sign_in(maya)
    first, second = watched, watched.context.new_page()
    for page in (first, second):
        page.goto(live_server.url + url("declines:new", things["application"]))
    first.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(first.get_by_role("heading", name="It is decided.")).to_be_visible()
    second.get_by_role("button", name="Withdraw, and get the words ready").click()
    expect(second.get_by_text("You withdrew this already")).to_be_visible()
    assert Decline.objects.filter(application=things["application"]).count() == 1


def test_a_reminder_arrives_as_a_mail_and_its_page_has_the_words(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, mail_server: MailServer
) -> None:
    one_of_each(maya)
    sign_in(maya)
    # One alone is due: two that are late would come in one mail.
    due = Reminder.objects.filter(kind=Reminder.Kind.THANK_YOU, interview=None).first()
    Reminder.objects.exclude(pk__in=[due.pk] if due else []).update(due_on=date(2099, 1, 1))
    call_command("worker", once=True)
    assert [mail.to for mail in mail_server.received] == [[maya.email]] * len(mail_server.received)
    page = watched
    page.goto(live_server.url + url("outbox:mails"))
    page.get_by_role("link", name="thank Jean-Luc").first.click()
    expect(page.locator("pre")).to_contain_text("Dear Jean-Luc")
    page.goto(live_server.url + url("tracker:reminders"))
    page.get_by_role("link", name="Read the note").first.click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Done. One thing less.")).to_be_visible()


def test_a_second_pair_of_eyes_reads_along(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    kept = a_decline(maya).letter
    sign_in(maya)
    page = watched
    page.goto(live_server.url + url("declines:words", kept.pk))
    notes = page.locator("#review")
    expect(notes).to_contain_text("Nothing to mend")
    words = page.get_by_label("Words")
    written = words.input_value()
    words.fill(f"{written}\n\nP.S. Unlike you, the others answered in a day. Write to me at [Company].")
    expect(notes).to_contain_text("A comparison reads as blame")
    expect(notes).to_contain_text("This still says “[Company]”")
    words.fill(written)
    expect(notes).to_contain_text("Nothing to mend")
    assert Decline.objects.get().letter.body == written.replace("\r\n", "\n")
