"""The words of a no: what stands in them when, and names that try to be more than names."""

from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from declines.messages import Message, compose, word_count
from declines.messages.liking import Liking, read_liking
from declines.messages.wordings import reason
from declines.situation import Channel, Reason, Relationship, Situation, Stage, Tone
from tests.declines.situations import FULL, LEAN, PEOPLE, SORRY, USUAL, everything, parts_of, text_of, written


@cache
def walk(base: Situation, *channels: Channel) -> list[tuple[str, Situation, Message]]:
    """Every stage with every reason on these channels: a name for it, the situation, the message."""
    ways = product(channels or Channel, Stage, Reason)
    situations = [replace(base, channel=channel, stage=stage, reason=reason) for channel, stage, reason in ways]
    return [(f"{told.channel}, {told.stage}, {told.reason}", told, compose(told)) for told in situations]


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


def test_a_letter_of_long_names_stays_readable() -> None:
    counts = {name: word_count(message.body) for name, _, message in walk(FULL, Channel.EMAIL)}
    assert {name: count for name, count in counts.items() if not 35 <= count <= 150} == {}


THROUGH_OTHERS = {Relationship.AGENCY_RECRUITER, Relationship.REFERRER, Relationship.INTERNAL}


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("stage", Stage)
def test_the_longest_wordings_together_keep_to_120_words(stage: Stage, tone: Tone) -> None:
    """Whichever wordings meet: with a date, a reason, thanks to pass on and a note of what one liked."""
    told = replace(
        USUAL, stage=stage, tone=tone, round_name="technical interview", ask_openings=True, hours_ahead=30.0
    )
    reasons = max(word_count(reason(replace(told, reason=why, seed=seed))) for why in Reason for seed in range(4))
    for whom in Relationship:
        longest = {"Reason": reasons}
        campus = whom not in THROUGH_OTHERS and stage in {Stage.INVITED, Stage.ACCEPTED, Stage.MISSED}
        for why, seed in product([Reason.SALARY, Reason.ACCEPTED_OTHER], range(4)):
            letter = compose(replace(told, relationship=whom, reason=why, seed=seed, campus=campus))
            for part in parts_of(letter):
                longest[part.label] = max(longest.get(part.label, 0), word_count(part.text))
        assert sum(longest.values()) <= 120, (whom, longest)


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage in SORRY])
def test_one_says_sorry_once_where_a_promise_is_broken(stage: Stage, tone: Tone) -> None:
    bodies = [written(stage=stage, tone=tone, seed=seed).body.lower() for seed in range(4)]
    assert [body.count("sorry") for body in bodies] == [1, 1, 1, 1]


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in SORRY])
def test_nobody_says_sorry_for_deciding(stage: Stage, tone: Tone) -> None:
    bodies = [written(stage=stage, tone=tone, seed=seed).body.lower() for seed in range(4)]
    assert [body for body in bodies if "sorry" in body] == []


def test_no_letter_apologises_in_other_words_as_well() -> None:
    words = ["apolog", "regret", "forgive", "unfortunately", "afraid"]
    found = [(name, word) for name, _, message in walk(FULL) for word in words if word in message.body.lower()]
    assert found == []


DECISIONS = {
    Stage.COLD_APPROACH: "I have decided not to pursue this role.",
    Stage.ACCEPTED: "I have decided to withdraw, so I must cancel our panel interview",
    Stage.INVITED: "I must decline the interview at this time.",
    Stage.FINAL_ROUND: "I must decline the interview at this time.",
    Stage.OFFER: "I have decided to decline the offer.",
    Stage.OFFER_ACCEPTED: "I have to withdraw my acceptance",
    Stage.TAKE_HOME: "to withdraw my application.",
    Stage.MISSED: "I had decided to withdraw my application",
}


