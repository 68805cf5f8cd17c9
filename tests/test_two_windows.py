"""Whatever can be edited, in two windows: the second is told and shown both, and neither loses what they typed."""

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import of, one_of_each, url
from tests.pages import get, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# The page, a fact that both windows change, and another that only one of them does.
FORMS = [
    ("tracker:edit_application", "tags", "maps", ("source", "A friend")),
    ("tracker:edit_interview", "place", "Room 7", ("minutes", "45")),
    ("tracker:edit_contact", "phone", "0113 496 0099", ("company_name", "Halcyon")),
    ("tracker:edit_company", "notes", "They pay late.", ("website", "https://failte.example/")),
    ("tracker:change_reminder", "words", "Dear all, thank you.", ("due_time", "11:00")),
    ("tracker:rules", "offer_days", "4", ("follow_up_days", "9")),
    ("tracker:application_rules", "offer_days", "4", ("stay_in_touch_days", "60")),
    ("declines:words", "body", "Dear Jean-Luc, no.", ("subject", "My no")),
    ("declines:wording", "body", "Dear {name}, no.", ("name", "Another no")),
    ("declines:weigh", "why_note", "Too far.", ("fit_note", "Nearer home.")),
    ("accounts:preferences", "signature", "0113 496 0099", ("quiet_from", "22:00")),
]
EACH = pytest.mark.parametrize(("name", "field", "theirs", "other"), FORMS, ids=[form[0] for form in FORMS])


@pytest.fixture
def things(maya: User) -> dict[str, int]:
    return one_of_each(maya)


@EACH
def test_the_second_is_shown_both_and_may_keep_its_own(
    mayas: Client, things: dict[str, int], name: str, field: str, theirs: str, other: tuple[str, str]
) -> None:
    address = url(name, things.get(of(name).about))
    mine = get(mayas, address).form(field)
    typed = "5" if theirs.isdigit() else f"{theirs} Mine."
    post(mayas, address, mine | {field: [theirs]})
    page = post(mayas, address, mine | {field: [typed]})
    assert page.status == 422
    assert [one.text for box in page.main.every("dl", **{"class": "facts meanwhile"}) for one in box.every("dd")] == [
        theirs,
        typed,
    ]
    assert "Another window changed this. Keep what you typed, or leave theirs." in page.errors[0]
    assert get(mayas, address).form(field)[field] == [theirs]
    assert post(mayas, address, page.form(field)).status == 200
    assert get(mayas, address).form(field)[field] == [typed]


@EACH
def test_the_second_may_leave_theirs_and_still_keeps_the_rest_of_what_it_typed(
    mayas: Client, things: dict[str, int], name: str, field: str, theirs: str, other: tuple[str, str]
) -> None:
    address = url(name, things.get(of(name).about))
    mine = get(mayas, address).form(field)
    changed, value = other
    post(mayas, address, mine | {field: [theirs]})
    page = post(mayas, address, mine | {field: ["5" if theirs.isdigit() else "Mine."], changed: [value]})
    (leave,) = (button for button in page.main.every("button") if button.value("name") == "leave")
    assert leave.text == "Leave theirs"
    assert post(mayas, address, page.form(field) | {"leave": leave.value("value")}).status == 200
    kept = get(mayas, address).form(field)
    assert (kept[field], kept[changed]) == ([theirs], [value])


@EACH
def test_what_only_one_of_them_changed_stays_changed(
    mayas: Client, things: dict[str, int], name: str, field: str, theirs: str, other: tuple[str, str]
) -> None:
    address = url(name, things.get(of(name).about))
    mine = get(mayas, address).form(field)
    changed, value = other
    post(mayas, address, mine | {changed: [value]})
    assert post(mayas, address, mine | {field: [theirs]}).status == 200
    kept = get(mayas, address).form(field)
    assert (kept[field], kept[changed]) == ([theirs], [value])


def test_facts_that_make_sense_only_together_are_asked_about_together(mayas: Client, things: dict[str, int]) -> None:
    address = url("tracker:edit_interview", things["interview"])
    mine = get(mayas, address).form("place")
    post(mayas, address, mine | {"state": ["accepted"], "starts_at": ["2026-09-10T16:30"]})
    page = post(mayas, address, mine | {"starts_at": [""], "time_zone": ["UTC"]})
    assert page.status == 422
    assert get(mayas, address).form("place")["state"] == ["accepted"]
