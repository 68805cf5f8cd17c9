"""What needs a person today, and the one sentence that says it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.safestring import SafeString

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Status
from tracker.queries.answers import Answer, answers_due
from tracker.queries.ribbon import SOON, Mark, ribbon
from tracker.queries.sentence import sentence
from tracker.transitions import OPEN

# Our judgement: after two weeks without a word people wonder.
QUIET_AFTER = timedelta(days=14)
# A silence that a reminder of today speaks of already.
OF_SILENCE = {Reminder.Kind.FOLLOW_UP, Reminder.Kind.LAPSE}

ENOUGH = 2  # "stops after two" (DOMAIN.md 3c)


@dataclass(frozen=True)
class Quiet:
    """A silence: the words that ask how things stand, if they wait already, and whether to ask at all."""

    application: Application
    follow_up: Reminder | None
    may_ask: bool


@dataclass(frozen=True)
class Today:
    """What needs a person today, most pressing first."""

    answers: list[Answer]
    reminders: list[Reminder]
    ahead: list[Interview]
    ribbon: list[Mark]
    quiet: list[Quiet]
    sentence: SafeString

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.reminders or self.ahead or self.quiet)


def today(user: User, at: datetime) -> Today:
    """Everything for the page Today."""
    answers = answers_due(user, at)
    due = reminders_due(user, at)
    ahead = list(interviews_ahead(user, at))
    asked_about = {one.application_id for one in due if one.kind in OF_SILENCE or (one.is_own and one.words)}
    quiet = whom_to_ask(gone_quiet(user, at, but_for=asked_about))
    # Whoever sits in any of the rounds on the page, in one question.
    asked = [answer.interview for answer in answers] + [reminder.interview for reminder in due]
    rounds = [*ahead, *(one for one in asked if one)]
    prefetch_related_objects(rounds, "interviewers")
    first = sentence(answers, due, ahead, user, at)
    return Today(answers, due, ahead, ribbon(ahead, answers, user, at), quiet, first)


def reminders_due(user: User, at: datetime) -> list[Reminder]:
    """Reminders whose hour has come and that are not done, and those of later today.

    An invitation's reminder is left out: the invitation itself stands above it.
    """
    rows = _open_reminders(user).filter(due_on__lte=user.local(at).date()).exclude(kind=Reminder.Kind.REPLY)
    return list(rows)


def open_reminders(user: User) -> QuerySet[Reminder]:
    """All reminders of a person that are not closed, by due date."""
    return _open_reminders(user).prefetch_related("interview__interviewers")


def _open_reminders(user: User) -> QuerySet[Reminder]:
    rows = Reminder.objects.for_user(user).open()
    return rows.select_related("user", "application__company", "interview", "contact")


def reminders_to_list(user: User, at: datetime) -> QuerySet[Reminder]:
    """The open ones that are something to do, or to look forward to."""
    # "Still waiting?" a month ahead is neither; a page full of them would only weigh on somebody.
    not_yet = Q(kind=Reminder.Kind.LAPSE, state=Reminder.State.PENDING, due_on__gt=user.local(at).date())
    return open_reminders(user).exclude(not_yet)


def interviews_ahead(user: User, at: datetime) -> QuerySet[Interview]:
    """Rounds on the calendar for the next two weeks, and those that began less than half a day ago.

    Of tasks to do at home those that began within two weeks: they are due at their end.
    """
    task = Q(stage=Interview.Stage.TAKE_HOME)
    return (
        Interview.objects.for_user(user)
        .filter(
            task | Q(starts_at__gt=at - timedelta(hours=12)),
            state__in=[Interview.State.INVITED, *Interview.HELD],
            starts_at__gt=at - SOON,
            starts_at__lt=at + SOON,
            # A round of a search that has ended is off, whether or not somebody said so of the round.
            application__status__in=OPEN,
        )
        .select_related("application__company")
        .order_by("starts_at")
    )


def gone_quiet(user: User, at: datetime, *, but_for: Collection[int] = ()) -> list[Application]:
    """Applied for, or talked about, and no word for two weeks: no move, no round, no note since.

    The five longest silences; `but_for` names applications that the page speaks of already.
    """
    since = at - QUIET_AFTER
    quiet = (
        Application.objects.for_user(user)
        .filter(status_since__lt=since)
        .exclude(pk__in=but_for)
        .exclude(note_set__at__gte=since)
        # A round still ahead counts as a word, too.
        .exclude(interviews__starts_at__gte=since)
        .select_related("company")
        .defer("posting_text", "notes", "liked")
        .order_by("status_since", "pk")
    )
    # Asked for each status by itself: an index holds each in this order, and both together must be sorted.
    found = [one for status in (Status.APPLIED, Status.IN_CONVERSATION) for one in quiet.filter(status=status)[:5]]
    return sorted(found, key=lambda one: (one.status_since, one.pk))[:5]


def whom_to_ask(quiet: Collection[Application]) -> list[Quiet]:
    """Each with the follow-up that waits for it, and whether one may be written: after two, silence is an answer."""
    rows = Reminder.objects.filter(application__in=quiet, kind=Reminder.Kind.FOLLOW_UP).order_by("pk")
    # Told apart here: asked by state, SQLite begins at the reminders of everybody.
    asked = [row for row in rows if row.is_open or row.state == Reminder.State.DONE]
    return [
        Quiet(
            one,
            next((row for row in asked if row.application_id == one.pk and row.is_open), None),
            len([row for row in asked if row.application_id == one.pk and not row.is_open]) < ENOUGH,
        )
        for one in quiet
    ]
