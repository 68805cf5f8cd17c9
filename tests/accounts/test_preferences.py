"""Preferences: who you are, where your clock hangs, on which days you work, how mails come and when they do not."""

from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, ReminderFactory
from tests.pages import Page, get, post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS = "/preferences/"
FIELDS = [
    *("display_name", "signature", "time_zone", "reminder_hour", "working_days", "country", "region"),
    *("week_starts_on", "digest", "digest_weekday", "quiet_from", "quiet_until"),
]


AS_IT_STANDS = {
    "display_name": ["Maya Lindholm"],
    "signature": ["0113 496 0042\nlindholm.example"],
    "time_zone": ["Europe/Berlin"],
    "reminder_hour": ["9"],
    "working_days": ["1", "3", "4", "6"],
    "country": ["DE"],
    "region": ["BY"],
    "week_starts_on": [""],
    "digest": ["weekly"],
    "digest_weekday": ["5"],
    "quiet_from": ["21:00"],
    "quiet_until": ["06:30"],
}


@pytest.fixture
def maya(maya: User) -> User:
    maya.signature, maya.working_days = "0113 496 0042\nlindholm.example", "1346"
    maya.country, maya.region, maya.digest, maya.digest_weekday = "DE", "BY", User.Digest.WEEKLY, 5
    maya.quiet_from, maya.quiet_until = time(21), time(6, 30)
    maya.save()
    return maya


def change(client: Client, **fields: Any) -> Page:
    """Change these fields and send the form; what follows is not opened."""
    return Page(client.post(ADDRESS, AS_IT_STANDS | fields))


def kept(maya: User) -> dict[str, Any]:
    return dict(User.objects.values(*FIELDS).get(pk=maya.pk))


def test_the_form_shows_what_is_kept(mayas: Client, maya: User) -> None:
    form = get(mayas, ADDRESS).form("display_name")
    assert form.pop("seen")
    assert form == AS_IT_STANDS


def test_sent_as_it_stands_it_changes_nothing(mayas: Client, maya: User) -> None:
    before = kept(maya)
    page = post(mayas, ADDRESS, AS_IT_STANDS)
    assert (page.path, page.notes) == (ADDRESS, ["Kept. Reminders follow your new times from now on."])
    assert kept(maya) == before


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        ("display_name", "Dr. Maya Lindholm", "Dr. Maya Lindholm"),
        ("signature", "0113 496 0042\r\nmaya.example", "0113 496 0042\r\nmaya.example"),
        ("signature", "", ""),
        ("time_zone", "America/New_York", "America/New_York"),
        ("reminder_hour", "7", 7),
        ("reminder_hour", "20", 20),
        ("working_days", ["7", "1", "2"], "127"),
        ("region", "BE", "BE"),
        ("region", "", ""),
        ("digest", "each", "each"),
        ("digest", "daily", "daily"),
        ("digest_weekday", "7", 7),
        ("week_starts_on", "7", 7),
        ("quiet_from", "23:15", time(23, 15)),
        ("quiet_until", "09:00", time(9)),
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
        ("reminder_hour", "22", "Reminders come at: This lies in your quiet hours. Change one of the two."),
        ("reminder_hour", "6", "Reminders come at: This lies in your quiet hours. Change one of the two."),
        ("quiet_from", "", "Quiet from: Name both hours, or neither for no quiet hours."),
        ("quiet_until", "", "Quiet until: Name both hours, or neither for no quiet hours."),
        ("quiet_until", "21:00", "Quiet until: Choose another hour: these would be no quiet hours, or all day."),
        ("quiet_from", "late", "Quiet from: Enter a valid time."),
        ("country", "XX", "Country: Select a valid choice. XX is not one of the available choices."),
        ("region", "ENG", "Region: “ENG” is no region of this country."),
        ("digest", "hourly", "Reminders by mail: Select a valid choice. hourly is not one of the available choices."),
        (
            "digest_weekday",
            "8",
            "The weekly mail comes on: Select a valid choice. 8 is not one of the available choices.",
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
    typed: dict[str, Any] = {"display_name": "Maya L.", "signature": "Phone", "reminder_hour": "8"}
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


def options(page: Page, name: str) -> list[str]:
    """What a list offers."""
    chooser = next(page.main.every("select", name=name))
    return [option.text for option in chooser.every("option")]


def test_the_regions_on_offer_are_those_of_the_country(mayas: Client, maya: User) -> None:
    assert options(get(mayas, ADDRESS), "region")[:4] == [
        "The holidays of the whole country",
        "Augsburg",
        "Baden-Württemberg",
        "Bayern",
    ]
    User.objects.filter(pk=maya.pk).update(country="", region="")
    page = get(mayas, ADDRESS)
    assert options(page, "region") == ["The holidays of the whole country"]
    assert "Choose a country and keep it; its regions come next." in page.main.text


def test_whoever_changes_the_country_chooses_the_region_anew_and_is_told_so(mayas: Client, maya: User) -> None:
    page = post(mayas, ADDRESS, AS_IT_STANDS | {"country": ["GB"]})
    assert page.notes == [
        "Kept. Reminders follow your new times from now on.",
        "Bayern belongs to another country and was left out. Choose a region once more.",
    ]
    assert (kept(maya)["country"], kept(maya)["region"]) == ("GB", "")
    assert options(page, "region")[1:] == ["England", "Northern Ireland", "Scotland", "Wales"]


def test_country_and_region_may_come_together(mayas: Client, maya: User) -> None:
    page = post(mayas, ADDRESS, AS_IT_STANDS | {"country": ["GB"], "region": ["SCT"]})
    assert page.notes == ["Kept. Reminders follow your new times from now on."]
    assert (kept(maya)["country"], kept(maya)["region"]) == ("GB", "SCT")


def test_a_refused_form_still_offers_the_regions_of_the_country_that_was_chosen(mayas: Client) -> None:
    page = change(mayas, country="GB", region="SCT", display_name="")
    assert (page.status, page.form("display_name")["region"]) == (422, ["SCT"])


def test_without_a_country_there_is_no_region(mayas: Client, maya: User) -> None:
    post(mayas, ADDRESS, AS_IT_STANDS | {"country": [""]})
    assert (kept(maya)["country"], kept(maya)["region"]) == ("", "")


def test_whoever_empties_both_hours_has_no_quiet_hours(mayas: Client, maya: User) -> None:
    post(mayas, ADDRESS, AS_IT_STANDS | {"quiet_from": [""], "quiet_until": [""], "reminder_hour": ["23"]})
    assert [kept(maya)[name] for name in ("quiet_from", "quiet_until", "reminder_hour")] == [None, None, 23]


@pytest.mark.parametrize(("hour", "status"), [("11", 302), ("12", 422), ("13", 422), ("14", 302)])
def test_quiet_hours_need_not_pass_midnight(mayas: Client, hour: str, status: int) -> None:
    assert change(mayas, quiet_from="12:00", quiet_until="14:00", reminder_hour=hour).status == status


def test_the_page_stands_in_three_parts(mayas: Client) -> None:
    legends = [legend.text for legend in get(mayas, ADDRESS).main.every("legend")]
    assert legends == ["You", "Your hours and days", "Working days*", "Your mails", "Reminders by mail*"]
