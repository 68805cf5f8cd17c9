"""The outbox as pages: what was sent, what waits, what failed and why, and one more try."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from outbox.delivery import send_due
from outbox.models import Heartbeat, OutgoingEmail
from tests.addresses import url
from tests.factories import NOW, OutgoingEmailFactory
from tests.mailserver import MailServer
from tests.pages import Page, get, post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
LIST = "/outbox/"
HOUR = timedelta(hours=1)
BROKE = "The connection broke while it was being handed over."


def letter(user: User, state: str = "waiting", **fields: Any) -> OutgoingEmail:
    """A mail to somebody else, in the user's name."""
    return mail(user, state, third_party=True, **fields)


def mail(user: User, state: str = "waiting", **fields: Any) -> OutgoingEmail:
    moments: dict[str, dict[str, Any]] = {
        "claimed": {"lease_until": NOW + HOUR, "claim": "x"},
    }
    return OutgoingEmailFactory.create(user=user, state=state, **moments.get(state, {}), **fields)


# --- the list


def test_the_newest_stands_first_with_its_state_and_nobody_elses_is_there(
    mayas: Client, maya: User, otto: User
) -> None:
    mail(maya, "sent", subject="Sent", created_at=NOW - 2 * HOUR, last_error="421 once")
    mail(maya, "failed", subject="Failed", created_at=NOW - HOUR, last_error="550 no such user")
    mail(maya, subject="Waiting", created_at=NOW)
    mail(otto, subject="Otto’s")
    assert get(mayas, LIST).rows()[1:] == [
        "Waiting Waiting today, 14:02",
        "Failed 550 no such user Failed today, 13:02",
        "Sent Sent today, 12:02 today, 14:02",
    ]


@pytest.mark.parametrize(
    ("states", "heading"),
    [
        ([], "Nothing waits; all that was due has left."),
        (["sent", "cancelled"], "Nothing waits; all that was due has left."),
        (["waiting"], "One mail waits to leave."),
        (["waiting", "waiting", "sent"], "2 mails wait to leave."),
        (["failed", "waiting"], "One mail could not be delivered."),
        (["failed", "failed"], "2 mails could not be delivered."),
        (["unknown", "failed", "waiting"], "One mail may have arrived, or not."),
        (["unknown", "unknown"], "2 mails may have arrived, or not."),
    ],
)
def test_what_presses_most_is_said_first(
    mayas: Client, maya: User, otto: User, states: list[str], heading: str
) -> None:
    letter(otto, "unknown")
    for state in states:
        letter(maya, state)
    assert get(mayas, LIST).heading == heading


def test_without_a_mail_server_the_page_says_that_nothing_is_lost(mayas: Client, settings: Settings) -> None:
    said = "Mail is not set up yet, so mails wait here; none is lost."
    assert said in get(mayas, LIST).main.text
    settings.MAIL_CONFIGURED = True
    assert said not in get(mayas, LIST).main.text


@pytest.mark.usefixtures("at_work")
def test_what_waits_says_until_when_and_why(mayas: Client, maya: User) -> None:
    mail(maya, subject="Later", attempts=2, last_error="451 come back later", next_try_at=NOW + HOUR)
    mail(maya, subject="At nine", next_try_at=NOW + 20 * HOUR, created_at=NOW - HOUR)
    mail(maya, subject="Now", created_at=NOW - 2 * HOUR)
    assert get(mayas, LIST).rows()[1:] == [
        "Later 451 come back later Waiting tries again today, 15:02 today, 14:02",
        "At nine Waiting leaves tomorrow, 10:02 today, 13:02",
        "Now Waiting today, 12:02",
    ]


def test_twenty_five_to_a_page(mayas: Client, maya: User) -> None:
    for number in range(26):
        mail(maya, subject=f"Mail {number}", created_at=NOW + number * HOUR)
    page = get(mayas, LIST)
    assert (len(page.rows()), page.links()["After"]) == (26, "?page=2")
    assert [row.split(" Waiting")[0] for row in get(mayas, LIST, page="2").rows()[1:]] == ["Mail 0"]
    assert [len(get(mayas, LIST, page=odd).rows()) for odd in ("abc", "\0", "99")] == [26, 26, 2]


