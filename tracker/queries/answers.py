"""Who waits for a yes or a no, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from tracker.models import Application, Interview, Status
from tracker.when import Clock, reply_clock


@dataclass(frozen=True)
class Answer:
    """Somebody waits for a yes or a no: an invitation or an offer."""

    application: Application
    interview: Interview | None
    clock: Clock | None

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.kind == "late"


def answers_due(user: User, at: datetime) -> list[Answer]:
    """Invitations without an answer and open offers, the earliest deadline first; without one, last."""
    invitations = (
        Interview.objects.for_user(user)
        .filter(state=Interview.State.INVITED, application__shelf=Application.Shelf.OPEN)
        # A round whose hour has passed wants no answer; one without a date is kept.
        .exclude(starts_at__lte=at)
        .select_related("application__company")
    )
    offers = Application.objects.for_user(user).filter(status=Status.OFFER).select_related("company")
    answers = [
        Answer(interview.application, interview, clock_of(interview.reply_by, at, user)) for interview in invitations
    ]
    answers += [Answer(offer, None, clock_of(offer.offer_reply_by, at, user)) for offer in offers]
    never = at + timedelta(days=36_500)
    return sorted(answers, key=lambda answer: answer.clock.moment if answer.clock else never)


def answer_for(application: Application, user: User, at: datetime) -> Answer | None:
    """What this application waits for an answer to: its open invitation, or its offer."""
    if application.status == Status.OFFER:
        return Answer(application, None, clock_of(application.offer_reply_by, at, user))
    # In Python: the page that asks has the rounds at hand.
    rounds = application.interviews.all() if application.is_open else ()
    ahead = [one for one in rounds if one.starts_at is None or one.starts_at > at]
    invited = [one for one in ahead if one.state == Interview.State.INVITED]
    interview = min(invited, key=lambda one: (one.reply_by is None, one.reply_by or at), default=None)
    return Answer(application, interview, clock_of(interview.reply_by, at, user)) if interview else None


def clock_of(reply_by: datetime | None, at: datetime, user: User) -> Clock | None:
    """The reply clock of a deadline; none without one."""
    return reply_clock(reply_by, at=at, zone=user.time_zone) if reply_by else None