def test_the_decision_stands_in_the_first_two_paragraphs_in_the_first_person_and_without_an_if() -> None:
    for name, situation, message in walk(USUAL, Channel.EMAIL):
        greeting, *paragraphs = message.body.split("\n\n")
        opening = " ".join(paragraphs[:2])
        decision = DECISIONS.get(situation.stage, "I have decided to withdraw my application.")
        assert (greeting, opening.count(decision)) == ("Dear Jean-Luc,", 1), name


def test_every_letter_thanks_and_wishes_well() -> None:
    wishes = ("best wishes", "every success", "all the best")
    cold = [
        name
        for name, _, message in walk(LEAN, Channel.EMAIL)
        if not any(thanks in message.body for thanks in ("Thank you", "I appreciate"))
        or not any(wish in message.body.lower() for wish in wishes)
    ]
    assert cold == []


def test_no_letter_compares_criticises_hedges_or_pokes() -> None:
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
    sentences = {reason: reason_of(written(stage=Stage.APPLIED, reason=reason)) for reason in Reason}
    assert sentences.pop(Reason.NONE) == ""
    assert len(set(sentences.values())) == len(Reason) - 1
    assert [reason for reason, sentence in sentences.items() if sentence.count(".") != 1 or sentence[-1] != "."] == []


def reason_of(message: Message) -> str:
    return text_of(message, "Reason")


def test_ones_own_sentence_takes_the_place_of_ours() -> None:
    message = written(stage=Stage.ACCEPTED, reason=Reason.SALARY, own_reason="I am moving to Oslo.")
    assert reason_of(message) == "I am moving to Oslo."


@pytest.mark.parametrize("typed", ["I am moving to Oslo", " I am moving\nto Oslo ", "I am moving to Oslo,"])
def test_ones_own_sentence_ends_before_ours_begins(typed: str) -> None:
    assert reason_of(written(stage=Stage.ACCEPTED, own_reason=typed)) == "I am moving to Oslo."


@pytest.mark.parametrize(
    "typed", ["I am moving to Oslo!", "Would you move to Oslo?", "I am moving (to Oslo).", "Oslo…"]
)
def test_a_sentence_that_ends_as_it_should_is_left_alone(typed: str) -> None:
    assert reason_of(written(own_reason=typed)) == typed


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
    thanks = "and for everybody’s time so far"
    assert (thanks in met, thanks in never) == (True, False)


@pytest.mark.parametrize("tone", Tone)
def test_nobody_withdraws_an_application_that_was_never_made(tone: Tone) -> None:
    letters = [written(stage=Stage.COLD_APPROACH, tone=tone, seed=seed) for seed in range(4)]
    assert [letter for letter in letters if "application" in everything(letter)] == []


def test_what_one_liked_an_open_door_and_future_openings_are_said_if_wished() -> None:
    assert [part.label for part in parts_of(compose(LEAN))] == [
        "Greeting",
        "Thanks",
        "Decision",
        "Good wishes",
        "Sign-off",
    ]
    full = {part.label: part.text for part in parts_of(compose(FULL))}
    assert full["What you liked"] == "I very much liked the calm way the team talks about mistakes."
    assert full["Door open"] == "I hope to stay in touch; please think of me for suitable roles."
    doors = [
        text_of(compose(replace(LEAN, stay_in_touch=touch, ask_openings=not touch)), "Door open")
        for touch in (True, False)
    ]
    assert doors == [
        "I hope that we can stay in touch.",
        "If a suitable role comes up later, please keep me in mind.",
    ]


def test_a_cancelled_round_is_named_with_its_day_and_hour() -> None:
    message = written(stage=Stage.ACCEPTED)
    assert message.subject == "Cancelling our panel interview on Thursday 10 September: Product Manager"
    assert "our panel interview on Thursday 10 September at 16:30" in message.body
    without = written(stage=Stage.ACCEPTED, starts=None, round_name="")
    assert without.subject == "Cancelling our interview: Product Manager"


