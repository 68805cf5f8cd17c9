"""What was, now, and what comes: a day's rounds and the two weeks ahead as one line of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from tracker.models import Application, Interview
from tracker.queries.answers import Answer

# Further ahead nobody plans a round, and the calendar shows the rest.
SOON = timedelta(days=14)
DAY = timedelta(days=1)
LONG = 24 * 60  # a task of a day or more is due at its end
WEEKEND = {6, 7}


@dataclass(frozen=True)
class Mark:
    """One place on the ribbon: a round, a task or a reply that is due, now, or a gap said in words."""

    kind: str  # round, task, reply, now or gap
    moment: datetime | None = None
    text: str = ""
    application: Application | None = None
    interview: Interview | None = None
    is_past: bool = False


def moment_of(interview: Interview) -> datetime | None:
    """When a round stands on the ribbon: at its start, but a task of days when it is due."""
    return interview.ends_at if is_task(interview.stage, interview.minutes) else interview.starts_at


def is_task(stage: str, minutes: int) -> bool:
    """Whether a round is work at home that is handed in at its end, rather than a talk that begins at an hour."""
    return stage == Interview.Stage.TAKE_HOME and minutes >= LONG


def ribbon(rounds: Sequence[Interview], answers: Sequence[Answer], user: User, at: datetime) -> list[Mark]:
    """The marks in order, with now between what was and what comes, and the gaps in words."""
    marks = [*_rounds(rounds, at), *_replies(answers, at)]
    marks.append(Mark("now", moment=at))
    # Now comes before what begins this very minute.
    marks.sort(key=lambda mark: (mark.moment or at, mark.kind != "now"))
    return list(_with_gaps(marks, user, at))


def _rounds(rounds: Sequence[Interview], at: datetime) -> Iterator[Mark]:
    for one in rounds:
        moment = moment_of(one)
        if moment and at - DAY / 2 < moment < at + SOON:
            kind = "task" if is_task(one.stage, one.minutes) else "round"
            yield Mark(kind, moment, application=one.application, interview=one, is_past=moment <= at)


def _replies(answers: Sequence[Answer], at: datetime) -> Iterator[Mark]:
    """Late ones stand on top of the page already; a ribbon of reproaches helps nobody."""
    for answer in answers:
        if answer.clock and at < answer.clock.moment < at + SOON:
            text = _("Reply due") if answer.interview else _("Answer to the offer due")
            yield Mark("reply", answer.clock.moment, text, answer.application, answer.interview)


def _with_gaps(marks: Sequence[Mark], user: User, at: datetime) -> Iterator[Mark]:
    today = day = user.local(at).date()
    for mark in marks:
        theirs = user.local(mark.moment or at).date()
        if theirs > day and (free := _free(day, theirs, user)):
            near = free[0] - today < 7 * DAY
            yield Mark("gap", text=_("Nothing this weekend. Rest.") if near else _("A free weekend."))
        yield mark
        day = max(day, theirs)
    if marks[-1].kind == "now":
        yield Mark("gap", text=_("Nothing is planned for the next two weeks."))


def _free(after: date, before: date, user: User) -> list[date]:
    """The first days off in a row between two marks, with a weekend in them; one that began today is still one."""
    days = [after + number * DAY for number in range((before - after).days)]
    off = [day for day in days if not user.works_on(day)]
    run = [day for number, day in enumerate(off) if day - off[0] == number * DAY]
    return run if len(run) > 1 and any(day.isoweekday() in WEEKEND for day in run) else []
