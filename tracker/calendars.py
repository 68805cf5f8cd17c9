"""Rounds of interviews as a calendar file (RFC 5545), for any calendar program."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tracker.models import Interview

STATUS = {
    Interview.State.INVITED: "TENTATIVE",
    Interview.State.ACCEPTED: "CONFIRMED",
    Interview.State.DONE: "CONFIRMED",
    Interview.State.DECLINED: "CANCELLED",
    Interview.State.CANCELLED: "CANCELLED",
}


def calendar_file(interviews: Iterable[Interview], *, at: datetime) -> str:
    """These rounds as events; empty if none has a date.

    The same round always has the same UID, and in a file made later a higher SEQUENCE: a calendar that has the
    event already moves it instead of keeping two.
    """
    events = [event for interview in interviews if (event := _event(interview, at))]
    if not events:
        return ""
    calendar = Calendar()
    calendar.add("prodid", "-//Bowout//Bowout//EN")
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    file: str = calendar.to_ical().decode()
    return file


def _event(interview: Interview, at: datetime) -> Event | None:
    if interview.starts_at is None or interview.ends_at is None:
        return None
    application = interview.application
    page = settings.SITE_URL + application.get_absolute_url()
    place = _clean(" ".join(interview.place.split()))
    event = Event()
    event.add("uid", f"interview-{interview.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    # Whole minutes since 1970: it only has to grow, and seconds outgrow the format's integer in 2038.
    event.add("sequence", int(at.timestamp()) // 60)
    # In UTC: every program shows it on its own clock, and none has to believe a description of a zone.
    event.add("dtstart", interview.starts_at.astimezone(UTC))
    event.add("dtend", interview.ends_at.astimezone(UTC))
    event.add("summary", _clean(f"{interview.get_stage_display()}, {application.company.name}"))
    event.add("status", STATUS[Interview.State(interview.state)])
    event.add("description", _clean(_description(interview, page)))
    if place:
        event.add("location", place)
    # A link to a room is where one wants to go from the calendar; any other place is found through our page.
    event.add("url", place if place.startswith("https://") and " " not in place else page)
    return event


def _description(interview: Interview, page: str) -> str:
    """The position, the people and the way to the notes. A calendar is often shared: the notes themselves stay."""
    people = ", ".join(str(person) for person in interview.interviewers.all())
    lines = [interview.application.position]
    if people:
        lines.append(_("With: %(people)s") % {"people": people})
    return "\n".join([*lines, _("Your notes: %(page)s") % {"page": page}])


def _clean(text: str) -> str:
    # The format allows no control characters, and for one of them some programs refuse the whole file.
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
