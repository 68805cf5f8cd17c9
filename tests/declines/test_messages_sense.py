"""Which combinations are offered, and in which words the others are refused."""

from itertools import product

import pytest

from declines.messages.sense import offered_channels, offered_reasons, offered_relationships, unfit
from declines.situation import Channel, Reason, Relationship, Stage

ALL = list(product(Stage, Channel, Relationship, Reason))


def channels(stage: Stage, whom: Relationship) -> list[Channel]:
    return [channel for channel, why_not in offered_channels(stage, whom) if not why_not]


def people(stage: Stage) -> list[Relationship]:
    return [whom for whom, why_not in offered_relationships(stage) if not why_not]


def refused_reasons(stage: Stage, whom: Relationship) -> list[Reason]:
    return [reason for reason, why_not in offered_reasons(stage, whom) if why_not]


def test_every_choice_is_offered_somewhere() -> None:
    fit = [one for one in ALL if not unfit(stage=one[0], channel=one[1], relationship=one[2], reason=one[3])]
    for place, kind in enumerate((Stage, Channel, Relationship, Reason)):
        assert {one[place] for one in fit} == set(kind)


def test_whatever_is_chosen_there_is_a_way_to_go_on() -> None:
    """Nobody is led into a corner: every stage has people, each of them a channel, and no reason is always fine."""
    ends = [(stage, whom) for stage in Stage for whom in people(stage) if not channels(stage, whom)]
    assert (ends, [stage for stage in Stage if not people(stage)]) == ([], [])
    assert [one for one in product(Stage, Relationship) if Reason.NONE in refused_reasons(*one)] == []


def test_the_form_refuses_exactly_what_the_whole_refuses() -> None:
    for stage, whom in product(Stage, Relationship):
        person = dict(offered_relationships(stage))[whom]
        for (channel, no_channel), (reason, no_reason) in product(
            offered_channels(stage, whom), offered_reasons(stage, whom)
        ):
            whole = unfit(stage=stage, channel=channel, relationship=whom, reason=reason)
            assert whole == (person or no_channel or no_reason)


@pytest.mark.parametrize(
    ("stage", "whom", "offered"),
    [
        (Stage.IN_INTERVIEW, Relationship.HIRING_MANAGER, [Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO]),
        (Stage.IN_INTERVIEW, Relationship.PANEL, [Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO]),
        (
            Stage.COLD_APPROACH,
            Relationship.RECRUITER,
            [Channel.EMAIL, Channel.PHONE, Channel.SMS, Channel.LINKEDIN],
        ),
        (Stage.OFFER, Relationship.AGENCY_RECRUITER, [Channel.EMAIL, Channel.PHONE, Channel.VOICEMAIL]),
        (Stage.ACCEPTED, Relationship.COORDINATOR, [Channel.EMAIL, Channel.PHONE, Channel.VOICEMAIL, Channel.SMS]),
        (Stage.INVITED, Relationship.PANEL, [Channel.EMAIL]),
        (Stage.INVITED, Relationship.UNKNOWN, [Channel.EMAIL, Channel.PHONE]),
        (Stage.MISSED, Relationship.INTERNAL, [Channel.EMAIL, Channel.PHONE, Channel.VOICEMAIL, Channel.SMS]),
        (
            Stage.FINAL_ROUND,
            Relationship.HIRING_MANAGER,
            [Channel.EMAIL, Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO, Channel.VOICEMAIL],
        ),
        (
            Stage.APPLIED,
            Relationship.INTERNAL,
            [Channel.EMAIL, Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO, Channel.VOICEMAIL, Channel.SMS],
        ),
    ],
)
def test_the_ways_to_tell_them(stage: Stage, whom: Relationship, offered: list[Channel]) -> None:
    assert channels(stage, whom) == offered


@pytest.mark.parametrize(
    ("stage", "refused"),
    [
        (
            Stage.IN_INTERVIEW,
            [
                Relationship.AGENCY_RECRUITER,
                Relationship.COORDINATOR,
                Relationship.UNKNOWN,
                Relationship.REFERRER,
            ],
        ),
        (
            Stage.COLD_APPROACH,
            [Relationship.COORDINATOR, Relationship.PANEL, Relationship.REFERRER, Relationship.INTERNAL],
        ),
        (Stage.APPLIED, [Relationship.COORDINATOR, Relationship.PANEL]),
        (Stage.OFFER, [Relationship.COORDINATOR]),
        (Stage.INVITED, []),
    ],
)
def test_whom_nobody_tells_then(stage: Stage, refused: list[Relationship]) -> None:
    assert [whom for whom, why_not in offered_relationships(stage) if why_not] == refused


@pytest.mark.parametrize(
    ("stage", "whom", "refused"),
    [
        (Stage.COLD_APPROACH, Relationship.RECRUITER, [Reason.ROLE_DIFFERS, Reason.PROCESS_TOO_LONG]),
        (Stage.APPLIED, Relationship.RECRUITER, [Reason.PROCESS_TOO_LONG]),
        (Stage.BETWEEN_ROUNDS, Relationship.RECRUITER, []),
        (Stage.OFFER, Relationship.RECRUITER, [Reason.PROCESS_TOO_LONG]),
        (Stage.OFFER_ACCEPTED, Relationship.RECRUITER, [Reason.UNDER_QUALIFIED, Reason.PROCESS_TOO_LONG]),
        (Stage.INVITED, Relationship.INTERNAL, [Reason.COUNTER_OFFER, Reason.CURRENT_FLEXIBLE, Reason.VALUES]),
    ],
)
def test_reasons_that_cannot_be_true_then(stage: Stage, whom: Relationship, refused: list[Reason]) -> None:
    assert refused_reasons(stage, whom) == refused


def test_it_says_why() -> None:
    in_the_room = unfit(
        stage=Stage.IN_INTERVIEW,
        channel=Channel.EMAIL,
        relationship=Relationship.PANEL,
        reason=Reason.NONE,
    )
    assert in_the_room == "You are talking with them now, so say it there."
