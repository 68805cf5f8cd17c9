"""What a search adds up to: figures from its history, kept until something changes."""

from collections.abc import Callable, Mapping
from datetime import datetime

from accounts.models import User
from tracker.insights.figures import Figures, count
from tracker.insights.kept import Look, fold_marks, forget, keep, look
from tracker.insights.periods import Period
from tracker.insights.rows import stories_of
from tracker.models import Application

__all__ = ["Figures", "Period", "figures_at_once", "figures_of", "fold_marks", "forget"]
# Counted within a third of a second; nobody need be told that we count.
QUICK = 10_000
Said = Callable[[], Mapping[int, str]]


def figures_of(user: User, period: Period, *, at: datetime, i_said: Said) -> Figures:
    """The figures of this period, counted anew only if something changed. `i_said` is asked only then."""
    looked = look(user, period, at=at)
    return _kept(looked) or _counted(user, period, looked, at, i_said)


def figures_at_once(user: User, period: Period, *, at: datetime, i_said: Said) -> Figures | None:
    """The same, but nothing where somebody would wait for seconds: the search is long, and nothing of it is kept."""
    looked = look(user, period, at=at)
    if figures := _kept(looked):
        return figures
    some = Application.objects.filter(user=user).order_by()[: QUICK + 1]
    return None if some.count() > QUICK else _counted(user, period, looked, at, i_said)


def _kept(looked: Look) -> Figures | None:
    return None if looked.figures is None else Figures.from_json(looked.figures)


def _counted(user: User, period: Period, looked: Look, at: datetime, i_said: Said) -> Figures:
    today = user.local(at).date()
    figures = count(stories_of(user, period.since(today), i_said()), today).as_json()
    keep(user, period, figures, looked, at=at)
    return Figures.from_json(figures)
