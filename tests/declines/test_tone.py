"""The tone review, judged on twins: the same message twice, one sentence different, equal length (DOMAIN.md 4).

Many sets, by writers who had not seen the rules. Each was measured once before anybody looked into it; the figures of
those first meetings are in docs/tone-review.md. What stands here is what must not get worse.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declines.tone import Finding, Kind, Record, Severity, review, verdict

TWINS = Path(__file__).parent / "twins"
WEIGHT = {Severity.BLOCK: 3.0, Severity.WARN: 1.0, Severity.HINT: 0.1}
# How much of what a set of twins carries is found at the least, check by check.
FOUND = {
    "placeholder_left": 0.98,
    "wrong_name": 0.98,
    "too_long": 0.98,
    "over_apologetic": 0.98,
    "consistency": 0.95,
    "unprofessional": 0.95,
    "no_gratitude": 0.92,
    "oversharing": 0.9,
    "no_decision": 0.9,
    "ambiguous_decision": 0.9,
    "dishonest_hint": 0.75,
}
UNKIND = {"criticism", "comparison", "rude"}


@dataclass(frozen=True)
class Pair:
    id: str
    check: str
    good: list[Finding]
    bad: list[Finding]


def reviewed(pair: dict[str, Any], which: str) -> list[Finding]:
    return review(pair[which], Kind(pair["kind"]), Record.of(pair["context"]))


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    lines = [json.loads(line) for path in sorted(TWINS.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [Pair(one["id"], one["check"], reviewed(one, "good"), reviewed(one, "bad")) for one in lines]


def weight(findings: list[Finding]) -> float:
    return sum(WEIGHT[finding.severity] for finding in findings)


def test_a_good_message_is_never_blocked(pairs: list[Pair]) -> None:
    blocked = {pair.id for pair in pairs if any(one.severity is Severity.BLOCK for one in pair.good)}
    assert blocked == set()


def test_a_good_message_is_warned_about_at_most_once_in_eighteen(pairs: list[Pair]) -> None:
    warned = [pair.id for pair in pairs if verdict(pair.good) == "bad"]
    assert len(warned) * 18 <= len(pairs), warned


@pytest.mark.parametrize("check", FOUND)
def test_what_can_be_known_is_found(pairs: list[Pair], check: str) -> None:
    of_it = [pair for pair in pairs if pair.check == check]
    assert len(of_it) >= 6
    missed = [pair.id for pair in of_it if check not in {finding.check for finding in pair.bad}]
    assert len(missed) <= len(of_it) * (1 - FOUND[check]), missed


def test_what_can_be_known_is_found_nowhere_else(pairs: list[Pair]) -> None:
    strays = Counter(
        finding.check
        for pair in pairs
        for finding in [*pair.good, *pair.bad]
        if finding.check in {"placeholder_left", "wrong_name", "over_apologetic"} and finding.check != pair.check
    )
    assert strays == Counter()


def test_the_worse_twin_weighs_more(pairs: list[Pair]) -> None:
    """Unkindness apart, of which the next test speaks."""
    plain = [pair for pair in pairs if pair.check not in UNKIND]
    lighter = [pair.id for pair in plain if weight(pair.bad) <= weight(pair.good)]
    assert len(lighter) <= len(plain) // 20, lighter


def test_unkindness_is_found_as_far_as_words_show_it(pairs: list[Pair]) -> None:
    """Innuendo has no phrases. On texts that nobody has read a third of it is found or less; here, half."""
    unkind = [pair for pair in pairs if pair.check in UNKIND]
    found = [pair for pair in unkind if verdict(pair.bad) == "bad"]
    assert len(found) / len(unkind) >= 0.5


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=600), kind=st.sampled_from(list(Kind)))
def test_any_text_can_be_reviewed_and_every_span_lies_inside_it(text: str, kind: Kind) -> None:
    record = Record(recipient="Jean-Luc d’Artois", company="Acme & Sons <b>", role="Fraud Analyst", sender="Maya")
    for finding in review(text, kind, record):
        assert 0 <= finding.start <= finding.end <= len(text)


@pytest.mark.parametrize(
    ("context", "greeting", "is_wrong"),
    [
        ({"recipient": "Robert Hall"}, "Dear Bob,", False),
        ({"recipient": "Hall, Robert"}, "Dear Mr Hall,", False),
        ({"recipient": "Nguyễn Thị Hạnh"}, "Dear Hanh,", False),
        ({"recipient": "Jürgen Kühn"}, "Dear Herr Kuehn,", False),
        ({"recipient": "Jean-Luc d’Artois"}, "Dear Jean-Luc,", False),
        ({"recipient": "Priya Raghunathan"}, "Dear Hiring Manager,", False),
        ({"recipient": "Priya Raghunathan"}, "Dear Priya Raman,", True),
        ({"recipient": "Sarah Hall"}, "Dear Sara,", True),
        ({"recipient": "Kathryn Moss"}, "Dear Catherine,", True),
        ({"recipient": "Tom Hall"}, "Dear Ms Raghunathan,", True),
    ],
)
def test_a_greeting_is_compared_with_the_record(context: dict[str, str], greeting: str, is_wrong: bool) -> None:
    text = f"{greeting}\n\nThank you for the invitation. I have decided to withdraw.\n\nBest wishes,\nMaya"
    checks = {finding.check for finding in review(text, Kind.DECLINE, Record.of(context))}
    assert ("wrong_name" in checks) is is_wrong


@pytest.mark.parametrize(
    ("blank", "is_blank"),
    [
        ("for the [Position] role", True),
        ("for the {{ role }} role", True),
        ("at ${company}", True),
        ("at <company>", True),
        ("for the ACME/XXXX role", True),
        ("at %COMPANY%", True),
        ("your message [ref 2291]", False),
        ("at Acme & Sons <b>", False),
        ("with Mr. Brackett", False),
    ],
)
def test_a_blank_is_told_from_a_bracket(blank: str, is_blank: bool) -> None:
    text = f"Dear Tom,\n\nThank you for your note {blank}. I have decided to withdraw.\n\nBest wishes,\nMaya"
    record = Record(recipient="Tom", company="Acme & Sons <b>")
    checks = {finding.check for finding in review(text, Kind.DECLINE, record)}
    assert ("placeholder_left" in checks) is is_blank


def test_a_postscript_is_read_and_a_signature_is_not() -> None:
    signed = "Dear Tom,\n\nThank you for asking me. I must decline.\n\nBest wishes,\nMaya Lindholm\nBad Elf Choir\n"
    record = Record(recipient="Tom", sender="Maya Lindholm")
    assert review(signed, Kind.DECLINE, record) == []
    unkind = signed + "\nP.S. Unlike you, the others answered in a day."
    assert [finding.check for finding in review(unkind, Kind.DECLINE, record)] == ["comparison"]
