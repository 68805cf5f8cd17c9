"""A person changes the rules: what was planned by the old ones follows at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from tracker.models import Application, Interview, Reminder, Rule
from tracker.reminders.following import follow_all
from tracker.reminders.portions import KINDS
from tracker.reminders.rounds import refresh
from tracker.reminders.rules import Book, Terms
from tracker.transitions import OPEN

Kind = Reminder.Kind
OF_ROUNDS = (Kind.REPLY, Kind.INTERVIEW, Kind.THANK_YOU)
# A round further back has had its thanks, or will not get them any more.
THANKS_WITHIN = timedelta(days=7)


def set_rule(
    *,
    user: User,
    kind: Reminder.Kind | str,
    application: Application | None = None,
    is_on: bool,
    days: int,
    again: int,
    at: datetime,
) -> None:
    """Keep a person's own numbers for one kind, for all applications or for one. What is planned follows."""
    held = Terms(is_on=is_on, days=days, again=again)
    set_rules({Kind(kind): held}, user=user, application=application, at=at, mail_too=False)


@transaction.atomic
def set_rules(
    wanted: Mapping[Reminder.Kind, Terms | None],
    *,
    user: User,
    at: datetime,
    application: Application | None = None,
    mail_too: bool = True,
) -> None:
    """Keep several rules at once. None: this application goes as all of them go.

    By mail or not is said for all applications only.
    """
    for kind, held in wanted.items():
        if held is None:
            Rule.objects.filter(user=user, kind=kind, application=application).delete()
            continue
        values: dict[str, object] = {"is_on": held.is_on, "days": held.days, "again": held.again}
        if application is None and mail_too:
            values["by_mail"] = held.by_mail
        Rule.objects.update_or_create(user=user, kind=kind, application=application, defaults=values)
    _follow_rules(set(wanted), user, application, at)


def _follow_rules(kinds: set[Reminder.Kind], user: User, application: Application | None, at: datetime) -> None:
    # Ended ones only where a hello stands or stood: whoever kept two thousand of them waits for nothing there.
    hello = Q(reminders__kind=Kind.STAY_IN_TOUCH)
    mine = Application.objects.for_user(user).filter(Q(status__in=OPEN) | hello).distinct()
    if application is not None:
        mine = mine.filter(pk=application.pk)
    pks = list(mine.values_list("pk", flat=True))
    follow_all(pks, user=user, at=at, kinds=[kind for kind in KINDS if kind in kinds])
    if kinds & set(OF_ROUNDS):
        _follow_rounds(pks, user, at)


def _follow_rounds(pks: list[int], user: User, at: datetime) -> None:
    """Only the rounds that can still call for something: a handful, however many there were."""
    live = Interview.objects.filter(
        Q(reply_by__gt=at) | Q(starts_at__gt=at - THANKS_WITHIN), application__user=user, application__in=pks
    )
    book = Book(user)
    for interview in live.select_related("application__company", "application__user"):
        refresh(interview, at=at, book=book)
