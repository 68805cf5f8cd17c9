"""The outbox as pages: what was sent, what waits, what failed and why, and one more try."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.addresses import url
from tests.factories import NOW, OutgoingEmailFactory
from tests.pages import Page, get, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
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


@pytest.mark.parametrize(
    ("state", "fields", "lead", "again"),
    [
        ("sent", {}, "Sent, today, 14:02", False),
        ("failed", {"last_error": "550 no such user"}, "Failed 550 no such user", True),
        (
            "waiting",
            {"last_error": "421 busy", "next_try_at": NOW + HOUR},
            "Waiting. We try again: today, 15:02. 421 busy",
            True,
        ),
        ("waiting", {}, "Waiting", True),
        ("claimed", {}, "Being sent", False),
        ("cancelled", {}, "Cancelled", False),
    ],
)
def test_the_page_says_how_it_stands_and_offers_one_more_try_where_that_helps(
    mayas: Client, maya: User, state: str, fields: dict[str, Any], lead: str, again: bool
) -> None:
    page = get(mayas, url("outbox:mail", mail(maya, state, text="-", **fields).pk))
    head, _text, rest = page.main.text.partition(" -")
    assert head.endswith(f"Today: thank Dr. El-Sayed {lead}")
    assert rest == (" Try again now" if again else "")


def buttons(page: Page) -> dict[str, str]:
    """Where each button of the page's own part posts to, by its words."""
    return {form.text: form.value("action") for form in page.main.every("form", method="post")}


def test_a_letters_page_says_what_happened_and_asks_the_person(mayas: Client, maya: User) -> None:
    kept = letter(maya, "unknown", last_error=BROKE)
    page = get(mayas, url("outbox:mail", kept.pk))
    head, _dear, _rest = page.main.text.partition(" Dear Dana")
    assert head.endswith(
        f"To {kept.to}. Not sure whether it arrived {BROKE} It may have arrived. If you send it once more, {kept.to} "
        "may get it twice. It arrived Send it once more"
    )
    assert buttons(page) == {
        "It arrived": url("outbox:arrived", kept.pk),
        "Send it once more": url("outbox:send_again", kept.pk),
    }


def test_a_letter_that_failed_can_be_tried_again(mayas: Client, maya: User) -> None:
    kept = letter(maya, "failed", last_error="550 no such user")
    assert buttons(get(mayas, url("outbox:mail", kept.pk))) == {"Try again now": url("outbox:retry", kept.pk)}


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