def test_a_letter_says_to_whom_it_goes_and_a_mail_to_oneself_does_not(mayas: Client, maya: User) -> None:
    letter(maya, "failed", to="dana@tallinn-traffic.example", last_error="550 no such user")
    mail(maya, created_at=NOW - HOUR)
    assert get(mayas, LIST).rows()[1:] == [
        "Thank you for the opportunity to dana@tallinn-traffic.example 550 no such user Failed today, 14:02",
        "Today: thank Dr. El-Sayed Waiting today, 13:02",
    ]


def test_what_may_have_arrived_stands_on_top_with_what_happened_and_two_ways_to_settle_it(
    mayas: Client, maya: User, otto: User
) -> None:
    letter(otto, "unknown", subject="Otto’s")
    first = letter(maya, "unknown", subject="My no", to="dana@tallinn-traffic.example", last_error=BROKE)
    for number in range(26):
        letter(maya, "sent", created_at=NOW + number * HOUR)
    for part in ("1", "2"):
        page = get(mayas, LIST, page=part)
        assert page.part("Did these arrive?") == [
            f"My no {BROKE} It may have arrived. If you send it once more, dana@tallinn-traffic.example may get it "
            "twice. It arrived Send it once more"
        ]
        assert page.links()["My no"] == url("outbox:mail", first.pk)
    assert get(mayas, LIST, page="2").rows()[-1].startswith("My no to dana@tallinn-traffic.example")
    assert "Not sure whether it arrived" in get(mayas, LIST, page="2").rows()[-1]


# --- one mail


def test_a_mail_is_shown_as_it_was_written_and_nothing_in_it_is_markup(mayas: Client, maya: User) -> None:
    written = mail(maya, subject="To <b>Acme & Sons</b>", text="Dear <script>alert(1)</script>,\n\n{{ x }}")
    page = get(mayas, url("outbox:mail", written.pk))
    assert page.heading == "To <b>Acme & Sons</b>"
    assert next(page.main.every("pre")).raw == "Dear <script>alert(1)</script>,\n\n{{ x }}"
    assert [*page.main.every("script"), *page.main.every("b")] == []


def shown(client: Client, mail: OutgoingEmail) -> str:
    """What a mail's page says between its heading and its text."""
    head, _text, _rest = get(client, url("outbox:mail", mail.pk)).main.text.partition(mail.text.split("\n")[0])
    return head.partition(f"{mail.subject} ")[2].strip()


@pytest.fixture
def at_work(settings: Settings) -> None:
    """Mail is set up, and the worker was here a moment ago."""
    settings.MAIL_CONFIGURED = True
    for job in Heartbeat.Job.values:
        Heartbeat.objects.create(job=job, beat_at=NOW, by="server:1")


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        ("sent", {}, "Sent: today, 14:02."),
        ("claimed", {}, "It is leaving now."),
        ("cancelled", {}, "Called off. It does not leave."),
        ("waiting", {}, "It is in line, and leaves within seconds."),
        ("waiting", {"next_try_at": NOW + 20 * HOUR}, "It leaves: tomorrow, 10:02."),
        (
            "waiting",
            {"last_error": "The mail server closed the connection.", "next_try_at": NOW + HOUR, "attempts": 1},
            "The mail server closed the connection. We try again: today, 15:02. There is nothing for you to do. "
            "Try again Leave it",
        ),
        (
            "failed",
            {"last_error": "The mail server does not deliver to this address. (550 no such user)"},
            "The mail server does not deliver to this address. (550 no such user) If the address is right, tell "
            "whoever runs this Bowout; then try again. Try again Change the address Leave it",
        ),
        (
            "unknown",
            {"last_error": BROKE},
            f"{BROKE} We tried twice, so look in your inbox first. If you send it once more, you may get it again. "
            "It arrived Send it once more",
        ),
    ],
)
def test_the_page_says_how_a_mail_to_oneself_stands_and_offers_what_helps(
    mayas: Client, maya: User, state: str, fields: dict[str, Any], said: str
) -> None:
    assert shown(mayas, mail(maya, state, **fields)) == f"To you, maya@lindholm.example. {said}"


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        ("waiting", {"next_try_at": NOW + timedelta(seconds=9)}, "It leaves at 14:02:09. Stop it"),
        (
            "failed",
            {"last_error": "The mail server does not deliver to this address. (550 no such user)"},
            "The mail server does not deliver to this address. (550 no such user) If the address is wrong, change "
            "it; if not, try again once the reason is gone. Try again Change the address Leave it",
        ),
        (
            "unknown",
            {"last_error": BROKE},
            f"{BROKE} It may have arrived. If you send it once more, dana@tallinn-traffic.example may get it twice. "
            "It arrived Send it once more",
        ),
    ],
)
def test_the_page_says_how_a_letter_stands_and_offers_what_helps(
    mayas: Client, maya: User, state: str, fields: dict[str, Any], said: str
) -> None:
    assert shown(mayas, letter(maya, state, **fields)) == f"To dana@tallinn-traffic.example. {said}"


