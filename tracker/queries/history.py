"""What there was before with this company and with these people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery

from tracker.models import Application, Contact, Interview, Note

# Whoever comes back wants to be reminded, not to read a file.
SHOWN = 4
# Pairs of a person and an application: each of a few people may stand beside each of a few applications.
PAIRS = 20


@dataclass(frozen=True)
class Earlier:
    """Another application: how it stands or ended, who of these people was met there, and the last contact."""

    application: Application
    people: list[Contact]
    last_spoke: datetime | None


def history(application: Application, people: Sequence[Contact], at: datetime) -> list[Earlier]:
    """Other applications at the same company, then those where the same people were met; the latest first.

    Two questions, or one where nobody is known yet.
    """
    mine = Application.objects.for_user(application.user).exclude(pk=application.pk).select_related("company")
    here: Any = mine.filter(company=application.company_id).defer("posting_text", "notes", "liked")
    rows: dict[int, Any] = {
        one.pk: (one, one.held, one.touched)
        for one in here.annotate(**_contact("pk", at)).order_by("-status_since", "-pk")[:SHOWN]
    }
    met: dict[int, list[Contact]] = defaultdict(list)
    elsewhere = 0
    for pair in _pairs(application, people, at) if people else ():
        one = pair.application
        met[one.pk].append(next(person for person in people if person.pk == pair.contact_id))
        if one.company_id != application.company_id and one.pk not in rows and elsewhere < SHOWN:
            rows[one.pk] = (one, pair.held, pair.touched)
            elsewhere += 1
    return [
        Earlier(one, met[pk], max(filter(None, (held, touched)), default=None))
        for pk, (one, held, touched) in rows.items()
    ]


def _pairs(application: Application, people: Sequence[Contact], at: datetime) -> Any:
    """Where the same people stand beside another application: whoever met them in a round stands there, too."""
    through: Any = Application.contacts.through
    # Not by the owner, who owns these people, too: asked so, a database would read through all their applications.
    others = through.objects.filter(contact__in=people, application__binned_at__isnull=True)
    others = others.exclude(application=application.pk)
    rows = others.select_related("application__company").annotate(**_contact("application", at))
    return rows.defer("application__posting_text", "application__notes", "application__liked").order_by(
        "-application__status_since", "-application", "contact"
    )[:PAIRS]


def _contact(pk: str, at: datetime) -> dict[str, Subquery]:
    """The last round that was held and the last word that was exchanged."""
    rounds = Interview.objects.filter(application=OuterRef(pk)).order_by().values("application")
    notes = Note.objects.filter(application=OuterRef(pk)).order_by().values("application")
    # Told apart within the sum: asked for by state and time, a database reads all rounds there ever were.
    held = Max("starts_at", filter=Q(state__in=Interview.HELD, starts_at__lte=at))
    touched = Max("at", filter=Q(kind=Note.Kind.TOUCH, at__lte=at))
    return {
        "held": Subquery(rounds.annotate(latest=held).values("latest")),
        "touched": Subquery(notes.annotate(latest=touched).values("latest")),
    }
