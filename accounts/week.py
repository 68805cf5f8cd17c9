"""On which day a week begins: as it is usual where somebody lives (Unicode CLDR, supplemental week data)."""

from functools import cache
from importlib.resources import files

MONDAY, SATURDAY, SUNDAY = 1, 6, 7  # ISO weekdays

# Codes of two letters with blanks between them: none can be found across two others.
ON_SUNDAY = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH"
    " PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
ON_SATURDAY = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"


def usual_first_day(country: str, zone: str) -> int:
    """The ISO weekday on which weeks begin in a country, or in that of a time zone where none is named."""
    country = country or _countries().get(zone, "none")
    return SUNDAY if country in ON_SUNDAY else SATURDAY if country in ON_SATURDAY else MONDAY


@cache
def _countries() -> dict[str, str]:
    """The country of each zone, as the zone data has it; a zone of none, such as UTC, is missing."""
    data = files("tzdata").joinpath("zoneinfo")
    table = data.joinpath("zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in table if not line.startswith("#"))
    found = {zone: country for country, _place, zone, *_remarks in rows}
    # Browsers go on saying Asia/Calcutta: a zone by its former name is where it is by its new one.
    links = (line.split() for line in data.joinpath("tzdata.zi").read_text("utf-8").splitlines() if line[:2] == "L ")
    return {former: found[zone] for _link, zone, former in links if zone in found} | found
