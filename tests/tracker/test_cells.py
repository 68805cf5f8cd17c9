"""What people write into the cells of a table, as values: for every word, number, day and hour."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.time import local, resolve, zone_names
from tracker import cells
from tracker.models import Interview, Status

PATIENT = settings(deadline=None)  # a busy machine is no failure


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("in conversation", Status.IN_CONVERSATION),
        ("In-Conversation", Status.IN_CONVERSATION),
        (" IN_CONVERSATION ", Status.IN_CONVERSATION),
        *((status.value, status) for status in Status),
        *((str(status.label), status) for status in Status),
    ],
)
def test_a_status_goes_by_its_name_however_it_is_spelt(text: str, status: Status) -> None:
    assert cells.to_status(text) is status


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("final", Interview.Stage.FINAL),
        ("take-home", Interview.Stage.TAKE_HOME),
        ("phone screen", Interview.Stage.PHONE_SCREEN),
        ("Onsite", Interview.Stage.ON_SITE),
        ("second round", Interview.Stage.SECOND),
        *((stage.value, stage) for stage in Interview.Stage),
        *((str(stage.label), stage) for stage in Interview.Stage),
    ],
)
def test_a_round_goes_by_the_names_that_people_give_it(text: str, stage: Interview.Stage) -> None:
    assert cells.to_stage(text) is stage


# Numbers and days, for every number and day


@PATIENT
@given(st.integers(0, 10**12), st.sampled_from([*",.' ’\u00a0\u202f", ""]))
def test_a_number_is_read_in_groups_or_without(number: int, between: str) -> None:
    assert cells.to_amount(f"{number:,}".replace(",", between)) == number


@PATIENT
@given(st.text())
@example("42.5")
@example("1.20.000")
@example("1.200,000")
@example("0.123")
@example("٤٢")
@example("-1")
def test_a_text_is_a_whole_number_written_as_people_do_or_refused(text: str) -> None:
    try:
        number = cells.to_amount(text)
    except ValidationError:
        number = None
    spellings = (
        {f"{number:,}".replace(",", between) for between in ",.' ’\u00a0\u202f"} if number is not None else set()
    )
    assert number is None or text in spellings or (text.isascii() and text.isdecimal() and int(text) == number)
    assert text not in {"42.5", "1.20.000", "1.200,000", "0.123", "٤٢", "-1"} or number is None


@PATIENT
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert cells.to_day(day.isoformat()) == day


@PATIENT
@given(st.text(alphabet="0123456789-/T: ", max_size=12))
@example("2026-02-29")
@example("9999-12-31")
def test_a_text_is_a_day_or_refused(text: str) -> None:
    try:
        year, month, number = map(int, text.split("-"))
        day = date(year, month, number)
    except ValueError:
        day = date.min
    if 1900 <= day.year <= 2100 and re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        assert cells.to_day(text) == day
    else:
        with pytest.raises(ValidationError, match="is not a day that we can read"):
            cells.to_day(text)


@PATIENT
@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)).map(
        lambda wall: wall.replace(second=0, microsecond=0)
    ),
    st.sampled_from(sorted(zone_names())),
)
@example(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")
@example(datetime(2011, 12, 30, 0, 0), "Pacific/Apia")
@example(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
def test_an_hour_is_that_hour_on_the_clock_there_or_it_does_not_exist(wall: datetime, zone: str) -> None:
    text = f"{wall:%Y-%m-%d %H:%M}"
    readings = {wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    true = sorted(moment for moment in readings if local(moment, zone).replace(tzinfo=None) == wall)
    if not true:
        with pytest.raises(ValidationError, match="does not exist"):
            cells.to_moment(text, zone)
        return
    moment, warning = cells.to_moment(text, zone)
    assert (moment, bool(warning)) == (true[0], len(true) == 2)
    assert moment == resolve(wall.date(), wall.time(), zone)
