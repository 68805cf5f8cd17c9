"""Names as they are looked up and laid beside each other."""

import importlib

import pytest
from django.apps import apps

from accounts.models import User
from tests.factories import CompanyFactory, ContactFactory
from tracker import names
from tracker.models import Company, Contact, NameStart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. El-Sayed", "dr el sayed"),
        ("Freja Bang Nørgaard", "FREJA  BANG NORGAARD"),
        ("Łódź", "lodz"),
        ("Müller", "Mu\u0308ller"),
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
