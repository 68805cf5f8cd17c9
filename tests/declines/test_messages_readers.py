"""Whom a letter speaks to: each of the eight is thanked for what they did and asked for what they can do."""

from dataclasses import replace

import pytest

from declines.messages import compose
from declines.situation import Reason, Relationship, Situation, Stage, Tone
from tests.declines.situations import LEAN, SORRY, USUAL, text_of

SEEDS = range(4)
SECOND_HAND = [Relationship.AGENCY_RECRUITER, Relationship.COORDINATOR, Relationship.REFERRER]


def letters(base: Situation, **fields: object) -> list[str]:
    """The letter in every tone and wording."""
    changed = replace(base, **fields)  # type: ignore[arg-type]
    return [compose(replace(changed, tone=tone, seed=seed)).body for tone in Tone for seed in SEEDS]


def lacking(bodies: list[str], *words: str) -> list[str]:
    """The letters in which none of these words stands."""
    return [body for body in bodies if not any(word in body for word in words)]


def having(bodies: list[str], *words: str) -> list[str]:
    return [body for body in bodies if any(word in body for word in words)]


@pytest.mark.parametrize(
    ("whom", "greeting"),
    [
        (Relationship.UNKNOWN, "Dear Hiring Manager,"),
        (Relationship.PANEL, "Dear all,"),
        (Relationship.AGENCY_RECRUITER, "Dear Recruitment Team,"),
        (Relationship.INTERNAL, "Dear colleague,"),
        (Relationship.REFERRER, "Dear friend,"),
    ],
)
def test_nobody_by_name_is_greeted_as_what_they_are(whom: Relationship, greeting: str) -> None:
    assert compose(replace(LEAN, relationship=whom)).body.splitlines()[0] == greeting
    assert compose(replace(USUAL, relationship=whom)).body.splitlines()[0] == "Dear Jean-Luc,"


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in {Stage.COLD_APPROACH, Stage.IN_INTERVIEW}]
)
def test_an_agency_is_thanked_for_its_help_and_asked_to_thank_its_client(stage: Stage) -> None:
    bodies = letters(USUAL, relationship=Relationship.AGENCY_RECRUITER, stage=stage)
    assert lacking(bodies, "the Product Manager role with your client Tallinn Traffic") == []
    passed_on = ("thanks on to Tallinn", "thanks to Tallinn", "thank Tallinn", "tell Tallinn")
    assert lacking(bodies, *passed_on) == []


def test_an_agency_that_wrote_out_of_the_blue_has_put_nobody_forward() -> None:
    bodies = letters(USUAL, relationship=Relationship.AGENCY_RECRUITER, stage=Stage.COLD_APPROACH)
    assert having(bodies, "forward", "pass my thanks") == []


@pytest.mark.parametrize("stage", [Stage.INVITED, Stage.ACCEPTED, Stage.BETWEEN_ROUNDS, Stage.MISSED])
def test_whoever_arranges_is_asked_to_tell_the_interviewers(stage: Stage) -> None:
    bodies = letters(USUAL, relationship=Relationship.COORDINATOR, stage=stage)
    assert lacking(bodies, "interviewers") == []


def test_a_panel_is_thanked_one_and_all() -> None:
    bodies = letters(USUAL, relationship=Relationship.PANEL, stage=Stage.BETWEEN_ROUNDS)
    assert lacking(bodies, "each of you", "Each of you", "you all") == []


@pytest.mark.parametrize("reason", [Reason.SALARY, Reason.NONE])
def test_a_friend_hears_what_the_company_hears(reason: Reason) -> None:
    bodies = letters(USUAL, relationship=Relationship.REFERRER, stage=Stage.INVITED, reason=reason)
    assert lacking(bodies, "for me", "recommend", "my name forward") == []
    assert lacking(bodies, "same") == []
    # Where no reason is given, none is said to be shared.
    assert (having(bodies, "reason and all") == bodies) is (reason is not Reason.NONE)


def test_a_colleague_is_met_again_on_monday_anyway() -> None:
    bodies = letters(USUAL, relationship=Relationship.INTERNAL, stage=Stage.INVITED, reason=Reason.SALARY)
    assert lacking(bodies, "go on working together") == []
    assert having(bodies, "stay in touch", "search", "Tallinn Traffic") == []


def test_a_colleague_who_leaves_does_not_promise_to_go_on() -> None:
    bodies = letters(USUAL, relationship=Relationship.INTERNAL, reason=Reason.ACCEPTED_OTHER)
    assert having(bodies, "go on working together") == []


@pytest.mark.parametrize("whom", SECOND_HAND)
def test_an_interview_with_others_is_not_called_ours(whom: Relationship) -> None:
    bodies = letters(USUAL, relationship=whom, stage=Stage.ACCEPTED)
    assert lacking(bodies, "the panel interview on Thursday 10 September at 16:30") == []
    assert having(bodies, "our panel") == []


# --- through a careers service


@pytest.mark.parametrize("stage", [Stage.INVITED, Stage.ACCEPTED, Stage.MISSED])
def test_a_careers_service_is_told_as_well(stage: Stage) -> None:
    assert lacking(letters(USUAL, stage=stage, campus=True), "careers service") == []
    assert having(letters(USUAL, stage=stage), "careers service") == []


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("hours", "late"), [(47.0, True), (48.0, False), (None, False)])
def test_short_notice_on_campus_is_apologised_for_once(stage: Stage, hours: float | None, late: bool) -> None:
    bodies = letters(USUAL, stage=stage, campus=True, hours_ahead=hours)
    counts = {body.count("sorry") for body in bodies}
    assert counts == {1 if late or stage in SORRY else 0}


def test_short_notice_is_called_so() -> None:
    late, early = (
        text_of(compose(replace(USUAL, stage=Stage.ACCEPTED, hours_ahead=hours)), "Sorry") for hours in (47, 48)
    )
    assert (late, early) == (
        "I am sorry for the short notice; others can have the time.",
        "I am sorry for the change of plan; others can have the time.",
    )


# --- tones


@pytest.mark.parametrize("stage", Stage)
def test_brief_is_shorter_than_warm_and_says_the_same(stage: Stage) -> None:
    warm, brief = (compose(replace(USUAL, stage=stage, tone=tone)) for tone in (Tone.WARM, Tone.BRIEF))
    labels = [[part.label for parts in message.paragraphs for part in parts] for message in (warm, brief)]
    assert labels[0] == labels[1]
    lengths = [sum(len(compose(replace(USUAL, stage=stage, tone=tone, seed=n)).body) for n in SEEDS) for tone in Tone]
    assert lengths[0] > lengths[2]
