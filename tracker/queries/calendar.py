"""A month as its days: rounds, answers that are due, offers to answer, reminders.

A day can hold more than a page shows. So the days are read as numbers first, by ranges of an index, and whole rows
only of what is shown.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import resolve
from tracker.models import Application, Interview, Reminder, Status
from tracker.queries.ribbon import is_task
from tracker.titles import title_of

DAY = timedelta(days=1)
# Nobody has that many in a month; a search of years that was brought in at once must not fill the memory.
MOST = 3000
# What the rounds, the answers and the offers say themselves.
SAID = (Reminder.Kind.REPLY, Reminder.Kind.INTERVIEW, Reminder.Kind.OFFER)
LONGEST_TASK = timedelta(days=14)
Among = Callable[[Collection[int]], set[int]]


class Place(NamedTuple):
    """Where something stands: its day and hour, and which row it is. No more than it takes to sort and to count."""

    day: date
    # Last: where there is no room for all, what has its hour comes before what has only its day.
    is_reminder: bool
    hour: time
    kind: str  # round, task, reply, offer or reminder
    pk: int
    application: int


@dataclass(frozen=True)
class Entry:
    """Something on a day, with the row behind it."""

    place: Place
    application: Application
    is_past: bool
    interview: Interview | None = None
    reminder: Reminder | None = None

    @property
    def is_over(self) -> bool:
        """Held: an answer or a reminder whose hour has passed still waits."""
        return self.is_past and self.place.kind in {"round", "task"}

    @property
    def address(self) -> str:
        return self.reminder.get_absolute_url() if self.reminder else self.application.get_absolute_url()

    @property
    def hour(self) -> str:
        """As a clock shows it; a reminder has its day only."""
        hour = self.place.hour
        return "" if self.reminder else f"{hour.hour}:{hour.minute:02}"

    @property
    def word(self) -> str:
        """What it is."""
        if self.reminder:
            return title_of(self.reminder)
        match self.place.kind:
            case "round" if self.interview:
                return str(Interview.Stage(self.interview.stage).label)
            case "task":
                return _("Task due")
            case "offer":
                return _("Offer to answer")
            case _reply:
                return _("Reply was due") if self.is_past else _("Reply due")

    @property
    def is_unanswered(self) -> bool:
        """A round ahead to which nobody has said yes or no."""
        invited = self.interview is not None and self.interview.state == Interview.State.INVITED
        return self.place.kind == "round" and invited and not self.is_past


def places(among: Among, user: User, first: date, last: date, at: datetime) -> dict[date, list[Place]]:
    """What stands on each day from `first` to `last` in the person's zone.

    `among` says which applications are looked at, out of some numbers.
    """
    begin = resolve(first, time(), user.time_zone)
    end = resolve(last + DAY, time(), user.time_zone)
    found = [
        *_rounds(user, begin, end, at),
        *_replies(user, begin, end, at),
        *_offers(user, begin, end),
        *_reminders(user, first, last, at),
    ]
    # By number, and not as a condition of each question above: an index is then read for what it holds.
    kept = among({one.application for one in found})
    days: dict[date, list[Place]] = defaultdict(list)
    for one in sorted(found):
        if one.application in kept and first <= one.day <= last:
            days[one.day].append(one)
    return days


def _rounds(user: User, begin: datetime, end: datetime, at: datetime) -> Iterator[Place]:
    # A task stands on the day it is due, up to two weeks after it began.
    task = Q(stage=Interview.Stage.TAKE_HOME)
    rows = Interview.objects.for_user(user).filter(
        task | Q(starts_at__gte=begin),
        # What is ahead of a search that has ended is off, whether or not somebody said so of the round.
        Q(starts_at__lte=at) | Q(application__shelf=Application.Shelf.OPEN),
        state__in=[Interview.State.INVITED, *Interview.HELD],
        starts_at__gte=begin - LONGEST_TASK,
        starts_at__lt=end,
    )
    zone = ZoneInfo(user.time_zone)
    values = rows.values_list("pk", "application_id", "starts_at", "stage", "minutes")
    for pk, application, starts_at, stage, minutes in values.order_by("-starts_at")[:MOST]:
        due = is_task(stage, minutes)
        moment = (starts_at or begin) + timedelta(minutes=minutes if due else 0)
        wall = moment.astimezone(zone)
        yield Place(wall.date(), False, _clock(wall), "task" if due else "round", pk, application)


def _replies(user: User, begin: datetime, end: datetime, at: datetime) -> Iterator[Place]:
    """Invitations without an answer; one whose round has passed wants none."""
    waiting = Interview.objects.for_user(user).filter(
        state=Interview.State.INVITED,
        reply_by__gte=begin,
        reply_by__lt=end,
        application__shelf=Application.Shelf.OPEN,
    )
    rows = waiting.exclude(starts_at__lte=at).values_list("pk", "application_id", "reply_by")
    for pk, application, reply_by in rows.order_by()[:MOST]:
        wall = user.local(reply_by or begin)
        yield Place(wall.date(), False, _clock(wall), "reply", pk, application)


def _offers(user: User, begin: datetime, end: datetime) -> Iterator[Place]:
    offers = Application.objects.for_user(user).filter(status=Status.OFFER)
    rows = offers.filter(offer_reply_by__gte=begin, offer_reply_by__lt=end).values_list("pk", "offer_reply_by")
    for pk, reply_by in rows.order_by()[:MOST]:
        wall = user.local(reply_by or begin)
        yield Place(wall.date(), False, _clock(wall), "offer", pk, pk)


def _reminders(user: User, first: date, last: date, at: datetime) -> Iterator[Place]:
    # "Still waiting?" a month ahead is nothing to do, and nothing to look forward to.
    not_yet = Q(kind=Reminder.Kind.LAPSE, state=Reminder.State.PENDING, due_on__gt=user.local(at).date())
    # A day to each side: one that is tied to another zone may stand on the day before or after.
    open_ones = Reminder.objects.for_user(user).open().filter(due_on__gte=first - DAY, due_on__lte=last + DAY)
    rows = open_ones.exclude(kind__in=SAID).exclude(not_yet).only("due_on", "due_time", "time_zone", "application_id")
    for one in rows.order_by()[:MOST]:
        one.user = user
        wall = user.local(one.due_at) if one.time_zone else datetime.combine(one.due_on, one.due_time)
        yield Place(wall.date(), True, _clock(wall), "reminder", one.pk, one.application_id)


def _clock(wall: datetime) -> time:
    return wall.time().replace(tzinfo=None, fold=0)


def entries(shown: Iterable[Place], user: User, at: datetime) -> dict[Place, Entry]:
    """The rows behind the places that a page shows, in a handful of questions."""
    wanted: dict[str, list[int]] = defaultdict(list)
    chosen = list(shown)
    for one in chosen:
        wanted[one.kind].append(one.pk)
    # No more of each row than its line shows: a month may have a hundred of them.
    shows = ("application__position", "application__company__name")
    rounds = Interview.objects.select_related("application__company").only(
        "stage", "state", "starts_at", "time_zone", *shows
    )
    interviews = rounds.in_bulk([*wanted["round"], *wanted["task"], *wanted["reply"]])
    kept = Reminder.objects.select_related("application__company", "contact", "interview").only(
        "kind", "title", "contact__name", "contact__email", "interview__stage", *shows
    )
    reminders = kept.in_bulk(wanted["reminder"])
    people = [one.interview for one in reminders.values() if one.interview]
    prefetch_related_objects(people, "interviewers")
    offers = Application.objects.select_related("company").only("position", "company__name").in_bulk(wanted["offer"])
    found: dict[Place, Entry] = {}
    for one in chosen:
        interview = interviews.get(one.pk) if one.kind in {"round", "task", "reply"} else None
        reminder = reminders.get(one.pk) if one.kind == "reminder" else None
        row = interview or reminder
        application = row.application if row else offers.get(one.pk)
        if application is not None:
            past = resolve(one.day, one.hour, user.time_zone) <= at
            found[one] = Entry(one, application, past, interview, reminder)
    return found
