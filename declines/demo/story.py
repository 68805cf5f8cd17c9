"""The shapes in which the demo's story is told, and its calendar. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.time import local, resolve
from declines.services.reflecting import Weighed
from declines.situation import Channel, Reason
from tracker.models import Application, Contact, Interview, Status

WORKDAYS = frozenset({1, 2, 3, 4, 5})
Role, Stage, Mode = Contact.Role, Interview.Stage, Application.WorkMode


@dataclass(frozen=True)
class Calendar:
    """The days around the moment at which the story is told. `at` is in UTC."""

    at: datetime
    zone: str

    @property
    def today(self) -> date:
        return local(self.at, self.zone).date()

    def day_ago(self, days: int) -> date:
        """The working day that lies this many working days before today."""
        day = self.today
        while days:
            day -= timedelta(days=1)
            days -= day.isoweekday() in WORKDAYS
        return day

    def ago(self, days: int, clock: str, zone: str = "") -> datetime:
        """An hour of that day; one working day ago is past at any hour of today."""
        return resolve(self.day_ago(days), _hour(clock), zone or self.zone)

    def ahead(self, days: int, clock: str, zone: str = "") -> datetime:
        """An hour so many days from now: tomorrow as it is; later than that, at the weekend, the Friday before."""
        day = self.today + timedelta(days=days)
        if days > 1:
            day -= timedelta(days=max(0, day.isoweekday() - 5))
        return resolve(day, _hour(clock), zone or self.zone)

    def end_of_today(self) -> datetime:
        """When an answer is due today: at 17:00, and at midnight for a story that is told in the evening."""
        closing = resolve(self.today, time(17), self.zone)
        return closing if closing > self.at else resolve(self.today, time(23, 59, 59), self.zone)

    @property
    def dawn(self) -> datetime:
        """The first moment of today."""
        return resolve(self.today, time(0), self.zone)


def _hour(clock: str) -> time:
    hour, minute = clock.split(":")
    return time(int(hour), int(minute))


@dataclass(frozen=True)
class Person:
    """Somebody met on the way, under the short name by which the story calls them."""

    name: str
    role: Contact.Role
    company: str
    email: str = ""
    called: str = ""
    phone: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Moved:
    """A step of the application, so many working days ago."""

    ago: int
    to: Status
    clock: str = "11:30"
    answer_in: int = 0  # an offer: the days until it wants its answer
    because: Application.TheySaid | str = ""  # their no: what they said


@dataclass(frozen=True)
class Wrote:
    """A note; with `who`, a contact that was had."""

    ago: int
    text: str
    clock: str = "16:20"
    who: str = ""


@dataclass(frozen=True)
class Round:
    """A round, from the invitation on: held so many working days ago, or ahead in so many days."""

    stage: Interview.Stage
    invited: int
    held: int = 0
    ahead: int = 0
    clock: str = "14:00"
    asked: str = "10:40"
    zone: str = ""
    minutes: int = 60
    who: tuple[str, ...] = ()
    place: str = ""
    preparation: str = ""
    hours: int = 0  # until it is answered; nought: soon, and each time a little different
    reply_by: str = ""  # "today", "late" or, once answered, nothing


@dataclass(frozen=True)
class No:
    """A decline: told so many minutes later, or taken back."""

    ago: int
    reason: Reason
    channel: Channel
    who: str
    clock: str = "10:15"
    own_reason: str = ""
    openings: bool = False
    told_after: int = 0
    back_after: int = 0
    thanks_today: bool = False
    hello_today: bool = False
    weighed: Weighed | None = None


@dataclass(frozen=True)
class Task:
    """Something of one's own to do, on a day ahead."""

    ago: int
    title: str
    ahead: int
    clock: str = "17:45"


Step = Moved | Wrote | Round | No | Task


@dataclass(frozen=True)
class Story:
    """One application from its first day on: saved, or applied for, so many working days ago."""

    company: str
    position: str
    applied: int = 0
    saved: int = 0
    clock: str = "9:35"
    source: str = ""
    url: str = ""
    posting: str = ""
    location: str = ""
    mode: str = ""
    salary: tuple[int, int, str] | None = None
    priority: int = 2
    closes_in: int = 0
    liked: str = ""
    notes: str = ""
    tags: str = ""
    people: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())
