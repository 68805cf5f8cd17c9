"""Whatever is sent, the answer is clear: never an error page, nothing half kept, the field named, names only text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from accounts.models import User
from declines.models import Decline
from tests.addresses import ADDRESSES, PERSONAL, of, one_of_each, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tests.pages import Page, get
from tracker.models import Application, Company, Note, Reminder, Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Each form: its address, one of its fields, and what it must have that is not filled in when it opens.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "account_signup": (
        "display_name",
        {"display_name": "New", "email": "new@lindholm.example", "password1": "correct horse battery"},
    ),
    "account_login": ("login", {"login": "maya@lindholm.example", "password": "wrong"}),
    "account_reset_password": ("email", {"email": "maya@lindholm.example"}),
    "account_change_password": ("oldpassword", {}),
    "accounts:preferences": ("display_name", {}),
    "tracker:add_application": ("position", {"position": "Editor", "company_name": "Failte"}),
    "tracker:edit_application": ("position", {}),
    "tracker:add_interview": ("stage", {}),
    "tracker:edit_interview": ("stage", {}),
    "tracker:add_contact": ("name", {"name": "Ana"}),
    "tracker:edit_contact": ("name", {}),
    "tracker:edit_company": ("name", {}),
    "tracker:touch_person": ("on", {"on": "2026-09-01"}),
    "tracker:add_reminder": ("title", {"title": "Read", "due_on": "2026-09-10"}),
    "tracker:add_attachment": ("kind", {}),
    "tracker:change_reminder": ("due_on", {}),
    "tracker:later": ("other", {"other": "2026-09-10"}),
    "tracker:bring": ("file", {}),
    "tracker:match_import": ("days", {}),
    "tracker:add_touch": ("on", {"on": "2026-09-01"}),
    "tracker:rules": ("follow_up_days", {}),
    "tracker:application_rules": ("follow_up_days", {}),
    "declines:start": ("position", {"position": "Editor", "company_name": "Failte"}),
    "declines:new": ("stage", {}),
    "declines:words": ("body", {}),
    "declines:write": ("about", {}),
    "declines:reconsider": ("changed", {"changed": "We can move after all."}),
    "declines:close_out": ("chosen", {}),
    "declines:weigh": ("why_note", {}),
    "declines:new_wording": ("body", {"name": "My no, warm"}),
    "declines:wording": ("body", {}),
    "outbox:change_address": ("to", {}),
}
# Forms that stand on another page.
GUESTS: dict[str, tuple[str, str]] = {
    "tracker:add_note": ("tracker:application", "text"),
    "declines:told": ("declines:letter", "when"),
}
ANYBODY = {"account_signup", "account_login", "account_reset_password"}
NUL = "a\0b"
ODD = {
    "NUL": NUL,
    "right to left": "\u202egpj.exe",
    "emoji": "🚌" * 40,
    "combining": "e" + "\u0301" * 1000,
    "two lines": "One\r\nBcc: all@lindholm.example",
    "template": "{{ user.password }}{% load x %}",
    "markup": "<script>alert(1)</script>'\"&amp;",
    "long": "x" * 10_000,
    "negative": "-1",
    "huge": "9" * 30,
    "no number": "NaN",
    "another alphabet’s digits": "٣",
    "no date": "2026-13-45T99:99",
    "before time": "0001-01-01T00:00",
    "end of time": "9999-12-31T23:59",
    "blank": "   ",
}


@pytest.fixture(autouse=True)
def _few_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing six hundred zones a hundred times over proves nothing more."""
    monkeypatch.setattr("accounts.forms.zone_names", lambda: frozenset({"UTC", "Europe/Berlin"}))


@pytest.fixture
def things(maya: User) -> dict[str, int]:
    return one_of_each(maya)


def rows() -> str:
    """Every row of every table of ours."""
    models = [
        model
        for room in ("accounts", "outbox", "tracker", "declines")
        for model in apps.get_app_config(room).get_models()
    ]
    return repr([list(model._default_manager.order_by("pk").values()) for model in models])


