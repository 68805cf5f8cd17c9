"""The notes that follow a no: thanks on the next day, a hello some months later."""

from dataclasses import replace

import pytest

from declines.messages import stay_in_touch, thank_you, word_count
from declines.situation import Situation, Stage
from tests.declines.situations import LEAN, PEOPLE, USUAL


@pytest.mark.parametrize("base", PEOPLE.values(), ids=PEOPLE)
@pytest.mark.parametrize("stage", Stage)
def test_the_two_notes_are_short_complete_and_sorry_for_nothing(base: Situation, stage: Stage) -> None:
    situation = replace(base, stage=stage)
    for subject, body in (thank_you(situation, name="Jean-Luc"), stay_in_touch(situation, name="Jean-Luc")):
        assert body.startswith("Dear Jean-Luc,\n\n")
        assert body.endswith("\n\nWith kind regards,\nMaya Lindholm")
        assert 40 <= word_count(body) <= 110
        assert [mark for mark in ("[", "{", "<", "None", "sorry", "  ", "..") if mark in subject + body] == []
        # After the greeting a sentence begins, with a capital.
        assert body.split("\n\n")[1][0].isupper()


def test_thanks_say_what_was_enjoyed_and_when() -> None:
    assert "I enjoyed meeting you on Tuesday 1 September" in thank_you(USUAL)[1]
    assert "I enjoyed meeting you" not in thank_you(LEAN)[1]
    assert "I enjoyed learning about Tallinn Traffic and about the work." in thank_you(LEAN)[1]
    assert thank_you(USUAL)[0] == "Thank you again: Product Manager"


def test_a_hello_says_who_writes_and_asks_for_nothing() -> None:
    subject, body = stay_in_touch(USUAL)
    assert subject == "A hello from Maya Lindholm"
    assert (
        "We met on Tuesday 1 September, when I was a candidate for the Product Manager role at Tallinn Traffic"
        in body
    )
    assert "There is nothing I am asking for" in body
    assert "?" not in body
    assert "Some months ago you considered me" in stay_in_touch(LEAN)[1]


def test_without_a_name_thanks_go_to_the_hiring_manager_and_a_hello_to_all() -> None:
    assert [note(USUAL)[1].splitlines()[0] for note in (thank_you, stay_in_touch)] == [
        "Dear Hiring Manager,",
        "Dear all,",
    ]


def test_a_recruiter_who_wrote_out_of_the_blue_has_seen_no_application() -> None:
    note = thank_you(replace(LEAN, stage=Stage.COLD_APPROACH))[1]
    assert ("application" in note, "thinking of me" in note) == (False, True)


@pytest.mark.parametrize("name", ["None", "Acme & Sons <b>", "{{ x }}", "{% load %}", "{# gone #}", "%(position)s"])
def test_names_stand_as_typed_in_the_notes_too(name: str) -> None:
    situation = replace(USUAL, company=name)
    assert f"about {name} and about the work" in thank_you(situation, name=name)[1]
    assert thank_you(situation, name=name)[1].splitlines()[0] == f"Dear {name},"
    assert f"role at {name} and decided" in stay_in_touch(situation)[1]
