"""Figures are counted once and kept; whatever changes them makes the next look count anew."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Count

from accounts.models import User
from config import working
from tests.factories import NOW, ApplicationFactory, CompanyFactory, InterviewFactory
from tracker import services
from tracker.insights import Figures, Period, figures_of, forget, kept
from tracker.insights.figures import count
from tracker.insights.kept import MANY_MARKS
from tracker.insights.rows import stories_of
from tracker.models import Application, FiguresMark, Interview, KeptFigures, Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


class Counter:
    """Counts how often it was asked to count."""

    def __init__(self, during: Callable[[], None] | None = None) -> None:
        self.times, self.during = 0, during

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        if self.during:
            self.during()
        return {"times": self.times}


def look(user: User, counter: Counter, *, period: str = "all", at: Any = NOW) -> int:
    """The figures as they stand, counted if they do not."""
    looked = kept.look(user, period, at=at)
    figures = looked.figures
    if figures is None:
        figures = counter()
        kept.keep(user, period, figures, looked, at=at)
    return int(figures["times"])


def test_a_second_look_counts_nothing(maya: User) -> None:
    counter = Counter()
    assert [look(maya, counter), look(maya, counter)] == [1, 1]


def test_each_period_is_kept_by_itself(maya: User) -> None:
    counter = Counter()
    assert [look(maya, counter), look(maya, counter, period="year"), look(maya, counter)] == [1, 2, 1]


def test_a_change_makes_every_period_count_anew_and_nobody_elses(maya: User, otto: User) -> None:
    mine, his = Counter(), Counter()
    look(maya, mine), look(maya, mine, period="year"), look(otto, his)
    forget(maya.pk)
    assert [look(maya, mine), look(maya, mine, period="year"), look(otto, his)] == [3, 4, 1]


def test_another_day_on_the_persons_calendar_counts_anew(maya: User) -> None:
    counter = Counter()
    evening = NOW.replace(hour=21, minute=59)  # a minute before midnight in Berlin
    look(maya, counter, at=evening)
    assert [look(maya, counter, at=evening), look(maya, counter, at=evening + timedelta(minutes=2))] == [1, 2]


def test_who_moved_to_another_zone_has_other_days(maya: User) -> None:
    counter = Counter()
    look(maya, counter)
    maya.time_zone = "Europe/Lisbon"
    assert look(maya, counter) == 2


def test_what_changes_while_we_count_is_counted_next_time(maya: User) -> None:
    counter = Counter(during=lambda: forget(maya.pk))
    look(maya, counter)
    counter.during = None
    assert [look(maya, counter), look(maya, counter)] == [2, 2]


def test_what_an_older_bowout_kept_is_counted_anew(maya: User) -> None:
    counter = Counter()
    look(maya, counter)
    KeptFigures.objects.update(figures={"times": 9, "version": 0})
    assert [look(maya, counter), look(maya, counter)] == [2, 2]


def test_many_marks_become_one_and_the_figures_hold(maya: User) -> None:
    for _ in range(MANY_MARKS + 1):
        forget(maya.pk)
    counter = Counter()
    assert [look(maya, counter), look(maya, counter)] == [1, 1]
    assert list(FiguresMark.objects.values_list("user", "number")) == [(maya.pk, MANY_MARKS + 1)]


def test_of_whoever_never_looks_no_heap_of_marks_remains(
    maya: User, otto: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter()
    look(maya, counter)
    for _ in range(MANY_MARKS + 1):
        forget(maya.pk)
    forget(otto.pk)
    forget(otto.pk)
    # More than are folded at once.
    monkeypatch.setattr(kept, "FOLDED_AT_ONCE", MANY_MARKS // 2)
    working.plan(at=NOW)
    marks = FiguresMark.objects.order_by("user", "pk").values_list("user", "number")
    assert list(marks) == [(maya.pk, MANY_MARKS + 1), (otto.pk, 1), (otto.pk, 1)]
    assert [look(maya, counter), look(maya, counter)] == [2, 2]


def test_one_row_is_kept_for_each_period(maya: User) -> None:
    look(maya, Counter())
    forget(maya.pk)
    look(maya, Counter())
    assert list(KeptFigures.objects.values_list("period", flat=True)) == ["all"]


# --- after each service the page agrees with the board


def shown(user: User, period: Period = Period.ALL) -> Figures:
    return figures_of(user, period, at=NOW, i_said=dict)


def board(user: User) -> dict[str, int]:
    rows = Application.objects.for_user(user).order_by().values_list("status").annotate(Count("pk"))
    return dict(rows)


def applied(maya: User, *, to: Status = Status.APPLIED, **facts: Any) -> Application:
    company = CompanyFactory.create(user=maya)
    made = Application(user=maya, company=company, position="Editor", **facts)
    return services.add_application(made, status=to, by=maya, at=NOW - 20 * DAY)


def invited(maya: User) -> Interview:
    application = applied(maya)
    made = Interview(application=application, invited_at=NOW - 9 * DAY)
    return services.save_interview(made, state=Interview.State.INVITED, by=maya, at=NOW - 9 * DAY)


def add(maya: User) -> Callable[[], object]:
    return lambda: applied(maya)


def move(maya: User) -> Callable[[], object]:
    one = applied(maya)
    return lambda: services.move(application=one, to=Status.REJECTED, by=maya, at=NOW)


def take_back(maya: User) -> Callable[[], object]:
    change = services.move(application=applied(maya), to=Status.OFFER, by=maya, at=NOW)
    return lambda: services.take_back(change=change, by=maya, at=NOW)


def change_source(maya: User) -> Callable[[], object]:
    one = applied(maya)
    return lambda: services.change_facts(one, to={"source": "A friend"}, at=NOW)


def change_day(maya: User) -> Callable[[], object]:
    one = applied(maya)
    return lambda: services.change_facts(one, to={"applied_on": date(2026, 8, 30)}, at=NOW)


def note_they_said(maya: User) -> Callable[[], object]:
    one = applied(maya, to=Status.REJECTED)
    return lambda: services.note_they_said(application=one, reason="fit")


def save_round(maya: User) -> Callable[[], object]:
    made = Interview(application=applied(maya), invited_at=NOW - 9 * DAY)
    return lambda: services.save_interview(made, state=Interview.State.INVITED, by=maya, at=NOW)


def answer(maya: User) -> Callable[[], object]:
    one = invited(maya)
    return lambda: services.set_interview_state(interview=one, to=Interview.State.ACCEPTED, at=NOW)


def restore(maya: User) -> Callable[[], object]:
    one = invited(maya)
    services.set_interview_state(interview=one, to=Interview.State.DECLINED, at=NOW)
    return lambda: services.restore_interview(interview=one, former=Interview.State.INVITED, at=NOW)


def heard(maya: User) -> Callable[[], object]:
    one = applied(maya)
    facts: dict[str, Any] = {"on": NOW.date(), "channel": "email", "contact": None, "text": "", "heard": True}
    return lambda: services.log_touch(one, **facts, by=maya, at=NOW)


def put_into_bin(maya: User) -> Callable[[], object]:
    one = applied(maya)
    return lambda: services.put_into_bin(one, by=maya, at=NOW)


def take_out_of_bin(maya: User) -> Callable[[], object]:
    one = applied(maya)
    services.put_into_bin(one, by=maya, at=NOW)
    return lambda: services.take_out_of_bin(one, by=maya, at=NOW)


ACTS = [
    *(add, move, take_back, change_source, change_day, note_they_said),
    *(save_round, answer, restore, heard, put_into_bin, take_out_of_bin),
]


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_the_next_look_has_it(maya: User, act: Callable[[User], Callable[[], object]]) -> None:
    do = act(maya)
    before = shown(maya)
    do()
    after = shown(maya)
    assert after != before
    assert after == count(stories_of(maya, None, {}), NOW.date())
    assert after.standing == board(maya)


def test_a_strangers_search_is_not_counted(maya: User, otto: User) -> None:
    applied(otto)
    InterviewFactory.create(application=ApplicationFactory.create(user=otto))
    assert shown(maya) == Figures()


def test_a_period_counts_what_was_sent_in_it(maya: User) -> None:
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 4), date(2026, 6, 5)):
        applied(maya, applied_on=day)
    # Added long ago, and sent within the time.
    late = applied(maya, to=Status.SAVED)
    Application.objects.filter(pk=late.pk).update(created_at=NOW - 900 * DAY)
    services.move(application=late, to=Status.APPLIED, by=maya, at=NOW)
    assert [shown(maya, period).sent for period in Period] == [5, 4, 2]
