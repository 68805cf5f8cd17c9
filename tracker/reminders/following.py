"""Brings the reminders of whole applications in line with how they stand: follow-ups, offers, hellos."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.expressions import CombinedExpression

from accounts.models import User
from outbox import services as outbox
from tracker.models import Application, Contact, Reminder, Status
from tracker.reminders import silence
from tracker.reminders.portions import KINDS, Portion, read
from tracker.reminders.rules import NAGGING, Book
from tracker.reminders.scheduling import begin_again, cancel_rows
from tracker.reminders.silence import Plan

Kind = Reminder.Kind
State = Reminder.State
Because = Reminder.Because
# Planned with an end, and not by what an application calls for.
AFTER_AN_END = (Kind.THANK_YOU, Kind.STAY_IN_TOUCH)
# Two years ahead is a slip of the keyboard, and thousands of rows are read in portions.
FAR = timedelta(days=730)
PORTION = 500
MOVED = ("due_on", "due_time", "time_zone", "planned_for", "step", "state", "told_at", "digest")
BACK = ("state", "closed_at", "because", "due_on", "due_time")
OCCASION = ("kind", "interview_id", "contact_id")
WORDS = ("contact", "subject", "words")


def follow(application: Application, *, at: datetime, because: Reminder.Because = Because.MOVED_ON) -> None:
    """Plan what an application calls for as it stands now, and take away what it does not. Safe after any change.

    What the person put off stays put off while the plan is the same. `because` is for what its place takes away.
    """
    follow_all([application.pk], user=application.user, at=at, because=because)


@transaction.atomic
def follow_all(
    applications: Collection[int],
    *,
    user: User,
    at: datetime,
    kinds: Collection[Reminder.Kind] = KINDS,
    because: Reminder.Because = Because.MOVED_ON,
) -> None:
    """The same for many applications of one person, in a fixed number of questions for each five hundred."""
    book, pks = Book(user), sorted(applications)
    for begin in range(0, len(pks), PORTION):
        portion = read(pks[begin : begin + PORTION], user, book, at)
        changes = Changes(because)
        for application in portion.applications:
            for kind in (kind for kind in KINDS if kind in kinds):
                _line_up(kind, application, portion, changes)
        changes.write(at)


def bring_back(application: Application, *, gone_at: datetime, at: datetime) -> None:
    """A step is taken back: the thanks for a no and the hellos that it took away come again."""
    gone = Reminder.objects.filter(application=application, interview=None, state=State.CANCELLED)
    changes = Changes(Because.TAKEN_BACK)
    gone = gone.filter(kind__in=AFTER_AN_END, because=Because.MOVED_ON, closed_at=gone_at)
    for row in one_of_each(gone.select_related("user"), application):
        restore(row, changes, at)
    changes.write(at)


def one_of_each(gone: Iterable[Reminder], application: Application) -> Iterator[Reminder]:
    """Those of whose occasion no other is open: two people may have become one since they went."""
    there = set(Reminder.objects.open().filter(application=application).values_list(*OCCASION))
    for row in gone:
        occasion = row.kind, row.interview_id, row.contact_id
        if row.kind == Kind.OTHER or occasion not in there:
            there.add(occasion)
            yield row


def follow_up_plan(application: Application, *, at: datetime) -> Plan | None:
    """The follow-up that an application calls for now; None where it calls for none, or for no more."""
    user = application.user
    portion = read([application.pk], user, Book(user), at)
    held = portion.applications[0]
    if _why_not(Kind.FOLLOW_UP, held, portion, Because.MOVED_ON):
        return None
    return _plan(Kind.FOLLOW_UP, held, portion)


@dataclass
class Changes:
    """What is to be written, gathered: a handful of statements, however many applications."""

    moved_on: Reminder.Because
    made: list[Reminder] = field(default_factory=list)
    moved: list[Reminder] = field(default_factory=list)
    back: list[Reminder] = field(default_factory=list)
    reworded: list[Reminder] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    cancelled: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def write(self, at: datetime) -> None:
        # First: the database allows one open reminder of an occasion.
        for because, pks in self.cancelled.items():
            cancel_rows(Reminder.objects.open().filter(pk__in=pks), at=at, because=because)
        Reminder.objects.bulk_create(self.made)
        _write_alike(self.moved, MOVED, occurrence=F("occurrence") + 1)
        _write_alike(self.back, BACK)
        tell_anew([row for row in self.back if row.told_at])
        Reminder.objects.bulk_update(self.reworded, WORDS, batch_size=100)
        outbox.cancel(self.keys)


def _write_alike(rows: list[Reminder], fields: Sequence[str], **also: CombinedExpression) -> None:
    """Rows that get the same values in one UPDATE: as many as there are days, not as there are rows."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(getattr(row, name) for name in fields)].append(row.pk)
    for values, pks in alike.items():
        Reminder.objects.filter(pk__in=pks).update(**dict(zip(fields, values, strict=True)), **also)


def tell_anew(rows: list[Reminder]) -> None:
    """Those that came back as told although their mail was taken back before it left: nobody has read it."""
    keys = outbox.taken_back([row.mail_key for row in rows]) if rows else set()
    if unread := [row.pk for row in rows if row.mail_key in keys]:
        fresh = {"state": State.PENDING, "told_at": None, "digest": "", "occurrence": F("occurrence") + 1}
        Reminder.objects.filter(pk__in=unread).update(**fresh)


