"""The words of a no: every stage, every reason, every channel, walked; and names that try to be more than names."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declines.messages import (
    ASIDES,
    BEATS,
    Message,
    Part,
    beats,
    compose,
    split_asides,
    stay_in_touch,
    thank_you,
    word_count,
)
from declines.situation import Channel, Reason, Situation, Stage
from declines.templatetags.words import as_liking

LEAN = Situation(company="Tallinn Traffic", position="Product Manager", sender="Maya Lindholm", stay_in_touch=False)
USUAL = replace(
    LEAN,
    recipient="Jean-Luc",
    liked="the calm way the team talks about mistakes",
    round_name="panel",
    starts=datetime(2026, 9, 10, 16, 30),
    met=("Dr. El-Sayed",),
    met_on=datetime(2026, 9, 1, 14, 0),
    stay_in_touch=True,
)
# Everything that can be said, and long names to say it with.
FULL = replace(
    USUAL,
    company="Tallinn Traffic and Transport Authority",
    position="Senior Product Manager, Public Transport Data",
    recipient="Prof. Dr. Jean-Luc d’Artois",
    signature="+49 30 5550100\nexample.org/maya",
    ask_openings=True,
)
PEOPLE = {"lean": LEAN, "usual": USUAL, "full": FULL}
SORRY = {Stage.ACCEPTED, Stage.OFFER_ACCEPTED, Stage.MISSED}
SPOKEN = [Channel.PHONE, Channel.IN_PERSON]


@cache
def walk(base: Situation, *channels: Channel) -> list[tuple[str, Situation, Message]]:
    """Every stage with every reason on these channels: a name for it, the situation, the message."""
    ways = product(channels or Channel, Stage, Reason)
    situations = [replace(base, channel=channel, stage=stage, reason=reason) for channel, stage, reason in ways]
    return [(f"{told.channel}, {told.stage}, {told.reason}", told, compose(told)) for told in situations]


def written(**fields: Any) -> Message:
    return compose(replace(USUAL, **fields))


def said(message: Message) -> str:
    """What is spoken, without the cues and without what is only at hand."""
    return " ".join(part.text for parts in message.paragraphs for part in parts)


def everything(message: Message) -> str:
    return "\n".join([message.subject, message.body])


# --- the walk


@pytest.mark.parametrize("base", PEOPLE.values(), ids=PEOPLE)
def test_nothing_is_left_to_fill_in(base: Situation) -> None:
    marks = ["[", "]", "{", "}", "<", ">", "None", "  ", " ,", " .", "..", "?.", "XXX"]
    left = [(name, mark) for name, _, message in walk(base) for mark in marks if mark in everything(message)]
    assert left == []


@pytest.mark.parametrize(("base", "name"), [(LEAN, "Hiring Manager"), (USUAL, "Jean-Luc")])
def test_a_letter_greets_by_name_or_else_the_hiring_manager(base: Situation, name: str) -> None:
    greetings = {message.body.splitlines()[0] for _, _, message in walk(base, Channel.EMAIL)}
    assert greetings == {f"Dear {name},"}


@pytest.mark.parametrize(("base", "at_most"), [(LEAN, 120), (USUAL, 120), (FULL, 150)], ids=["lean", "usual", "full"])
def test_a_letter_is_neither_curt_nor_long(base: Situation, at_most: int) -> None:
    counts = {name: word_count(message.body) for name, _, message in walk(base, Channel.EMAIL)}
    assert {name: count for name, count in counts.items() if not 35 <= count <= at_most} == {}


@pytest.mark.parametrize("base", PEOPLE.values(), ids=PEOPLE)
def test_what_is_spoken_takes_twenty_to_sixty_seconds(base: Situation) -> None:
    counts = {name: word_count(said(message)) for name, _, message in walk(base, *SPOKEN)}
    assert {name: count for name, count in counts.items() if not 30 <= count <= 150} == {}


@pytest.mark.parametrize("base", PEOPLE.values(), ids=PEOPLE)
def test_one_says_sorry_once_where_a_promise_is_broken_and_nowhere_else(base: Situation) -> None:
    apologies = {
        name: said(message).lower().count("sorry") - (1 if situation.stage in SORRY else 0)
        for name, situation, message in walk(base)
    }
    assert {name: count for name, count in apologies.items() if count} == {}


def test_no_letter_apologises_in_other_words_as_well() -> None:
    words = ["apolog", "regret", "forgive", "unfortunately", "afraid"]
    found = [(name, word) for name, _, message in walk(FULL) for word in words if word in message.body.lower()]
    assert found == []


DECISIONS = {
    Stage.COLD_APPROACH: "I have decided not to pursue this role.",
    Stage.INVITED: "I must decline the interview at this time.",
    Stage.FINAL_ROUND: "I must decline the interview at this time.",
    Stage.OFFER: "I have decided to decline the offer.",
    Stage.OFFER_ACCEPTED: "I have to withdraw my acceptance",
    Stage.TAKE_HOME: "to withdraw my application.",
}


def test_the_decision_stands_in_the_first_two_paragraphs_in_the_first_person_and_without_an_if() -> None:
    for name, situation, message in walk(USUAL, Channel.EMAIL):
        greeting, *paragraphs = message.body.split("\n\n")
        opening = " ".join(paragraphs[:2])
        decision = DECISIONS.get(situation.stage, "I have decided to withdraw my application.")
        assert (greeting, opening.count(decision)) == ("Dear Jean-Luc,", 1), name


def test_what_is_spoken_decides_in_so_many_words_too() -> None:
    verbs = (
        "decided to withdraw",
        "decided to decline",
        "must decline",
        "to withdraw my",
        "I withdraw",
        "not to pursue",
    )
    unclear = [
        name
        for name, _, message in walk(USUAL, *SPOKEN)
        if not any(verb in " ".join(_text(message, "Say it").split()) for verb in verbs)
    ]
    assert unclear == []


def _text(message: Message, label: str) -> str:
    return next(part.text for parts in message.paragraphs for part in parts if part.label == label)


def test_every_message_thanks_and_wishes_well() -> None:
    wishes = ("best wishes", "every success", "all the best")
    cold = [
        name
        for name, _, message in walk(LEAN)
        if "Thank you" not in message.body or not any(wish in message.body for wish in wishes)
    ]
    assert cold == []


def test_no_message_compares_criticises_hedges_or_pokes() -> None:
    words = [
        "better",
        "worse",
        "best fit",
        "overqualified",
        "disappoint",
        "unprofessional",
        "maybe",
        "perhaps",
        "for now,",
    ]
    words += ["as discussed", "per my last", "in advance", "no offence", "please advise", "!", "lol", "honestly"]
    found = [(name, word) for name, _, message in walk(FULL) for word in words if word in everything(message).lower()]
    assert found == []


def test_every_reason_has_a_sentence_of_its_own_and_none_has_none() -> None:
    sentences = {reason: _reason(written(stage=Stage.APPLIED, reason=reason)) for reason in Reason}
    assert sentences.pop(Reason.NONE) == ""
    assert len(set(sentences.values())) == len(Reason) - 1
    assert [reason for reason, sentence in sentences.items() if sentence.count(".") != 1 or sentence[-1] != "."] == []


def _reason(message: Message) -> str:
    return next((part.text for parts in message.paragraphs for part in parts if part.label == "Reason"), "")


def test_ones_own_sentence_takes_the_place_of_ours() -> None:
    message = written(stage=Stage.ACCEPTED, reason=Reason.SALARY, own_reason="I am moving to Oslo.")
    assert _reason(message) == "I am moving to Oslo."
    spoken = written(
        stage=Stage.ACCEPTED, reason=Reason.NONE, own_reason="I am moving to Oslo.", channel=Channel.PHONE
    )
    aside = {part.label: part.text for part in spoken.asides}
    assert "I am moving to Oslo." in _text(spoken, "Say it")
    assert aside["If they ask why"] == "I am moving to Oslo. It was not an easy choice."


@pytest.mark.parametrize("typed", ["I am moving to Oslo", " I am moving\nto Oslo ", "I am moving to Oslo,"])
def test_ones_own_sentence_ends_before_ours_begins(typed: str) -> None:
    assert _reason(written(stage=Stage.ACCEPTED, own_reason=typed)) == "I am moving to Oslo."


@pytest.mark.parametrize(
    "typed", ["I am moving to Oslo!", "Would you move to Oslo?", "I am moving (to Oslo).", "Oslo…"]
)
def test_a_sentence_that_ends_as_it_should_is_left_alone(typed: str) -> None:
    assert _reason(written(own_reason=typed)) == typed


def test_one_who_gives_no_reason_has_an_answer_to_why() -> None:
    spoken = written(reason=Reason.NONE, channel=Channel.PHONE)
    why = {part.label: part.text for part in spoken.asides}["If they ask why"]
    assert why.endswith("I would rather leave it at that.")


# --- what is said only where it is true


@pytest.mark.parametrize(
    ("stage", "base", "true"),
    [
        (Stage.BETWEEN_ROUNDS, USUAL, True),
        (Stage.BETWEEN_ROUNDS, LEAN, False),
        (Stage.IN_INTERVIEW, LEAN, True),
        (Stage.APPLIED, LEAN, False),
        (Stage.FINAL_ROUND, LEAN, False),
    ],
)
def test_one_thanks_for_a_meeting_only_if_there_was_one(stage: Stage, base: Situation, true: bool) -> None:
    body = compose(replace(base, stage=stage)).body
    assert ("meeting me" in body) is true


def test_a_final_round_thanks_for_the_rounds_before_only_if_there_were_any() -> None:
    met, never = (compose(replace(base, stage=Stage.FINAL_ROUND)).body for base in (USUAL, LEAN))
    given = "the time you have all given me already"
    assert (given in met, given in never) == (True, False)


def test_nobody_withdraws_an_application_that_was_never_made() -> None:
    messages = [written(stage=Stage.COLD_APPROACH, channel=channel) for channel in (Channel.EMAIL, Channel.PHONE)]
    assert ["application" in everything(message) for message in messages] == [False, False]
    note = thank_you(replace(LEAN, stage=Stage.COLD_APPROACH))[1]
    assert ("application" in note, "thinking of me" in note) == (False, True)


def test_what_one_liked_an_open_door_and_future_openings_are_said_if_wished() -> None:
    like, touch, ask = "I very much liked", "stay in touch", "kept me in mind"
    assert [word in compose(FULL).body for word in (like, touch, ask)] == [True, True, True]
    assert [word in compose(LEAN).body for word in (like, touch, ask)] == [False, False, False]
    only = compose(replace(LEAN, ask_openings=True)).body
    assert "If a suitable role comes up later, I would be glad if you kept me in mind." in only


@pytest.mark.parametrize("channel", SPOKEN)
def test_the_same_is_said_aloud_if_wished(channel: Channel) -> None:
    like, touch, ask = "I very much liked", "stay in touch", "I would be glad to hear of it"
    full, lean = (said(compose(replace(base, channel=channel))) for base in (FULL, LEAN))
    assert [(word in full, word in lean) for word in (like, touch, ask)] == [(True, False)] * 3


def test_a_cancelled_round_is_named_with_its_day_and_hour() -> None:
    message = written(stage=Stage.ACCEPTED)
    assert message.subject == "Cancelling our panel on Thursday 10 September: Product Manager"
    assert "our panel on Thursday 10 September at 16:30" in message.body
    without = written(stage=Stage.ACCEPTED, starts=None, round_name="")
    assert without.subject == "Cancelling our interview: Product Manager"


def test_a_letter_ends_with_the_name_and_the_signature_each_on_its_line() -> None:
    assert compose(FULL).body.endswith("\n\nWith kind regards,\nMaya Lindholm\n+49 30 5550100\nexample.org/maya")
    assert compose(LEAN).body.endswith("\n\nWith kind regards,\nMaya Lindholm")


# --- subjects and the three templates of old


@pytest.mark.parametrize(
    ("stage", "subject"),
    [
        (Stage.COLD_APPROACH, "Your message about the Product Manager role"),
        (Stage.APPLIED, "Withdrawing my application: Product Manager, Maya Lindholm"),
        (Stage.INVITED, "Interview Decline"),
        (Stage.FINAL_ROUND, "Interview Decline"),
        (Stage.TAKE_HOME, "Withdrawing my application: Product Manager, Maya Lindholm"),
        (Stage.OFFER, "Your offer: Product Manager"),
        (Stage.OFFER_ACCEPTED, "Withdrawing my acceptance: Product Manager"),
        (Stage.MISSED, "Our panel on Thursday 10 September: my apology"),
    ],
)
def test_the_subject_says_what_it_is_about(stage: Stage, subject: str) -> None:
    assert written(stage=stage, reason=Reason.SALARY).subject == subject


def test_only_a_letter_has_a_subject() -> None:
    subjects = {(situation.channel is Channel.EMAIL, bool(message.subject)) for _, situation, message in walk(USUAL)}
    assert subjects == {(True, True), (False, False)}


def contents(message: Message, *parts: str) -> list[str]:
    """Those of `parts` that the letter lacks."""
    return [part for part in parts if part not in message.body]


def test_the_simple_decline_comes_out() -> None:
    """DOMAIN.md 53."""
    message = written(stage=Stage.INVITED, reason=Reason.NONE)
    assert message.subject == "Thank You for the Opportunity"
    assert (
        contents(
            message,
            "Dear Jean-Luc,",
            "Thank you for inviting me to interview",
            "I appreciate the opportunity",
            "must decline the interview at this time",
            "best wishes with your search",
        )
        == []
    )


def test_the_decline_with_a_reason_comes_out() -> None:
    """DOMAIN.md 54."""
    message = written(stage=Stage.INVITED, reason=Reason.BETTER_OPPORTUNITY)
    assert message.subject == "Interview Decline"
    assert (
        contents(
            message,
            "I appreciate the opportunity",
            "to interview for the Product Manager role",
            "I have chosen another opportunity",
            "Thank you again for considering me",
        )
        == []
    )


def test_the_decline_for_personal_circumstances_comes_out() -> None:
    """DOMAIN.md 55."""
    message = written(stage=Stage.INVITED, reason=Reason.PERSONAL)
    assert message.subject == "Interview Decline"
    assert (
        contents(
            message,
            "Thank you for inviting me to interview",
            "Owing to personal circumstances",
            "must decline the interview",
            "I hope that we can stay in touch",
        )
        == []
    )


# --- the notes that follow


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


# --- names that try to be more than names

NAMES = [
    "None",
    "Acme & Sons <b>",
    "{{ x }}",
    "{% load %}",
    "{{ s.sender }}",
    "{# gone #}",
    'O’Neill "& Co"',
    "%(position)s",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("field", ["company", "position", "sender", "recipient", "own_reason", "round_name"])
def test_a_name_stands_as_it_was_typed_and_is_never_run(field: str, name: str) -> None:
    for channel, stage in product(Channel, Stage):
        expected = _with(field, "Ypsilon", stage, channel).replace("Ypsilon", name)
        # A sentence gets its full stop; whatever else a name holds is text.
        assert _with(field, name, stage, channel) == expected, (channel, stage)


@cache
def _with(field: str, name: str, stage: Stage, channel: Channel) -> str:
    named: dict[str, Any] = {field: name}
    return everything(compose(replace(USUAL, **named, stage=stage, channel=channel)))


@pytest.mark.parametrize("name", NAMES)
def test_names_stand_as_typed_in_the_notes_too(name: str) -> None:
    situation = replace(USUAL, company=name)
    assert f"about {name} and about the work" in thank_you(situation, name=name)[1]
    assert thank_you(situation, name=name)[1].splitlines()[0] == f"Dear {name},"
    assert f"role at {name} and decided" in stay_in_touch(situation)[1]


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    message = written(position="Product\r\nManager\u2028II", stage=Stage.OFFER)
    assert message.subject == "Your offer: Product Manager II"


# --- a script, kept as plain text and read back

LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(channel=st.sampled_from(SPOKEN), stage=st.sampled_from(Stage), one=LINES, two=LINES, three=LINES)
def test_a_script_reads_back_as_it_was_composed(
    channel: Channel, stage: Stage, one: str, two: str, three: str
) -> None:
    situation = Situation(company=one, position=two, sender=three, recipient=one, own_reason=two, liked=three)
    message = compose(replace(situation, channel=channel, stage=stage))
    spoken = [part for parts in message.paragraphs for part in parts]
    assert split_asides(beats(message.body)) == (spoken, list(message.asides))
    # A browser sends lines back with its own ends.
    assert beats(message.body.replace("\n", "\r\n")) == [*spoken, *message.asides]


@pytest.mark.parametrize("channel", SPOKEN)
def test_a_script_has_its_beats_in_order_and_asides_of_its_channel(channel: Channel) -> None:
    message = written(channel=channel)
    assert [part.label for parts in message.paragraphs for part in parts] == [str(cue) for cue in BEATS.values()]
    assert [part.label for part in message.asides] == [str(cue) for cue in ASIDES[channel].values()]


def test_voicemail_asks_for_a_call_back_and_leaves_no_decision() -> None:
    for stage, reason in product(Stage, Reason):
        asides = {part.label: part.text for part in written(channel=Channel.PHONE, stage=stage, reason=reason).asides}
        voicemail = asides["If it goes to voicemail"]
        assert "Could you call me back today, please?" in voicemail
        assert [word for word in ("withdraw", "decline", "decided") if word in voicemail] == []


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


def test_the_list_under_a_letter_says_what_a_reader_finds_in_it() -> None:
    assert compose(USUAL).has == ["Thanks", "A clear decision", "What you liked", "An open door"]
    assert compose(LEAN).has == ["Thanks", "A clear decision"]
    assert written(channel=Channel.PHONE).has == ["Thanks", "A clear decision", "An open door"]


# --- what somebody liked, as a sentence


@pytest.mark.parametrize(
    ("noted", "sentence"),
    [
        ("", ""),
        ("  \n ", ""),
        ("...", ""),
        ("the calm office", "I very much liked the calm office."),
        ("the calm office.", "I very much liked the calm office."),
        ("the  calm\noffice; ", "I very much liked the calm office."),
        ("Dr. El-Sayed’s team", "What I liked in particular: Dr. El-Sayed’s team."),
        ("Remote work", "What I liked in particular: Remote work."),
        ("4-day week", "What I liked in particular: 4-day week."),
        ("I loved the calm office", "I loved the calm office."),
        ("I’d have loved the calm office.", "I’d have loved the calm office."),
        ("It is a calm place", "It is a calm place."),
        ("The way people listen is rare", "The way people listen is rare."),
        ("Your calm office", "Your calm office."),
        ("IT security", "What I liked in particular: IT security."),
    ],
)
def test_a_note_of_what_one_liked_becomes_a_sentence(noted: str, sentence: str) -> None:
    assert as_liking(noted) == sentence


@pytest.mark.parametrize(
    ("liked", "sentence"),
    [
        ("I loved the team!", "I loved the team!"),
        ("the garden, what a place!", "I very much liked the garden, what a place!"),
        ("the garden.", "I very much liked the garden."),
    ],
)
def test_a_note_that_ends_with_a_mark_of_its_own_keeps_it(liked: str, sentence: str) -> None:
    assert as_liking(liked) == sentence
