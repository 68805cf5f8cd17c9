"""The tone review on letters: what the record knows, gathered for the reader of the words."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.messages import beats, split_asides
from declines.models import Letter
from declines.services import Answers, answers_for, answers_of, people_in, rounds_held
from declines.situation import Channel, Kind, Stage
from declines.tone import Finding, Record, Severity, review
from declines.tone import Kind as ReviewKind
from declines.tone.moves import decides, moves_of
from declines.tone.text import parse
from tracker.models import Application, Interview

# The review speaks of fewer places in the process than the form does.
PLACES = {
    Stage.COLD_APPROACH: "",
    Stage.IN_INTERVIEW: "interviewed",
    Stage.REFERENCE_CHECK: "between_rounds",
    Stage.MISSED: "accepted",
}
BEFORE_MEETING = {Stage.APPLIED, Stage.INVITED}
# What a sentence can be for, in the words of the page (DOMAIN.md 3b).
PURPOSES = {
    "decision": gettext_lazy("Decision"),
    "thanks": gettext_lazy("Thanks"),
    "apology": gettext_lazy("Sorry"),
    "door": gettext_lazy("Door open"),
    "wish": gettext_lazy("Good wishes"),
    "reason": gettext_lazy("Reason"),
    "liked": gettext_lazy("What you liked"),
    "matter": gettext_lazy("The matter itself"),
}
# Where the whole sentence can go and nothing is missing; a wrong name or a missing thanks wants other words instead.
CAN_GO = {"criticism", "comparison", "rude", "oversharing", "dishonest_hint", "unrecognised", "over_apologetic"}
# What a talk needs and a recording does not.
OF_A_TALK = {"no_decision", "ambiguous_decision", "no_gratitude"}
AFTER_A_NO = {Kind.THANK_YOU, Kind.STAY_IN_TOUCH, Kind.OPENINGS}


def findings_of(letter: Letter, *, subject: str, body: str, at: datetime) -> list[Finding]:
    """What the review has to say of these words of a letter, without what the writer wants to keep as it is."""
    answers = (
        answers_of(letter.no)
        if letter.kind == Kind.DECLINE and hasattr(letter, "no")
        else answers_for(letter.application, at)
    )
    record = record_of(letter.application, answers, at, kind=Kind(letter.kind), greeted=_name(letter))
    found = findings_in(subject, body, kind=Kind(letter.kind), channel=Channel(letter.channel), record=record)
    return [one for one in found if [one.check, words_of(one, body)] not in letter.kept_as_is]


def blocks_of(letter: Letter, *, at: datetime) -> list[Finding]:
    """What should be mended before anybody is told; said words are past mending."""
    found = findings_of(letter, subject=letter.subject, body=letter.body, at=at) if letter.is_editable else []
    return [one for one in found if one.severity is Severity.BLOCK]


def words_of(finding: Finding, body: str) -> str:
    """The words that a finding is about; none where it is about the subject or the whole."""
    return " ".join(body[finding.start : finding.end].split()) if finding.start >= 0 else ""


@dataclass(frozen=True)
class Remark:
    """A finding beside the words it is about; `start` and `end` are those of the sentence that could go."""

    finding: Finding
    words: str
    start: int = 0
    end: int = 0


def remarks_on(body: str, findings: list[Finding]) -> list[Remark]:
    """The findings as notes for a page, each with the sentence it stands in if that can simply be taken out."""
    sentences = parse(body).sentences
    remarks = []
    for one in findings:
        around = (spot for spot in sentences if spot.start <= one.start < spot.end and one.check in CAN_GO)
        spot = next(around, None)
        start, end = (spot.start, spot.end) if spot else (0, 0)
        remarks.append(Remark(one, words_of(one, body), start, end))
    return remarks


def purposes(body: str, channel: Channel) -> list[tuple[str, list[str]]]:
    """Each sentence with what it is for; an empty list is the question "what is this sentence for?"."""
    sentences = parse(_said_aloud(body) if channel.is_spoken else body).sentences
    return [(spot.text, [str(PURPOSES[move]) for move in moves_of(spot)]) for spot in sentences]


def findings_in(subject: str, body: str, *, kind: Kind, channel: Channel, record: Record) -> list[Finding]:
    """Findings on any words. Spans count from the start of `body`; those of the subject are < 0."""
    if channel.is_spoken:
        aloud = _said_aloud(body)
        found = review(aloud, ReviewKind.PHONE, record)
        return _of_a_recording(found, aloud) if channel is Channel.VOICEMAIL else found
    head = f"Subject: {' '.join(subject.split())}\n\n" if channel.has_subject else ""
    found = review(head + body, ReviewKind(kind.value), record)
    return [
        Finding(one.check, one.severity, one.start - len(head), one.end - len(head), one.why, one.suggestion)
        for one in found
    ]


def _of_a_recording(found: list[Finding], aloud: str) -> list[Finding]:
    """A recording asks for a call and leaves the no out: who hears it first is not known (DOMAIN.md 2a)."""
    too_early = [
        Finding(
            "consistency",
            Severity.WARN,
            sentence.start,
            sentence.end,
            _("A recording may be heard by anybody in the room."),
            _("Ask for a call back, and say it then."),
        )
        for sentence in parse(aloud).sentences
        if decides(sentence.plain)
    ]
    return [one for one in found if one.check not in OF_A_TALK] + too_early


def _said_aloud(body: str) -> str:
    """A script with its cues, and what is only kept at hand, blanked out: every span still fits the whole."""
    said, _asides = split_asides(beats(body))
    aloud = {part.text for part in said}

    def blanked(paragraph: str) -> str:
        cue, newline, text = paragraph.partition("\n")
        if newline and cue.strip().endswith(":"):
            return re.sub(r"\S", " ", cue) + newline + (text if text.strip() in aloud else re.sub(r"\S", " ", text))
        return paragraph

    return "\n\n".join(blanked(paragraph) for paragraph in body.split("\n\n"))


def record_of(
    application: Application,
    answers: Answers,
    at: datetime,
    *,
    kind: Kind,
    greeted: str,
    rounds: list[Interview] | None = None,
) -> Record:
    """Whom it goes to, about what, where the process stood, and which names belong to other applications."""
    rounds = rounds_held(application, answers, at) if rounds is None else rounds
    met = [person.name for person in people_in(rounds) if person.name]
    there = answers.interview.starts_there if answers.interview else None
    others = Application.objects.for_user(application.user).open().exclude(company=application.company)
    return Record(
        recipient=greeted,
        company=application.company.name,
        role=application.position,
        sender=application.user.display_name,
        stage=_place(answers.stage, kind, is_known=bool(met), is_open=application.is_open),
        other_companies=tuple(others.order_by("-status_since").values_list("company__name", flat=True)[:100]),
        interview_at=there.replace(tzinfo=None) if there else None,
        reason="" if answers.own_reason else answers.reason,
        known=tuple(met),
    )


def _place(stage: Stage, kind: Kind, *, is_known: bool, is_open: bool) -> str:
    if kind in AFTER_A_NO and not is_open:
        return "declined_after_meeting" if is_known else "declined_never_met"
    # An invitation to a second round is no first meeting.
    return "between_rounds" if is_known and stage in BEFORE_MEETING else PLACES.get(stage, stage.value)


def _name(letter: Letter) -> str:
    return str(letter.contact.name) if letter.contact else ""
