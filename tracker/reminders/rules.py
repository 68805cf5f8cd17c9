"""When each kind of reminder comes: the person's own word for one application, for all, or our default."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from tracker.models import Application, Reminder, Rule

Kind = Reminder.Kind
# "No more reminders about this one" ends these; an interview, an answer or an offer nobody wants to miss.
NAGGING = (Kind.FOLLOW_UP, Kind.LAPSE, Kind.STAY_IN_TOUCH)


@dataclass(frozen=True)
class Terms:
    """When one kind of reminder comes, and whether a mail tells it. What the days count is the kind's."""

    is_on: bool = True
    days: int = 0
    again: int = 0
    by_mail: bool = True


# The numbers of DOMAIN.md 3c where it has some; one's own reminders (OTHER) follow no rule.
DEFAULTS: dict[Reminder.Kind, Terms] = {
    Kind.REPLY: Terms(),
    Kind.INTERVIEW: Terms(),
    Kind.THANK_YOU: Terms(),
    Kind.FOLLOW_UP: Terms(days=7, again=14),  # days of silence
    Kind.LAPSE: Terms(days=30),  # days of silence
    Kind.OFFER: Terms(days=1),  # days before the deadline
    Kind.STAY_IN_TOUCH: Terms(days=90),  # days after a no; `again`: between hellos, 0 for only one
}


def terms(kind: Reminder.Kind | str, *, user: User, application: Application | None = None) -> Terms:
    """What holds for this kind: the application's row before the person's, before the default. One query."""
    rows = Rule.objects.filter(Q(application=None) | Q(application=application), user=user, kind=kind)
    return decide(Kind(kind), rows)


def decide(kind: Reminder.Kind, rows: Iterable[Rule]) -> Terms:
    """What the rows of one kind come to: at most one for all applications, and one for this."""
    found = DEFAULTS.get(kind, Terms())
    # For all first, so that the one for this application has the last word.
    for row in sorted(rows, key=lambda row: row.application_id is not None):
        # Mail is the person's choice as a whole: the link in a mail ends its kind everywhere.
        by_mail = row.by_mail if row.application_id is None else found.by_mail
        found = Terms(is_on=row.is_on, days=row.days, again=row.again, by_mail=by_mail)
    return found


class Book:
    """All the rules of one person, read once: many applications are asked about."""

    def __init__(self, user: User) -> None:
        self._rows: dict[tuple[str, int | None], Rule] = {
            (rule.kind, rule.application_id): rule for rule in Rule.objects.filter(user=user)
        }

    def terms(self, kind: Reminder.Kind, application: int | None = None) -> Terms:
        """As `terms`, without a query; the application by its number."""
        places = (None,) if application is None else (None, application)
        return decide(kind, [row for place in places if (row := self._rows.get((kind, place)))])

    def has_own(self, kind: Reminder.Kind, application: int) -> bool:
        """Whether this application goes its own way."""
        return (kind, application) in self._rows


def mute(*, user: User, kind: Reminder.Kind | str) -> None:
    """No more mails of this kind. Its reminders still stand on Today."""
    usual = DEFAULTS.get(Kind(kind), Terms())
    fresh = {"is_on": usual.is_on, "days": usual.days, "again": usual.again, "by_mail": False}
    Rule.objects.update_or_create(
        user=user, kind=kind, application=None, defaults={"by_mail": False}, create_defaults=fresh
    )