def test_a_letter_ends_with_the_name_and_the_signature_each_on_its_line() -> None:
    assert compose(FULL).body.endswith("\n\nWith kind regards,\nMaya Lindholm\n+49 30 5550100\nexample.org/maya")
    assert compose(LEAN).body.endswith("\n\nWith kind regards,\nMaya Lindholm")


# --- subjects and the three templates of old


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("seed", range(5))
def test_an_invitation_is_declined_under_one_of_two_subjects(seed: int, tone: Tone) -> None:
    """DOMAIN.md 53–55: one to find in a full inbox, whatever the wording."""
    chosen = replace(USUAL, stage=Stage.INVITED, seed=seed, tone=tone)
    without, with_one = (compose(replace(chosen, reason=reason)) for reason in (Reason.NONE, Reason.SALARY))
    assert (without.subject, with_one.subject) == ("Thank You for the Opportunity", "Interview Decline")
    assert compose(replace(chosen, own_reason="I am moving to Oslo")).subject == "Interview Decline"


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
        (Stage.MISSED, "Our panel interview on Thursday 10 September: my apology"),
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
    # A text message leaves parts out when names are long; it has tests of its own.
    for channel, stage in product(set(Channel) - {Channel.SMS, Channel.LINKEDIN}, Stage):
        expected = _with(field, "Ypsilon", stage, channel).replace("Ypsilon", name)
        # A sentence gets its full stop; whatever else a name holds is text.
        assert _with(field, name, stage, channel) == expected, (channel, stage)


@cache
def _with(field: str, name: str, stage: Stage, channel: Channel) -> str:
    named: dict[str, Any] = {field: name}
    return everything(compose(replace(USUAL, **named, stage=stage, channel=channel)))


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    message = written(position="Product\r\nManager\u2028II", stage=Stage.OFFER)
    assert message.subject == "Your offer: Product Manager II"


def test_the_list_under_a_letter_says_what_a_reader_finds_in_it() -> None:
    assert compose(USUAL).has == ["Thanks", "A clear decision", "What you liked", "An open door"]
    assert compose(LEAN).has == ["Thanks", "A clear decision"]


# --- what somebody liked, as a sentence


@pytest.mark.parametrize(
    ("noted", "kind", "said"),
    [
        ("", Liking.NOTHING, ""),
        ("  \n ", Liking.NOTHING, ""),
        ("...", Liking.NOTHING, ""),
        ("the calm office", Liking.GOES_ON, "the calm office."),
        ("the calm office.", Liking.GOES_ON, "the calm office."),
        ("the  calm\noffice; ", Liking.GOES_ON, "the calm office."),
        ("Dr. El-Sayed’s team", Liking.NAMED, "Dr. El-Sayed’s team."),
        ("Remote work", Liking.NAMED, "Remote work."),
        ("4-day week", Liking.NAMED, "4-day week."),
        ("I loved the calm office", Liking.SENTENCE, "I loved the calm office."),
        ("I’d have loved the calm office.", Liking.SENTENCE, "I’d have loved the calm office."),
        ("It is a calm place", Liking.SENTENCE, "It is a calm place."),
        ("The way people listen is rare", Liking.SENTENCE, "The way people listen is rare."),
        ("Your calm office", Liking.SENTENCE, "Your calm office."),
        ("IT security", Liking.NAMED, "IT security."),
    ],
)
def test_a_note_of_what_one_liked_becomes_a_sentence(noted: str, kind: Liking, said: str) -> None:
    assert read_liking(noted) == (kind, said)


@pytest.mark.parametrize(
    ("noted", "kind", "said"),
    [
        ("I loved the team!", Liking.SENTENCE, "I loved the team!"),
        ("the garden, what a place!", Liking.GOES_ON, "the garden, what a place!"),
        ("the garden.", Liking.GOES_ON, "the garden."),
    ],
)
def test_a_note_that_ends_with_a_mark_of_its_own_keeps_it(noted: str, kind: Liking, said: str) -> None:
    assert read_liking(noted) == (kind, said)
