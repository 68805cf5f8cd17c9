"""The notes that follow a no: thanks on the next day, a hello some months later, in any wording."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from declines.messages import stay_in_touch, thank_you, word_count
from declines.situation import Situation, Stage, Tone
from tests.declines.situations import LEAN, PEOPLE, USUAL

HOLES = ["[", "{", "<", "None", "sorry", "  ", "..", " ,", " ."]
DAY = "Tuesday 1 September"


@pytest.mark.parametrize("base", PEOPLE.values(), ids=PEOPLE)
@pytest.mark.parametrize("stage", Stage)
def test_the_two_notes_are_short_complete_and_sorry_for_nothing(base: Situation, stage: Stage) -> None:
    for tone, seed in [(Tone.WARM, 0), (Tone.DIRECT, 1), (Tone.BRIEF, 2)]:
        situation = replace(base, stage=stage, tone=tone, seed=seed)
        for subject, body in (thank_you(situation, name="Jean-Luc"), stay_in_touch(situation, name="Jean-Luc")):
            greeting, first, *_between, closing = body.split("\n\n")
            assert "Jean-Luc" in greeting
            assert "Maya Lindholm" in closing.splitlines()
            assert 40 <= word_count(body) <= 120
            assert (subject != "", [mark for mark in HOLES if mark in subject + body]) == (True, [])
            # After the greeting a sentence begins, with a capital.
            assert first[0].isupper()


def test_thanks_and_a_hello_say_when_one_met_if_one_did() -> None:
    notes = [note(base)[1] for base in (USUAL, LEAN) for note in (thank_you, stay_in_touch)]
    assert [DAY in note for note in notes] == [True, True, False, False]


def test_both_name_the_company_and_the_role() -> None:
    notes = [note(base)[1] for base in (USUAL, LEAN) for note in (thank_you, stay_in_touch)]
    assert [note for note in notes if "Tallinn Traffic" not in note or "Product Manager" not in note] == []


def test_a_hello_asks_for_nothing() -> None:
    assert [seed for seed in range(8) if "?" in stay_in_touch(replace(USUAL, seed=seed))[1]] == []


@pytest.mark.parametrize("note", [thank_you, stay_in_touch])
@pytest.mark.parametrize("name", ["None", "Acme & Sons <b>", "{{ x }}", "{% load %}", "{# gone #}", "%(position)s"])
def test_a_name_stands_as_typed_and_is_never_run(note: Callable[..., tuple[str, str]], name: str) -> None:
    subject, body = note(replace(USUAL, company=name), name=name)
    plain_subject, plain = note(replace(USUAL, company="Ypsilon"), name="Ypsilon")
    assert (subject, body) == (plain_subject.replace("Ypsilon", name), plain.replace("Ypsilon", name))


def test_a_recruiter_who_wrote_out_of_the_blue_has_seen_no_application() -> None:
    notes = [thank_you(replace(LEAN, stage=Stage.COLD_APPROACH, seed=seed))[1] for seed in range(8)]
    assert [note for note in notes if "my application" in note] == []
