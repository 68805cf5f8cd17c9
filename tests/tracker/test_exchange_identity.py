"""What goes out comes in again just as it was: field by field, in each format, whatever was typed."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from declines.models import Wording
from outbox.models import OutgoingEmail
from tests.addresses import a_wording
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, ReminderFactory
from tests.tracker.exchanging import EARLY, FORMATS, a_full_search, checked, everything, exported, imported, verdicts
from tracker import reminders
from tracker.exchange import guard, parts
from tracker.models import Application, Company, Contact, Note, Reminder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", FORMATS)
def test_a_search_is_in_another_account_as_it_was_in_the_first(maya: User, otto: User, kind: str) -> None:
    a_full_search(maya)
    ApplicationFactory.create(user=maya, binned_at=NOW)
    run = imported(otto, exported(maya, kind))
    assert {verdict for _line, verdict in verdicts(run)} == {"added"}
    hers, his = everything(maya), everything(otto)
    if kind != "json":
        # What hangs on the person alone is in the backup only.
        del hers["tracker.Rule"][1]
    assert his == hers


@pytest.mark.parametrize("kind", FORMATS)
def test_what_came_in_goes_out_as_the_same_file(maya: User, otto: User, kind: str) -> None:
    a_full_search(maya)
    otto.display_name = maya.display_name
    otto.save()
    data = exported(maya, kind)
    imported(otto, data)
    assert exported(otto, kind) == data


@pytest.mark.parametrize("kind", FORMATS)
def test_into_the_account_it_came_from_it_adds_and_changes_nothing(maya: User, kind: str) -> None:
    application = a_full_search(maya)
    # Nothing tells these two apart: each row finds one.
    ApplicationFactory.create_batch(2, user=maya, company=application.company, position="Twin", applied_on=None)
    before = everything(maya)
    run = imported(maya, exported(maya, kind))
    assert ({verdict for _line, verdict in verdicts(run)}, everything(maya)) == ({"there"}, before)


def test_two_of_one_name_are_two_and_one_in_two_places_is_one(maya: User, otto: User) -> None:
    first, second = (ApplicationFactory.create(user=maya) for _ in range(2))
    twins = [ContactFactory.create(user=maya, company=None) for _ in range(2)]
    first.contacts.set(twins)
    second.contacts.set(twins[:1])
    data = exported(maya, "json")
    imported(otto, data)
    assert [application.contacts.count() for application in Application.objects.filter(user=otto)] == [1, 2]
    assert Contact.objects.filter(user=otto).count() == 2
    imported(otto, data)
    assert Contact.objects.filter(user=otto).count() == 2


def test_a_backup_holds_what_hangs_on_no_application(maya: User, otto: User) -> None:
    ContactFactory.create(
        user=maya, name="Ana", company=CompanyFactory.create(user=maya, website="https://a.example")
    )
    a_wording(maya)
    imported(otto, exported(maya, "json"))
    assert [str(person) for person in Contact.objects.filter(user=otto)] == ["Ana"]
    assert [company.website for company in Company.objects.filter(user=otto)] == ["https://a.example"]
    assert [wording.name for wording in Wording.objects.filter(user=otto)] == ["My no, short"]


def test_what_was_due_before_it_came_in_stands_on_today_and_sends_nothing(maya: User, otto: User) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya))
    late = NOW + timedelta(days=30)
    imported(otto, exported(maya, "json"), at=late)
    kept = Reminder.objects.get(user=otto)
    assert (kept.state, kept.told_at) == ("told", late)
    Reminder.objects.filter(user=maya).delete()
    assert (reminders.tell_due(at=late + timedelta(days=1)), OutgoingEmail.objects.count()) == (0, 0)


def test_a_key_of_the_outbox_never_comes_in(maya: User, otto: User) -> None:
    ReminderFactory.create(application=ApplicationFactory.create(user=maya))
    data = json.loads(exported(maya, "json"))
    data["applications"][0]["reminders"][0]["digest"] = f"digest:{maya.pk}:1"
    imported(otto, json.dumps(data).encode())
    assert Reminder.objects.get(user=otto).digest == ""


def test_every_table_of_an_application_is_in_it(maya: User) -> None:
    """A new one joins tracker.exchange.parts, or stands here with its reason."""
    elsewhere = {
        "tracker.SearchDocument": "derived",
        "tracker.ImportRow": "about the import",
    }
    hanging = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Application and model is not Application
    }
    assert hanging - set(elsewhere) == {
        part.model._meta.label for part in parts.parts() if part.path == "application"
    }


def test_every_field_is_in_it_but_for_those_of_this_server() -> None:
    left_out = {f"{part.name}.{name}" for part in parts.kept_parts() for name in parts.not_carried(part.model)}
    owners = {f"{part.name}.application" for part in parts.kept_parts()} | {"reminders.user", "rules.user"}
    assert left_out - owners == {"reminders.digest", "letters.mail"}


# Whatever is typed

ODD = [
    "",
    "=1+1",
    "+49 40",
    "-x",
    "@sum",
    "\tx",
    "\rx",
    "\nx",
    "'=1",
    '"x',
    "’",
    "🌱\u200d🚌",
    "مكتبة",
    "\u202ex",
    "a\r\nb",
    " x ",
]
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
LONG = st.sampled_from(["=" * 10_000, "🌱" * 17_000, "_x000D_\r" * 8_000])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
FACTS = st.fixed_dictionaries(
    {"notes": TEXT, "liked": TEXT, "posting_text": TEXT | LONG},
    optional={
        "salary_min": st.none() | st.integers(0, 2_000_000_000),
        "applied_on": st.none() | st.dates(datetime(1990, 1, 1).date(), datetime(2090, 1, 1).date()),
        "offer_reply_by": st.none() | MOMENTS,
        "created_at": MOMENTS,
    },
)
PATIENT = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def both(maya: User, otto: User) -> tuple[User, User]:
    return maya, otto


@pytest.mark.parametrize("kind", FORMATS)
@PATIENT
@given(st.lists(st.tuples(FACTS, st.lists(TEXT, max_size=2)), min_size=1, max_size=3))
@example([({"notes": odd, "liked": odd, "posting_text": odd}, [odd]) for odd in ODD])
def test_out_and_in_is_the_same_whatever_was_typed(both: tuple[User, User], kind: str, search: list) -> None:  # type: ignore[type-arg]
    maya, otto = both
    with and_back():
        for facts, notes in search:
            application = ApplicationFactory.create(user=maya, **facts)
            for text in notes:
                Note.objects.create(application=application, text=text, at=NOW)
        imported(otto, exported(maya, kind))
        assert everything(otto) == everything(maya)


def and_back() -> "transaction.Atomic":
    return _AndBack()


class _AndBack(transaction.Atomic):
    """What is written within is gone after."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        super().__exit__(*error)  # type: ignore[arg-type]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("'")
