"""One application as the figures see it, told from the rows of its history. Pure: no database, no clock.

Named tuples, not data classes: a hundred thousand are made in one go, and a tuple is made in a third of the time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.transitions import OPEN, OVER, Status

# How far it got, in order; an accepted offer is an offer first.
STAGES = (Status.APPLIED, Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER)
_DEPTH = {stage.value: depth for depth, stage in enumerate(STAGES)} | {Status.ACCEPTED.value: 3}
_TIMED = frozenset(stage.value for stage in STAGES)
_OVER = frozenset(status.value for status in OVER)
_OPEN = frozenset(status.value for status in OPEN)
# Their moves: a no is an answer as well.
_THEIRS = frozenset({"in_conversation", "interviewing", "offer", "accepted", "rejected"})
# Looking a member up in an enum costs more than the comparison, a hundred thousand times over.
_SAVED, _APPLIED, _REJECTED, _WITHDRAWN = "saved", "applied", "rejected", "withdrawn"
_BY_ME = frozenset({"saved", "applied", "rejected", "lapsed", "withdrawn"})
# Our judgement: what stood somewhere for less than an hour was entered afterwards, or corrected.
CORRECTION = timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Change(NamedTuple):
    """A line of the timeline."""

    pk: int
    from_status: str
    to_status: str
    at: datetime
    takes_back: int | None = None


class Round(NamedTuple):
    """An interview: when they asked, when I answered."""

    state: str
    invited_at: datetime | None = None
    answered_at: datetime | None = None


class History(NamedTuple):
    """The rows of one application, as the database has them."""

    status: str
    created_at: datetime
    applied_on: date | None = None
    source: str = ""
    they_said: str = ""
    i_said: str = ""
    changes: Sequence[Change] = ()
    rounds: Sequence[Round] = ()
    heard: Sequence[datetime] = ()


class Story(NamedTuple):
    """What became of one application, in plain values."""

    stands: str
    sent: bool  # it left the house; one that stands at "saved" did not
    asked: bool  # I wrote first, so an answer can be waited for
    depth: int  # the furthest of STAGES it ever reached
    answered: bool
    began_on: date
    answered_on: date | None = None  # None as well where only the fact is known
    ended_on: date | None = None
    spells: tuple[tuple[str, float], ...] = ()  # stages that are over, and the days they took
    replies: tuple[float, ...] = ()  # hours from each invitation to my answer
    to_answer: int = 0
    reopened: bool = False
    accepted: bool = False  # ever, also where it fell through
    source: str = ""
    they_said: str = ""
    i_said: str = ""


def standing_changes(changes: Iterable[Change]) -> list[Change]:
    """The moves that still count: what was taken back does not, and taking that back makes it count again."""
    ordered = sorted(changes)
    if not any(change.takes_back for change in ordered):
        return ordered
    counts = {change.pk: change.takes_back is None for change in ordered}
    root: dict[int, int] = {}
    for change in ordered:
        if change.takes_back is not None:
            root[change.pk] = root.get(change.takes_back, change.takes_back)
            counts[root[change.pk]] = not counts.get(root[change.pk], False)
    return [change for change in ordered if change.takes_back is None and counts[change.pk]]


def tell(history: History, zone: ZoneInfo) -> Story:
    """The story of one application; days are those on the person's calendar."""
    moves = standing_changes(history.changes)
    places = [change.to_status for change in moves] + [history.status]
    depth = max(_DEPTH.get(place, 0) for place in places)
    # A no that was opened again was an answer, and it goes on.
    spoke = bool(history.heard) or (history.status in _OPEN and _REJECTED in places)
    depth = max(depth, 2 if history.rounds else 1 if spoke else 0)
    sent = _was_sent(history, places)
    began_on = _began_on(history, moves, zone)
    answered = sent and (depth > 0 or _REJECTED in places)
    asked = sent and (places[0] in _BY_ME or history.applied_on is not None)
    over = history.status in _OVER
    return Story(
        stands=history.status,
        sent=sent,
        asked=asked,
        depth=depth,
        answered=answered,
        began_on=began_on,
        answered_on=_answered_on(history, moves, began_on, zone) if asked and answered else None,
        ended_on=_day(moves[-1].at, zone) if over and moves else None,
        spells=_spells(moves, history.applied_on, zone),
        replies=_replies(history.rounds),
        to_answer=sum(one.state == "invited" for one in history.rounds) if history.status in _OPEN else 0,
        reopened=any(move.from_status in _OVER and move.to_status in _OPEN for move in moves),
        accepted="accepted" in places,
        source=" ".join(history.source.split()),
        they_said=history.they_said if history.status == _REJECTED else "",
        i_said=history.i_said if history.status == _WITHDRAWN else "",
    )


def _was_sent(history: History, places: list[str]) -> bool:
    if history.status == _SAVED:
        return False
    # Saved, and closed without a word to anybody: nothing was sent, unless a day says so.
    only_closed = places[0] == _SAVED and set(places) <= {"saved", "lapsed", "withdrawn"}
    return not only_closed or bool(history.rounds) or history.applied_on is not None


def _began_on(history: History, moves: list[Change], zone: ZoneInfo) -> date:
    """The day it was sent; for one that was not, the day it was added."""
    if history.status != _SAVED:
        if history.applied_on is not None:
            return history.applied_on
        for move in moves:
            if move.to_status != _SAVED:
                return _day(move.at, zone)
    return _day(history.created_at, zone)


def _answered_on(history: History, moves: list[Change], began_on: date, zone: ZoneInfo) -> date | None:
    # Not the first line: a row of a spreadsheet says that they answered, and nobody knows when.
    moments = [move.at for move in moves if move.from_status and move.to_status in _THEIRS]
    moments += [one.invited_at for one in history.rounds if one.invited_at]
    moments += history.heard
    return max(began_on, _day(min(moments), zone)) if moments else None


def _spells(moves: list[Change], applied_on: date | None, zone: ZoneInfo) -> tuple[tuple[str, float], ...]:
    """Each stage that was left again, and how long it took. Where it stands now is not over yet."""
    found = []
    for number, (move, following) in enumerate(pairwise(moves)):
        if move.to_status not in _TIMED:
            continue
        since = move.at
        # Noted later than it was sent: the day counts, not the noting.
        if number == 0 and move.to_status == _APPLIED and applied_on and applied_on < _day(since, zone):
            since = datetime.combine(applied_on, time(12), UTC)
        if following.at - since >= CORRECTION:
            found.append((move.to_status, (following.at - since) / DAY))
    return tuple(found)


def _replies(rounds: Iterable[Round]) -> tuple[float, ...]:
    """The hours from each invitation to the answer; a round agreed without an invitation had none."""
    spans = [one.answered_at - one.invited_at for one in rounds if one.invited_at and one.answered_at]
    return tuple(max(0.0, span / HOUR) for span in spans)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