@pytest.mark.usefixtures("at_work")
def test_the_operator_reads_where_to_look_when_a_mail_does_not_get_through(client: Client, olga: User) -> None:
    client.force_login(olga)
    why = "The mail server does not accept our user name or password. (535 no)"
    waits = mail(olga, last_error=why, next_try_at=NOW + HOUR, attempts=1)
    assert shown(client, waits) == (
        f"To you, olga@server.example. {why} We try again: today, 15:02. Should that go on, manage.py doctor says "
        "what to mend. Try again Leave it"
    )
    failed = mail(olga, "failed", last_error="550 no such user")
    assert "If the address is right, look at the settings for mail; then try again." in shown(client, failed)


def test_without_a_mail_server_the_page_says_so_and_the_operator_reads_how_to_change_it(
    mayas: Client, maya: User, olga: User
) -> None:
    assert shown(mayas, mail(maya)).endswith(
        "Mail is not set up yet, so mails wait here; none is lost. Whoever runs this Bowout connects a mail server."
    )
    mayas.force_login(olga)
    assert shown(mayas, mail(olga)).endswith(
        "none is lost. Give Bowout a mail server with EMAIL_URL or a provider with EMAIL_PROVIDER, as .env.example "
        "shows, and start it again."
    )


NOBODY = "Nobody comes for it: the worker, which carries mails, is not running."
HELD_UP = "It should have left by now. The worker, which carries mails, runs but has not come to it."


@pytest.mark.parametrize(
    ("seen", "waits", "said"),
    [
        (None, 0, NOBODY),
        (91, 0, NOBODY),
        (91, 61, NOBODY),
        (10, 61, HELD_UP),
        (10, 60, "It is in line, and leaves within seconds."),
    ],
)
def test_a_mail_that_nobody_comes_for_says_that_the_worker_is_not_running_and_how_to_start_it(
    client: Client, olga: User, settings: Settings, seen: int | None, waits: int, said: str
) -> None:
    client.force_login(olga)
    settings.MAIL_CONFIGURED = True
    User.objects.update(date_joined=NOW - HOUR)
    for job in Heartbeat.Job.values if seen is not None else []:
        Heartbeat.objects.create(job=job, beat_at=NOW - timedelta(seconds=seen or 0))
    text = shown(client, mail(olga, next_try_at=NOW - timedelta(seconds=waits)))
    help_ = {
        NOBODY: " On the server manage.py worker starts it, and make run starts it with everything else.",
        HELD_UP: " manage.py doctor says what holds it up.",
    }
    assert text == f"To you, olga@server.example. {said}{help_.get(said, '')}"


def buttons(page: Page) -> dict[str, str]:
    """Where each button of the page's own part posts to, by its words."""
    return {form.text: form.value("action") for form in page.main.every("form", method="post")}