def _line_up(kind: Reminder.Kind, application: Application, portion: Portion, changes: Changes) -> None:
    rows = portion.rows[application.pk, kind]
    open_row = next((row for row in rows if row.is_open), None)
    why_not = _why_not(kind, application, portion, changes.moved_on)
    if why_not:
        changes.cancelled[why_not] += [row.pk for row in rows if row.is_open]
    elif kind == Kind.STAY_IN_TOUCH:
        # Planned with the no, not here; but what a rule or a wish took away comes back with it.
        if open_row is None and rows and rows[-1].because in (Because.RETIRED, Because.RULE_OFF):
            restore(rows[-1], changes, portion.at)
    else:
        plan = _plan(kind, application, portion)
        if plan is None and open_row is not None:
            changes.cancelled[""].append(open_row.pk)
        if plan is not None and not any(plan.stands_as(row) for row in rows):
            _carry_out(plan, kind, application, open_row, portion, changes)
        elif open_row is not None and kind == Kind.FOLLOW_UP:
            _greet(open_row, changes)


def _why_not(
    kind: Reminder.Kind, application: Application, portion: Portion, moved_on: Reminder.Because
) -> Reminder.Because | None:
    """Why this kind has no place now; None where it has one."""
    if application.binned_at:
        return Because.BINNED
    status = Status(application.status)
    if kind == Kind.STAY_IN_TOUCH:
        fits = not application.is_open and status is not Status.ACCEPTED
    else:
        fits = status is (Status.OFFER if kind == Kind.OFFER else Status.APPLIED)
    if not fits:
        return moved_on
    if application.retired_at and kind in NAGGING:
        return Because.RETIRED
    return None if portion.book.terms(kind, application.pk).is_on else Because.RULE_OFF


def _plan(kind: Reminder.Kind, application: Application, portion: Portion) -> Plan | None:
    held, user, at = portion.book.terms(kind, application.pk), portion.user, portion.at
    if kind == Kind.OFFER:
        by = application.offer_reply_by
        return silence.offer(by, held, user, at) if by else None
    since = portion.silent_since(application)
    if since > at.date() + FAR:
        return None
    if kind == Kind.LAPSE:
        return silence.lapse(since, held, user, at)
    return silence.follow_up(since, held, portion.rows[application.pk, kind], user, at)


def _carry_out(
    plan: Plan,
    kind: Reminder.Kind,
    application: Application,
    row: Reminder | None,
    portion: Portion,
    changes: Changes,
) -> None:
    """Bring back what was this plan before, or move the open row to it, or make one."""
    rows = portion.rows[application.pk, kind]
    gone = next((row for row in reversed(rows) if plan.was(row)), None)
    if row is None and gone is not None and (plan.moment or gone.told_at):
        restore(gone, changes, portion.at)
        return
    in_touch = plan.since == str(portion.in_touch.get(application.pk))
    # They were in touch after the person was told: that one is answered, and the next begins afresh.
    if row is not None and (plan.moment is None or (in_touch and row.state == State.TOLD)):
        changes.cancelled[Because.IN_TOUCH if in_touch else ""].append(row.pk)
        row = None
    if plan.moment is None:
        return
    anew = row is None or row.step != plan.step
    if row is None:
        row = Reminder(user=portion.user, application=application, kind=kind, created_at=portion.at)
        changes.made.append(row)
    else:
        changes.keys.append(row.mail_key)
        changes.moved.append(row)
        begin_again(row)
    row.due_on, row.due_time, row.time_zone = plan.moment.day, plan.moment.clock, plan.moment.zone
    row.planned_for, row.step = plan.planned_for, plan.step
    # Only then: the person may have changed the words of the one that moves.
    if kind == Kind.FOLLOW_UP and anew:
        written = any(one.state == State.DONE and silence.since_of(one) == plan.since for one in rows)
        _word(row, silence.whom_to_ask(application), written, changes)


def _greet(row: Reminder, changes: Changes) -> None:
    """Somebody to write to was found since: words that are still ours greet them by name."""
    contact = None if row.contact_id else silence.whom_to_ask(row.application)
    if contact is None:
        return
    for written in (False, True):
        if row.words == silence.words_of(row.application, None, written=written).body:
            _word(row, contact, written, changes)
            return


def _word(row: Reminder, contact: Contact | None, written: bool, changes: Changes) -> None:
    words = silence.words_of(row.application, contact, written=written)
    row.contact, row.subject, row.words = contact, words.subject, words.body
    if row.pk:
        changes.reworded.append(row)


def restore(row: Reminder, changes: Changes, at: datetime) -> None:
    """Back as it was: still to come, or told already; a mail that was sent is not sent again."""
    row.state, row.closed_at, row.because = State.TOLD if row.told_at else State.PENDING, None, ""
    changes.back.append(row)
    if not row.told_at and row.due_at <= at:
        today = row.user.local(at).date()
        row.due_on, row.due_time = row.user.next_working_day(today), row.user.reminder_clock
