"""The worker's first half: what is due becomes a mail in the outbox, unless it no longer matters.

One mail for each reminder, or one for all that is due at that moment: for whoever wants it so, and for
everybody when much has piled up, because a flood is read by nobody.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from accounts.models import User
from tracker.mails import digest_mail, reminder_mail
from tracker.models import Reminder, Rule
from tracker.remembered import Memory, remembered
from tracker.reminders.digests import rewrite_stale_digests
from tracker.reminders.envelopes import Envelope, write
from tracker.reminders.relevance import WORLD, still_matters
from tracker.reminders.timing import PROMPT, tell_at
from tracker.reminders.waiting import Waiting, due

log = logging.getLogger(__name__)
State = Reminder.State

# What one odd row can raise: a day off the calendar, a zone this machine lost, words the database refuses.
UNWRITABLE = (ArithmeticError, LookupError, ValueError, DatabaseError)
# And what a slip of ours raises, or a template of another release: it must not end the worker for everybody.
FAULTY = (*UNWRITABLE, AttributeError, TypeError, TemplateDoesNotExist, TemplateSyntaxError)
# These are the database's own troubles, and no row's.
DOWN = (OperationalError, InterfaceError)
# How many reminders are in memory at a time, and how long one that cannot be written is left alone.
PORTION = 100
REST_SECONDS = 3600
# From here on several at once come in one mail: the worker was down, or much falls on the same hour.
LATE = timedelta(hours=1)
MANY = 4


def tell_due(*, at: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Tell every reminder whose mail leaves by `at`; returns how many. The worker's first half.

    One that no longer matters is cancelled instead. One that cannot be written rests for an hour, so that it
    does not hold up the others. `stopping` ends it between two portions; what is left is told the next time.
    """
    rewrite_stale_digests()
    told = 0
    for numbers in _portions(_rested(due(at))):
        if stopping():
            break
        rows = _read(numbers)
        told += _tell_portion([row for row in rows if _is_time(row, at)], at)
    return told


def _portions(waiting: list[Waiting]) -> Iterator[list[int]]:
    """The numbers of some hundred reminders at a time; those of one person stay together."""
    portion: list[int] = []
    people: dict[int, list[int]] = {}
    for one in waiting:
        people.setdefault(one.user, []).append(one.pk)
    for numbers in people.values():
        if portion and len(portion) + len(numbers) > PORTION:
            yield portion
            portion = []
        portion += numbers
    if portion:
        yield portion


def _read(numbers: list[int]) -> list[Reminder]:
    """The reminders with all that a mail says of them, but for long texts that no mail shows."""
    rows = Reminder.objects.filter(pk__in=numbers, state=State.PENDING).annotate(**WORLD).order_by("user_id", "pk")
    return list(
        rows.select_related("user", "application__company", "interview", "contact")
        .prefetch_related("interview__interviewers")
        .defer("application__posting_text", "application__notes", "application__liked", "interview__preparation")
    )


def _is_time(reminder: Reminder, at: datetime) -> bool:
    """Asked of the whole row: it may have been moved since it was listed, and only it knows its deadline."""
    try:
        return tell_at(reminder, reminder.user) <= at
    except FAULTY:
        log.exception("The hour of reminder %s cannot be reckoned.", reminder.pk)
        _let_rest([reminder])
        return False


def _tell_portion(rows: list[Reminder], at: datetime) -> int:
    envelopes: list[Envelope] = []
    memories, muted = remembered(rows, at=at), _muted(rows)
    for _person, group in groupby(rows, attrgetter("user_id")):
        wanted = [row for row in group if _still_matters(row, at)]
        unsaid = [row for row in wanted if (row.user_id, row.kind) in muted]
        envelopes += [Envelope([row], None) for row in unsaid]
        envelopes += _written([row for row in wanted if row not in unsaid], memories, at)
    return _post(envelopes, at) if envelopes else 0


def _written(rows: list[Reminder], memories: dict[int, Memory], at: datetime) -> Iterator[Envelope]:
    """The mails for what one person is to be told; what cannot be written is left to rest."""
    together, alone = _split(rows, at)
    try:
        if together:
            yield Envelope(together, digest_mail(together[0].user, together, at=at))
    except DOWN:
        raise
    except FAULTY:
        # Which of them it is shows when each is tried; the others come together a moment later.
        _let_rest([row for row in together if _alone(row, memories[row.pk], at) is None] or together)
    for row in alone:
        if envelope := _alone(row, memories[row.pk], at):
            yield envelope
        else:
            _let_rest([row])


def _alone(row: Reminder, memory: Memory, at: datetime) -> Envelope | None:
    try:
        return Envelope([row], reminder_mail(row, at=at, memory=memory))
    except DOWN:
        raise
    except FAULTY:
        log.exception("The mail of reminder %s cannot be written.", row.pk)
        return None


def _post(envelopes: list[Envelope], at: datetime) -> int:
    """All in one transaction; if the database refuses one of them, each in its own."""
    try:
        return write(envelopes, at=at)
    except DOWN:
        raise
    except FAULTY:
        log.exception("A portion of %s mails was refused; each is tried by itself.", len(envelopes))
    return sum(_post_alone(envelope, at) for envelope in envelopes)


def _post_alone(envelope: Envelope, at: datetime) -> int:
    try:
        return write([envelope], at=at)
    except DOWN:
        raise
    except FAULTY:
        log.exception("A mail was refused.")
        _let_rest(envelope.reminders)
        return 0


def _muted(rows: list[Reminder]) -> set[tuple[int, str]]:
    """Who wants no mails of which kind: those stand on Today all the same."""
    rules = Rule.objects.filter(user__in={row.user_id for row in rows}, application=None, by_mail=False)
    return set(rules.values_list("user_id", "kind"))


def _still_matters(row: Reminder, at: datetime) -> bool:
    try:
        if still_matters(row, at):
            return True
    except DOWN:
        raise
    except FAULTY:
        log.exception("Whether reminder %s still matters cannot be said.", row.pk)
        _let_rest([row])
        return False
    mine = Reminder.objects.filter(pk=row.pk, state=State.PENDING, occurrence=row.occurrence)
    mine.update(state=State.CANCELLED, closed_at=at, because=Reminder.Because.NO_LONGER)
    return False


def _split(rows: list[Reminder], at: datetime) -> tuple[list[Reminder], list[Reminder]]:
    """Those of one person that come in one mail, and those that come by themselves."""
    waited = [row for row in rows if row.user.digest != User.Digest.EACH and row.kind not in PROMPT]
    others = [row for row in rows if row not in waited]
    late = [row for row in others if tell_at(row, row.user) < at - LATE]
    if len(others) > MANY:
        waited += others
    elif len(late) > 1:
        waited += late
    # One by itself says more than a list of one.
    together = waited if len(waited) > 1 else []
    return together, [row for row in rows if row not in together]


def _rested(waiting: list[Waiting]) -> list[Waiting]:
    """Without those that could not be written within the last hour."""
    resting = cache.get_many([_bed(one.pk) for one in waiting])
    return [one for one in waiting if _bed(one.pk) not in resting] if resting else waiting


def _let_rest(rows: list[Reminder]) -> None:
    """Leave these alone for an hour: what was odd a second ago is odd now, and each try is a page in the log."""
    log.error("Reminders %s could not be told and will be tried again in an hour.", [row.pk for row in rows])
    cache.set_many({_bed(row.pk): True for row in rows}, REST_SECONDS)


def _bed(pk: int) -> str:
    return f"unwritable-reminder:{pk}"
