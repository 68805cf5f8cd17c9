"""Writing to the outbox: once per occasion, on one line, and nothing leaves by itself."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connections
from pytest_django import Settings

from accounts.models import User
from outbox.delivery import send_due
from outbox.models import OutgoingEmail
from outbox.services import UNDO, cancel, enqueue, retry, settle_unknown, stop
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db
State, Delivery = OutgoingEmail.State, OutgoingEmail.Delivery
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
        third_party=True,
        state=state,
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


@pytest.mark.parametrize("state", State)
def test_what_waits_or_failed_can_be_stopped_and_nothing_else(state: OutgoingEmail.State) -> None:
    mail = other(state)
    idle = state in {State.WAITING, State.FAILED}
    assert [stop(mail), stop(mail)] == [idle, False]
    mail.refresh_from_db()
    assert mail.state == (State.CANCELLED if idle else state)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("arrived", [True, False])
def test_what_nobody_knows_is_settled_once_and_by_a_person(state: OutgoingEmail.State, arrived: bool) -> None:
    mail = other(state)
    OutgoingEmail.objects.filter(pk=mail.pk).update(last_error="It broke.")
    before = OutgoingEmail.objects.values().get()
    unknown = state is State.UNKNOWN
    assert [settle_unknown(mail, arrived=arrived, at=LATER), settle_unknown(mail, arrived=not arrived, at=LATER)] == [
        unknown,
        False,
    ]
    after = OutgoingEmail.objects.values().get()
    if not unknown:
        assert after == before
    elif arrived:
        assert (after["state"], after["sent_at"], after["last_error"]) == (State.SENT, LATER, "")
        assert after["next_try_at"] == NOW
    else:
        assert (after["state"], after["sent_at"], after["last_error"]) == (State.WAITING, None, "")
        assert (after["next_try_at"], after["attempts"], after["began_at"]) == (LATER, 0, None)
    assert after["message_id"] == before["message_id"]


# --- to somebody else


def letter(user: User | None, key: str = "letter:7:1", **fields: Any) -> OutgoingEmail:
    to, subject, text = "dana@tallinn-traffic.example", "Thank you for the opportunity", "Dear Dana,"
    values: dict[str, Any] = {"to": to, "subject": subject, "text": text, "at": NOW}
    values |= {"delivery": Delivery.THIRD_PARTY} | fields
    return enqueue(key=key, user=user, **values)


def test_a_letter_waits_ten_seconds_and_is_answered_to_who_wrote_it(maya: User) -> None:
    mail = OutgoingEmail.objects.get(pk=letter(maya, from_name="Maya Lindholm (via Bowout)").pk)
    assert timedelta(seconds=10) == UNDO
    assert (mail.delivery, mail.state, mail.created_at, mail.next_try_at) == (
        Delivery.THIRD_PARTY,
        State.WAITING,
        NOW,
        NOW + UNDO,
    )
    assert (mail.to, mail.reply_to, mail.from_name, mail.html) == (
        "dana@tallinn-traffic.example",
        "maya@lindholm.example",
        "Maya Lindholm (via Bowout)",
        "",
    )
    assert letter(maya, "letter:7:2", reply_to="maya@work.example").reply_to == "maya@work.example"
    assert letter(None, "letter:7:3").reply_to == ""


def test_a_mail_to_the_user_needs_no_undo_and_no_other_address(maya: User) -> None:
    mail = write(maya)
    assert (mail.delivery, mail.next_try_at, mail.reply_to, mail.from_name) == (Delivery.SELF, NOW, "", "")


@pytest.mark.parametrize(
    ("delivery", "wished", "leaves"),
    [
        (Delivery.THIRD_PARTY, NOW, NOW + UNDO),
        (Delivery.THIRD_PARTY, LATER, LATER),
        (Delivery.SELF, LATER, LATER),
    ],
)
def test_a_mail_may_leave_later_but_a_letter_never_before_it_can_be_undone(
    maya: User, delivery: OutgoingEmail.Delivery, wished: Any, leaves: Any
) -> None:
    assert letter(maya, delivery=delivery, not_before=wished).next_try_at == leaves


def test_a_letter_is_plain_text(maya: User) -> None:
    with pytest.raises(ValueError, match="plain text"):
        letter(maya, html="<p>Dear Dana,</p>")
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Maya\r\nBcc: everybody@example.org", "Maya Bcc: everybody@example.org"),
        ("Maya\u2028Lindholm\x00\x1b", "Maya Lindholm"),
        ("\u202eevil\u202c Maya \ud83d", "evil Maya"),
        ('Lindholm, "Maya"', 'Lindholm, "Maya"'),
        ("مايا ليندهولم", "مايا ليندهولم"),
        ("🎉" * 300, "🎉" * 200),
    ],
)
def test_a_name_is_one_line_of_bounded_length_without_invisible_turns(maya: User, typed: str, kept: str) -> None:
    assert letter(maya, from_name=typed).from_name == kept
    # From the database and not only from memory: what cannot be stored shows there.
    assert OutgoingEmail.objects.get().from_name == kept


@pytest.mark.parametrize(
    ("parent", "thread", "kept"),
    [
        ("", "", ("", "")),
        ("<2@them>", "", ("<2@them>", "<2@them>")),
        ("<2@them>", "<1@us> <2@them>", ("<2@them>", "<1@us> <2@them>")),
        ("<2@them>", "<2@them>\r\n <1@us>", ("<2@them>", "<1@us> <2@them>")),
        ("", "<1@us>\n\t<2@them>", ("", "<1@us> <2@them>")),
        ("<2@them>\nBcc: everybody@example.org", "Bcc: everybody@example.org", ("<2@them>", "<2@them>")),
        ("2@them", "<1 2@them> <žofie@them>", ("", "")),
        (f"<{'x' * 249}>", f"<{'x' * 248}>", ("", f"<{'x' * 248}>")),
        ("", " ".join(f"<{n}@us>" for n in range(30)), ("", " ".join(f"<{n}@us>" for n in [0, *range(10, 30)]))),
    ],
)
def test_a_letter_stands_in_the_thread_that_it_answers(
    maya: User, parent: str, thread: str, kept: tuple[str, str]
) -> None:
    mail = letter(maya, in_reply_to=parent, references=thread)
    assert (mail.in_reply_to, mail.references) == kept


def test_a_double_click_sends_once(maya: User, mail_server: MailServer) -> None:
    assert letter(maya) == letter(maya, text="Dear Dana, again")
    sent = send_due(at=NOW + UNDO, unwanted=lambda mails: set()).sent
    assert (sent, [mail.text.strip() for mail in mail_server.received]) == (1, ["Dear Dana,"])


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_write_one_letter(maya: User) -> None:
    together = threading.Barrier(2)
    written: list[int] = []

    def click() -> None:
        try:
            together.wait(timeout=30)
            written.append(letter(maya).pk)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=60)
    assert written == [OutgoingEmail.objects.get().pk] * 2


def test_within_ten_seconds_it_is_stopped_and_afterwards_it_is_too_late(maya: User, mail_server: MailServer) -> None:
    first, second = letter(maya, "letter:7:1"), letter(maya, "letter:8:1")
    assert send_due(at=NOW + UNDO - timedelta(seconds=1), unwanted=lambda mails: set()).sent == 0
    assert stop(first)
    assert send_due(at=NOW + UNDO, unwanted=lambda mails: set()).sent == 1
    assert not stop(second)
    assert [mail.message["Message-ID"] for mail in mail_server.received] == [second.message_id]


def test_after_a_stop_it_can_be_sent_anew_but_not_by_a_late_second_click(maya: User) -> None:
    stop(letter(maya, "letter:7:1"))
    assert letter(maya, "letter:7:1").state == State.CANCELLED
    assert letter(maya, "letter:7:2").state == State.WAITING


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
