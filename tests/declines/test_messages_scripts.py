"""What is said aloud: beats to say and lines to have at hand, kept as plain text and read back."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declines.messages import ASIDES, BEATS, VOICEMAIL_BEATS, Part, beats, compose, split_asides
from declines.situation import Channel, Reason, Situation, Stage
from tests.declines.situations import FULL, LEAN, parts_of, said, text_of, written

SPOKEN = [channel for channel in Channel if channel.is_spoken]
TALKING = [channel for channel in SPOKEN if channel is not Channel.VOICEMAIL]
LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def asides_of(**fields: object) -> dict[str, str]:
    return {part.label: part.text for part in written(**fields).asides}


@settings(max_examples=60, deadline=None)
@given(channel=st.sampled_from(SPOKEN), stage=st.sampled_from(Stage), one=LINES, two=LINES, three=LINES)
def test_a_script_reads_back_as_it_was_composed(
    channel: Channel, stage: Stage, one: str, two: str, three: str
) -> None:
    situation = Situation(company=one, position=two, sender=three, recipient=one, own_reason=two, liked=three)
    message = compose(replace(situation, channel=channel, stage=stage))
    assert split_asides(beats(message.body)) == (parts_of(message), list(message.asides))
    # A browser sends lines back with its own ends.
    assert beats(message.body.replace("\n", "\r\n")) == [*parts_of(message), *message.asides]


@pytest.mark.parametrize("channel", SPOKEN)
def test_a_script_has_its_beats_in_order_and_asides_of_its_channel(channel: Channel) -> None:
    message = written(channel=channel)
    cues = VOICEMAIL_BEATS if channel is Channel.VOICEMAIL else BEATS
    assert [part.label for part in parts_of(message)] == [str(cue) for cue in cues.values()]
    assert [part.label for part in message.asides] == [str(cue) for cue in ASIDES[channel].values()]
    assert [part for part in [*parts_of(message), *message.asides] if not part.text] == []


@pytest.mark.parametrize("channel", TALKING)
def test_what_one_liked_and_ones_own_reason_are_said_aloud(channel: Channel) -> None:
    message = compose(replace(FULL, channel=channel, own_reason="I am moving to Oslo"))
    assert "I very much liked the calm way the team talks about mistakes." in said(message)
    assert "I am moving to Oslo." in text_of(message, "Say it")
    assert "mistakes" not in said(compose(replace(LEAN, channel=channel)))


@pytest.mark.parametrize("channel", TALKING)
def test_whoever_asks_why_hears_the_reason_that_was_given_or_that_none_is(channel: Channel) -> None:
    why = "If they ask why"
    own = asides_of(channel=channel, own_reason="I am moving to Oslo")[why]
    assert own.startswith("I am moving to Oslo.")
    none = asides_of(channel=channel, reason=Reason.NONE)[why]
    assert (none != "", "Oslo" in none) == (True, False)


def test_a_recording_asks_for_a_call_back_and_leaves_no_decision() -> None:
    for stage, reason in product(Stage, Reason):
        left = [
            asides_of(channel=Channel.PHONE, stage=stage, reason=reason)["If it goes to voicemail"],
            said(written(channel=Channel.VOICEMAIL, stage=stage, reason=reason)),
        ]
        assert [one for one in left if "call me back" not in one] == []
        assert [word for word in ("withdraw", "decline", "decided", "sorry") for one in left if word in one] == []


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("Open:\nHello.\n\nSay it:\nNo, thank you.", [Part("Open", "Hello."), Part("Say it", "No, thank you.")]),
        ("Hello.\n\nSay it:\nNo.", [Part("", "Hello."), Part("Say it", "No.")]),
        ("Say it:\nNo.\nThank you.", [Part("Say it", "No.\nThank you.")]),
        ("\n\n  Just so.  \n\n\n\n", [Part("", "Just so.")]),
        ("Open:", [Part("", "Open:")]),
        ("", []),
    ],
)
def test_an_edited_script_is_read_paragraph_by_paragraph(body: str, parts: list[Part]) -> None:
    assert beats(body) == parts


def test_the_list_under_a_script_says_what_they_hear() -> None:
    assert written(channel=Channel.PHONE).has == ["Thanks", "A clear decision", "An open door"]