@pytest.mark.parametrize(
    ("state", "places"),
    [
        ("unknown", {"It arrived": "outbox:arrived", "Send it once more": "outbox:send_again"}),
        ("failed", {"Try again": "outbox:retry", "Leave it": "outbox:leave"}),
        ("waiting", {"Stop it": "outbox:leave"}),
        ("sent", {}),
        ("claimed", {}),
        ("cancelled", {}),
    ],
)
def test_each_state_has_its_own_buttons(mayas: Client, maya: User, state: str, places: dict[str, str]) -> None:
    kept = letter(maya, state)
    assert buttons(get(mayas, url("outbox:mail", kept.pk))) == {
        words: url(name, kept.pk) for words, name in places.items()
    }


# --- a page that watches its mail


def watched(page: Page) -> str:
    """Where the page asks after its mail, every two seconds; "" if it does not."""
    asks = [box.value("data-hx-get") for box in page.every("div") if box.value("data-hx-trigger") == "every 2s"]
    return asks[0] if asks else ""


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("state", "fields", "moves"),
    [
        ("waiting", {}, True),
        ("waiting", {"next_try_at": NOW + timedelta(minutes=1)}, True),
        ("waiting", {"next_try_at": NOW + timedelta(minutes=1), "attempts": 1}, True),
        ("waiting", {"next_try_at": NOW - 2 * HOUR}, True),
        ("claimed", {}, True),
        ("waiting", {"next_try_at": NOW + HOUR}, False),
        ("sent", {}, False),
        ("failed", {}, False),
        ("unknown", {}, False),
        ("cancelled", {}, False),
    ],
)
def test_the_page_watches_a_mail_that_may_leave_any_moment_and_no_other(
    mayas: Client, maya: User, state: str, fields: dict[str, Any], moves: bool
) -> None:
    page = get(mayas, url("outbox:mail", mail(maya, state, **fields).pk))
    assert bool(watched(page)) is moves


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("after", "anew"),
    [
        ({}, False),
        ({"state": "claimed", "lease_until": NOW + HOUR}, False),
        ({"state": "sent", "sent_at": NOW}, True),
        ({"state": "failed", "attempts": 1}, True),
        ({"attempts": 1, "last_error": "451 later", "next_try_at": NOW + timedelta(minutes=1)}, True),
        ({"state": "cancelled"}, True),
    ],
)
def test_once_it_is_known_what_became_of_it_the_page_is_fetched_anew(
    mayas: Client, maya: User, after: dict[str, Any], anew: bool
) -> None:
    kept = mail(maya)
    asks = watched(get(mayas, url("outbox:mail", kept.pk)))
    OutgoingEmail.objects.update(**after)
    piece = mayas.get(asks)
    assert (piece.headers.get("HX-Refresh") == "true") is anew
    # Without that header the piece asks again by itself.
    assert bool(watched(Page(piece))) is (not anew or "next_try_at" in after)


def test_without_a_mail_server_there_is_nothing_to_watch(mayas: Client, maya: User) -> None:
    assert watched(get(mayas, url("outbox:mail", mail(maya).pk))) == ""


# --- a test mail


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("when", "subject", "leaves", "words"),
    [
        ("now", "A test mail from Bowout", NOW, "This is the test mail you asked for at 14:02:00."),
        (
            "minute",
            "A test reminder from Bowout",
            NOW + timedelta(minutes=1),
            "This is the test reminder you asked for at 14:02:00, to leave one minute later.",
        ),
    ],
)
def test_a_test_mail_waits_for_the_worker_like_every_other(
    mayas: Client, maya: User, when: str, subject: str, leaves: datetime, words: str
) -> None:
    page = post(mayas, "/outbox/test/", {"when": when})
    (written,) = OutgoingEmail.objects.all()
    assert (page.path, page.heading) == (url("outbox:mail", written.pk), subject)
    assert (written.to, written.user, written.state) == (maya.email, maya, "waiting")
    assert (written.next_try_at, written.delivery) == (leaves, "self")
    assert written.text == (
        f"Hello Maya,\n\n{words}\n\nIt came the way your reminders come, so they will reach you here, too. "
        "There is nothing for you to do.\n\nBowout\n"
    )


