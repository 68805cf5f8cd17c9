"""Which column of somebody's file is which of ours, and what their words for "where it stands" mean to us. Pure."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.cells import folded, to_status
from tracker.importing import COLUMNS
from tracker.models import Status

Days = Literal["iso", "dmy", "mdy"]
# What other trackers and people's own sheets call them; our own names are understood without standing here.
NAMES: dict[str, str] = {
    "company": "company name|employer|organisation|organization|firm|business|company/organization|account",
    "position": "job title|role|title|job|position title|job position|job role|role title|vacancy|opening|job name",
    "status": "stage|state|application status|current status|current stage|column|list|phase|progress|pipeline stage",
    "applied_on": "date applied|applied|application date|applied date|applied at|date of application|date submitted|"
    "submitted|applied on date|date|day applied",
    "source": "found through|found via|found on|job board|platform|site|channel|referral source|how found|"
    "where found|via",
    "posting_url": "url|link|job url|job link|posting|job posting|posting link|listing|listing url|website|"
    "job posting url|"
    "application link|job ad",
    "posting_text": "job description|description|posting description|ad text",
    "location": "city|place|office|job location|city/state|where",
    "work_mode": "remote|workplace|work type|work location|remote/onsite|workplace type|arrangement",
    "salary_min": "salary|salary from|min salary|minimum salary|pay|compensation|salary range min|base salary",
    "salary_max": "salary to|max salary|maximum salary|salary range max",
    "currency": "salary currency",
    "closes_on": "deadline|closing date|closes|application deadline|due date|expires",
    "contact_name": "contact|recruiter|contact person|hiring manager|recruiter name|person|contact full name",
    "contact_role": "contact title|contact position",
    "contact_email": "email|e mail|contact e mail|recruiter email|email address",
    "contact_phone": "phone|phone number|recruiter phone|telephone",
    "interview_stage": "interview|round|interview type|next round",
    "interview_at": "interview date|next interview|interview time|date of interview|interview scheduled",
    "interview_time_zone": "time zone|timezone|interview timezone",
    "tags": "labels|keywords|categories|category",
    "notes": "note|comments|comment|remarks|details|additional notes",
}
OURS = {folded(name): name for name in COLUMNS}
KNOWN = {**{folded(word): name for name, words in NAMES.items() for word in words.split("|")}, **OURS}

WORDS: dict[Status, str] = {
    Status.SAVED: "wishlist|bookmarked|to apply|interested|not applied|not yet applied|lead|prospect|backlog|"
    "draft|todo|to do",
    Status.APPLIED: "submitted|application submitted|application sent|sent|pending|in review|under review|"
    "in progress|waiting|"
    "awaiting response|applied online",
    Status.IN_CONVERSATION: "contacted|recruiter contacted|replied|in contact|in touch|networking|responded|"
    "response received",
    Status.INTERVIEWING: "interview|interviews|phone screen|phone interview|screening|screen|onsite|on site|"
    "technical interview|"
    "technical|assessment|final round|final interview|interview scheduled|first interview|second interview|take home",
    Status.OFFER: "offered|offer received|offer extended|offers|negotiating|negotiation",
    Status.ACCEPTED: "hired|signed|offer accepted|accepted offer|joined|got the job",
    Status.REJECTED: "rejection|denied|not selected|unsuccessful|no|rejected by company|turned me down|they said no",
    Status.WITHDRAWN: "withdrew|i declined|offer declined|declined offer|turned down|i said no|not interested|"
    "cancelled by me",
    Status.LAPSED: "ghosted|no response|no reply|no answer|silence|expired|went silent|stale",
}
MEANINGS = {folded(word): status for status, words in WORDS.items() for word in words.split("|")}

DAYS: dict[Days, str | Promise] = {
    "iso": _("2026-09-30: year, month, day"),
    "dmy": _("30.09.2026 or 30/09/2026: day, month, year"),
    "mdy": _("09/30/2026: month, day, year"),
}
DATES = ("applied_on", "closes_on", "interview_at")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
SLASHED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)(.*)", re.S)


@dataclass
class Matching:
    """What each column of a file is for us ("" for left out), what its words mean, and how it writes days."""

    columns: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    days: Days = "iso"

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Matching":
        return cls(**kept)

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)

    def texts(self, cells: list[str]) -> dict[str, str]:
        """The cells of a row by our columns, in words and days that we read."""
        found = {name: text for name, text in zip(self.columns, cells, strict=True) if name}
        stands = found.get("status", "")
        found["status"] = self.words.get(stands) or stands
        for name in DATES:
            if name in found:
                found[name] = iso(found[name], self.days)
        return found


def guess(header: list[str], samples: Iterable[list[str]]) -> Matching:
    """What the names of the columns suggest, each of ours once; and how the days of the samples are written."""
    columns: list[str] = []
    for name in header:
        ours = KNOWN.get(folded(name), "")
        columns.append("" if ours in columns else ours)
    # A column that bears our very name is meant before one that only sounds like it.
    for place, name in enumerate(header):
        ours = OURS.get(folded(name), "")
        if ours and ours in columns and columns.index(ours) != place:
            columns[columns.index(ours)], columns[place] = "", ours
    dates = [cells[place] for cells in samples for place, name in enumerate(columns) if name in DATES]
    return Matching(columns, days=_days(dates))


def _days(texts: list[str]) -> Days:
    """How days are written, as far as they tell: no month has a number above twelve."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := SLASHED.fullmatch(text))]
    if not pairs or any(ISO.match(text) for text in texts):
        return "iso"
    return "mdy" if any(second > 12 for _first, second in pairs) else "dmy"


def iso(text: str, days: Days) -> str:
    """A day as 2026-09-30, if it is written in the way that was chosen; anything else as it is."""
    found = SLASHED.fullmatch(text) if days != "iso" else None
    if not found:
        return text
    first, second, year, rest = found.groups()
    month, day = (second, first) if days == "dmy" else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}{rest}"


def meaning(word: str) -> Status | None:
    """What a word for where it stands is likely to mean."""
    try:
        return to_status(word)
    except ValidationError:
        return MEANINGS.get(folded(word))


def is_known(word: str) -> bool:
    """Whether it is one of our own words, so that nobody need be asked."""
    try:
        to_status(word)
    except ValidationError:
        return False
    return True
