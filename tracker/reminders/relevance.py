"""Whether a reminder still matters: asked when it falls due, and again just before its mail leaves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from outbox.models import OutgoingEmail
from tracker.models import Interview, Note, Reminder, Rule, Status
from tracker.models.reminder import ReminderQuerySet
from tracker.reminders.rules import DEFAULTS, NAGGING
from tracker.reminders.silence import since_of

Kind = Reminder.Kind


def still_matters(reminder: Reminder, at: datetime) -> bool:
    """Asked when a reminder falls due and again before its mail is sent: the world may have moved on."""
    if not _stands(reminder, at):
        return False
    # One's own reminders follow no rule, and need no question.
    if reminder.kind not in DEFAULTS:
        return True
    # Whoever tells many has asked for all of them at once.
    knows = hasattr(reminder, "heard_at")
    row = reminder if knows else Reminder.objects.select_related("user").annotate(**WORLD).get(pk=reminder.pk)
    return not _overtaken(row)


def _stands(reminder: Reminder, at: datetime) -> bool:
    """What the reminder, its round and its application say by themselves."""
    if not reminder.is_open or not reminder.user.is_active:
        return False
    application = reminder.application
    if application.binned_at:
        return False
    if application.retired_at and reminder.kind in NAGGING:
        return False
    match reminder.kind:
        case Kind.FOLLOW_UP | Kind.LAPSE:
            return application.status == Status.APPLIED
        case Kind.OFFER:
            return application.status == Status.OFFER
        case Kind.STAY_IN_TOUCH:
            return not application.is_open
        case Kind.OTHER:
            return True
    return _round_stands(reminder, at)


def _round_stands(reminder: Reminder, at: datetime) -> bool:
    interview = reminder.interview
    match reminder.kind:
        case Kind.REPLY:
            return interview is not None and interview.state == Interview.State.INVITED
        case Kind.INTERVIEW:
            accepted = interview is not None and interview.state == Interview.State.ACCEPTED
            return accepted and interview is not None and (interview.starts_at or at) > at
        case Kind.THANK_YOU if interview is not None:
            return reminder.application.is_open and interview.state in Interview.HELD
        case _:  # the thanks for a no: only while the no stands
            return reminder.application.status == Status.WITHDRAWN


def _rule(says: str = "is_on", **where: Any) -> Subquery:
    return Subquery(Rule.objects.filter(kind=OuterRef("kind"), **where).values(says)[:1])


HEARD = Note.objects.filter(application=OuterRef("application"), kind=Note.Kind.TOUCH, heard=True)
# What a reminder cannot know by itself: the person's rules, and whether anything was heard.
WORLD: dict[str, Any] = {
    "wanted": Coalesce(
        _rule(application=OuterRef("application")),
        _rule(application=None, user=OuterRef("user")),
        Value(True),
        output_field=BooleanField(),
    ),
    "heard_at": Subquery(HEARD.order_by("-at").values("at")[:1]),
}
BY_MAIL = Coalesce(
    _rule("by_mail", application=None, user=OuterRef("user")), Value(True), output_field=BooleanField()
)


def _overtaken(reminder: Any) -> bool:
    """Switched off meanwhile; or a silence that was broken. Takes a row with WORLD about it."""
    if not reminder.wanted:
        return True
    since = since_of(reminder)
    if reminder.kind not in (Kind.FOLLOW_UP, Kind.LAPSE) or not since or reminder.heard_at is None:
        return False
    heard_on: date = reminder.user.local(reminder.heard_at).date()
    return heard_on > date.fromisoformat(since)


def unwanted(mails: Sequence[OutgoingEmail], *, at: datetime) -> set[int]:
    """Those of the mails that should no longer leave, by number: asked for a batch in one question.

    Mails of other rooms always should.
    """
    occurrences = {mail.pk: _occurrence(mail.key) for mail in mails if mail.key.startswith("reminder:")}
    rows = _worldly(Reminder.objects.filter(pk__in={pk for pk, _number in occurrences.values()}))
    wanted = {(row.pk, row.occurrence) for row in rows if _is_wanted(row, at)}
    gone = {mail for mail, occurrence in occurrences.items() if occurrence not in wanted}
    return gone | unwanted_digests(mails, at=at)


def unwanted_digests(mails: Sequence[OutgoingEmail], *, at: datetime) -> set[int]:
    """Digests of which any part no longer matters: what still does is told anew (tracker.reminders.digests)."""
    digests = {mail.key: mail.pk for mail in mails if mail.key.startswith("digest:")}
    if not digests:
        return set()
    # By person, since that is what the index holds.
    people = {int(key.split(":")[1]) for key in digests}
    rows = list(_worldly(Reminder.objects.filter(user__in=people, digest__in=digests)))
    stale = {row.digest for row in rows if not _is_wanted(row, at)}
    whole = {row.digest for row in rows} - stale
    return {pk for key, pk in digests.items() if key not in whole}


def _is_wanted(reminder: Any, at: datetime) -> bool:
    """Whether its mail is: it still matters, and nobody has ended mails of its kind since it was written."""
    try:
        return bool(reminder.by_mail) and _stands(reminder, at) and not _overtaken(reminder)
    except (ArithmeticError, LookupError, ValueError):
        # A zone that this machine lost: then nobody can say, and a mail too many is better than none for anybody.
        return True


def _worldly(rows: ReminderQuerySet) -> ReminderQuerySet:
    """With what it takes to say whether they matter, and nothing else."""
    return (
        rows.annotate(**WORLD, by_mail=BY_MAIL)
        .select_related("user", "application", "interview")
        .only(
            "kind",
            "state",
            "occurrence",
            "digest",
            "planned_for",
            "user__is_active",
            "user__time_zone",
            "application__status",
            "application__retired_at",
            "application__binned_at",
            "interview__state",
            "interview__starts_at",
        )
    )


def _occurrence(key: str) -> tuple[int, int]:
    _source, pk, occurrence = key.split(":")
    return int(pk), int(occurrence)