@pytest.mark.usefixtures("at_work")
def test_it_goes_through_the_worker_and_the_page_says_that_it_arrived(
    mayas: Client, maya: User, mail_server: MailServer
) -> None:
    page = post(mayas, "/outbox/test/", {"when": "now"})
    assert "It is in line, and leaves within seconds." in page.main.text
    send_due(at=NOW, unwanted=lambda _mails: set())
    (arrived,) = mail_server.received
    assert (arrived.to, arrived.message["Subject"]) == ([maya.email], "A test mail from Bowout")
    assert (
        "Sent: today, 14:02. If it is not in your inbox in a few minutes, look among the junk mail. Our part works."
        in get(mayas, page.path).main.text
    )


@pytest.mark.usefixtures("at_work")
def test_a_test_reminder_leaves_when_its_minute_is_over(mayas: Client, maya: User, mail_server: MailServer) -> None:
    page = post(mayas, "/outbox/test/", {"when": "minute"})
    assert "It leaves at 14:03:00." in page.main.text
    send_due(at=NOW + timedelta(seconds=59), unwanted=lambda _mails: set())
    assert mail_server.received == []
    send_due(at=NOW + timedelta(seconds=60), unwanted=lambda _mails: set())
    assert [arrived.message["Subject"] for arrived in mail_server.received] == ["A test reminder from Bowout"]


@pytest.mark.usefixtures("at_work")
def test_two_presses_send_one_and_ten_seconds_later_there_may_be_another(
    mayas: Client, otto: User, clock: time_machine.Traveller
) -> None:
    pages = [post(mayas, "/outbox/test/", {"when": when}).path for when in ("now", "now", "minute", "minute")]
    assert (pages[0], pages[2], OutgoingEmail.objects.count()) == (pages[1], pages[3], 2)
    clock.shift(10)
    assert post(mayas, "/outbox/test/", {"when": "now"}).path not in pages
    mayas.force_login(otto)
    assert post(mayas, "/outbox/test/", {"when": "now"}).status == 200
    assert OutgoingEmail.objects.values_list("to", flat=True).order_by("-pk")[0] == otto.email


def test_without_a_mail_server_no_test_is_written_and_the_outbox_says_why(mayas: Client) -> None:
    page = post(mayas, "/outbox/test/", {"when": "now"})
    assert (page.path, OutgoingEmail.objects.count()) == (LIST, 0)
    assert "Mail is not set up yet" in page.main.text


