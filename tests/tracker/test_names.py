"""Names as they are looked up and laid beside each other."""

import importlib
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from tests.factories import CompanyFactory, ContactFactory
from tracker import letters, names
from tracker.models import Company, Contact, NameStart
from tracker.queries.people import companies_page
from tracker.queries.twins import companies_twice


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. El-Sayed", "dr el sayed"),
        ("Freja Bang Nørgaard", "FREJA  BANG NORGAARD"),
        ("Łódź", "lodz"),
        ("Müller", "Mu\u0308ller"),
        ("Øresund Sœurs", "oresund soeurs"),
        ("STRAẞE, Straße", "strasse strasse"),
        ("Diyarbak\u0131r İzmir", "DIYARBAKIR izmir"),
        ("Đorđe Ħal Ŧ Þór Ðarð Æble", "dorde hal t thor dard aeble"),
        ("Eŋ Əli Ɛbo Ɔdɔ Ɓaa Ɗan Ƙano ƒ", "en eli ebo odo baa dan kano f"),
        ("हिन्दी Ltd", "हन\u0926 ltd"),
    ],
)
def test_two_ways_to_write_a_name_are_one(one: str, other: str) -> None:
    assert names.folded(one) == names.folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fjord Analytics AS", "Fjord analytics"),
        ("Tallinn Traffic OÜ", "Tallinn Traffic Ltd."),
        ("Société Générale S.A.", "Societe Generale"),
        ("Kattegat Ferries A/S", "Kattegat Ferries"),
        ("Bad Elf GmbH & Co. KG", "Bad Elf"),
    ],
)
def test_a_company_is_the_same_without_its_legal_form(one: str, other: str) -> None:
    assert names.bare(one) == names.bare(other)


@pytest.mark.parametrize(("one", "other"), [("Acme", "Acme Sons"), ("AS", "SA"), ("North Co", "South Co")])
def test_what_is_not_a_legal_form_stays(one: str, other: str) -> None:
    assert names.bare(one) != names.bare(other)


def test_a_name_is_found_from_each_of_its_words_on() -> None:
    assert names.starts("Aoife O’Brien", "") == {b"aoife o brien", b"o brien", b"brien", b"aoife obrien", b"obrien"}


@given(st.text())
@example("ŉ ǰ ΐ ŀ")
def test_a_name_is_found_by_what_the_search_finds_it_by(name: str) -> None:
    assert names.folded(names.folded(name)) == names.folded(name)
    letters_of_it = "".join(sign for sign in letters.plain(name) if sign.isalnum())
    assert letters_of_it.startswith("".join(names.folded(name).split()))


@pytest.mark.django_db
def test_letters_that_do_not_come_apart_are_sorted_found_and_laid_beside_each_other(maya: User) -> None:
    for name in ("Zeta", "Øresund Bro", "Oslo", "ORESUND  bro A/S", "Ødegård"):
        CompanyFactory.create(user=maya, name=name)
    order = [company.name for company in companies_page(maya).rows]
    assert order == ["Ødegård", "Øresund Bro", "ORESUND  bro A/S", "Oslo", "Zeta"]
    assert [one.name for one in companies_page(maya, typed="øresund").rows] == ["Øresund Bro", "ORESUND  bro A/S"]
    assert [one.name for one in companies_page(maya, typed="ODEGARD").rows] == ["Ødegård"]
    [pair] = companies_twice(maya)
    assert [pair.first.name, pair.second.name] == ["Øresund Bro", "ORESUND  bro A/S"]


@pytest.mark.django_db
def test_reindex_writes_the_keys_of_names_anew_where_they_are_old(maya: User) -> None:
    company = CompanyFactory.create(user=maya, name="Øresund AS")
    contact = ContactFactory.create(user=maya, name="Đorđe", email="", company=company)
    ContactFactory.create(user=maya, name="Ana", email="")
    Company.objects.update(name_key="øresund as".encode(), bare_key="øresund".encode())
    Contact.objects.filter(pk=contact.pk).update(name_key="đorđe".encode())
    NameStart.objects.filter(contact=contact).update(text="đorđe".encode())
    said = StringIO()
    call_command("reindex", stdout=said)
    assert "2 names are sorted anew." in said.getvalue()
    company.refresh_from_db()
    assert (bytes(company.name_key), bytes(company.bare_key)) == (b"oresund as", b"oresund")
    assert {bytes(key) for key in Contact.objects.values_list("name_key", flat=True)} == {b"ana", b"dorde"}
    assert [str(start) for start in NameStart.objects.filter(contact=contact)] == ["dorde"]


@pytest.mark.django_db
def test_names_that_were_there_before_are_sorted_and_found_like_new_ones(maya: User) -> None:
    company = CompanyFactory.create(user=maya, name="Fjord Analytics AS")
    ContactFactory.create(user=maya, name="Ana Silva", email="", company=company)
    NameStart.objects.all().delete()
    Contact.objects.update(name_key=b"")
    Company.objects.update(name_key=b"", bare_key=b"")
    importlib.import_module("tracker.migrations.0005_people_in_order").write_keys(apps, None)
    assert list(Contact.objects.values_list("name_key", flat=True)) == [b"ana silva"]
    assert list(Company.objects.values_list("name_key", "bare_key")) == [(b"fjord analytics as", b"fjord analytics")]
    found = {bytes(text) for text in NameStart.objects.values_list("text", flat=True)}
    assert found == {b"ana silva", b"silva", b"fjord analytics as", b"analytics as", b"as"}
