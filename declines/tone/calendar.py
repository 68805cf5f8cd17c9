"""Days and hours as a message says them."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join(MONTHS)})\b|\b({'|'.join(MONTHS)})\.? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
)
ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")
CLOCK = re.compile(r"\b(?:at|for|from) (\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m|p\.m|o'clock|h|uhr)?\b")
