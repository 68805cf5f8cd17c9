"""Which combinations make sense, and in one sentence why the others are not offered. Pure: answers in, words out."""

from collections.abc import Set
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.situation import Channel, Reason, Relationship, Stage

ANY_STAGE, ANY_CHANNEL, ANYBODY = frozenset(Stage), frozenset(Channel), frozenset(Relationship)
FACE_TO_FACE = frozenset({Channel.IN_PERSON, Channel.VIDEO})
A_FEW_LINES = frozenset({Channel.SMS, Channel.LINKEDIN})
WRITTEN = A_FEW_LINES | {Channel.EMAIL}
NEAR = frozenset({Relationship.INTERNAL, Relationship.REFERRER})  # one sees them anyway
OFFERED = frozenset({Stage.OFFER, Stage.OFFER_ACCEPTED})
AFTER_MEETING = OFFERED | {Stage.IN_INTERVIEW, Stage.BETWEEN_ROUNDS, Stage.FINAL_ROUND, Stage.REFERENCE_CHECK}


class Rule(NamedTuple):
    """These choices are not offered at these stages to these people, and why."""

    choices: Set[str]
    why: Promise
    stages: Set[Stage] = ANY_STAGE
    people: Set[Relationship] = ANYBODY


# Of each list the first rule that holds gives the reason, so the plainest stands first.
PEOPLE = [
    Rule(
        ANYBODY - {Relationship.HIRING_MANAGER, Relationship.PANEL, Relationship.RECRUITER, Relationship.INTERNAL},
        _("They are not talking with you now; tell whoever interviews you."),
        {Stage.IN_INTERVIEW},
    ),
    Rule(
        {Relationship.PANEL, Relationship.COORDINATOR},
        _("Nobody has arranged anything yet."),
        {Stage.COLD_APPROACH, Stage.APPLIED},
    ),
    Rule(NEAR, _("Somebody who knows you does not write out of the blue."), {Stage.COLD_APPROACH}),
    Rule({Relationship.COORDINATOR}, _("An offer is answered to whoever made it."), OFFERED),
]
CHANNELS = [
    Rule(WRITTEN | {Channel.VOICEMAIL}, _("You are talking with them now, so say it there."), {Stage.IN_INTERVIEW}),
    Rule(FACE_TO_FACE, _("You were not there, and will hardly sit with them now."), {Stage.MISSED}),
    Rule(FACE_TO_FACE, _("They wrote to you; an answer of the same kind is enough."), {Stage.COLD_APPROACH}),
    Rule(
        FACE_TO_FACE,
        _("They are not in your meetings; tell them by phone or in writing."),
        people={Relationship.AGENCY_RECRUITER, Relationship.COORDINATOR},
    ),
    Rule(
        FACE_TO_FACE,
        _("You have no meeting with them before it; tell them ahead of it."),
        ANY_STAGE - AFTER_MEETING,
        ANYBODY - NEAR,
    ),
    Rule(
        ANY_CHANNEL - {Channel.EMAIL, Channel.PHONE},
        _("Without a name there is only the general address, or the switchboard."),
        people={Relationship.UNKNOWN},
    ),
    Rule(
        {Channel.PHONE, Channel.VOICEMAIL, Channel.SMS, Channel.LINKEDIN},
        _("This reaches one person, and they are several; write to them all."),
        ANY_STAGE - {Stage.IN_INTERVIEW},
        {Relationship.PANEL},
    ),
    Rule({Channel.LINKEDIN}, _("You know each other; tell them directly."), people=NEAR),
    Rule(
        {Channel.LINKEDIN},
        _("It may be read days from now, and they keep time for you."),
        {Stage.ACCEPTED, Stage.MISSED},
    ),
    Rule(A_FEW_LINES, _("An offer deserves more than a few lines."), OFFERED),
    Rule(
        A_FEW_LINES,
        _("This far along a few lines look thin; write a letter, or call."),
        {Stage.FINAL_ROUND, Stage.REFERENCE_CHECK},
    ),
    Rule({Channel.VOICEMAIL}, _("Nothing is so urgent that they would have to call back."), {Stage.COLD_APPROACH}),
]
REASONS = [
    Rule({Reason.PROCESS_TOO_LONG}, _("No process has begun yet."), {Stage.COLD_APPROACH, Stage.APPLIED}),
    Rule({Reason.PROCESS_TOO_LONG}, _("The process is over: they have chosen you."), OFFERED),
    Rule({Reason.ROLE_DIFFERS}, _("They wrote to you; you answered no advertisement."), {Stage.COLD_APPROACH}),
    Rule(
        {Reason.UNDER_QUALIFIED},
        _("They weighed your skills and chose you, and you said yes."),
        {Stage.OFFER_ACCEPTED},
    ),
    Rule(
        {Reason.COUNTER_OFFER, Reason.CURRENT_FLEXIBLE},
        _("Your employer and theirs are the same."),
        people={Relationship.INTERNAL},
    ),
    Rule({Reason.VALUES}, _("You work there, and knew the company before."), people={Relationship.INTERNAL}),
]


def unfit(*, stage: Stage, channel: Channel, relationship: Relationship, reason: Reason) -> str:
    """Why this combination is not offered, in one sentence; "" if it makes sense."""
    return (
        _why_not(PEOPLE, relationship, stage, relationship)
        or _why_not(CHANNELS, channel, stage, relationship)
        or _why_not(REASONS, reason, stage, relationship)
    )


def offered_relationships(stage: Stage) -> list[tuple[Relationship, str]]:
    """Every kind of recipient, with why it is not offered at this stage ("" if it is)."""
    return [(whom, _why_not(PEOPLE, whom, stage, whom)) for whom in Relationship]


def offered_channels(stage: Stage, relationship: Relationship) -> list[tuple[Channel, str]]:
    """Every way to tell them, with why it is not offered ("" if it is)."""
    return [(channel, _why_not(CHANNELS, channel, stage, relationship)) for channel in Channel]


def offered_reasons(stage: Stage, relationship: Relationship) -> list[tuple[Reason, str]]:
    """Every reason, with why it is not offered ("" if it is)."""
    return [(reason, _why_not(REASONS, reason, stage, relationship)) for reason in Reason]


def _why_not(rules: list[Rule], choice: str, stage: Stage, whom: Relationship) -> str:
    hit = (rule for rule in rules if choice in rule.choices and stage in rule.stages and whom in rule.people)
    return next((str(rule.why) for rule in hit), "")
