"""What pages and mails read. Each function says everything in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker.models import Application, Contact, Interview, Note, Reminder, Status
from tracker.models.application import ApplicationQuerySet
from tracker.transitions import OPEN
from tracker.when import Clock, day_words, moment_words, number_word, reply_clock

Row = TypeVar("Row", Interview, Reminder)
# Our judgement: after two weeks without a word people wonder, and further ahead nobody plans a round.
QUIET_AFTER = timedelta(days=14)
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Answer:
    """Somebody waits for a yes or a no: an invitation or an offer."""

    application: Application
    interview: Interview | None
    clock: Clock | None

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.kind == "late"


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


def answers_due(user: User, at: datetime) -> list[Answer]:
    """Invitations without an answer and open offers, the earliest deadline first; without one, last."""
    invitations = (
        Interview.objects.for_user(user)
        .filter(state=Interview.State.INVITED, application__in=Application.objects.for_user(user).open())
        # A round whose hour has passed wants no answer; one without a date is kept.
        .exclude(starts_at__lte=at)
        .select_related("application__company")
        .prefetch_related("interviewers")
    )
    offers = Application.objects.for_user(user).filter(status=Status.OFFER).select_related("company")
    answers = [
        Answer(interview.application, interview, _clock(interview.reply_by, at, user)) for interview in invitations
    ]
    answers += [Answer(offer, None, _clock(offer.offer_reply_by, at, user)) for offer in offers]
    never = at + timedelta(days=36_500)
    return sorted(answers, key=lambda answer: answer.clock.moment if answer.clock else never)


def answer_for(application: Application, user: User, at: datetime) -> Answer | None:
    """What this application waits for an answer to: its open invitation, or its offer."""
    if application.status == Status.OFFER:
        return Answer(application, None, _clock(application.offer_reply_by, at, user))
    # In Python: the page that asks has the rounds at hand.
    rounds = application.interviews.all() if application.is_open else ()
    ahead = [one for one in rounds if one.starts_at is None or one.starts_at > at]
    invited = [one for one in ahead if one.state == Interview.State.INVITED]
    interview = min(invited, key=lambda one: (one.reply_by is None, one.reply_by or at), default=None)
    return Answer(application, interview, _clock(interview.reply_by, at, user)) if interview else None


def _clock(reply_by: datetime | None, at: datetime, user: User) -> Clock | None:
    return reply_clock(reply_by, at=at, zone=user.time_zone) if reply_by else None


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


def application_list(user: User) -> ApplicationQuerySet:
    """The applications of a person, with what presses first: the next reply that an invitation or an offer awaits."""
    invited = Interview.objects.filter(
        application=OuterRef("pk"), state=Interview.State.INVITED, reply_by__isnull=False
    )
    return (
        Application.objects.for_user(user)
        .annotate(
            next_reply=Coalesce(
                Subquery(invited.order_by("reply_by").values("reply_by")[:1]),
                Case(When(status=Status.OFFER, then=F("offer_reply_by"))),
            )
        )
        .order_by(F("next_reply").asc(nulls_last=True), "-status_since", "-pk")
    )


def rows_of(pks: list[int]) -> list[Application]:
    """The applications of one page, in the order of their numbers."""
    found = Application.objects.select_related("company").defer("posting_text", "notes", "liked").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def with_next_step(rows: list[Application], user: User, at: datetime) -> list[Application]:
    """Give each row of a page its `next_clock` or `next_text`, in two queries for the whole page."""
    ahead = _first_of(
        Interview.objects.filter(application__in=rows)
        .ahead(at)
        .order_by("application_id", F("starts_at").asc(nulls_last=True))
    )
    reminders = _first_of(
        Reminder.objects.open()
        .filter(application__in=rows)
        .select_related("contact")
        .order_by("application_id", "due_on", "due_time")
    )
    for row in rows:
        interview, reminder = ahead.get(row.pk), reminders.get(row.pk)
        invited = interview is not None and interview.state == Interview.State.INVITED
        reply_by = interview.reply_by if interview is not None and invited else row.offer_reply_by
        row.next_clock = _clock(reply_by, at, user) if row.is_open else None  # type: ignore[attr-defined]
        row.next_text = _next_text(interview, reminder, user, at)  # type: ignore[attr-defined]
    return rows


def _first_of(rows: Iterable[Row]) -> dict[int, Row]:
    """The first row of each application, out of rows in order."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.application_id, row)
    return found


def _next_text(interview: Interview | None, reminder: Reminder | None, user: User, at: datetime) -> str:
    if interview is not None and interview.starts_at:
        when = moment_words(interview.starts_at, at=at, zone=user.time_zone)
        return _("%(round)s %(when)s") % {"round": interview.get_stage_display(), "when": when}
    if reminder is not None:
        when = day_words(reminder.due_on, user.local(at).date())
        return _("%(what)s %(when)s") % {"what": reminder.get_kind_display(), "when": when}
    return ""


def last_spoke(application: Application, at: datetime, contact: Contact | None = None) -> datetime | None:
    """When there was last contact about this application, with this person if one is given.

    A round that was held, or a note that says "we spoke".
    """
    held = application.interviews.filter(state__in=Interview.HELD, starts_at__lte=at)
    touches = application.note_set.filter(kind=Note.Kind.TOUCH, at__lte=at)
    if contact is not None:
        held, touches = held.filter(interviewers=contact), touches.filter(contact=contact)
    moments = [
        held.order_by("-starts_at").values_list("starts_at", flat=True).first(),
        touches.order_by("-at").values_list("at", flat=True).first(),
    ]
    return max((moment for moment in moments if moment), default=None)


def last_spoke_each(application: Application, at: datetime) -> dict[int, datetime]:
    """When there was last contact about this application with each person, by the person's key."""
    touches = application.note_set.filter(kind=Note.Kind.TOUCH, at__lte=at, contact__isnull=False)
    moments = [*_met(application, at), *touches.values_list("at", "contact")]
    # Sorted, so that the latest of each person is the one that stays.
    return {person: moment for moment, person in sorted(moments)}


def _met(application: Application, at: datetime) -> list[tuple[datetime, int]]:
    # In Python: the page that asks has the rounds and their people at hand.
    held = [one for one in application.interviews.all() if one.state in Interview.HELD]
    return [
        (one.starts_at, who.pk)
        for one in held
        if one.starts_at and one.starts_at <= at
        for who in one.interviewers.all()
    ]
