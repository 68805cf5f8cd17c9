"""Dates as people say them, and the reply clock. Maya is in Berlin; NOW is Thursday 3 September 2026, 14:02."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import NOW
from tracker.when import (
    SHAPES,
    Clock,
    day_words,
    distance_words,
    full_day,
    moment_words,
    number_word,
    reply_clock,
    short_clock,
)

TODAY = date(2026, 9, 3)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 3), "today"),
        (date(2026, 9, 4), "tomorrow"),
        (date(2026, 9, 2), "yesterday"),
        (date(2026, 9, 5), "Sat 5 Sep"),
        (date(2026, 9, 1), "Tue 1 Sep"),
        (date(2026, 12, 31), "Thu 31 Dec"),
        # Another year is named only when it is far.
        (date(2027, 1, 4), "Mon 4 Jan"),
        (date(2027, 3, 1), "Mon 1 Mar"),
        (date(2027, 3, 2), "2 Mar 2027"),
        (date(2026, 1, 5), "Mon 5 Jan"),
        (date(2025, 9, 3), "3 Sep 2025"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, words: str) -> None:
    assert day_words(day, TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 3), "today"),
        (date(2026, 9, 4), "tomorrow"),
        (date(2026, 9, 2), "yesterday"),
        (date(2026, 9, 5), "in 2 days"),
        (date(2026, 12, 2), "in 90 days"),
        (date(2026, 9, 1), "2 days ago"),
    ],
)
def test_a_distance_is_said_in_days(day: date, words: str) -> None:
    assert distance_words(day, TODAY) == words


def test_a_sentence_begins_with_a_number_in_words_up_to_nine() -> None:
    assert [number_word(number) for number in (0, 1, 2, 9, 10, 40)] == ["No", "One", "Two", "Nine", "10", "40"]


def test_a_letter_says_the_whole_day() -> None:
    assert full_day(date(2026, 9, 10)) == "Thursday 10 September"


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        (datetime(2026, 9, 10, 14, 30, tzinfo=UTC), BERLIN, "Thu 10 Sep, 16:30"),
        (datetime(2026, 9, 4, 7, 0, tzinfo=UTC), BERLIN, "tomorrow, 9:00"),
        # The same moment is another day elsewhere.
        (datetime(2026, 9, 3, 22, 30, tzinfo=UTC), BERLIN, "tomorrow, 0:30"),
        (datetime(2026, 9, 3, 22, 30, tzinfo=UTC), "America/New_York", "today, 18:30"),
        (datetime(2026, 9, 3, 22, 30, tzinfo=UTC), "Pacific/Kiritimati", "today, 12:30"),
    ],
)
def test_a_moment_is_said_on_the_persons_wall_clock(moment: datetime, zone: str, words: str) -> None:
    assert moment_words(moment, at=NOW, zone=zone) == words


@pytest.mark.parametrize(
    ("left", "kind", "text"),
    [
        (timedelta(days=7), "calm", "Reply by Thu 10 Sep, 14:02"),
        (timedelta(days=1), "calm", "Reply by tomorrow, 14:02"),
        (timedelta(hours=10), "calm", "Reply by tomorrow, 0:02"),
        (timedelta(hours=3), "due", "Reply by 17:02 today, 3 hours left"),
        (timedelta(hours=2, minutes=59), "due", "Reply by 17:01 today, 2 hours left"),
        (timedelta(hours=1), "due", "Reply by 15:02 today, 1 hour left"),
        (timedelta(minutes=59), "due", "Reply by 15:01 today, 59 minutes left"),
        (timedelta(minutes=1), "due", "Reply by 14:03 today, 1 minute left"),
        (timedelta(0), "late", "Reply was due at 14:02"),
        (timedelta(hours=-3), "late", "Reply was due at 11:02"),
        (timedelta(days=-1), "late", "Reply was due yesterday"),
        (timedelta(days=-5), "late", "Reply was due Sat 29 Aug"),
    ],
)
def test_the_reply_clock_says_how_the_time_to_answer_stands(left: timedelta, kind: str, text: str) -> None:
    assert reply_clock(NOW + left, at=NOW, zone=BERLIN) == Clock(kind, text, NOW + left)


@pytest.mark.parametrize(
    ("left", "kind", "text"),
    [
        (timedelta(days=7), "calm", "Reply by Thu 10 Sep"),
        (timedelta(hours=10), "calm", "Reply by tomorrow"),
        (timedelta(hours=3), "due", "Reply by 17:02"),
        (timedelta(0), "late", "Due at 14:02"),
        (timedelta(days=-1), "late", "Due yesterday"),
    ],
)
def test_on_a_card_the_clock_says_it_in_few_words(left: timedelta, kind: str, text: str) -> None:
    assert short_clock(NOW + left, at=NOW, zone=BERLIN) == Clock(kind, text, NOW + left)


def test_each_shape_of_the_clock_has_a_picture() -> None:
    assert sorted(SHAPES) == ["calm", "done", "due", "late"]
    assert len(set(SHAPES.values())) == 4
