"""Finding an application by any word that was noted with it, alike on both databases."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
)
from tracker import letters, search
from tracker.models import Application, Note, SearchDocument


def kept(user: User, company: str = "Haystack", **fields: Any) -> Application:
    application = ApplicationFactory.create(
        user=user, company=CompanyFactory.create(user=user, name=company), **fields
    )
    search.index(application.pk)
    return application


def found(user: User, text: str) -> list[str]:
    documents = search.matching(user, text).order_by("-pk")
    return [document.application.company.name for document in documents.select_related("application__company")]


# --- folding


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Łódź, CAFÉ Ærø", ["lodz", "cafe", "aero"]),
        ("Straße İstanbul ﬁnal", ["strasse", "istanbul", "final"]),
        ("O’Brien O'Brien", ["obrien"]),
        ("C++ C# .NET R&D", ["c++", "c#", "net", "r", "d"]),
        ("jean-luc@tallinn.example", ["jean", "luc", "tallinn", "example"]),
        ("Kumagai 熊谷組", ["kumagai", "熊", "谷", "組"]),
        ("مكتبة النور", ["مكتبة", "النور"]),
        ("snake_case_", ["snake", "case"]),
        ("100 % ²³", ["100", "23"]),
        ("🚌 \0 * \" ' - : ^ ( )", []),
        ("", []),
    ],
)
def test_words_come_out_plain_whatever_their_accents_and_capitals(text: str, words: list[str]) -> None:
    assert search.words_of(text) == words


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert letters.plain(letters.plain(text)) == letters.plain(text)
    assert search.words_of(" ".join(search.words_of(text))) == search.words_of(text)


@given(st.text())
def test_a_word_has_nothing_that_a_database_would_read_as_a_sign(text: str) -> None:
    signs = set(" _\"'\\*:&|!()<>-%\0")
    assert [word for word in search.words_of(text) if not word or signs & set(word)] == []


# --- what is found


@pytest.mark.django_db
def test_a_word_is_found_wherever_it_was_noted(maya: User) -> None:
    facts = [
        {"position": "Needle threader"},
        {"notes": "They have a NEEDLE."},
        {"liked": "how the needle shone"},
        {"tags": "hay, needle"},
        {"location": "Needles, California"},
        {"source": "Needle & Co"},
        {"posting_text": "We look for a needle."},
    ]
    for number, fields in enumerate(facts):
        kept(maya, f"By fact {number}", **fields)
    kept(maya, "Needle Ltd")
    noted, met, spoken = kept(maya, "By note"), kept(maya, "By round"), kept(maya, "By person")
    Note.objects.create(application=noted, text="A needle, they said.", at=NOW)
    InterviewFactory.create(application=met, preparation="Bring the needle.")
    spoken.contacts.add(ContactFactory.create(user=maya, name="Ana Needle"))
    kept(maya, "Haystack")
    search.index(noted.pk, met.pk, spoken.pk)
    wanted = ["By person", "By round", "By note", "Needle Ltd", *[f"By fact {number}" for number in range(6, -1, -1)]]
    assert found(maya, "needle") == wanted


@pytest.mark.django_db
def test_the_beginning_of_each_word_is_enough_and_all_of_them_must_be_there(maya: User) -> None:
    kept(maya, "Both", position="Éditeur de nuit", location="Łódź")
    kept(maya, "One", position="Editor", location="Bergen")
    assert found(maya, "edi") == ["One", "Both"]
    assert found(maya, "LOD edit") == ["Both"]
    assert found(maya, "editor oslo") == found(maya, "ditor") == []


@pytest.mark.django_db
def test_signs_of_chinese_are_found_one_by_one(maya: User) -> None:
    kept(maya, "Kumagai Gumi 熊谷組")
    assert found(maya, "谷組") == ["Kumagai Gumi 熊谷組"]
    assert found(maya, "熊本") == []


@pytest.mark.django_db
def test_nobody_finds_what_is_anothers(maya: User, otto: User) -> None:
    kept(maya, "Tallinn")
    kept(otto, "Tallinn")
    assert found(maya, "tallinn") == ["Tallinn"]
    assert search.matching(maya, f"_{otto.pk}").count() == 0
    assert found(maya, f"tallinn OR _{otto.pk}") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "'",
        '"',
        "*",
        "NEAR(a b)",
        "a:b",
        "own:tallinn x",
        "-tallinn x",
        "🚌",
        "\0",
        "& | !",
        "x" * 9000,
        "\u202e",
    ],
)
def test_signs_are_no_commands(maya: User, typed: str) -> None:
    kept(maya, "Tallinn")
    assert found(maya, typed) == []


@pytest.mark.django_db
def test_a_pasted_page_looks_for_its_first_words(maya: User) -> None:
    kept(maya, "Tallinn", notes="one two three four five six seven")
    assert found(maya, "tallinn one two three four five six seven eight nine " * 900) == ["Tallinn"]


@pytest.mark.django_db
def test_messages_are_found_and_outlive_another_index(maya: User) -> None:
    application = kept(maya, "Tallinn")
    search.note_messages(application.pk, "Dear Jean-Luc, it was the NIGHT buses.")
    search.index(application.pk)
    assert found(maya, "night tallinn") == ["Tallinn"]
    search.note_messages(application.pk, "")
    assert found(maya, "night") == []


@pytest.mark.django_db
def test_messages_of_one_that_was_never_indexed_index_it(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    search.note_messages(application.pk, "Dear Dana")
    assert search.matching(maya, "dana product").count() == 1


@pytest.mark.django_db
def test_what_was_changed_is_found_by_its_new_words_only(maya: User) -> None:
    application = kept(maya, "Tallinn", position="Editor")
    Application.objects.filter(pk=application.pk).update(position="Typesetter")
    search.index(application.pk)
    assert found(maya, "typeset") == ["Tallinn"]
    assert found(maya, "editor") == []


@pytest.mark.django_db
def test_a_document_goes_with_its_application(maya: User) -> None:
    kept(maya, "Tallinn").delete()
    assert SearchDocument.objects.count() == 0
    assert search.matching(maya, "tallinn").count() == 0


@pytest.mark.django_db
def test_a_long_posting_is_found_by_its_first_words(maya: User) -> None:
    kept(maya, "Long", posting_text=" ".join(f"word{number}é" for number in range(30_000)))
    assert found(maya, "word10000") == ["Long"]
    assert found(maya, "word29999") == []


@pytest.mark.django_db
@pytest.mark.django_db
def test_a_posting_of_nothing_but_long_words_is_kept_all_the_same(maya: User) -> None:
    long = " ".join(f"{number:05}{'x' * 55}" for number in range(20_000))
    application = ApplicationFactory.create(user=maya, posting_text=long)
    search.index(application.pk)
    search.note_messages(application.pk, long.replace("x", "y"))
    assert [search.matching(maya, word).count() for word in ("00007x", "00007y", "19999x")] == [1, 1, 0]


def test_what_nobody_indexed_is_known(maya: User) -> None:
    kept(maya, "Tallinn")
    forgotten = ApplicationFactory.create(user=maya)
    assert list(search.stale()) == [forgotten]


# --- a page of what is found


@pytest.mark.django_db
@pytest.mark.parametrize("first_look", [2, 300])
def test_the_latest_come_first_and_pages_go_both_ways(
    maya: User, monkeypatch: pytest.MonkeyPatch, first_look: int
) -> None:
    monkeypatch.setattr("tracker.search.finding.FIRST_LOOK", first_look)
    pks = [kept(maya, f"Tallinn {number}" if number % 2 else f"Other {number}").pk for number in range(10)]
    odd = pks[1::2]
    rows = Application.objects.for_user(maya)
    assert search.newest_matching(maya, "tall", rows, limit=3) == odd[:1:-1]
    assert search.newest_matching(maya, "tall", rows, limit=3, beyond=odd[2]) == odd[1::-1]
    assert search.newest_matching(maya, "tall", rows, limit=2, oldest=True) == odd[:2]
    assert search.newest_matching(maya, "tall", rows, limit=9, beyond=odd[2], oldest=True) == odd[3:]
    assert search.newest_matching(maya, "tall", rows.exclude(pk=odd[4]), limit=1) == [odd[3]]
    assert search.newest_matching(maya, "tall", rows.filter(pk=odd[0]), limit=2) == [odd[0]]
    assert search.newest_matching(maya, "🚌", rows, limit=9) == []
