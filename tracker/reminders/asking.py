"""Asking how things stand on a day of one's own choice: the words at once, by the rules of a planned follow-up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.models import Application, Reminder, Status
from tracker.reminders import silence
from tracker.reminders.following import follow_up_plan
from tracker.reminders.scheduling import hold

Kind = Reminder.Kind
State = Reminder.State


@transaction.atomic
def ask(application: Application, *, at: datetime) -> Reminder | None:
    """The words that ask how things stand, as a reminder of today; one that waits already is given as it is.

    None where two were written in this silence: a third would be a nuisance (DOMAIN.md 3c).
    """
    hold(application.pk)
    waiting = Reminder.objects.open().filter(application=application, kind__in=[Kind.FOLLOW_UP, Kind.OTHER])
    found = waiting.exclude(kind=Kind.OTHER, words="").order_by("kind", "pk").first()
    if found is not None:
        return found
    plan = follow_up_plan(application, at=at)
    if plan is None and application.status == Status.APPLIED and _were_sent(application) >= silence.LAST_STEP:
        return None
    contact = silence.whom_to_ask(application)
    words = silence.words_of(application, contact, written=_were_sent(application) > 0)
    who = str(contact) if contact else application.company.name
    return Reminder.objects.create(
        user=application.user,
        application=application,
        kind=Kind.FOLLOW_UP if plan else Kind.OTHER,
        title="" if plan else (_("Ask %(who)s how it stands") % {"who": who})[:200],
        contact=contact,
        # The person is looking at it: a mail that says so a second later would be one too many.
        state=State.TOLD,
        told_at=at,
        due_on=application.user.local(at).date(),
        due_time=application.user.reminder_clock,
        planned_for=plan.planned_for if plan else "",
        step=plan.step if plan else 1,
        subject=words.subject,
        words=words.body,
        created_at=at,
    )


def _were_sent(application: Application) -> int:
    return Reminder.objects.filter(application=application, kind=Kind.FOLLOW_UP, state=State.DONE).count()
