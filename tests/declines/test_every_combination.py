"""Every message that is offered, walked: stage × reason × channel × relationship × tone, in changing wordings.

Sparse records and full ones take turns, so that each wording is met with and without names, dates and wishes.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.template import Template

from declines.messages import Message, compose, word_count, wordings
from declines.messages.sense import unfit
from declines.situation import Channel, Reason, Relationship, Situation, Stage, Tone
from declines.tone import Finding, Kind, Record, review

# The review reads every third message; all of them when asked for (make words), since that takes a minute more.
EVERY = os.environ.get("BOWOUT_WALK") == "full"
SPARSE = Situation(company="Tallinn Traffic OÜ", position="Nurse", sender="Maya", stay_in_touch=False)
FULL = Situation(
    company="Tallinn Traffic OÜ",
    position="Product Manager",
    sender="Maya Lindholm",
    signature="+49 30 5550100",
    recipient="Jean-Luc",
    liked="the calm way the team talks about mistakes",
    round_name="technical interview",
    starts=datetime(2026, 9, 10, 16, 30),
    hours_ahead=30.0,
    ask_openings=True,
)
ON_RECORD = {"": "", "Jean-Luc": "Jean-Luc d’Artois", "Ana and Tom": "Ana Ruiz, Tom Hall"}
HAVE_MET = {
    Stage.IN_INTERVIEW,
    Stage.BETWEEN_ROUNDS,
    Stage.FINAL_ROUND,
    Stage.REFERENCE_CHECK,
    Stage.OFFER,
    Stage.OFFER_ACCEPTED,
}
NAMELESS = {
    **{whom: {"Dear Hiring Manager,", "Dear Hiring Team,"} for whom in Relationship},
    Relationship.PANEL: {"Dear all,", "Hello all,"},
    Relationship.AGENCY_RECRUITER: {"Dear Recruitment Team,", "Hello to the recruitment team,"},
    Relationship.INTERNAL: {"Dear colleague,", "Hello to you in the team,"},
    Relationship.REFERRER: {"Dear friend,", "Hello my friend,"},
}
BROKEN_WORD = {Stage.ACCEPTED, Stage.OFFER_ACCEPTED, Stage.MISSED}
ON_CAMPUS = {Relationship.RECRUITER, Relationship.HIRING_MANAGER, Relationship.COORDINATOR, Relationship.PANEL}
# The review speaks of fewer places in the process than the form does.
PLACES = {
    Stage.COLD_APPROACH: "",
    Stage.IN_INTERVIEW: "interviewed",
    Stage.REFERENCE_CHECK: "between_rounds",
    Stage.MISSED: "accepted",
}
# Words of a letter, or of what is said in 20 to 60 seconds; a recording is shorter (DOMAIN.md 3a).
WORDS = {
    Channel.EMAIL: (35, 120),
    Channel.PHONE: (50, 150),
    Channel.IN_PERSON: (50, 150),
    Channel.VIDEO: (50, 150),
    Channel.VOICEMAIL: (10, 60),
}
HOLES = ["[", "]", "{", "}", "<", ">", "  ", " ,", " .", " ;", "..", ",.", ";.", "?.", "XXX"]
APOLOGY = re.compile(r"\b(?:sorry|apolog\w+|regret\w*|forgiv\w+|pardon\w*|ashamed)\b", re.IGNORECASE)
DECIDED = re.compile(
    r"\b(?:I|My)\b.*\b(?:withdraw|withdrawing|declin\w+|not (?:to |be )?pursu\w+|not to take it any further)\b"
)
GIVEN_AWAY = re.compile(
    r"\b(?:withdr|declin|cancel|turn\w* down|decided|decision|sorry|not (?:to )?pursue)", re.IGNORECASE
)


def sensible(stage: Stage) -> Iterator[Situation]:
    """Every combination that is offered at this stage, each once.

    The number of the wording goes up by one from reader to reader and from reason to reason, and the base changes
    after four of each: so every wording is met, with a sparse record and with a full one.
    """
    met = dict.fromkeys(Reason, 0)
    for channel, whom, (place, reason) in product(Channel, Relationship, enumerate(Reason)):
        if unfit(stage=stage, channel=channel, relationship=whom, reason=reason):
            continue
        before, met[reason] = met[reason], met[reason] + 1
        for shift, tone in enumerate(Tone):
            is_full = (before // 4 + place // 4 + shift) % 2 == 0
            base = replace(FULL if is_full else SPARSE, stage=stage, channel=channel, relationship=whom, tone=tone)
            yield _filled(replace(base, reason=reason, seed=before + place), is_full=is_full)


def _filled(chosen: Situation, *, is_full: bool) -> Situation:
    """What the record would hold for this reader at this stage."""
    if not is_full:
        return chosen
    whom, stage = chosen.relationship, chosen.stage
    name = {Relationship.UNKNOWN: "", Relationship.PANEL: "Ana and Tom"}.get(whom, chosen.recipient)
    met = ("Dr. El-Sayed",) if stage in HAVE_MET else ()
    # Campus interviews have notice rules of their own, and the longest letters.
    campus = whom in ON_CAMPUS and stage in {Stage.INVITED, Stage.ACCEPTED, Stage.MISSED}
    return replace(chosen, recipient=name, met=met, met_on=datetime(2026, 9, 1) if met else None, campus=campus)


def said(message: Message) -> str:
    """What reaches them: the letter, or what is spoken without its cues."""
    if not message.is_spoken:
        return message.body
    return "\n".join(part.text for parts in message.paragraphs for part in parts)


@cache
def findings(text: str, kind: Kind, record: Record) -> list[Finding]:
    return review(text, kind, record)


@cache
def record_of(
    company: str, role: str, sender: str, recipient: str, at: datetime | None, place: str, reason: str
) -> Record:
    return Record(
        recipient=ON_RECORD[recipient],
        company=company,
        role=role,
        sender=sender,
        stage=place,
        interview_at=at,
        reason=reason,
        known=("Dr. El-Sayed",),
    )


def reviewed(told: Situation, message: Message) -> Iterator[str]:
    """What the tone review says of it, against the record that belongs to it."""
    place = PLACES.get(told.stage, told.stage.value)
    names = (told.company, told.position, told.sender, told.recipient)
    record = record_of(*names, told.starts, place, told.reason.value)
    text = f"Subject: {message.subject}\n\n{said(message)}" if message.subject else said(message)
    for found in findings(text, Kind.PHONE if told.channel.is_spoken else Kind.DECLINE, record):
        # A recording leaves the decision out on purpose.
        if (told.channel, found.check) != (Channel.VOICEMAIL, "no_decision"):
            yield f"{found.check}: {text[found.start : found.end]}"


def mistakes(told: Situation, message: Message) -> Iterator[str]:
    """Everything that a message of ours must not do."""
    text = said(message)
    everything = "\n".join([message.subject, message.body])
    yield from (f"a hole, {mark!r}: {text}" for mark in HOLES if mark in everything)
    if re.search(r"\bNone\b", everything):
        yield f"a None: {text}"
    yield from _lengths(told, text)
    yield from _names(told, text)
    yield from _apologies(told, text)
    yield from _decision(told, message)
    if EVERY or told.seed % 3 == 0:
        yield from reviewed(told, message)


def _apologies(told: Situation, text: str) -> Iterator[str]:
    """Once where a word is broken, or the notice is short on campus; else nobody is sorry for deciding."""
    due = told.stage in BROKEN_WORD and told.channel is not Channel.VOICEMAIL
    allowed = {int(due), 1} if told.campus and told.channel is not Channel.VOICEMAIL else {int(due)}
    said_sorry = len(APOLOGY.findall(text))
    if said_sorry not in allowed:
        yield f"{said_sorry} apologies: {text}"


def _lengths(told: Situation, text: str) -> Iterator[str]:
    if told.channel in WORDS:
        least, most = WORDS[told.channel]
        if not least <= word_count(text) <= most:
            yield f"{word_count(text)} words, not {least} to {most}: {text}"
    elif len(text) > 300:
        yield f"{len(text)} characters: {text}"


def _names(told: Situation, text: str) -> Iterator[str]:
    first = text.splitlines()[0]
    if told.channel is Channel.EMAIL:
        if first not in {f"{word} {told.recipient}," for word in ("Dear", "Hello")} and told.recipient:
            yield f"greets wrongly: {first}"
        if not told.recipient and first not in NAMELESS[told.relationship]:
            yield f"greets nobody wrongly: {first}"
        if told.sender not in text.splitlines():
            yield f"signed by nobody: {text}"
    # A text message gives its greeting up when there is no room for it.
    elif told.recipient and told.recipient not in text and len(f"Hello {told.recipient}, {text}") <= 300:
        yield f"does not name {told.recipient}: {text}"
    if told.channel not in {Channel.IN_PERSON, Channel.VIDEO} and told.sender not in text:
        yield f"does not say who speaks: {text}"
    if told.channel is Channel.EMAIL and told.position not in text:
        yield f"does not name the role: {text}"
    through = {Relationship.AGENCY_RECRUITER, Relationship.REFERRER}
    if told.channel is Channel.EMAIL and told.relationship in through and told.company not in text:
        yield f"does not name the company: {text}"


def _decision(told: Situation, message: Message) -> Iterator[str]:
    """In the first two paragraphs of a letter; in a recording not at all. Elsewhere the review misses none."""
    greeting, *paragraphs = (" ".join(part.text for part in parts) for parts in message.paragraphs)
    if told.channel is Channel.VOICEMAIL and (given := GIVEN_AWAY.search(said(message))):
        yield f"a recording that says {given.group()!r}: {said(message)}"
    if told.channel is Channel.EMAIL and not DECIDED.search(" ".join(paragraphs[:2])):
        yield f"no decision in {greeting} {paragraphs[:2]}"


@pytest.mark.parametrize("stage", Stage)
def test_whatever_is_offered_is_whole_short_named_decided_and_kind(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = _watch(monkeypatch)
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    walked = 0
    for told in sensible(stage):
        walked += 1
        for mistake in mistakes(told, compose(told)):
            found[mistake].append((told.channel, told.relationship, told.reason, told.tone, str(told.seed)))
    with capsys.disabled():
        print(f"\n{stage.label}: {walked} combinations walked, {len(shown)} wordings used", end=" ")
    assert {mistake: (len(where), where[0]) for mistake, where in found.items()} == {}
    assert [path for path, wording in shown.items() if not wording] == []


def _watch(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Every wording of every file that is opened from now on, and whether it was used."""
    used: dict[str, bool] = {}
    compiled, render = wordings._compiled, Template.render

    def opened(path: str, stamp: int, tone: str) -> Any:
        choice = compiled(path, stamp, tone)
        for one in choice:
            used.setdefault(f"{path}, {tone}: {one.source}", False)
            names[id(one)] = f"{path}, {tone}: {one.source}"
        return choice

    def rendered(self: Template, *args: Any, **kwargs: Any) -> Any:
        if id(self) in names:
            used[names[id(self)]] = True
        return render(self, *args, **kwargs)

    names: dict[int, str] = {}
    monkeypatch.setattr(wordings, "_compiled", opened)
    monkeypatch.setattr(Template, "render", rendered)
    return used


def test_thousands_of_combinations_are_offered_and_each_other_one_says_why_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    every = list(product(Stage, Reason, Channel, Relationship))
    answers = [unfit(stage=stage, reason=why, channel=how, relationship=whom) for stage, why, how, whom in every]
    offered = answers.count("") * len(Tone)
    with capsys.disabled():
        print(f"\n{offered} combinations offered, of {len(every) * len(Tone)}", end=" ")
    assert offered == 18_558
    assert [why for why in set(answers) - {""} if not (why[0].isupper() and why.endswith("."))] == []
