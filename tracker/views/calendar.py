"""The calendar: a month as a grid, or as a list of its days."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.days_off import public_holidays
from accounts.http import Request
from accounts.models import User
from tracker import queries, services
from tracker.fields import FIRST_YEAR, LAST_YEAR
from tracker.filters import ListState
from tracker.queries.calendar import Entry, Place
from tracker.when import full_day

# What a square of the month has room for; the agenda has all of them, some dozens at a time.
SHOWN = 3
AGENDA = 60
A_DAY = 40
SHAPES = {"round": "users", "task": "pencil", "reply": "envelope-open", "offer": "gift", "reminder": "bell"}


@dataclass(frozen=True)
class Day:
    """One day: what is shown of it, and how many more there are."""

    day: date
    entries: list[Entry]
    more: int
    holiday: str
    is_today: bool
    is_outside: bool

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def words(self) -> str:
        return full_day(self.day)

    @property
    def count(self) -> int:
        return len(self.entries) + self.more


def calendar_view(request: Request, state: ListState) -> HttpResponse:
    """A month of these applications, in the person's own zone."""
    today = services.today_of(request.user, request.at)
    month = _month(request.GET.get("month", ""), today)
    agenda = request.GET.get("as") == "agenda"
    weeks = Calendar(request.user.first_weekday - 1).monthdatescalendar(month.year, month.month)
    first, last = (month, _last_of(month)) if agenda else (weeks[0][0], weeks[-1][-1])
    places = queries.places(state.among, request.user, first, last, request.at)
    context: dict[str, Any] = {"state": state, "month": month, "agenda": agenda, "shapes": SHAPES, "at": request.at}
    if agenda:
        # Of this month what is still to come; what was is a press away.
        begin = _day(request.GET.get("after", ""), today if month == today.replace(day=1) else month)
        cut, rest = _cut([day for day in sorted(places) if day >= begin], places)
        days = _days(cut, places, A_DAY, month, request.user, request.at)
        context |= {"days": days, "rest": rest, "rest_address": state.address(after=rest) if rest else ""}
        earlier = any(day < begin for day in places)
        context |= {"earlier": state.address(after=month) if earlier else ""}
    else:
        days = _days([day for week in weeks for day in week], places, SHOWN, month, request.user, request.at)
        context |= {"weeks": [days[number : number + 7] for number in range(0, len(days), 7)]}
    context |= {"is_empty": not any(places.values()), **_addresses(state, month)}
    return render(request, "tracker/calendar.html", context)


def _days(
    chosen: Sequence[date], places: dict[date, list[Place]], most: int, month: date, user: User, at: datetime
) -> list[Day]:
    shown = {day: places.get(day, [])[:most] for day in chosen}
    found = queries.entries([place for day in chosen for place in shown[day]], user, at)
    off = public_holidays(chosen[0], chosen[-1], user.country, user.region) if chosen else {}
    today = user.local(at).date()
    return [
        Day(
            day=day,
            entries=[found[place] for place in shown[day] if place in found],
            more=len(places.get(day, [])) - len(shown[day]),
            holiday=off.get(day, ""),
            is_today=day == today,
            is_outside=day.month != month.month,
        )
        for day in chosen
    ]


def _cut(days: Sequence[date], places: dict[date, list[Place]]) -> tuple[list[date], date | None]:
    """The days that fit on a page of the agenda, and the day on which the next one begins."""
    total = 0
    kept: list[date] = []
    for day in days:
        total += min(len(places[day]), A_DAY)
        if kept and total > AGENDA:
            return kept, day
        kept.append(day)
    return kept, None


def _addresses(state: ListState, month: date) -> dict[str, str]:
    before, after = month - timedelta(days=1), _last_of(month) + timedelta(days=1)
    return {
        "before": state.address(month=f"{before:%Y-%m}") if month.year > FIRST_YEAR else "",
        "after": state.address(month=f"{after:%Y-%m}") if month.year < LAST_YEAR else "",
        "this_month": state.address(month=None),
        "as_month": state.address(**{"as": None}),
        "as_agenda": state.address(**{"as": "agenda"}),
        "whole_day": state.address(**{"as": "agenda", "month": f"{month:%Y-%m}", "after": month}),
        "everything": state.address(tab="all", status=None, q=None),
    }


def _month(said: str, today: date) -> date:
    """The first of the month that was asked for; an odd one is as good as none."""
    asked = _day(f"{said}-01", today)
    return (asked if FIRST_YEAR <= asked.year <= LAST_YEAR else today).replace(day=1)


def _day(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return otherwise


def _last_of(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
