"""Done, or skipped; and what follows from it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outbox import services as outbox
from tracker.models import Note, Reminder
from tracker.reminders import hellos
from tracker.reminders.following import follow
from tracker.reminders.scheduling import hold

Kind = Reminder.Kind
State = Reminder.State


@transaction.atomic
def close(*, reminder: Reminder, done: bool, at: datetime, noted: bool = False) -> bool:
    """Mark as done, or skip. False if it was closed or moved already.

    A follow-up or a hello that was done is contact, and the timeline says so; `noted`: it does already.
    """
    hold(reminder.application_id)
    state = State.DONE if done else State.SKIPPED
    # This occurrence only: moved in another window meanwhile, it stands there and is not what was seen here.
    mine = Reminder.objects.open().filter(pk=reminder.pk, occurrence=reminder.occurrence)
    rows = mine.update(state=state, closed_at=at)
    outbox.cancel([reminder.mail_key])
    if not rows:
        return False
    reminder.state, reminder.closed_at = state, at
    application = reminder.application
    # Something of one's own is only contact where it had words to send (tracker.reminders.asking).
    asked = reminder.kind == Kind.FOLLOW_UP or (reminder.kind == Kind.OTHER and reminder.words != "")
    wrote = done and (asked or reminder.kind == Kind.STAY_IN_TOUCH)
    if wrote and not noted:
        text = _("You followed up.") if asked else _("You said hello.")
        # At the very moment it was closed: that is how a silence knows it for its own (reminders.portions).
        Note.objects.create(application=application, kind=Note.Kind.TOUCH, contact=reminder.contact, text=text, at=at)
    if wrote and reminder.kind == Kind.STAY_IN_TOUCH:
        day = application.user.local(at).date()
        hellos.restart_hellos(application, reminder.contact, day=day, heard=False, at=at)
        hellos.plan_next(reminder, at=at)
    if asked or reminder.kind == Kind.LAPSE:
        follow(application, at=at)
    return True