def test_only_a_press_of_the_button_writes_a_test(mayas: Client, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True
    assert [mayas.get("/outbox/test/").status_code, mayas.head("/outbox/test/").status_code] == [405, 405]
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.parametrize("page", ["tracker:today", "accounts:preferences"])
def test_the_first_page_and_the_preferences_offer_it(mayas: Client, settings: Settings, page: str) -> None:
    settings.MAIL_CONFIGURED = True
    offered = [form for form in get(mayas, url(page)).main.every("form", action="/outbox/test/")]
    assert [form.text for form in offered] == ["Send me a test mail Test reminder in one minute"]


# --- another address


def test_a_failed_mail_goes_to_another_address(mayas: Client, maya: User) -> None:
    failed = mail(maya, "failed", attempts=11, next_try_at=NOW - HOUR, last_error="550 no such user")
    form = get(mayas, url("outbox:change_address", failed.pk)).form("to")
    assert form == {"to": ["maya@lindholm.example"]}
    page = post(mayas, url("outbox:change_address", failed.pk), {"to": "maya@home.example"})
    assert (page.path, page.notes) == (url("outbox:mail", failed.pk), ["It is in line again, to maya@home.example."])
    failed.refresh_from_db()
    assert (failed.state, failed.to, failed.attempts) == ("waiting", "maya@home.example", 0)
    assert (failed.next_try_at, failed.last_error) == (NOW, "")


def test_a_letter_to_another_address_can_be_stopped_once_more(mayas: Client, maya: User) -> None:
    failed = letter(maya, "failed", began_at=NOW - HOUR, unanswered=1)
    post(mayas, url("outbox:change_address", failed.pk), {"to": "dana@home.example"})
    failed.refresh_from_db()
    assert (failed.state, failed.next_try_at) == ("waiting", NOW + timedelta(seconds=10))
    assert (failed.began_at, failed.unanswered) == (None, 0)
    page = post(mayas, url("outbox:leave", failed.pk))
    assert page.notes == ["Good. It does not leave."]
    assert OutgoingEmail.objects.get().state == "cancelled"


@pytest.mark.parametrize("typed", ["dana@", "two@a.example, b@c.example", "", "dana@x.example\r\nBcc: all@x.example"])
def test_a_refused_address_is_kept_as_it_was_typed(mayas: Client, maya: User, typed: str) -> None:
    failed = letter(maya, "failed")
    before = OutgoingEmail.objects.values().get()
    page = post(mayas, url("outbox:change_address", failed.pk), {"to": typed})
    assert (page.status, page.form("to")["to"], len(page.errors)) == (422, [typed], 1)
    assert OutgoingEmail.objects.values().get() == before


@pytest.mark.parametrize("state", ["sent", "cancelled", "claimed", "unknown", "waiting"])
def test_only_what_failed_gets_another_address(mayas: Client, maya: User, state: str) -> None:
    kept = letter(maya, state)
    before = OutgoingEmail.objects.values().get()
    page = post(mayas, url("outbox:change_address", kept.pk), {"to": "dana@home.example"})
    assert page.notes == ["Nothing to do: this mail was sent, or is no longer wanted."]
    assert OutgoingEmail.objects.values().get() == before


def test_the_page_says_what_stays_as_it_was(mayas: Client, maya: User) -> None:
    theirs, mine = letter(maya, "failed", last_error="550 no such user"), mail(maya, "failed")
    page = get(mayas, url("outbox:change_address", theirs.pk)).main.text
    assert "To dana@tallinn-traffic.example: 550 no such user" in page
    assert "The address that you noted for the person stays as it is; change it there, too" in page
    page = get(mayas, url("outbox:change_address", mine.pk)).main.text
    assert "is your account’s address: whoever runs this Bowout can change it." in page


# --- leaving it


@pytest.mark.parametrize("state", ["failed", "waiting"])
def test_what_failed_or_waits_can_be_left(mayas: Client, maya: User, state: str) -> None:
    kept = mail(maya, state)
    page = post(mayas, url("outbox:leave", kept.pk))
    assert (page.path, page.notes) == (url("outbox:mail", kept.pk), ["Good. It does not leave."])
    assert OutgoingEmail.objects.get().state == "cancelled"


@pytest.mark.parametrize("state", ["sent", "cancelled", "claimed", "unknown"])
def test_what_left_cannot_be_left(mayas: Client, maya: User, state: str) -> None:
    letter(maya, state)
    before = OutgoingEmail.objects.values().get()
    page = post(mayas, url("outbox:leave", before["id"]))
    assert page.notes == ["Nothing to do: this mail was sent, or is no longer wanted."]
    assert OutgoingEmail.objects.values().get() == before


# --- what nobody knows


@pytest.mark.parametrize("address", ["outbox:arrived", "outbox:send_again"])
def test_only_a_press_of_the_button_settles_it(mayas: Client, maya: User, address: str) -> None:
    kept = letter(maya, "unknown")
    before = OutgoingEmail.objects.values().get()
    assert [mayas.get(url(address, kept.pk)).status_code, mayas.head(url(address, kept.pk)).status_code] == [405, 405]
    assert OutgoingEmail.objects.values().get() == before


@pytest.mark.parametrize(
    ("address", "said", "after"),
    [
        ("outbox:arrived", "Good. It counts as sent.", ("sent", NOW)),
        ("outbox:send_again", "It is first in line again.", ("waiting", None)),
    ],
)
def test_the_persons_word_stands_and_a_second_press_changes_nothing(
    mayas: Client, maya: User, address: str, said: str, after: tuple[str, Any]
) -> None:
    kept = letter(maya, "unknown", last_error=BROKE, next_try_at=NOW - HOUR)
    page = post(mayas, url(address, kept.pk))
    assert (page.path, page.notes) == (url("outbox:mail", kept.pk), [said])
    assert OutgoingEmail.objects.values_list("state", "sent_at").get() == after
    for again in ("outbox:arrived", "outbox:send_again"):
        notes = post(mayas, url(again, kept.pk)).notes
        assert notes == ["Nothing to do: it is known by now what became of this mail."]
    assert OutgoingEmail.objects.values_list("state", "sent_at").get() == after


# --- one more try


def test_a_failed_mail_is_put_first_in_line(mayas: Client, maya: User) -> None:
    failed = mail(maya, "failed", attempts=11, next_try_at=NOW - HOUR, last_error="550")
    page = post(mayas, url("outbox:retry", failed.pk))
    assert (page.path, page.notes) == (url("outbox:mail", failed.pk), ["It is first in line again."])
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.next_try_at) == ("waiting", 0, NOW)


