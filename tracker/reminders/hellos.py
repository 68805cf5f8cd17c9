"""Staying in touch after an end: the clock starts anew with any contact, and a hello may be followed by the next."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.models import Application, Contact, Note, Reminder
from tracker.reminders.rules import terms
from tracker.reminders.scheduling import Moment, Words, reschedule, schedule

Kind = Reminder.Kind
State = Reminder.State
Because = Reminder.Because
ENOUGH = 3  # in a row without an answer (DOMAIN.md 3c)


def restart_hellos(
    application: Application, contact: Contact | None, *, day: date, heard: bool, at: datetime
) -> None:
    """There was contact on `day`: the next hello comes that much later, never earlier than it was planned.

    The tie is to the person (DOMAIN.md 22): a hello to the same contact about another application waits, too.
    """
    theirs = Q(application=application) | Q(contact=contact) if contact else Q(application=application)
    hellos = Reminder.objects.for_user(application.user).filter(theirs, kind=Kind.STAY_IN_TOUCH)
    for hello in hellos.open().select_related("user", "application"):
        if heard:
            hello.step = 1
            Reminder.objects.filter(pk=hello.pk).update(step=1)
        later = _after(hello.application, day)
        if later > hello.due_on:
            reschedule(reminder=hello, moment=Moment(later, application.user.reminder_clock))
    if heard:
        _begin_again(hellos, day, at)


def _begin_again(hellos: QuerySet[Reminder], day: date, at: datetime) -> None:
    """They answered after all: hellos that stopped for want of an answer go on."""
    latest: dict[tuple[int, int | None], Reminder] = {}
    for hello in hellos.select_related("application__user", "application__company", "contact").order_by("pk"):
        latest[hello.application_id, hello.contact_id] = hello
    for hello in latest.values():
        held = terms(Kind.STAY_IN_TOUCH, user=hello.application.user, application=hello.application)
        wanted = held.is_on and held.again and not hello.application.retired_at and not hello.application.is_open
        if hello.because == Because.UNANSWERED and wanted:
            _plan(hello, day + timedelta(days=held.again), 1, at)


def _after(application: Application, day: date) -> date:
    held = terms(Kind.STAY_IN_TOUCH, user=application.user, application=application)
    return application.user.working_day_from(day + timedelta(days=held.again or held.days))


def plan_next(hello: Reminder, *, at: datetime) -> Reminder | None:
    """After a hello that was sent: the next, where the person wishes for one; after three without an answer, none."""
    application = hello.application
    held = terms(Kind.STAY_IN_TOUCH, user=application.user, application=application)
    if not held.again or not held.is_on or application.retired_at or application.is_open:
        return None
    day = application.user.local(at).date() + timedelta(days=held.again)
    sent = _unanswered(hello)
    if sent < ENOUGH:
        return _plan(hello, day, sent + 1, at)
    # A row that says so, since the timeline tells what did not come and why.
    return Reminder.objects.create(
        user=application.user,
        application=application,
        contact=hello.contact,
        kind=Kind.STAY_IN_TOUCH,
        due_on=day,
        due_time=application.user.reminder_clock,
        step=sent + 1,
        state=State.CANCELLED,
        because=Because.UNANSWERED,
        created_at=at,
        closed_at=at,
    )


def _unanswered(hello: Reminder) -> int:
    """How many hellos in a row were sent since anything was heard."""
    heard = Note.objects.filter(application=hello.application, kind=Note.Kind.TOUCH, heard=True)
    last = heard.order_by("-at").values_list("at", flat=True).first()
    sent = Reminder.objects.filter(
        application=hello.application, contact=hello.contact, kind=Kind.STAY_IN_TOUCH, state=State.DONE
    )
    return (sent.filter(closed_at__gt=last) if last else sent).count()


def _plan(hello: Reminder, day: date, step: int, at: datetime) -> Reminder:
    user = hello.application.user
    return schedule(
        application=hello.application,
        kind=Kind.STAY_IN_TOUCH,
        contact=hello.contact,
        moment=Moment(user.working_day_from(day), user.reminder_clock),
        at=at,
        words=_words(hello, step),
        step=step,
    )


def _words(hello: Reminder, step: int) -> Words:
    """A later hello: shorter than the first, with nothing to ask, and other words each time."""
    application = hello.application
    context = {
        "user": application.user,
        "application": application,
        "name": hello.contact.address if hello.contact else "",
        "step": step,
    }
    body = render_to_string("messages/hello/again.txt", context, using="plain").strip()
    return Words(_("A short hello from %(name)s") % {"name": application.user.display_name}, body)
