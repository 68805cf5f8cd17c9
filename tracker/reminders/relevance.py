"""Whether a reminder still matters: asked when it falls due, and again just before its mail leaves."""

from collections.abc import Sequence
from datetime import datetime

from outbox.models import OutgoingEmail
from tracker.models import Interview, Reminder, Status

Kind = Reminder.Kind


def still_matters(reminder: Reminder, at: datetime) -> bool:
    """Asked when a reminder falls due and again before its mail is sent: the world may have moved on."""
    if not reminder.is_open or not reminder.user.is_active:
        return False
    interview = reminder.interview
    match reminder.kind:
        case Kind.REPLY:
            return interview is not None and interview.state == Interview.State.INVITED
        case Kind.INTERVIEW:
            accepted = interview is not None and interview.state == Interview.State.ACCEPTED
            return accepted and interview is not None and (interview.starts_at or at) > at
        case Kind.THANK_YOU if interview is not None:
            held = (Interview.State.ACCEPTED, Interview.State.DONE)
            return reminder.application.is_open and interview.state in held
        case Kind.THANK_YOU:  # the thanks for a no: only while the no stands
            return reminder.application.status == Status.WITHDRAWN
        case Kind.STAY_IN_TOUCH:
            return not reminder.application.is_open
        case _:
            return True


def unwanted(mails: Sequence[OutgoingEmail], *, at: datetime) -> set[int]:
    """Those of the mails that should no longer leave, by number: asked for a batch in one question.

    Mails of other rooms always should.
    """
    occurrences = {mail.pk: _occurrence(mail.key) for mail in mails if mail.key.startswith("reminder:")}
    rows = Reminder.objects.filter(pk__in={pk for pk, _number in occurrences.values()})
    rows = rows.select_related("user", "application", "interview").only(
        "kind",
        "state",
        "occurrence",
        "user__is_active",
        "application__status",
        "interview__state",
        "interview__starts_at",
    )
    wanted = {(row.pk, row.occurrence) for row in rows if still_matters(row, at)}
    return {mail for mail, occurrence in occurrences.items() if occurrence not in wanted}


def _occurrence(key: str) -> tuple[int, int]:
    _source, pk, occurrence = key.split(":")
    return int(pk), int(occurrence)
