"""What somebody weighs before a no (DOMAIN.md 57–61), and whether they would come back to the company one day."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from declines.models import Decline, Reflection
from declines.services.writing import ASKING, OFFERS, place_of
from declines.situation import Kind
from tracker.models import Application, Status

# Somebody who applies to one company again and again wants to be reminded, not to read a file.
SHOWN = 3


@dataclass(frozen=True)
class Weighed:
    """The answers to the four questions; any of them may be missing."""

    why: str = ""
    why_note: str = ""
    reputation_note: str = ""
    revisit: str = ""
    revisit_note: str = ""
    fit: str = ""
    fit_note: str = ""


@transaction.atomic
def note(*, application: Application, weighed: Weighed, at: datetime) -> Reflection | None:
    """Keep what was weighed: with the no that stands, else open until there is one.

    None if nothing was answered: then nothing is kept, and what was kept before is removed.
    """
    no = standing_no(_held(application))
    if weighed == Weighed():
        Reflection.objects.filter(application=application, decline=no).delete()
        return None
    kept, _made = Reflection.objects.update_or_create(
        application=application, decline=no, defaults=asdict(weighed) | {"noted_at": at}
    )
    return kept


@transaction.atomic
def set_revisit(*, application: Application, answer: Reflection.Revisit, at: datetime) -> Reflection:
    """Answer only whether one would come back, or change that answer; the other notes stay as they are."""
    no = standing_no(_held(application))
    # Where it was answered, it is changed: what would have to be different stands beside the answer.
    kept = answered(application) or Reflection.objects.filter(application=application, decline=no).first()
    kept = kept or Reflection(application=application, decline=no)
    kept.revisit, kept.noted_at = answer, at
    kept.save()
    return kept


def of_application(application: Application) -> Reflection | None:
    """What is being weighed now, or was weighed for the no that stands."""
    return Reflection.objects.filter(application=application, decline=standing_no(application)).first()


def of_company(application: Application) -> list[Reflection]:
    """Earlier thoughts about the same company, the latest first: of other roles, and of earlier noes to this one."""
    rows = about_company(application).exclude(application=application, decline=standing_no(application))
    return list(rows[:SHOWN])


def about_company(application: Application) -> QuerySet[Reflection]:
    """All that was ever weighed about the company of this application, the latest first."""
    # A company belongs to one person, and so do all the applications to it.
    rows = Reflection.objects.filter(application__company=application.company_id, application__binned_at=None)
    return rows.select_related("application__company", "decline").order_by("-noted_at", "-pk")


def answered(application: Application) -> Reflection | None:
    """The latest answer to whether one would come back, whichever no it was given for."""
    return Reflection.objects.filter(application=application).exclude(revisit="").first()


def might_revisit(user: User) -> QuerySet[Reflection]:
    """For every application that is over: the latest answer, where it was yes or perhaps; the newest first."""
    answers = Reflection.objects.filter(application=OuterRef("application")).exclude(revisit="")
    over = Application.objects.for_user(user).over().exclude(status=Status.ACCEPTED)  # one works there now
    return (
        Reflection.objects.might_revisit()
        .filter(application__in=over, pk=Subquery(answers.order_by("-noted_at", "-pk").values("pk")[:1]))
        .select_related("application__company")
        .order_by("-noted_at", "-pk")
    )


def standing_no(application: Application) -> Decline | None:
    """The no by which it is withdrawn now, if it is by one."""
    # One that was moved on by hand is being weighed anew, though nobody took its no back.
    if application.status != Status.WITHDRAWN:
        return None
    return Decline.objects.standing().filter(application=application).first()


def instead_of_no(application: Application, at: datetime) -> list[Kind]:
    """What the record offers in place of a no, as its page does: another date, other terms, more time."""
    place = place_of(application, at)
    return [offer.kind for offer, fits in OFFERS if offer.kind in ASKING and fits(place)]


def _held(application: Application) -> Application:
    """The application as it stands, held until the transaction ends, so that a no cannot slip in between."""
    return Application.objects.select_for_update().get(pk=application.pk)
