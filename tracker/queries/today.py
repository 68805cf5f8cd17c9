"""What needs a person today, and the one sentence that says it first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Status
from tracker.queries.answers import Answer, answers_due
from tracker.transitions import OPEN
from tracker.when import moment_words, number_word

# Our judgement: after two weeks without a word people wonder, and further ahead nobody plans a round.
QUIET_AFTER = timedelta(days=14)
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Today:
    """What needs a person today, most pressing first."""

    answers: list[Answer]
    reminders: list[Reminder]
    ahead: list[Interview]
    quiet: list[Application]
    sentence: str


def today(user: User, at: datetime) -> Today:
    """Everything for the page Today."""
    answers = answers_due(user, at)
    due = reminders_due(user, at)
    ahead = list(interviews_ahead(user, at))
    return Today(answers, due, ahead, list(gone_quiet(user, at)), _sentence(answers, due, ahead, user, at))


def reminders_due(user: User, at: datetime) -> list[Reminder]:
    """Reminders whose hour has come and that are not done, and those of later today.

    An invitation's reminder is left out: the invitation itself stands above it.
    """
    now = user.local(at)
    rows = open_reminders(user).filter(due_on__lte=now.date()).exclude(kind=Reminder.Kind.REPLY)
    return list(rows)


def open_reminders(user: User) -> QuerySet[Reminder]:
    """All reminders of a person that are not closed, by due date."""
    rows = Reminder.objects.for_user(user).open()
    return rows.select_related("user", "application__company", "interview", "contact").prefetch_related(
        "interview__interviewers"
    )


def reminders_to_list(user: User, at: datetime) -> QuerySet[Reminder]:
    """The open ones that are something to do, or to look forward to."""
    # "Still waiting?" a month ahead is neither; a page full of them would only weigh on somebody.
    not_yet = Q(kind=Reminder.Kind.LAPSE, state=Reminder.State.PENDING, due_on__gt=user.local(at).date())
    return open_reminders(user).exclude(not_yet)


def interviews_ahead(user: User, at: datetime) -> QuerySet[Interview]:
    """Rounds on the calendar for the next two weeks, and those that began less than half a day ago."""
    return (
        Interview.objects.for_user(user)
        .filter(
            state__in=[Interview.State.INVITED, Interview.State.ACCEPTED],
            starts_at__gt=at - timedelta(hours=12),
            starts_at__lt=at + SOON,
            # A round of a search that has ended is off, whether or not somebody said so of the round.
            application__status__in=OPEN,
        )
        .select_related("application__company")
        .prefetch_related("interviewers")
        .order_by("starts_at")
    )


def gone_quiet(user: User, at: datetime) -> QuerySet[Application]:
    """Applied for, or talked about, and no word for two weeks: no move, no round, no note since."""
    since = at - QUIET_AFTER
    waiting = [Status.APPLIED, Status.IN_CONVERSATION]
    quiet = (
        Application.objects.for_user(user)
        .filter(status__in=waiting, status_since__lt=since)
        .exclude(note_set__at__gte=since)
        # A round still ahead counts as a word, too.
        .exclude(interviews__starts_at__gte=since)
        .order_by("status_since")
    )
    # Numbers inside, rows outside: sorting whole rows took twice as long at ten thousand.
    longest = quiet.values("pk")[:5]
    return Application.objects.filter(pk__in=longest).select_related("company").order_by("status_since")


def _sentence(answers: list[Answer], due: list[Reminder], ahead: list[Interview], user: User, at: datetime) -> str:
    """The one thing that presses most, said first (DESIGN.md 1)."""
    if answers:
        first = answers[0]
        count = ngettext(
            "One person is waiting for your answer.",
            "%(count)s people are waiting for your answer.",
            len(answers),
        ) % {"count": number_word(len(answers))}
        return f"{count} {_pressing(first)}"
    if due:
        return ngettext(
            "One thing to do today.",
            "%(count)s things to do today.",
            len(due),
        ) % {"count": number_word(len(due))}
    if ahead and ahead[0].starts_at:
        return _("Nothing needs you now. Next: %(company)s, %(when)s.") % {
            "company": ahead[0].application.company.name,
            "when": moment_words(ahead[0].starts_at, at=at, zone=user.time_zone),
        }
    return _("Nothing needs you today. Rest is part of it.")


def _pressing(answer: Answer) -> str:
    company = answer.application.company.name
    if answer.is_late:
        return _("%(company)s has waited longest; a few kind lines today will do.") % {"company": company}
    if answer.clock:
        return f"{company}: {answer.clock.text}."
    return _("It is %(company)s, and there is no hurry.") % {"company": company}
