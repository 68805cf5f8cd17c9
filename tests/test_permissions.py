"""The permission matrix: every address × who × GET, POST × own, another's, missing, from the URL resolver."""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client

from accounts.models import User
from tests.addresses import ADDRESSES, OPERATOR, PERSONAL, PUBLIC, SIGNED, names, of, one_of_each, url

MISSING = 2_000_000
PROJECT = [name for name in names() if not name.startswith("admin:")]
PERSONALS = [name for name in PROJECT if name in ADDRESSES and of(name).access == PERSONAL]
ABOUT_SOMETHING = [name for name in PERSONALS if of(name).about]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@dataclass
class Cast:
    """Who is there, what is theirs, and a browser for each."""

    mayas: dict[str, int]
    ottos: dict[str, int]
    people: dict[str, User | None]

    def browser(self, who: str) -> Client:
        client = Client()
        person = self.people[who]
        if person is not None:
            client.force_login(person)
        return client


@pytest.fixture
def cast(maya: User, otto: User, olga: User) -> Cast:
    people = {"anonymous": None, "maya": maya, "otto": otto, "operator": olga}
    return Cast(one_of_each(maya), one_of_each(otto), people)


def everything() -> str:
    """All rows of all our tables, as text: what must not change in a refused call."""
    rooms = ["accounts", "outbox", "tracker", "declines"]
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    return str(serializers.serialize("json", rows))


def call(client: Client, method: str, address: str) -> int:
    response = client.get(address) if method == "GET" else client.post(address, {})
    return response.status_code


def test_every_address_is_classified() -> None:
    assert {name for name in PROJECT if name not in ADDRESSES} == set()
    assert {name for name in ADDRESSES if name not in PROJECT} == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_sign_in_only_public_addresses_answer(cast: Cast, method: str) -> None:
    client = cast.browser("anonymous")
    before = everything()
    for name in PERSONALS:
        address = url(name, cast.mayas.get(of(name).about))
        response = client.get(address) if method == "GET" else client.post(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/account/sign-in/"), name  # type: ignore[attr-defined]
    assert everything() == before


def test_public_addresses_answer_anybody(cast: Cast) -> None:
    client = cast.browser("anonymous")
    public = [name for name in PROJECT if of(name).access == PUBLIC]
    statuses = {name: call(client, "GET", url(name)) for name in public}
    # Signing out when nobody is signed in leads home; and no worker has run here, which a monitor should hear.
    others = {"account_logout": 302, "readyz": 503}
    assert statuses == {name: others.get(name, 200) for name in public}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["anonymous", "maya", "operator"])
def test_a_key_that_we_did_not_make_opens_nothing_for_anybody(cast: Cast, who: str, method: str) -> None:
    client = cast.browser(who)
    before = everything()
    signed = [name for name in PROJECT if of(name).access == SIGNED]
    assert {name: call(client, method, url(name)) for name in signed} == dict.fromkeys(signed, 404)
    assert everything() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["otto", "operator"])
def test_what_is_anothers_is_missing_and_stays_untouched(cast: Cast, who: str, method: str) -> None:
    client = cast.browser(who)
    before = everything()
    for name in ABOUT_SOMETHING:
        anothers = call(client, method, url(name, cast.mayas[of(name).about]))
        missing = call(client, method, url(name, MISSING))
        refused = 405 if method == "GET" and of(name).posts else 404
        assert (anothers, missing) == (refused, refused), name
    assert everything() == before


@pytest.mark.parametrize("name", PERSONALS)
def test_what_is_mine_answers_me(cast: Cast, name: str) -> None:
    client = cast.browser("maya")
    address = url(name, cast.mayas.get(of(name).about))
    assert call(client, "GET", address) == (405 if of(name).posts else 200)
    # An empty form is refused with its reasons, or an act that needs no form is done: never an error page.
    assert call(client, "POST", address) in {200, 302, 422, 405}


@pytest.mark.parametrize("name", ["index", "tracker_application_changelist", "outbox_outgoingemail_changelist"])
def test_the_admin_is_the_operators(cast: Cast, name: str) -> None:
    address = url(f"admin:{name}")
    assert call(cast.browser("operator"), "GET", address) == 200
    anonymous = cast.browser("anonymous").get(address, follow=True)
    assert anonymous.redirect_chain[-1][0].startswith("/account/sign-in/")
    assert cast.browser("maya").get(address, follow=True).status_code == 403


def test_every_admin_list_opens_for_the_operator_and_for_nobody_else(cast: Cast) -> None:
    lists = [name for name in names() if name.startswith("admin:") and name.endswith(("_changelist", "_add"))]
    assert len(lists) > 20
    for name in lists:
        assert of(name).access == OPERATOR
        # 403: tables to which nobody adds by hand.
        assert call(cast.browser("operator"), "GET", url(name)) in {200, 403}, name
        assert call(cast.browser("maya"), "POST", url(name)) == 302, name


def test_no_form_offers_another_persons_rows(cast: Cast) -> None:
    client = cast.browser("maya")
    strangers = [cast.ottos["contact"], cast.ottos["interview"]]
    for name in ("tracker:add_interview", "declines:new"):
        page = client.get(url(name, cast.mayas["application"])).content.decode()
        assert not any(f'value="{pk}"' in page for pk in strangers), name


@pytest.mark.parametrize("number", [2**31, 2**63, 2**70])
def test_a_number_that_no_database_knows_is_missing_too(mayas: Client, number: int) -> None:
    assert mayas.get(url("tracker:application", number)).status_code == 404
