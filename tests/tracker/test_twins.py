"""Who may be in the book twice is noted as it is written, and whom somebody calls two is shown together nowhere."""

import importlib
from itertools import combinations
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, CompanyFactory, ContactFactory
from tests.pages import get, post
from tracker import services
from tracker.models import Alike, Contact
from tracker.models.alike import AT_ONCE, FEW
from tracker.queries.twins import companies_twice, people_twice, same_company, same_person
from tracker.services.merging import fingerprint, merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TWICE = "/people/twice/"


def person(user: User, name: str, **fields: Any) -> Contact:
    return ContactFactory.create(user=user, name=name, **{"email": "", "company": None} | fields)


def pairs(user: User) -> list[str]:
    """Who stands together on the page."""
    return [str(pair) for pair in [*people_twice(user), *companies_twice(user)]]


def test_three_of_one_name_are_two_pairs_and_the_oldest_is_kept(maya: User) -> None:
    ana, second, third = (person(maya, "Ana", phone=str(number)) for number in range(3))
    assert [(pair.first, pair.second) for pair in people_twice(maya)] == [(ana, second), (ana, third)]


def test_a_new_name_a_new_address_and_a_new_company_make_and_part_pairs(maya: User) -> None:
    acme, zeta = CompanyFactory.create(user=maya, name="Acme"), CompanyFactory.create(user=maya, name="Zeta")
    ana, bo = person(maya, "Ana", company=acme), person(maya, "Bo", company=zeta)
    seen = [pairs(maya)]
    for changes in ({"name": "ANA"}, {"company": acme}, {"name": "Bo"}, {"email": "Ana@x.example"}):
        for field, value in changes.items():
            setattr(bo, field, value)
        bo.save()
        seen.append(pairs(maya))
    ana.email = "ana@X.example"
    ana.save()
    zeta.name = "ACME Ltd."
    zeta.save()
    assert [*seen, pairs(maya)] == [[], [], ["Ana / ANA"], [], [], ["Ana / Bo", "Acme / ACME Ltd."]]


def test_two_at_companies_that_become_one_are_seen(maya: User) -> None:
    acme, other = CompanyFactory.create(user=maya, name="Acme"), CompanyFactory.create(user=maya, name="Acme Inc")
    person(maya, "Ana", company=acme), person(maya, "Ana", company=other)
    assert pairs(maya) == ["Acme / Acme Inc"]
    merge(acme, other, chosen={}, seen=fingerprint(acme, other), by=maya, at=NOW)
    assert pairs(maya) == ["Ana / Ana"]


def test_nobody_stands_beside_a_strangers_people(maya: User, otto: User) -> None:
    Contact.objects.bulk_create([Contact(user=user, name="Ana", email="a@x.example") for user in (maya, otto)])
    person(otto, "Ana")
    assert (pairs(maya), pairs(otto)) == ([], ["Ana / Ana"])


NAMES = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "ANA", "Bo", ""]), st.sampled_from(["", "a@x.example", "A@X.example", "b@x.example"])
    ).filter(any),
    max_size=6,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_all_that_agree_are_noted_and_nobody_else_however_they_are_written(
    maya: User, rows: list[tuple[str, str]]
) -> None:
    Contact.objects.all().delete()
    made = [Contact(user=maya, name=name, email=email) for name, email in rows]
    Contact.objects.bulk_create(made[:4])
    for one in made[4:]:
        one.save()
    agree = {
        (one.pk, other.pk)
        for one, other in combinations(made, 2)
        if str(one).lower() == str(other).lower() or (one.email and one.email.lower() == other.email.lower())
    }
    noted = set(Alike.objects.people().values_list("contact", "other_contact"))
    assert noted == agree
    Alike.objects.all().delete()
    importlib.import_module("tracker.migrations.0019_alike").note_pairs(apps, None)
    assert set(Alike.objects.people().values_list("contact", "other_contact")) == agree


def test_of_a_name_that_hundreds_share_each_is_laid_beside_the_first_few(maya: User) -> None:
    Contact.objects.bulk_create(
        [Contact(user=maya, name="Jobs", email="jobs@x.example") for _ in range(AT_ONCE + 20)]
    )
    last = person(maya, "Jobs")
    mine = Alike.objects.filter(other_contact=last).values_list("contact", flat=True)
    assert list(mine.order_by("contact")) == list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:FEW])


