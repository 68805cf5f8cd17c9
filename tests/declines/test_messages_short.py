"""A text message or a few lines on a network: 300 characters, and never cut off in the middle."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declines.messages import compose
from declines.situation import Channel, Reason, Situation, Stage, Tone
from tests.declines.situations import LEAN, USUAL, parts_of, said

SHORT = [Channel.SMS, Channel.LINKEDIN]
SPARE = {"Greeting", "Reason", "Door open"}
NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=60)


@settings(max_examples=120, deadline=None)
@given(
    channel=st.sampled_from(SHORT),
    stage=st.sampled_from(Stage),
    tone=st.sampled_from(Tone),
    reason=st.sampled_from(Reason),
    seed=st.integers(0, 20),
    names=st.tuples(NAMES, NAMES, NAMES, NAMES),
    own_reason=st.text(st.characters(categories=["L", "Zs"]), max_size=200),
)
def test_it_fits_or_has_nothing_left_to_spare(
    channel: Channel, stage: Stage, tone: Tone, reason: Reason, seed: int, names: tuple[str, ...], own_reason: str
) -> None:
    company, position, sender, recipient = names
    told = Situation(
        company, position, sender, recipient=recipient, stage=stage, reason=reason, own_reason=own_reason
    )
    message = compose(replace(told, channel=channel, tone=tone, seed=seed, ask_openings=True))
    labels = {part.label for part in parts_of(message)}
    assert len(message.body) <= 300 or not labels & SPARE
    assert {"Thanks", "Decision", "Sign-off"} <= labels
    assert sender in message.body


@settings(max_examples=60, deadline=None)
@given(stage=st.sampled_from(Stage), reason=st.sampled_from(Reason), seed=st.integers(0, 20))
def test_ordinary_names_always_fit(stage: Stage, reason: Reason, seed: int) -> None:
    told = replace(USUAL, stage=stage, reason=reason, seed=seed, channel=Channel.SMS, ask_openings=True)
    assert len(compose(told).body) <= 300


def test_the_door_goes_first_then_the_reason_then_the_greeting() -> None:
    told = replace(USUAL, channel=Channel.SMS, stage=Stage.INVITED, reason=Reason.SALARY)
    left = [
        tuple(part.label for part in parts_of(compose(replace(told, position="x" * length))) if part.label in SPARE)
        for length in range(1, 300)
    ]
    assert list(dict.fromkeys(left)) == [
        ("Greeting", "Reason", "Door open"),
        ("Greeting", "Reason"),
        ("Greeting",),
        (),
    ]


@pytest.mark.parametrize("channel", SHORT)
def test_it_is_one_paragraph_without_a_subject(channel: Channel) -> None:
    message = compose(replace(USUAL, channel=channel))
    assert (message.subject, message.is_spoken, "\n" in message.body) == ("", False, False)
    assert message.has[:2] == ["Thanks", "A clear decision"]


def test_ones_own_reason_takes_the_place_of_ours() -> None:
    told = replace(LEAN, channel=Channel.SMS, stage=Stage.APPLIED, reason=Reason.SALARY)
    assert "I am moving to Oslo." in said(compose(replace(told, own_reason="I am moving to Oslo")))
