"""Light, dark or as the device: chosen once for a browser, and right from the first paint on."""

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.pages import get

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def drawn(client: Client, address: str = "/") -> tuple[str, str]:
    """The theme that the page is sent with, and the choice behind it."""
    page = next(get(client, address).every("html"))
    return page.value("data-bs-theme"), page.value("data-look")


def test_a_browser_that_chose_nothing_follows_its_device(mayas: Client) -> None:
    assert drawn(mayas) == ("light", "auto")


@pytest.mark.parametrize(("chosen", "sent"), [("dark", "dark"), ("light", "light"), ("auto", "light")])
def test_the_choice_is_in_the_page_as_it_is_sent(mayas: Client, chosen: str, sent: str) -> None:
    mayas.post(url("accounts:look"), {"look": chosen})
    assert drawn(mayas) == (sent, chosen)


def test_the_sign_in_page_keeps_to_the_choice(client: Client, maya: User) -> None:
    client.cookies["look"] = "dark"
    assert drawn(client, url("account_login")) == ("dark", "dark")


def test_the_choice_leads_back_to_the_page_where_it_was_made(mayas: Client) -> None:
    answer = mayas.post(url("accounts:look"), {"look": "dark", "next": "/reminders/"})
    assert (answer["Location"], mayas.cookies["look"].value) == ("/reminders/", "dark")


def test_an_odd_choice_changes_nothing(mayas: Client) -> None:
    answer = mayas.post(url("accounts:look"), {"look": "<b>", "next": "https://elsewhere.example/"})
    assert (answer["Location"], "look" in mayas.cookies) == ("/preferences/", False)
    mayas.cookies["look"] = "purple"
    assert drawn(mayas) == ("light", "auto")