def test_whoever_is_said_to_be_two_is_suggested_nowhere_until_it_is_taken_back(maya: User) -> None:
    ana, other, third = (person(maya, "Ana", phone=str(number)) for number in range(3))
    pair = services.say_different(other, ana, at=NOW)
    assert (pair.first, pair.second) == (ana, other)
    assert [(pair.first, pair.second) for pair in people_twice(maya)] == [(ana, third), (other, third)]
    assert (list(same_person(ana)), list(same_person(other))) == ([third], [third])
    ana.save()
    Alike.objects.note([other])
    assert list(same_person(ana)) == [third]
    assert (services.take_back_different(pair), services.take_back_different(pair)) == (True, False)
    assert list(same_person(ana)) == [other, third]


def test_companies_too(maya: User) -> None:
    acme, other = CompanyFactory.create(user=maya, name="Acme"), CompanyFactory.create(user=maya, name="Acme AG")
    assert (pairs(maya), list(same_company(other))) == (["Acme / Acme AG"], [acme])
    services.say_different(acme, other, at=NOW)
    assert (pairs(maya), list(same_company(other)), list(same_company(acme))) == ([], [], [])


def test_who_is_not_somebody_is_not_whom_they_became_either(maya: User) -> None:
    bo = person(maya, "Bo", email="jobs@x.example")
    ana, gone = person(maya, "Ana"), person(maya, "Ana", email="jobs@x.example")
    services.say_different(bo, gone, at=NOW)
    merge(ana, gone, chosen={"email": "gone"}, seen=fingerprint(ana, gone), by=maya, at=NOW)
    assert (pairs(maya), list(same_person(bo))) == ([], [])


# In the browser


def test_they_are_two_is_said_on_the_page_and_taken_back(mayas: Client, maya: User) -> None:
    ana, _other = person(maya, "Ana"), person(maya, "Ana", phone="2")
    page = get(mayas, TWICE)
    said = post(mayas, url("tracker:different_person", ana.pk), page.form("other"))
    assert (said.path, said.heading) == (TWICE, "Nobody stands here twice.")
    assert said.notes == ["Ana and Ana are two, and are not shown together again."]
    address = url("tracker:not_different", Alike.objects.get().pk)
    assert [form.attributes["action"] for form in said.every("form") if form.text == "Take it back"] == [address]
    back = post(mayas, address, {"next": ana.get_absolute_url()})
    assert (back.path, back.notes[0]) == (ana.get_absolute_url(), "Taken back: these may be one.")
    assert get(mayas, TWICE).part("People") == ["Ana and Ana Side by side They are two"]


@pytest.mark.parametrize("kind", ["person", "company"])
def test_it_is_said_on_either_page_and_where_they_lie_side_by_side(mayas: Client, maya: User, kind: str) -> None:
    make = person if kind == "person" else lambda user, name, **_more: CompanyFactory.create(user=user, name=name)
    one, other = make(maya, "Acme", phone="1"), make(maya, "Acme AG" if kind == "company" else "Acme", phone="2")
    page = get(mayas, other.get_absolute_url())
    said = post(mayas, url(f"tracker:different_{kind}", other.pk), page.form("other"))
    assert (said.path, "They are two" in said.main.text) == (other.get_absolute_url(), False)
    side_by_side = get(mayas, url(f"tracker:merge_{kind}", one.pk), other=other.pk)
    assert side_by_side.form("next")["other"] == [str(other.pk)]


def test_a_stranger_and_oneself_are_nobody_to_be_told_apart_from(mayas: Client, maya: User, otto: User) -> None:
    ana, his = person(maya, "Ana"), person(otto, "Ana")
    address = url("tracker:different_person", ana.pk)
    assert mayas.post(address, {"other": str(his.pk)}).status_code == 404
    for other in (str(ana.pk), "", "x", "9" * 30):
        assert post(mayas, address, {"other": other}).notes == ["Choose who else it might be first."]
    assert mayas.post(url("tracker:different_person", his.pk), {"other": str(ana.pk)}).status_code == 404
    assert Alike.objects.count() == 0
