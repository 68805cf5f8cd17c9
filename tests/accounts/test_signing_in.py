"""The first account, the next ones, signing in and out, and a forgotten password."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.addresses import url
from tests.factories import PASSWORD
from tests.pages import Page, get, post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SIGN_IN, SIGN_UP = "/account/sign-in/", "/account/sign-up/"


def sign_up(client: Client, **fields: str) -> Page:
    typed = {"display_name": "Maya Lindholm", "email": "maya@lindholm.example", "password1": PASSWORD}
    return post(client, SIGN_UP, typed | {"time_zone": "Europe/Copenhagen"} | fields)


def sign_in(client: Client, email: str = "maya@lindholm.example", password: str = PASSWORD) -> Page:
    return post(client, SIGN_IN, {"login": email, "password": password})


# --- the first account


def test_an_empty_bowout_leads_to_the_first_account(client: Client) -> None:
    page = get(client, "/")
    assert (page.path, page.heading) == (SIGN_UP, "Make yourself at home")


def test_whoever_makes_the_first_account_runs_the_place(client: Client) -> None:
    page = sign_up(client)
    assert (page.path, page.heading) == ("/", "Welcome, Maya. Nothing needs you yet.")
    maya = User.objects.get()
    assert (maya.is_superuser, maya.is_staff, maya.email) == (True, True, "maya@lindholm.example")
    assert get(client, "/admin/").status == 200


def test_the_next_one_does_not(client: Client, olga: User) -> None:
    sign_up(client)
    maya = User.objects.get(email="maya@lindholm.example")
    assert (maya.is_superuser, maya.is_staff) == (False, False)


def test_people_without_an_operator_get_one(client: Client, otto: User) -> None:
    sign_up(client)
    assert User.objects.get(email="maya@lindholm.example").is_superuser is True


def test_a_closed_bowout_takes_in_its_operator_and_then_nobody(client: Client, settings: Settings) -> None:
    settings.SIGNUP_OPEN = False
    sign_up(client)
    other = Client()
    page = sign_up(other, email="otto@elsewhere.example")
    assert page.heading == "No new accounts here"
    assert [user.email for user in User.objects.all()] == ["maya@lindholm.example"]
    assert "Make an account" not in get(other, SIGN_IN).links()


def test_an_open_one_shows_the_way_in(client: Client, maya: User) -> None:
    assert get(client, SIGN_IN).links()["Make an account"] == SIGN_UP


# --- what is asked at sign-up


def test_the_browser_tells_the_time_zone(client: Client) -> None:
    sign_up(client)
    assert User.objects.get().time_zone == "Europe/Copenhagen"


@pytest.mark.parametrize("odd", ["", "Mars/Olympus Mons", "../../etc/passwd", "localtime"])
def test_a_zone_that_nobody_knows_becomes_utc(client: Client, odd: str) -> None:
    sign_up(client, time_zone=odd)
    assert User.objects.get().time_zone == "UTC"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"display_name": ""}, "Your name: This field is required."),
        (
            {"display_name": "Maya\nBcc: all@lindholm.example"},
            "Your name: There is a line break or a control character in this. Put it on one line.",
        ),
        ({"email": "maya at lindholm"}, "Email: Enter a valid email address."),
        (
            {"password1": "short"},
            "Password: This password is too short. It must contain at least 8 characters.",
        ),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_stays_typed(client: Client, fields: dict[str, str], named: str) -> None:
    page = sign_up(client, **fields)
    assert page.errors == [named]
    stays = {"display_name": "Maya Lindholm", "email": "maya@lindholm.example", "time_zone": "Europe/Copenhagen"}
    typed = page.form("display_name")
    assert {name: typed[name][0] for name in stays} == stays | {n: v for n, v in fields.items() if n in stays}
    assert User.objects.count() == 0


def test_one_address_one_account_whatever_its_capitals(client: Client, maya: User) -> None:
    page = sign_up(client, email="MAYA@Lindholm.example")
    assert page.errors == ["Email: A user is already registered with this email address."]
    assert User.objects.count() == 1


# --- in and out


def test_capitals_in_the_address_do_not_matter(client: Client, maya: User) -> None:
    assert sign_in(client, "Maya@LINDHOLM.example").path == "/"
    assert client.session["_auth_user_id"] == str(maya.pk)


def test_a_page_asked_for_before_signing_in_opens_after_it(client: Client, maya: User) -> None:
    door = get(client, "/reminders/")
    assert door.path == SIGN_IN
    sent = {name: values[0] for name, values in door.form("login").items()}
    page = post(client, SIGN_IN, sent | {"login": maya.email, "password": PASSWORD})
    assert page.path == "/reminders/"


def test_signing_in_leads_to_no_other_host(client: Client, maya: User) -> None:
    response = client.post(SIGN_IN, {"login": maya.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_a_wrong_password_is_refused_without_saying_whether_the_address_is_known(client: Client, maya: User) -> None:
    known, unknown = sign_in(client, password="wrong"), sign_in(client, "nobody@lindholm.example", "wrong")
    said = ["The email address and/or password you specified are not correct."]
    assert (known.errors, unknown.errors) == (said, said)
    assert known.form("login")["login"] == ["maya@lindholm.example"]


def test_guessing_is_stopped_even_when_the_guess_is_right_at_last(client: Client, maya: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    page = sign_in(client)
    assert (page.status, page.errors) == (200, ["Too many failed login attempts. Try again later."])
    assert "_auth_user_id" not in client.session


def test_very_many_tries_from_one_address_are_answered_too(client: Client, maya: User) -> None:
    pages = [sign_in(client, f"person{n}@lindholm.example", "wrong") for n in range(31)]
    assert {page.status for page in pages[:30]} == {200}
    assert (pages[30].status, pages[30].heading) == (429, "Too many tries")


def test_signing_out_leads_to_the_door_and_locks_it(mayas: Client) -> None:
    assert post(mayas, "/account/sign-out/").path == SIGN_IN
    assert get(mayas, "/applications/").path == SIGN_IN


def test_a_deactivated_account_does_not_open(client: Client, maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(is_active=False)
    assert sign_in(client).heading == "This account is switched off"
    assert get(client, "/applications/").path == SIGN_IN


# --- a forgotten password


@pytest.fixture
def _through_the_outbox(settings: Settings) -> None:
    """The test runner puts Django's mails aside; here they go where the product sends them."""
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


