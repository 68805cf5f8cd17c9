"""The palette's question: which of my applications say this?"""

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory
from tests.pages import get
from tracker import search
from tracker.models import Application

pytestmark = pytest.mark.django_db


def found(client: Client, typed: str) -> list[tuple[str, str]]:
    """Each option: its words, and where it leads."""
    page = get(client, url("tracker:find"), q=typed)
    return [(option.text, option.value("data-to")) for option in page.every(role="option")]


def test_what_is_typed_finds_ones_own_applications_and_the_way_to_all_of_them(
    mayas: Client, maya: User, otto: User
) -> None:
    mine = ApplicationFactory.create(
        user=maya, company=CompanyFactory.create(user=maya, name="Fjord <b>"), position="Editor"
    )
    ApplicationFactory.create(user=otto, position="Editor elsewhere")
    binned = ApplicationFactory.create(user=maya, position="Editor in the bin")
    Application.objects.filter(pk=binned.pk).update(binned_at=NOW)
    search.index(*Application.objects.values_list("pk", flat=True))
    assert found(mayas, "edi") == [
        ("Fjord <b>, EditorInterviewing", mine.get_absolute_url()),
        ("All that says “edi”Applications", "/applications/?q=edi"),
    ]


def test_a_company_called_so_comes_before_what_only_speaks_of_it(mayas: Client, maya: User) -> None:
    failte = ApplicationFactory.create(user=maya, company=CompanyFactory.create(user=maya, name="Failte Press"))
    for number in range(6):
        company = CompanyFactory.create(user=maya, name=f"Lumen {number}")
        ApplicationFactory.create(user=maya, company=company, notes="A failing lift, and fair people.")
    search.index(*Application.objects.values_list("pk", flat=True))
    options = found(mayas, "fai")
    assert (options[0][1], len(options)) == (failte.get_absolute_url(), 7)
    assert [name.split(",")[0] for name, _to in options[1:6]] == [f"Lumen {number}" for number in (5, 4, 3, 2, 1)]


def test_nothing_typed_finds_nothing(mayas: Client) -> None:
    assert found(mayas, "  ") == []
