"""What a search adds up to: figures from its history, kept until something changes."""

from collections.abc import Callable, Mapping
from datetime import datetime

from accounts.models import User
from tracker.insights.figures import Figures, count
from tracker.insights.kept import forget, kept
from tracker.insights.periods import Period
from tracker.insights.rows import stories_of

__all__ = ["Figures", "Period", "figures_of", "forget"]


def figures_of(user: User, period: Period, *, at: datetime, i_said: Callable[[], Mapping[int, str]]) -> Figures:
    """The figures of this period, counted anew only if something changed. `i_said` is asked only then."""
    today = user.local(at).date()

    def counted() -> dict[str, object]:
        return count(stories_of(user, period.since(today), i_said()), today).as_json()

    return Figures.from_json(kept(user, period, at=at, count=counted))