@contextmanager
def and_back() -> Iterator[None]:
    """Try something and leave no trace of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def form_of(client: Client, name: str, things: dict[str, int]) -> tuple[str, dict[str, Any]]:
    """Where a form goes, and what it holds when it opens, with what it must have filled in."""
    place, field = GUESTS[name] if name in GUESTS else (name, FORMS[name][0])
    form = get(client, url(place, things.get(of(place).about))).form(field)
    filled = FORMS[name][1] if name in FORMS else {"text": ["They like nights."]} if field == "text" else {}
    return url(name, things.get(of(name).about)), form | filled


def send(client: Client, name: str, address: str, sent: dict[str, Any], before: str) -> Any:
    """The answer, which is a page or a way on; a refusal changes no row."""
    cache.clear()  # the limits on guessing are not what is tried here
    response = client.post(address, sent)
    assert response.status_code in {200, 302, 422}, (name, sent)
    if response.status_code != 302:
        assert rows() == before, (name, sent)
    return response


def browser(name: str, maya: User) -> Client:
    client = Client()
    if name not in ANYBODY:
        client.force_login(maya)
    return client


# --- every form


@pytest.mark.parametrize("name", [*FORMS, *GUESTS])
def test_odd_signs_in_every_field_at_once_never_break_a_page(maya: User, things: dict[str, int], name: str) -> None:
    client = browser(name, maya)
    address, form = form_of(client, name, things)
    before = rows()
    for odd in ODD.values():
        with and_back():
            response = send(client, name, address, dict.fromkeys(form, odd), before)
            assert b"<script>alert" not in response.content


def odd_for(field: forms.Field, stranger: str) -> list[str]:
    """What does not belong into a field of this kind."""
    match field:
        case forms.ChoiceField() | forms.ModelChoiceField():
            return [NUL, ODD["huge"], stranger]
        case forms.IntegerField():
            return [NUL, ODD["huge"], ODD["negative"]]
        case forms.DateField() | forms.DateTimeField() | forms.TimeField():
            return [NUL, ODD["before time"], ODD["end of time"]]
        case _text:
            return [NUL, ODD["long"]]


@pytest.mark.one_database
@pytest.mark.parametrize("name", [name for name in [*FORMS, *GUESTS] if name != "declines:start"])
def test_one_odd_field_is_refused_by_its_name_or_kept_whole(
    maya: User, otto: User, things: dict[str, int], name: str
) -> None:
    stranger = str(one_of_each(otto)["contact"])
    client = browser(name, maya)
    address, form = form_of(client, name, things)
    before = rows()
    # Sent with every field odd, the form comes back: what kind of field is each?
    fields = send(client, name, address, dict.fromkeys(form, NUL), before).context["form"].fields
    for field in form:
        for odd in odd_for(fields[field], stranger) if field in fields else []:
            with and_back():
                response = send(client, name, address, form | {field: odd}, before)
                if response.status_code == 302:
                    # Only a tick is a tick whatever is sent for it.
                    assert odd != NUL or isinstance(fields[field], forms.BooleanField), (name, field)
                elif "password" not in field:  # a wrong one is not told from a wrong address
                    assert named(response, field), (name, field, odd)


def named(response: Any, field: str) -> bool:
    """Whether the list of errors names the field by its label."""
    label = str(response.context["form"][field].label)
    return any(error.startswith(f"{label}: ") for error in Page(response).errors)


def test_every_form_of_the_product_is_swept(maya: User, things: dict[str, int]) -> None:
    """A form that nobody has entered above fails here."""
    client = browser("", maya)
    open_to_typing = set()
    for name in (name for name, address in ADDRESSES.items() if address.access == PERSONAL and address.is_page):
        page = get(client, url(name, things.get(of(name).about)))
        for form in page.main.every("form"):
            typed = [*form.every("textarea"), *form.every("select"), *form.every("input")]
            kinds = {control.value("type") for control in typed if control.value("name") != "q"}
            if form.value("method") == "post" and kinds - {"hidden"}:
                open_to_typing.add(form.value("action") or page.path)
    swept = {url(name, things.get(of(name).about)) for name in [*FORMS, *GUESTS] if name not in ANYBODY}
    # The same form as on the letter's page stands on that of the no.
    swept |= {url("declines:told", Decline.objects.get(pk=things[one]).letter.pk) for one in ("decline", "told")}
    # Each reminder on a page has the day of its "later".
    swept |= {url("tracker:later", reminder.pk) for reminder in Reminder.objects.filter(user=maya)}
    # The status of an application is moved in a form of its own (test_application_pages).
    assert open_to_typing - swept == {url("tracker:move", things["application"])}


def test_half_a_surrogate_becomes_a_sign_that_can_be_kept(mayas: Client) -> None:
    body = b"position=Ed%ED%A0%80itor&company_name=Failte&status=applied&priority=2"
    response = mayas.post(url("tracker:add_application"), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert Application.objects.get().position == "Ed\ufffd\ufffd\ufffditor"


def test_very_many_fields_are_answered_with_a_refusal(mayas: Client, things: dict[str, int]) -> None:
    before = rows()
    sent = {"interviewers": [str(number) for number in range(1001)]}
    assert mayas.post(url("tracker:add_interview", things["application"]), sent).status_code == 400
    assert rows() == before


# --- an application


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("position", "x" * 201, "Position: Ensure this value has at most 200 characters (it has 201)."),
        ("company_name", "x" * 10_000, "Company: Ensure this value has at most 200 characters (it has 10000)."),
        (
            "company_name",
            "Failte\nBcc: all@lindholm.example",
            "Company: There is a line break or a control character in this. Put it on one line.",
        ),
        (
            "company_name",
            "Failte\u2029Press",
            "Company: There is a line break or a control character in this. Put it on one line.",
        ),
        ("company_name", " \t ", "Company: This field is required."),
        ("salary_min", "-1", "Salary from: Ensure this value is greater than or equal to 0."),
        ("salary_max", "2000000001", "Salary to: Ensure this value is less than or equal to 2000000000."),
        ("salary_max", "9" * 5000, "Salary to: Enter a whole number."),
        ("salary_max", "1e5", "Salary to: Enter a whole number."),
        ("currency", "EURO", "Currency: Ensure this value has at most 3 characters (it has 4)."),
        ("currency", "E1R", "Currency: Use the three letters, such as EUR."),
        ("currency", "€€€", "Currency: Use the three letters, such as EUR."),
        ("posting_url", "javascript:alert(1)", "Posting: Enter a valid URL."),
        ("work_mode", "nowhere", "Work mode: Select a valid choice. nowhere is not one of the available choices."),
        ("priority", "9", "Priority: Select a valid choice. 9 is not one of the available choices."),
        ("applied_on", "yesterday", "Applied on: Write the day as 2026-09-30."),
        ("closes_on", "2026-02-30", "Posting closes on: Write the day as 2026-09-30."),
        ("applied_on", "1969-12-31", "Applied on: Choose a year from 1970 to 2100."),
        ("offer_reply_by", "9999-12-31T23:59", "Answer their offer by: Choose a year from 1970 to 2100."),
        (
            "offer_reply_by",
            "2027-03-28T02:30",
            "Answer their offer by: The clocks go forward then, so this time does not exist. Choose 03:00 or later.",
        ),
        ("contact_email", "ana@", "Their e-mail address: Enter a valid email address."),
        (
            "contact_email",
            "a" * 250 + "@x.example",
            "Their e-mail address: Ensure this value has at most 254 characters (it has 260).",
        ),
        (
            "contact_name",
            "Ana\r\nCc: all",
            "Who is your contact there?: There is a line break or a control character in this. Put it on one line.",
        ),
    ],
)
def test_an_application_is_refused_with_the_remedy_and_stays_typed(
    mayas: Client, field: str, sent: str, said: str
) -> None:
    typed = {"position": "Night editor", "company_name": "Failte", "status": "applied", "priority": "2"}
    response = mayas.post(url("tracker:add_application"), typed | {"notes": "Ask why."} | {field: sent})
    page = Page(response)
    assert (page.status, page.errors) == (422, [said])
    form = page.form("position")
    assert form["notes"] == ["Ask why."]
    if field not in {"work_mode", "priority"}:
        assert form[field] == [sent]
    assert (Application.objects.count(), Company.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("address", "sent"),
    [("applications/abc/", 404), ("applications/-1/", 404), ("reminders/1.5/", 404), ("applications/%00/", 404)],
)
def test_an_address_that_is_none_is_missing(mayas: Client, address: str, sent: int) -> None:
    assert mayas.get("/" + address).status_code == sent


# --- what is kept is text wherever it is shown


@pytest.mark.parametrize("odd", ["markup", "template", "right to left", "emoji", "combining"])
def test_what_was_kept_shows_as_text_on_every_page(mayas: Client, maya: User, odd: str) -> None:
    text = ODD[odd][:100]
    company = CompanyFactory.create(user=maya, name=text)
    application = ApplicationFactory.create(
        user=maya,
        company=company,
        **dict.fromkeys(["position", "liked", "source", "location", "notes", "tags", "posting_text"], text),
        status=Status.INTERVIEWING,
    )
    ana = ContactFactory.create(user=maya, name=text, called=text, phone=text[:50])
    application.contacts.add(ana)
    interview = InterviewFactory.create(application=application, place=text, preparation=text)
    interview.interviewers.add(ana)
    Note.objects.create(application=application, text=text, contact=ana, at=NOW)
    User.objects.filter(pk=maya.pk).update(display_name=text, signature=text)
    mayas.post(url("declines:new", application.pk), get(mayas, url("declines:new", application.pk)).form("stage"))
    kept = Decline.objects.get()
    assert text in kept.letter.body
    pages = ["/", "/applications/?tab=all", "/reminders/", "/preferences/", application.get_absolute_url()]
    pages += [reminder.get_absolute_url() for reminder in Reminder.objects.all()]
    pages += [kept.get_absolute_url(), url("declines:words", kept.letter.pk), url("tracker:edit_contact", ana.pk)]
    pages += [url("tracker:edit_application", application.pk), url("tracker:edit_interview", interview.pk)]
    for address in pages:
        response = mayas.get(address)
        page = Page(response)
        assert page.status == 200, address
        assert [script.raw for script in page.every("script") if script.raw] == [], address
        assert b"pbkdf2" not in response.content, address
    shown = get(mayas, application.get_absolute_url())
    assert shown.heading == " ".join(f"{text}, {text}".split())
    assert get(mayas, url("tracker:edit_application", application.pk)).form("position")["position"] == [text]
