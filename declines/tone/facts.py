"""What a message says has happened, or will, against what the record knows: day, hour, role, stage."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from declines.tone.calendar import WEEKDAYS, days, hours
from declines.tone.findings import Finding, Severity
from declines.tone.lexicon import Found
from declines.tone.message import Message, Said
from declines.tone.record import Record, tokens
from declines.tone.text import Letter, Span

# A day belongs to the interview where its clause speaks of the meeting, and of nothing else that has a day.
MEETING = re.compile(
    r"\b(?:interviews?|meetings?|appointment|conversation|panel|slot|meet|met|session|assessment|round|visit|tour|screen(?:ing)?|attend(?:ing)?|come|coming|cancel(?:l?ing)?|booked|scheduled|planned|arranged|see you)\b"
)
OTHER_DAY = re.compile(
    r"\b(?:start(?:ing|s)?|begin(?:s|ning)?|mov(?:e|ing|ed)|relocat\w+|deadline|your (?:e-?mail|letter|message|note|call|invitation|mail|voicemail) (?:of|on|from)|wrote|written|sent?|applied|advert\w*|since|until|till|before|by|contract|due|term|operation|surgery|holiday|leave|left|available|free|training|back|reach(?:ed)?|ring|rang|called|spoke|spoken|talked|accepted|heard|posted?|return|drop|after|repl(?:y|ied)|answer(?:ed)?|open(?:s|ed|ing)?|reopen\w*|course|shift|ends?|from|published|read|saw|wedding|told|asked|learned|learnt|received|arrived|signed)\b"
)
CLAUSE = re.compile(r"[,;:()]| (?:and|but|so|since|as|because|which|where|while) ")
NEVER_MET = {"applied", "invited", "declined_never_met"}
HAVE_MET = {"interviewed", "between_rounds", "declined_after_meeting"}
NO_OFFER_YET = NEVER_MET | {"accepted", "take_home", "interviewed", "between_rounds", "final_round"}
ALREADY_NO = {"declined_never_met", "declined_after_meeting"}


def facts(message: Message) -> Iterator[Finding]:
    """What the text says has happened, or will, against what the record knows."""
    letter, record = message.letter, message.record
    parts = [*letter.sentences, *([letter.subject] if letter.subject else [])]
    for part in parts:
        if record.interview_at:
            yield from _day(part, record.interview_at)
            yield from _hour(part, record.interview_at)
    yield from _role(letter, record)
    for said in message.said:
        yield from _stage(said, record.stage)
    if record.stage in ALREADY_NO and message.kind.says_no:
        yield from _said_before(message)


def _off(start: int, end: int, why: str, suggestion: str) -> Finding:
    return Finding("consistency", Severity.BLOCK, start, end, why, suggestion)


def _day(part: Span, at: datetime) -> Iterator[Finding]:
    right = f"{WEEKDAYS[at.weekday()].capitalize()} {at.day} {at:%B}"
    for found, is_wrong in days(part.plain, at):
        if is_wrong and _is_of_the_meeting(part, found.start()):
            why = _("The record says %(day)s.") % {"day": right}
            yield _off(part.start + found.start(), part.start + found.end(), why, right)
            return


def _hour(part: Span, at: datetime) -> Iterator[Finding]:
    for start, end, meant in hours(part.plain):
        if (at.hour, at.minute) not in meant and _is_of_the_meeting(part, start):
            right = f"{at:%H:%M}"
            yield _off(part.start + start, part.start + end, _("The record says %(hour)s.") % {"hour": right}, right)


def _is_of_the_meeting(part: Span, at: int) -> bool:
    """Whether the clause around a day or hour speaks of the meeting. A subject has no clauses."""
    breaks = [] if part.words < 7 else [*CLAUSE.finditer(part.plain)]
    begin = max((found.end() for found in breaks if found.end() <= at), default=0)
    end = min((found.start() for found in breaks if found.start() >= at), default=len(part.plain))
    clause = part.plain[begin:end]
    return bool(MEETING.search(clause)) and not OTHER_DAY.search(clause)


TITLE = r"[A-Z][\w&’'+#./-]*(?: (?:[A-Z(][\w&’'+#./)-]*|of|and|for|in|the)){0,5}"
ROLE_SAID = re.compile(
    rf"\b(?:[Tt]he|[Yy]our|[Tt]his|as|of|for) ({TITLE}) (?:role|position|post|vacancy|opening|job|opportunity)\b(?! (?:market|fair|centre|center|search|hunt|board|seeker|offer))"
    rf"|\b(?:the|your|this) (?:role|position|post|vacancy|job|opening) (?:of|as) (?:an? |the |your )?({TITLE})"
)
# What somebody can be: a title that ends so is a job, and "Open Day" is none.
JOB = re.compile(
    r"(?:er|or|ist|ant|ent|ian|eer|ive|ary|ess|man|woman|mate|chef|cook|lead|head|clerk|nurse|guard|hand|intern|trainee|apprentice|pilot|tutor|scientist|surveyor|associate)s?\b",
    re.I,
)


def _role(letter: Letter, record: Record) -> Iterator[Finding]:
    """Another role than the one on record."""
    if not record.role:
        return
    mine = {word[:5] for word in tokens(record.role)}
    initials = "".join(word[0] for word in tokens(record.role))
    others = {token for name in (record.company, *record.other_companies) for token in tokens(name)}
    for part in [*letter.sentences, *([letter.subject] if letter.subject else [])]:
        for found in ROLE_SAID.finditer(part.text):
            group = 1 if found.group(1) else 2
            said = [
                word for word in tokens(found.group(group)) if word not in {"of", "and", "for", "in", "the"} | others
            ]
            short = "".join(word[0] for word in said)
            is_same = {word[:5] for word in said} & mine or "".join(said) == initials or short in tokens(record.role)
            if said and not is_same and JOB.search(found.group(group).split()[-1]):
                start, end = part.start + found.start(group), part.start + found.end(group)
                yield _off(start, end, _("The record says %(role)s.") % {"role": record.role}, record.role)


def _stage(said: Said, stage: str) -> Iterator[Finding]:
    """What can have happened by the stage on record: meeting, an offer, an interview to cancel."""
    rules = (
        ("met", stage in NEVER_MET, _("By the record you have not met yet."), _("Thank them for the invitation, or their time.")),
        ("strangers", stage in HAVE_MET, _("By the record you have met."), _("Thank them for the meeting.")),
        ("offered", stage in NO_OFFER_YET, _("By the record they have made no offer."), _("Name what you decline instead.")),
        ("took it", stage in ALREADY_NO, _("By the record you said no."), _("Say what you declined.")),
        ("cancels", stage == "applied", _("By the record there is no interview to cancel."), _("Withdraw the application.")),
    )  # fmt: skip
    for family, is_wrong, why, mend in rules:
        found: Found | None = said.reading.first(family)
        if is_wrong and found:
            yield _off(*said.place(found), why, mend)


def _said_before(message: Message) -> Iterator[Finding]:
    """A second no to somebody who has had one."""
    for said in message.said:
        if refusal := said.reading.first("refusal"):
            why, mend = _("By the record you have said no already."), _("Thank them instead.")
            yield _off(*said.place(refusal), why, mend)
            return