@example("_x000d_")
def test_a_cell_begins_as_no_formula_does_and_says_what_it_said(text: str) -> None:
    for write, read in ((guard.for_csv, guard.from_csv), (guard.for_xlsx, guard.from_xlsx)):
        cells = list(guard.pieces(text, write))
        assert "".join(map(read, cells)) == text
        # A workbook that is saved as CSV, and read from there.
        assert "".join(guard.from_csv(cell.replace(guard.BREAK, "\r")) for cell in cells) == text
    assert not any(cell[:1] in guard.FORMULA for cell in guard.pieces(text, guard.for_csv) if cell)


def test_a_row_that_is_put_elsewhere_takes_no_text_from_another(maya: User, otto: User) -> None:
    for place in range(2):
        ApplicationFactory.create(user=maya, posting_text=f"{place}" * 40_000)
    head, first, more, second, rest = exported(maya, "csv").decode().splitlines(keepends=True)
    run = checked(otto, "".join([head, second, more, first, rest]).encode(), EARLY)
    assert verdicts(run) == [(2, "added"), (3, "refused"), (4, "added"), (5, "refused")]


@pytest.mark.parametrize("text", ["Engineer;=1+1", "a | +b", "a;\u3000-b", "tab\t=x"])
def test_where_other_signs_divide_columns_nothing_begins_a_formula_either(text: str) -> None:
    cell = guard.for_csv(text)
    assert not [part for part in re.split(r"[;|\t]", cell)[1:] if part.strip()[:1] in guard.FORMULA]
    assert guard.from_csv(cell) == text
