"""Preferences: who you are, where your clock hangs and on which days you work."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, ReminderFactory
from tests.pages import Page, get, post

pytestmark = pytest.mark.django_db
ADDRESS = "/preferences/"
FIELDS = ["display_name", "signature", "time_zone", "reminder_hour", "working_days"]


AS_IT_STANDS = {
    "display_name": ["Maya Lindholm"],
    "signature": ["0113 496 0042\nlindholm.example"],
    "time_zone": ["Europe/Berlin"],
    "reminder_hour": ["9"],
    "working_days": ["1", "3", "4", "6"],
}


@pytest.fixture
def maya(maya: User) -> User:
    maya.signature, maya.working_days = "0113 496 0042\nlindholm.example", "1346"
    maya.save()
    return maya


def change(client: Client, **fields: Any) -> Page:
    """Change these fields and send the form; what follows is not opened."""
    return Page(client.post(ADDRESS, AS_IT_STANDS | fields))


def kept(maya: User) -> dict[str, Any]:
    return dict(User.objects.values(*FIELDS).get(pk=maya.pk))


def test_the_form_shows_what_is_kept(mayas: Client, maya: User) -> None:
    assert get(mayas, ADDRESS).form("display_name") == AS_IT_STANDS


def test_sent_as_it_stands_it_changes_nothing(mayas: Client, maya: User) -> None:
    before = kept(maya)
    page = post(mayas, ADDRESS, AS_IT_STANDS)
    assert (page.path, page.notes) == (ADDRESS, ["Kept. Reminders follow your new times from now on."])
    assert kept(maya) == before


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        ("display_name", "Dr. Maya Lindholm", "Dr. Maya Lindholm"),
        ("signature", "0113 496 0042\r\nlindholm.example", "0113 496 0042\r\nlindholm.example"),
        ("signature", "", ""),
        ("time_zone", "America/New_York", "America/New_York"),
        ("reminder_hour", "0", 0),
        ("reminder_hour", "23", 23),
        ("working_days", ["7", "1", "2"], "127"),
    ],
)
def test_each_field_is_kept_and_no_other_changes(
    mayas: Client, maya: User, field: str, sent: str | list[str], value: object
) -> None:
    before = kept(maya)
    assert change(mayas, **{field: sent}).status == 302
    assert kept(maya) == before | {field: value}


@pytest.mark.parametrize(
    ("field", "sent", "error"),
    [
        ("working_days", [], "Working days: Tick at least one day, so that there is a next working day."),
        (
            "working_days",
            ["8"],
            "Working days: Select a valid choice. 8 is not one of the available choices.",
        ),
        (
            "time_zone",
            "Mars/Olympus_Mons",
            "Time zone: “Mars/Olympus_Mons” is not a time zone we know. Choose one from the list.",
        ),
        (
            "reminder_hour",
            "24",
            "Reminders come at: Select a valid choice. 24 is not one of the available choices.",
        ),
        ("display_name", "", "Your name: This field is required."),
        (
            "display_name",
            "Maya\r\nBcc: everybody",
            "Your name: There is a line break or a control character in this. Put it on one line.",
        ),
        (
            "signature",
            "x" * 1001,
            "Signature: Ensure this value has at most 1000 characters (it has 1001).",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_else_typed_is_lost(
    mayas: Client, maya: User, field: str, sent: str | list[str], error: str
) -> None:
    before = kept(maya)
    typed: dict[str, Any] = {"display_name": "Maya L.", "signature": "Phone", "reminder_hour": "7"}
    page = change(mayas, **typed | {field: sent})
    assert (page.status, page.errors) == (422, [error])
    form = page.form("display_name")
    assert {name: form[name] for name in typed if name != field} == {
        name: [value] for name, value in typed.items() if name != field
    }
    assert kept(maya) == before


def test_a_refused_name_stays_in_its_field(mayas: Client) -> None:
    page = change(mayas, display_name="x" * 151)
    assert page.form("display_name")["display_name"] == ["x" * 151]


def test_the_address_is_shown_and_cannot_be_changed_here(mayas: Client, maya: User) -> None:
    assert get(mayas, ADDRESS).main.text.startswith("You, your name and your hours maya@lindholm.example ")
    change(mayas, email="somebody@else.example", is_superuser="on", is_staff="on")
    maya.refresh_from_db()
    assert (maya.email, maya.is_superuser, maya.is_staff) == ("maya@lindholm.example", False, False)


def test_times_are_shown_in_the_new_zone_at_once(mayas: Client, maya: User, clock: time_machine.Traveller) -> None:
    ApplicationFactory.create(user=maya)
    reminder = ReminderFactory.create(application__user=maya, due_on=NOW.date(), time_zone="Europe/Berlin")
    assert "For today, 9:00." in get(mayas, reminder.get_absolute_url()).main.text
    change(mayas, time_zone="America/New_York")
    # An hour that is tied to a zone is told on the new clock.
    assert "For today, 3:00." in get(mayas, reminder.get_absolute_url()).main.text


def test_only_the_operator_is_shown_the_way_to_the_admin(client: Client, maya: User, olga: User) -> None:
    client.force_login(maya)
    assert "Open the admin" not in get(client, ADDRESS).links()
    client.force_login(olga)
    assert get(client, ADDRESS).links()["Open the admin"] == "/admin/"
