"""Writing to the outbox: once per occasion, on one line, and nothing leaves by itself."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from pytest_django import Settings

from accounts.models import User
from outbox.models import OutgoingEmail
from outbox.services import cancel, enqueue, retry
from tests.factories import NOW, OutgoingEmailFactory

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
LATER = NOW + timedelta(hours=1)


def write(user: User, key: str = "reminder:7:1", subject: str = "Today: thank Dr. El-Sayed") -> OutgoingEmail:
    html = "<p>Thank her.</p>"
    return enqueue(key=key, user=user, to=user.email, subject=subject, text="Thank her.", html=html, at=NOW)


def test_a_written_mail_waits_from_now_on(maya: User) -> None:
    mail = OutgoingEmail.objects.get(pk=write(maya).pk)
    assert (mail.user, mail.to, mail.subject) == (maya, "maya@lindholm.example", "Today: thank Dr. El-Sayed")
    assert (mail.text, mail.html) == ("Thank her.", "<p>Thank her.</p>")
    assert (mail.state, mail.created_at, mail.next_try_at, mail.attempts) == (State.WAITING, NOW, NOW, 0)


def test_the_same_occasion_is_written_once(maya: User) -> None:
    first, again = write(maya), write(maya, subject="Something else")
    assert (again.pk, again.subject) == (first.pk, "Today: thank Dr. El-Sayed")
    assert OutgoingEmail.objects.count() == 1


def test_each_mail_has_a_message_id_of_its_own_under_the_sites_name(maya: User, settings: Settings) -> None:
    settings.SITE_URL = "https://jobs.lindholm.example:8443"
    one, two = write(maya), write(maya, "reminder:7:2")
    assert one.message_id != two.message_id
    assert [mail.message_id.rpartition("@")[2] for mail in (one, two)] == ["jobs.lindholm.example>"] * 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Today: thank\nBcc: everybody@example.org", "Today: thank Bcc: everybody@example.org"),
        ("Today:\r\n\tthank  Dr. El-Sayed ", "Today: thank Dr. El-Sayed"),
        ("Today:\u2028thank\x0bher\x85now", "Today: thank her now"),
        ("x" * 600, "x" * 500),
    ],
)
def test_a_subject_is_one_line_of_bounded_length(maya: User, typed: str, kept: str) -> None:
    assert write(maya, subject=typed).subject == kept


def test_only_ones_own_mails_are_ones_own(maya: User, otto: User) -> None:
    mine = write(maya)
    write(otto, "reminder:8:1")
    OutgoingEmailFactory.create(user=None, to="somebody@home.example")
    assert list(OutgoingEmail.objects.for_user(maya)) == [mine]


# --- taking back and trying again


def other(state: OutgoingEmail.State) -> OutgoingEmail:
    return OutgoingEmailFactory.create(
        state=state,
        sent_at=NOW if state is State.SENT else None,
        lease_until=LATER if state is State.CLAIMED else None,
        attempts=7,
    )


@pytest.mark.parametrize("state", State)
def test_what_waits_can_be_taken_back_and_nothing_else(state: OutgoingEmail.State) -> None:
    mail = other(state)
    assert cancel([mail.key, "reminder:404:1"]) == (1 if state is State.WAITING else 0)
    mail.refresh_from_db()
    assert mail.state == (State.CANCELLED if state is State.WAITING else state)


@pytest.mark.parametrize("state", State)
def test_what_failed_or_pauses_goes_first_in_line_again_and_nothing_else(state: OutgoingEmail.State) -> None:
    mail = other(state)
    ready = state in {State.FAILED, State.WAITING}
    assert retry(mail, at=LATER) is ready
    mail.refresh_from_db()
    now = (mail.state, mail.next_try_at, mail.attempts)
    assert now == ((State.WAITING, LATER, 0) if ready else (state, NOW, 7))


# --- what Django itself sends


@pytest.fixture
def through_outbox(settings: Settings, clock: None) -> None:
    """Test runs put Django's mail into a list; here it takes the product's way."""
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


@pytest.mark.usefixtures("through_outbox")
def test_a_mail_that_django_sends_waits_in_the_outbox() -> None:
    assert send_mail("Reset your password", "Follow this link.", None, ["maya@lindholm.example"]) == 1
    mail = OutgoingEmail.objects.get()
    assert (mail.user, mail.to, mail.subject) == (None, "maya@lindholm.example", "Reset your password")
    assert (mail.text, mail.html, mail.state, mail.next_try_at) == ("Follow this link.", "", State.WAITING, NOW)
    assert django_mail.outbox == []


@pytest.mark.usefixtures("through_outbox")
def test_its_html_half_comes_along_and_each_recipient_gets_a_mail_of_their_own() -> None:
    message = EmailMultiAlternatives("Hello", "Hello.", to=["one@home.example"], cc=["two@home.example"])
    message.attach_alternative("<p>Hello.</p>", "text/html")
    assert message.send() == 1
    assert list(OutgoingEmail.objects.order_by("pk").values_list("to", "html")) == [
        ("one@home.example", "<p>Hello.</p>"),
        ("two@home.example", "<p>Hello.</p>"),
    ]


@pytest.mark.usefixtures("through_outbox")
def test_the_same_mail_sent_twice_is_two_mails() -> None:
    for _ in range(2):
        send_mail("Reset your password", "Follow this link.", None, ["maya@lindholm.example"])
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.usefixtures("through_outbox")
def test_a_message_that_knows_no_html_is_a_text() -> None:
    EmailMessage("Hello", "Hello.", to=["maya@lindholm.example"]).send()
    assert OutgoingEmail.objects.values_list("text", "html").get() == ("Hello.", "")
