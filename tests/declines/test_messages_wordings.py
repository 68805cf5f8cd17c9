"""The files of the words: how they are written, how one is chosen, and that there is enough to choose from."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from declines.messages import compose
from declines.messages.wordings import pick, say, say_lines, sections, wordings
from declines.situation import Channel, Reason, Relationship, Stage, Tone
from tests.declines.situations import LEAN, USUAL

ROOT = Path(configured.BASE_DIR) / "templates/messages"
FILES = sorted(str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.rglob("*.txt"))
# Where fewer than four wordings are right, and why.
FEWER = {
    "follow_up/": "whole notes, each in one piece",
    "hello/": "whole notes, each in one piece",
    "letter/greeting/": "a letter opens with Dear or Hello, and anything else would be noticed",
    "letter/name": "a name is a name",
    "letter/pass_on/cold_approach-agency": "nobody else has spent time, so nobody is thanked through others",
    "letter/pass_on/default": "whoever reads it is the one to thank",
    "letter/reason/none": "no reason has no words",
    "letter/subject/final_round": "the two subjects of old are found in any inbox",
    "letter/subject/invited": "the two subjects of old are found in any inbox",
    "phrases/": "a fact within a sentence, not a sentence",
    "short/reason/none": "no reason has no words",
    "short/sorry/default": "nobody apologises for deciding",
    "thanks/": "whole notes, each in one piece",
}


@pytest.mark.parametrize("path", [path for path in FILES if not path.startswith(tuple(FEWER))])
def test_every_part_has_four_wordings_in_every_tone(path: str) -> None:
    found = {tone.value: [one.source for one in wordings(path, tone)] for tone in Tone}
    assert [(tone, len(choice)) for tone, choice in found.items() if len(set(choice)) < 4] == []


def test_every_exception_is_one() -> None:
    spare = [start for start in FEWER if not any(path.startswith(start) for path in FILES)]
    enough = [
        path
        for path in FILES
        if path.startswith(tuple(FEWER)) and min(len(wordings(path, tone)) for tone in Tone) >= 4
    ]
    assert (spare, enough) == ([], [])


# --- a file


def test_a_file_has_wordings_for_every_tone_and_for_some() -> None:
    text = "# A note.\nOne.\n--\nTwo.\n\n== warm\nThree\nin two lines.\n--\n== direct brief\nFour.\n"
    assert sections(text) == {
        "": ["One.", "Two."],
        "warm": ["Three\nin two lines."],
        "direct": ["Four."],
        "brief": ["Four."],
    }


def test_a_tone_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'warn' is not a valid Tone"):
        sections("== warn\nOne.")


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of messages in the place of ours."""
    monkeypatch.setattr(engines["plain"], "dirs", [tmp_path])
    (tmp_path / "messages/part").mkdir(parents=True)
    return tmp_path / "messages/part"


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["default", "salary", "offer", "panel", "offer-panel"], "offer-panel"),
        (["default", "salary", "offer", "panel"], "panel"),
        (["default", "salary", "offer"], "offer"),
        (["default", "salary"], "salary"),
        (["default"], "default"),
    ],
)
def test_the_most_particular_file_speaks(words: Path, names: list[str], taken: str) -> None:
    for name in names:
        (words / f"{name}.txt").write_text(name)
    told = replace(LEAN, stage=Stage.OFFER, relationship=Relationship.PANEL, reason=Reason.SALARY)
    assert say("part", told) == taken


def test_a_part_without_a_folder_is_one_file_and_a_missing_one_is_named(words: Path) -> None:
    (words.parent / "alone.txt").write_text("Here I am.")
    assert say("alone", LEAN) == "Here I am."
    with pytest.raises(FileNotFoundError, match="part/default"):
        say("part", LEAN)


def test_an_edited_file_is_read_again(words: Path) -> None:
    file = words / "default.txt"
    file.write_text("Before.")
    assert say("part", LEAN) == "Before."
    file.write_text("After.")
    os.utime(file, ns=(1, 1))
    assert say("part", LEAN) == "After."


def test_a_wording_is_one_line_unless_its_lines_are_asked_for(words: Path) -> None:
    (words / "default.txt").write_text("Dear {{ name }},\n\nyes.\n")
    assert say("part", LEAN, name="Ana") == "Dear Ana, yes."
    assert say_lines("part", LEAN, name="Ana") == "Dear Ana,\n\nyes."


def test_a_part_may_have_no_words(words: Path) -> None:
    (words / "default.txt").write_text("# Nothing is said here.\n")
    assert say("part", LEAN) == ""


# --- another wording


@given(st.integers(0, 10_000), st.integers(2, 12), st.text(max_size=30))
def test_the_next_number_is_another_wording(seed: int, n: int, part: str) -> None:
    assert 0 <= pick(part, seed, n) < n
    assert pick(part, seed, n) != pick(part, seed + 1, n)
    assert pick(part, 0, n) == 0


def test_a_single_wording_is_always_chosen() -> None:
    assert [pick("letter/name", seed, 1) for seed in range(3)] == [0, 0, 0]


@given(st.integers(2, 12), st.text(max_size=30))
def test_every_wording_has_its_turn(n: int, part: str) -> None:
    assert {pick(part, seed, n) for seed in range(n)} == set(range(n))


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("channel", Channel)
def test_sixteen_numbers_are_sixteen_messages_and_found_again(channel: Channel, tone: Tone) -> None:
    # The barest record, so that no optional part makes the difference.
    told = [replace(LEAN, channel=channel, tone=tone, stage=Stage.BETWEEN_ROUNDS, seed=seed) for seed in range(16)]
    messages = [compose(one).body for one in told]
    assert len(set(messages)) == 16
    assert [compose(one).body for one in told] == messages


@pytest.mark.parametrize("stage", Stage)
def test_every_part_of_the_next_letter_is_worded_otherwise(stage: Stage) -> None:
    first, second = (compose(replace(USUAL, stage=stage, reason=Reason.SALARY, seed=seed)) for seed in (0, 1))
    pairs = zip(first.paragraphs, second.paragraphs, strict=True)
    same = [a.text for one, other in pairs for a, b in zip(one, other, strict=True) if a.text == b.text]
    assert same == []
