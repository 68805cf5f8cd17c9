"""What a message says has happened, or will, against what the record knows: day, hour, role, stage."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from declines.tone.calendar import CLOCK, DAY_MONTH, ISO_DAY, MONTHS, WEEKDAY, WEEKDAYS
from declines.tone.findings import Finding, Kind, Severity
from declines.tone.moves import any_of
from declines.tone.names import OWN_OFFER
from declines.tone.record import Record, tokens
from declines.tone.text import Letter, Span

MEETING = any_of(
    r"\binterview\b|\bmeeting\b|\bappointment\b|\bconversation\b|\bpanel\b|\bslot\b|\bchat\b|\bmeet(?:ing)?\b|\bmet\b|\bspoke\b|\btalk(?:ed)?\b|\bsession\b|\bassessment\b|\bcall\b|\bround\b|\bvisit\b|\bscreen(?:ing)?\b|\bvideo\b"
)
OTHER_DAY = any_of(
    r"\b(?:start(?:ing|s)?|begin(?:s|ning)?|mov(?:e|ing|ed)|relocat\w+|deadline|your (?:e-?mail|letter|message|note|invitation|mail) of|wrote|sent|applied|advert\w*|since|until|contract|due|term|surgery|holiday|leave|available|reply by|answer by)\b"
)
NEVER_MET = {"applied", "invited", "declined_never_met"}
HAVE_MET = any_of(
    r"\b(?:thank\w*|enjoy\w*|appreciat\w+|grateful|pleasure|nice|good|lovely|great|glad|honou?r\w*|learn\w*|liked|loved|impress\w*)\b.{0,60}\b(?:(?:meeting|speaking|talking|sitting down|chatting|interviewing|having met|to have met|to have spoken|our (?:conversation|chat|talk|discussion|hour)|(?:our|the) (?:interview|meeting|call|tour|visit)(?= (?:last|yesterday|on|this|today|earlier|we|with|went|was|in|at)\b)|the (?:conversation|tour|chat|discussion))\b)(?! (?:request|invitation|slot|offer|opportunity|invite|arrang|you (?:have )?(?:offer|propos|arrang)))",
    r"(?<!would be a )(?<!be )(?<!been a )\b(?:pleasure|nice|good|lovely|great|delight) to (?:have )?(?:met|sit|sat|spoken|talked|seen|sitting)\b",
    r"\b(?:when|since|after|that) we (?:met|spoke|talked|sat)\b|\bas we discussed\b|\bwe (?:met|spoke|talked) (?:last|on|yesterday|in|at|about|this)\b|\b(?:meeting|met|interviewing|interviewed|seeing|saw) (?:with )?me (?:on|last|yesterday|in person|this|so|face)\b|\bshow(?:ing|ed) me (?:around|round)\b|\bmeet(?:ing)? with me\b|\b(?:spent|gave|sat) .{0,25}(?:hour|time|afternoon|morning|minutes|half-hour) (?:with|talking to) me\b|\bmeeting you (?:all |both |in person )?(?:meant|was|left|made|and)\b|\bmeeting (?:you|the team|everyone|everybody) (?:on|last|yesterday|this|in)\b",
)
INVITED_ONLY = any_of(
    r"\b(?:invit\w+|offer\w*|propos\w+|chance|opportunity|asking|suggest\w+|arrang\w+|schedul\w+|hop\w+|look(?:ed|ing)? forward|would have|wanting|wish\w*|in advance|planned|set up|the prospect)\b.{0,50}\b(?:meet|speak|talk|interview|conversation|chat|call)"
)
JOB_OFFER = any_of(
    r"\b(?:your|the|this|that) (?:\w+ )?(?:job )?offer\b(?! (?:of|for|to) (?:an? |the )?(?:\w+ )?(?:interview|meet|talk|call|chat|conversation|come|speak|slot|connect|stay|keep|reschedul|help|reimburs))",
    r"\boffer (?:of|for) (?:the |a |an |this )?(?:\w+ ){0,3}(?:position|role|job|post|employment)",
    r"\boffer(?:ing|ed) me (?:the|a|an|this) (?:\w+ ){0,3}(?:position|role|job|post|place|contract)\b",
)
NO_OFFER_YET = {
    "applied",
    "invited",
    "accepted",
    "take_home",
    "interviewed",
    "between_rounds",
    "final_round",
    "declined_never_met",
}
CANCELS = any_of(r"\bcancel\w*\b.{0,40}\b(?:interview|appointment|slot|meeting|call)\b")
ALREADY_NO = {"declined_never_met", "declined_after_meeting"}


def facts(letter: Letter, record: Record, kind: Kind) -> Iterator[Finding]:
    """What the text says has happened, or will, against what the record knows."""
    if record.interview_at:
        yield from _dates(letter, record.interview_at)
    yield from _role(letter, record)
    for sentence in letter.sentences:
        yield from _stage(sentence, record, kind)


def _off(start: int, end: int, why: str, suggestion: str) -> Finding:
    return Finding("consistency", Severity.BLOCK, start, end, why, suggestion)


def _dates(letter: Letter, at: datetime) -> Iterator[Finding]:
    right = f"{WEEKDAYS[at.weekday()].capitalize()} {at.day} {at:%B}"
    for part in [*letter.sentences, *([letter.subject] if letter.subject else [])]:
        for found, wrong in _said_days(part.plain, at):
            clause = part.plain[max(0, found.start() - 70) : found.end() + 45]
            before = part.plain[max(0, found.start() - 40) : found.start()]
            if wrong and MEETING.search(clause) and not OTHER_DAY.search(before):
                why = _("The record says %(day)s.") % {"day": right}
                yield _off(part.start + found.start(), part.start + found.end(), why, right)
                break
        yield from _hours(part, at)


def _said_days(text: str, at: datetime) -> Iterator[tuple[re.Match[str], bool]]:
    for found in DAY_MONTH.finditer(text):
        day, month = (found.group(1) or found.group(4)), (found.group(2) or found.group(3))
        yield found, (int(day), MONTHS[month]) != (at.day, at.month)
    for found in ISO_DAY.finditer(text):
        yield found, found.group() != f"{at:%Y-%m-%d}"
    for found in WEEKDAY.finditer(text):
        yield found, found.group(1) != WEEKDAYS[at.weekday()]


def _hours(part: Span, at: datetime) -> Iterator[Finding]:
    for found in CLOCK.finditer(part.plain):
        hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3) or ""
        bare = not found.group(2) and not half
        if hour > 24 or minute > 59 or bare or not MEETING.search(part.plain):
            continue
        hours = (
            {hour % 12 + 12} if half.startswith("p") else {hour % 12} if half.startswith("a") else {hour, hour + 12}
        )
        if (at.hour, at.minute) not in {(one % 24, minute) for one in hours}:
            start = part.start + found.start(1)
            yield _off(
                start,
                part.start + found.end(),
                _("The record says %(hour)s.") % {"hour": f"{at:%H:%M}"},
                f"{at:%H:%M}",
            )


ROLE_SAID = re.compile(
    r"\b(?:the|your|an?|as|of|for) ((?:[A-Z][\w&’'+#./-]*|of|and|for|in)(?: (?:[A-Z(][\w&’'+#./)-]*|of|and|for|in|the)){0,5}) (?:role|position|post|vacancy|opening|job|opportunity)\b"
)


def _role(letter: Letter, record: Record) -> Iterator[Finding]:
    """Another role than the one on record."""
    if not record.role:
        return
    mine = {word[:5] for word in tokens(record.role)}
    others = {token for name in (record.company, *record.other_companies) for token in tokens(name)}
    for part in [*letter.sentences, *([letter.subject] if letter.subject else [])]:
        for found in ROLE_SAID.finditer(part.text):
            said = [word for word in tokens(found.group(1)) if word not in {"of", "and", "for", "in", "the"} | others]
            initials = "".join(word[0] for word in tokens(record.role))
            if said and not {word[:5] for word in said} & mine and "".join(said) != initials:
                start, end = part.start + found.start(1), part.start + found.end(1)
                yield _off(start, end, _("The record says %(role)s.") % {"role": record.role}, record.role)


def _stage(sentence: Span, record: Record, kind: Kind) -> Iterator[Finding]:
    """What can have happened by the stage on record: meeting, an offer, an interview to cancel, a first no."""
    met, offer, cancels = (family.search(sentence.plain) for family in (HAVE_MET, JOB_OFFER, CANCELS))
    if met and record.stage in NEVER_MET and not INVITED_ONLY.search(sentence.plain):
        yield _span(
            sentence,
            met,
            _("By the record you have not met yet."),
            _("Thank them for the invitation, or their time."),
        )
    if offer and record.stage in NO_OFFER_YET and not _own_offer(sentence, offer):
        yield _span(sentence, offer, _("By the record they have made no offer."), _("Name what you decline instead."))
    if cancels and record.stage == "applied":
        yield _span(
            sentence, cancels, _("By the record there is no interview to cancel."), _("Withdraw the application.")
        )
    if record.stage in ALREADY_NO and kind.says_no:
        yield _off(
            sentence.start, sentence.end, _("By the record you have said no already."), _("Thank them instead.")
        )


def _own_offer(sentence: Span, found: re.Match[str]) -> bool:
    return "another" in sentence.plain or bool(OWN_OFFER.search(sentence.plain[: found.start()][-30:]))


def _span(sentence: Span, found: re.Match[str], why: str, suggestion: str) -> Finding:
    return _off(sentence.start + found.start(), sentence.start + found.end(), why, suggestion)
