"""From the mailbox into a browser in which nobody is signed in: looking changes nothing, one press does."""

from collections.abc import Callable

from django.core import serializers
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.test_pages import look_at
from tests.factories import NOW, ApplicationFactory, ReminderFactory
from tracker import mail_links
from tracker.mail_links import Act
from tracker.models import Reminder, Rule


def rows() -> str:
    kept = [*Reminder.objects.order_by("pk"), *Rule.objects.order_by("pk"), *User.objects.order_by("pk")]
    return str(serializers.serialize("json", kept))


def in_the_mail(url: str, live_server: LiveServer) -> str:
    """The link as it would stand in a mail of this server."""
    return url.replace("http://testserver", live_server.url)


def test_looking_changes_nothing_and_the_button_acts_once(
    watched: Page, live_server: LiveServer, maya: User, picture: Callable[[Page, str], None]
) -> None:
    application = ApplicationFactory.create(user=maya)
    done, later = (
        ReminderFactory.create(application=application, kind="other", title=title, state="told", told_at=NOW)
        for title in ("Send the portfolio", "Ask for the address")
    )
    links = {
        "done": mail_links.act_url(done, Act.DONE, at=timezone.now()),
        "later": mail_links.act_url(later, Act.LATER, at=timezone.now()),
        "stop": mail_links.stop_url(maya.pk, ["thank_you"]),
    }
    addresses = {name: in_the_mail(link, live_server) for name, link in links.items()}
    before = rows()

    wrong = [
        problem for name, link in addresses.items() for problem in look_at(watched, link, f"mail-{name}", picture)
    ]

    assert wrong == []
    assert rows() == before
    watched.goto(addresses["done"])
    watched.get_by_role("button", name="Yes, done").click()
    expect(watched.get_by_role("heading", level=1)).to_have_text("Done. One thing less.")
    watched.goto(addresses["later"])
    watched.get_by_label("In 3 days").check()
    watched.get_by_role("button", name="Remind me then").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("We come back to it")
    watched.goto(addresses["stop"])
    watched.get_by_role("button", name="End these mails").click()
    expect(watched.get_by_role("heading", level=1)).to_have_text("No more mails: Thank-you note.")
    done.refresh_from_db()
    later.refresh_from_db()
    assert (done.state, later.state, later.occurrence) == ("done", "pending", 2)
    assert list(Rule.objects.values_list("kind", "by_mail")) == [("thank_you", False)]