def reset_link(mail: OutgoingEmail) -> str:
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.text)
    assert found is not None, mail.text
    return found[1]


@pytest.mark.usefixtures("_through_the_outbox")
def test_a_new_password_by_mail_from_the_question_to_the_next_sign_in(client: Client, maya: User) -> None:
    page = post(client, url("account_reset_password"), {"email": "Maya@lindholm.example"})
    assert page.heading == "Look in your mail"
    mail = OutgoingEmail.objects.get()
    # It belongs to nobody's outbox: a link that opens an account is shown on no page.
    assert (mail.user, mail.to, mail.subject, mail.state) == (
        None,
        "maya@lindholm.example",
        "A new password for Bowout",
        "waiting",
    )
    form = get(client, reset_link(mail))
    assert form.heading == "Choose a new password"
    done = post(client, form.path, {name: "another horse, another battery" for name in ("password1", "password2")})
    assert done.heading == "Your new password is kept"
    assert sign_in(Client()).errors == ["The email address and/or password you specified are not correct."]
    assert sign_in(Client(), password="another horse, another battery").path == "/"
    again = get(Client(), reset_link(mail))
    assert again.main.text.startswith("Bowout Choose a new password This link has been used, or is too old.")


@pytest.mark.usefixtures("_through_the_outbox")
def test_an_unknown_address_is_answered_like_a_known_one_and_told_by_mail(client: Client, maya: User) -> None:
    known = post(client, url("account_reset_password"), {"email": maya.email})
    unknown = post(client, url("account_reset_password"), {"email": "nobody@lindholm.example"})
    assert (unknown.path, unknown.main.text) == (known.path, known.main.text)
    mail = OutgoingEmail.objects.get(to="nobody@lindholm.example")
    assert "there is no account with this address" in mail.text


def test_a_link_that_somebody_made_up_opens_nothing(client: Client, maya: User) -> None:
    page = get(client, url("account_reset_password_from_key"))
    assert "Ask for a new one" in page.links()


def test_without_a_mail_server_the_page_says_whom_to_ask(client: Client, maya: User) -> None:
    assert "Mail is not set up on this server yet." in get(client, url("account_reset_password")).main.text


def test_a_signed_in_person_changes_the_password_with_the_old_one(mayas: Client, maya: User) -> None:
    address = url("account_change_password")
    new = {name: "another horse, another battery" for name in ("password1", "password2")}
    page = post(mayas, address, new | {"oldpassword": "wrong"})
    assert page.errors == ["Current Password: Please type your current password."]
    post(mayas, address, new | {"oldpassword": PASSWORD})
    maya.refresh_from_db()
    assert maya.check_password("another horse, another battery") is True


# --- a session that ended meanwhile


def test_after_a_session_ended_one_comes_back_to_the_page_where_the_form_stood(client: Client) -> None:
    headers = {"Referer": "http://testserver/applications/7/?tab=notes"}
    answer = client.post("/applications/7/notes/", {"text": "They like nights."}, headers=headers)
    assert answer["Location"] == "/account/sign-in/?next=/applications/7/%3Ftab%3Dnotes"


def test_a_piece_of_a_page_sends_the_whole_page_to_the_door(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/reminders/"}
    answer = client.get("/applications/find/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/account/sign-in/?next=/reminders/")


def test_a_page_elsewhere_is_nowhere_to_come_back_to(client: Client) -> None:
    answer = client.post("/reminders/rules/", headers={"Referer": "https://elsewhere.example/"})
    assert answer["Location"] == "/account/sign-in/?next=/reminders/rules/"
