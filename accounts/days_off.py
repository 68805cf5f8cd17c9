"""Public holidays, by country and region: nobody expects an answer or a thank-you note on one.

They come from the `holidays` package, which takes a quarter of a second to load: only whoever names a
country pays for it.
"""

from datetime import date
from functools import lru_cache
from typing import Any
from unicodedata import normalize

# What the package's own names for its modules do not tell.
NAMES = {
    "AX": "Åland Islands",
    "BL": "Saint Barthélemy",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "CD": "Congo (Kinshasa)",
    "CG": "Congo (Brazzaville)",
    "CW": "Curaçao",
    "GW": "Guinea-Bissau",
    "HK": "Hong Kong",
    "HM": "Heard Island and McDonald Islands",
    "RE": "Réunion",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "ST": "São Tomé and Príncipe",
    "SY": "Syria",
    "TL": "Timor-Leste",
}
SMALL = {"and", "da", "of", "the"}


def is_public_holiday(day: date, country: str, region: str = "") -> bool:
    """Whether it is one there. Without a region only those of the whole country; an unknown country has none."""
    return bool(country) and day in _holidays(country, region, day.year)


# A working day is asked for with every round that is planned; a year's holidays stay what they are.
@lru_cache(maxsize=256)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    try:
        return frozenset(_calendar(country, region, year))
    except NotImplementedError:
        # A code from a release that knew it, or a region of another country: better the country's days than none.
        return _holidays(country, "", year) if region else frozenset()
    except UserWarning:  # raised only where warnings are errors: a year for which the package has no data
        return frozenset()


def public_holidays(first: date, last: date, country: str, region: str = "") -> dict[date, str]:
    """The holidays of these days with their names, in English where the package knows them so."""
    if not country:
        return {}
    named: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        named |= _names(country, region, year)
    return {day: name for day, name in named.items() if first <= day <= last}


@lru_cache(maxsize=64)
def _names(country: str, region: str, year: int) -> dict[date, str]:
    try:
        english = next((one for one in _calendar(country).supported_languages if one.startswith("en")), None)
        found = _calendar(country, region, year, english)
        return {day: found.get(day, "") for day in _holidays(country, region, year)}
    except NotImplementedError:  # as above
        return _names(country, "", year) if region else {}


def _calendar(country: str, region: str = "", year: int | None = None, language: str | None = None) -> Any:
    from holidays import country_holidays

    return country_holidays(country, subdiv=region or None, years=year, language=language)


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """The countries whose holidays are known, code to name, in the order of their names."""
    from holidays.registry import COUNTRIES

    # Out of the package's index: asked for its list, it would load all two hundred and fifty.
    found = {code: NAMES.get(code) or _name(module) for module, (_class, code, *_other) in COUNTRIES.items()}
    return dict(sorted(found.items(), key=lambda pair: _plain(pair[1])))


def _name(module: str) -> str:
    return " ".join(word if word in SMALL else word.capitalize() for word in module.split("_"))


@lru_cache(maxsize=64)
def regions(country: str) -> dict[str, str]:
    """The regions of a country that have holidays of their own, code to name; empty where there are none."""
    if country not in countries():
        return {}
    aliases = _calendar(country).get_subdivision_aliases()
    # The longest word for it is the name; the others are codes, or the same without accents.
    found = {code: max([code, *names], key=len) for code, names in aliases.items()}
    return dict(sorted(found.items(), key=lambda pair: _plain(pair[1])))


def _plain(name: str) -> str:
    """A name as it is sorted: Åland stands with the A's."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name