@pytest.mark.parametrize("state", ["sent", "cancelled", "claimed", "unknown"])
def test_what_left_or_is_not_wanted_stays_as_it_is(mayas: Client, maya: User, state: str) -> None:
    letter(maya, state)
    before = OutgoingEmail.objects.values().get()
    page = post(mayas, url("outbox:retry", before["id"]))
    assert page.notes == ["Nothing to do: this mail was sent, or is no longer wanted."]
    assert OutgoingEmail.objects.values().get() == before


# --- the operator


def test_the_operator_retries_from_the_list_and_sent_mails_stay_sent(client: Client, olga: User, maya: User) -> None:
    client.force_login(olga)
    failed, waiting, sent = mail(maya, "failed", attempts=11), mail(maya, attempts=3), mail(maya, "sent")
    chosen = [failed.pk, waiting.pk, sent.pk]
    page = post(client, "/admin/outbox/outgoingemail/", {"action": "retry_sending", "_selected_action": chosen})
    assert "2 mails are in line again." in page.text
    rows = OutgoingEmail.objects.order_by("pk").values_list("state", "attempts", "next_try_at")
    assert list(rows) == [("waiting", 0, NOW), ("waiting", 0, NOW), ("sent", 0, NOW)]


def test_the_operator_sends_what_pauses_now_and_leaves_a_letter_its_ten_seconds(
    client: Client, olga: User, maya: User
) -> None:
    client.force_login(olga)
    later = NOW + HOUR
    mails = [
        mail(maya, next_try_at=later),
        mail(maya, next_try_at=later, attempts=3),
        letter(maya, next_try_at=later, attempts=3),
        letter(maya, next_try_at=later),
        mail(maya, "failed", next_try_at=later),
    ]
    chosen = {"action": "send_now", "_selected_action": [kept.pk for kept in mails]}
    assert "3 mails are in line again." in post(client, "/admin/outbox/outgoingemail/", chosen).text
    rows = OutgoingEmail.objects.order_by("pk").values_list("state", "next_try_at")
    assert list(rows) == [*[("waiting", NOW)] * 3, ("waiting", later), ("failed", later)]


def test_the_operator_sees_how_a_mail_stands_and_changes_nothing(client: Client, olga: User, maya: User) -> None:
    client.force_login(olga)
    kept = letter(maya, "unknown", last_error=BROKE)
    before = OutgoingEmail.objects.values().get()
    chosen = {"action": "retry_sending", "_selected_action": [kept.pk]}
    page = post(client, "/admin/outbox/outgoingemail/", chosen)
    assert "0 mails are in line again." in page.text
    assert "To somebody else Not sure whether it arrived" in page.text
    form = post(client, f"/admin/outbox/outgoingemail/{kept.pk}/change/", {"state": "sent"})
    assert form.status == 403
    assert OutgoingEmail.objects.values().get() == before


def test_a_password_mail_belongs_to_nobodys_outbox(mayas: Client, maya: User) -> None:
    key = OutgoingEmailFactory.create(user=None, to=maya.email)
    assert get(mayas, LIST).rows() == []
    assert get(mayas, url("outbox:mail", key.pk)).status == 404
