"""Public holidays are no working days, by country and region."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from accounts.days_off import countries, is_public_holiday, regions
from accounts.models import User


@pytest.mark.parametrize(
    ("day", "country", "region", "off"),
    [
        (date(2026, 10, 3), "DE", "", True),
        (date(2026, 6, 4), "DE", "BY", True),  # Corpus Christi: in Bavaria, not in Berlin
        (date(2026, 6, 4), "DE", "BE", False),
        (date(2026, 6, 4), "DE", "", False),
        (date(2026, 11, 26), "US", "", True),
        (date(2026, 11, 26), "DE", "", False),
        (date(2026, 9, 7), "US", "CA", True),  # Labor Day
        (date(2026, 9, 3), "DE", "", False),
        # Nobody said where they live.
        (date(2026, 12, 25), "", "", False),
    ],
)
def test_a_public_holiday_is_one_where_the_person_lives(day: date, country: str, region: str, off: bool) -> None:
    assert is_public_holiday(day, country, region) is off


def test_a_substitute_day_counts_as_well() -> None:
    # Boxing Day 2026 is a Saturday: the English have the Monday off.
    assert is_public_holiday(date(2026, 12, 28), "GB", "ENG")


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("XX", "BY"), ("de", ""), ("A\x00", "")])
def test_an_unknown_country_has_no_holidays(country: str, region: str) -> None:
    assert not is_public_holiday(date(2026, 12, 25), country, region)


def test_an_unknown_region_has_those_of_its_country() -> None:
    assert is_public_holiday(date(2026, 10, 3), "DE", "Atlantis")
    assert not is_public_holiday(date(2026, 6, 4), "DE", "Atlantis")


@pytest.mark.parametrize("year", [1, 1970, 2026, 2027, 2100, 9999])
def test_no_country_and_no_year_breaks_anything_or_leaves_no_day_to_work(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    off = {country: sum(is_public_holiday(day, country) for day in days) for country in countries()}
    assert {country: count for country, count in off.items() if count > 60} == {}


def test_working_days_skip_public_holidays() -> None:
    maya = User(country="DE")
    # Good Friday to Easter Monday.
    assert maya.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert maya.working_day_from(date(2026, 4, 3)) == date(2026, 4, 7)
    assert [maya.works_on(date(2026, 4, 2)), maya.works_on(date(2026, 4, 3))] == [True, False]


def test_a_holiday_is_off_even_for_those_who_work_every_day() -> None:
    assert [User(country="DE", working_days=days).works_on(date(2026, 12, 25)) for days in ("1234567", "")] == [
        False,
        False,
    ]


def test_whoever_moves_has_the_holidays_of_the_new_country() -> None:
    maya = User(country="DE")
    before = maya.works_on(date(2026, 11, 26))
    maya.country = "US"
    assert [before, maya.works_on(date(2026, 11, 26)), maya.works_on(date(2026, 10, 3))] == [True, False, False]


def test_countries_are_named_as_people_call_them_and_sorted_by_name() -> None:
    names = list(countries().items())
    assert names[:3] == [("AF", "Afghanistan"), ("AX", "Åland Islands"), ("AL", "Albania")]
    found = dict(names)
    assert [found[code] for code in ("DE", "GB", "US", "KR", "TT", "CW")] == [
        "Germany",
        "United Kingdom",
        "United States",
        "South Korea",
        "Trinidad and Tobago",
        "Curaçao",
    ]
    assert len(found) > 200
    assert {len(code) for code in found} == {2}


def test_regions_are_those_of_one_country_by_name() -> None:
    assert list(regions("GB").items()) == [
        ("ENG", "England"),
        ("NIR", "Northern Ireland"),
        ("SCT", "Scotland"),
        ("WLS", "Wales"),
    ]
    assert regions("DE")["BY"] == "Bayern"
    assert regions("CH")["ZH"] == "Zürich"


@pytest.mark.parametrize("country", ["GR", "", "XX"])
def test_some_have_no_regions(country: str) -> None:
    assert regions(country) == {}


def test_every_region_fits_its_column() -> None:
    longest = max(len(code) for country in countries() for code in regions(country))
    assert longest <= (User._meta.get_field("region").max_length or 0)


def test_whoever_names_no_country_does_not_load_the_calendars() -> None:
    asks = (
        "import sys; from datetime import date; from accounts.days_off import is_public_holiday\n"
        "is_public_holiday(date(2026, 10, 3), '')\n"
        "print('holidays' in sys.modules)\n"
        "is_public_holiday(date(2026, 10, 3), 'DE')\n"
        "print('holidays' in sys.modules)\n"
    )
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["False", "True"]
