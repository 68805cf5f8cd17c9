"""Days and hours as a message says them."""

import re
from collections.abc import Iterator
from datetime import datetime

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
TENS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
ORDINALS = {name: number for number, name in enumerate(TENS, 1)} | {
    **{f"twenty{sign}{name}": 20 + number for number, name in enumerate(TENS[:9], 1) for sign in "- "},
    **{"thirtieth": 30, "thirty-first": 31, "thirty first": 31},
}
NUMBERS = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
MONTH, SPELT = "|".join(MONTHS), "|".join(sorted(ORDINALS, key=len, reverse=True))

DAY_MONTH = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?|({SPELT}))(?: of)? ({MONTH})\b")
MONTH_DAY = re.compile(rf"\b({MONTH})\.? (?:the )?(?:(\d{{1,2}})(?:st|nd|rd|th)?|({SPELT}))\b(?!:)")
BARE_DAY = re.compile(
    rf"\b(?:the (\d{{1,2}})(?:st|nd|rd|th)|on the ({SPELT}))\b(?! (?:of|{MONTH}|conversation|talk|chat|visit|session|task|floor|round|time|interview|year|century|stage|one|and|person|place|call|meeting|choice|half|part|day))"
)
ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SLASHED = re.compile(r"\b(?:on|for|of|from) (?:the )?(\d{1,2})[./](\d{1,2})(?:[./](?:\d{4}|\d{2}))?(?![\d%/])")
WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")
CLOCK = re.compile(r"\b(?:at|for|from) (\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m|p\.m|o'clock|h|uhr)?\b")
SPOKEN = re.compile(
    rf"\b(?:(half past|half|quarter past|quarter to) )?({'|'.join(NUMBERS)})(?:( o'clock)|( thirty| fifteen| forty-five))?\b"
)
PAST = {
    "half past": 30,
    "half": 30,
    "quarter past": 15,
    "quarter to": -15,
    " thirty": 30,
    " fifteen": 15,
    " forty-five": 45,
}


def days(text: str, at: datetime) -> Iterator[tuple[re.Match[str], bool]]:
    """Every day that a plain text names, and whether it is another than that of `at`."""
    for found in DAY_MONTH.finditer(text):
        day = int(found.group(1) or ORDINALS[found.group(2)])
        yield found, (day, MONTHS[found.group(3)]) != (at.day, at.month)
    for found in MONTH_DAY.finditer(text):
        day = int(found.group(2) or ORDINALS[found.group(3)])
        yield found, (day, MONTHS[found.group(1)]) != (at.day, at.month)
    for found in ISO_DAY.finditer(text):
        yield found, found.group() != f"{at:%Y-%m-%d}"
    for found in SLASHED.finditer(text):
        pair = (int(found.group(1)), int(found.group(2)))
        yield (
            found,
            min(pair) > 0
            and max(pair) <= 31
            and min(pair) <= 12
            and pair not in {(at.day, at.month), (at.month, at.day)},
        )
    for found in BARE_DAY.finditer(text):
        yield found, int(found.group(1) or ORDINALS[found.group(2)]) != at.day
    for found in WEEKDAY.finditer(text):
        yield found, found.group(1) != WEEKDAYS[at.weekday()]


def hours(text: str) -> Iterator[tuple[int, int, set[tuple[int, int]]]]:
    """Every time of day that a plain text names: where it stands, and what it may mean on a clock of 24 hours."""
    for found in CLOCK.finditer(text):
        hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3) or ""
        if hour > 24 or minute > 59 or not (found.group(2) or half):
            continue  # "at 4" may be a price, or a floor
        meant = (
            {hour % 12 + 12} if half.startswith("p") else {hour % 12} if half.startswith("a") else {hour, hour + 12}
        )
        yield found.start(1), found.end(), {(one % 24, minute) for one in meant}
    for found in SPOKEN.finditer(text):
        before, name, sharp, after = found.groups()
        shift = PAST.get(before or after or "", 0)
        if shift or sharp:
            minutes = NUMBERS[name] % 12 * 60 + shift
            yield found.start(), found.end(), {divmod((minutes + 720 * half) % 1440, 60) for half in (0, 1)}
