"""Closing out the rest: one yes was said, and everybody else who waits is told no, one by one."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from declines.models import Decline
from declines.services.declining import decline
from declines.services.record import Answers, ahead_among, held_among, recipient_of, stage_of
from declines.situation import Channel, Reason
from tracker.models import Application, Contact, Interview, Status
from tracker.reminders import UNWRITABLE
from tracker.transitions import OPEN, InvalidTransition

log = logging.getLogger(__name__)
# Of an application that was only saved nobody there knows: it can be closed here, but nobody waits.
WAITED_FOR = OPEN - {Status.SAVED}
# Five answers each must stay below the thousand that one form may send; whoever has more comes back for the rest.
AT_ONCE = 150


@dataclass(frozen=True)
class Proposal:
    """One of the others: what its no would be, and everybody who could be told."""

    application: Application
    answers: Answers
    people: tuple[Contact, ...]
    rounds_held: list[Interview]  # the latest first

    @property
    def is_waited_for(self) -> bool:
        return self.application.status in WAITED_FOR


@dataclass(frozen=True)
class Closed:
    """How it went with one of them: withdrawn, or over already, or failed (neither of the two)."""

    application: Application
    decline: Decline | None = None
    stands: Status | None = None  # where it stood when it was over already

    @property
    def is_withdrawn(self) -> bool:
        return self.decline is not None

    @property
    def failed(self) -> bool:
        return self.decline is None and self.stands is None


def accepted_with_others_open(user: User, application: Application | None = None) -> Application | None:
    """The yes (this one, or the latest) after which others still wait; it carries their number as `still_open`."""
    waited_for = Application.objects.filter(status__in=WAITED_FOR, binned_at__isnull=True)
    others = waited_for.filter(user=OuterRef("user")).order_by()
    number = others.values("user").annotate(number=Count("pk")).values("number")
    yes = Application.objects.for_user(user).filter(status=Status.ACCEPTED)
    if application is not None:
        yes = yes.filter(pk=application.pk)
    counted = yes.annotate(still_open=Coalesce(Subquery(number, output_field=IntegerField()), 0))
    return counted.filter(still_open__gt=0).select_related("company").order_by("-status_since", "-pk").first()


def propose(
    accepted: Application,
    at: datetime,
    *,
    thank_you_on: date | None,
    stay_in_touch_on: date | None,
    also: Iterable[int] = (),
) -> list[Proposal]:
    """A kind no for every other open application, those furthest along first; `also` names further ones by key."""
    others = Application.objects.for_user(accepted.user).exclude(pk=accepted.pk)
    chosen = others.filter(Q(status__in=OPEN) | Q(pk__in=list(also)))
    rows = _with_people(chosen).order_by("-status_since", "-pk")[:AT_ONCE]
    order = list(Status)
    far = sorted(rows, key=lambda application: -order.index(Status(application.status)))
    return [proposal(one, at, thank_you_on=thank_you_on, stay_in_touch_on=stay_in_touch_on) for one in far]


def _with_people(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.select_related("company", "user").prefetch_related("contacts", "interviews__interviewers")


def proposal(
    application: Application, at: datetime, *, thank_you_on: date | None = None, stay_in_touch_on: date | None = None
) -> Proposal:
    """The no that the record proposes for one of them. Asks nothing of the database if people came with it."""
    rounds = list(application.interviews.all())
    interview = next(iter(ahead_among(rounds, at)), None)
    people = [*application.contacts.all(), *(person for one in rounds for person in one.interviewers.all())]
    # Nobody there has heard of an application that was only saved: there is nothing to thank for.
    waited_for = application.status in WAITED_FOR
    answers = Answers(
        stage=stage_of(application, interview),
        reason=Reason.ACCEPTED_OTHER,
        channel=Channel.EMAIL,
        interview=interview,
        liked=application.liked,
        contact=recipient_of(application, interview),
        thank_you_on=thank_you_on if waited_for else None,
        stay_in_touch_on=stay_in_touch_on if waited_for else None,
    )
    return Proposal(application, answers, tuple(dict.fromkeys(people)), held_among(rounds, at))


def close_out(*, chosen: list[tuple[Application, Answers]], by: User, at: datetime) -> list[Closed]:
    """Say no to each of these, in a transaction of its own: one that fails never stops the others."""
    return [_close(application, answers, by, at) for application, answers in chosen]


def _close(application: Application, answers: Answers, by: User, at: datetime) -> Closed:
    # Somebody may say yes to two: what is no longer open is not swept up with the rest.
    if not application.is_open:
        return Closed(application, stands=Status(application.status))
    try:
        return Closed(application, decline=decline(application=application, answers=answers, by=by, at=at))
    except InvalidTransition as refusal:
        return Closed(application, stands=refusal.stands)
    except UNWRITABLE:
        log.exception("Application %s could not be withdrawn and stands as it stood.", application.pk)
        return Closed(application)
