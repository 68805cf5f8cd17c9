"""What insights read from the database: plain tuples, in as many questions for one application as for many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.models import User
from tracker.insights.stories import Change, History, Round, Story, tell
from tracker.models import Application, Interview, Note, StatusChange

CHUNK = 5000


def stories_of(user: User, since: date | None, i_said: Mapping[int, str]) -> Iterator[Story]:
    """The story of each application, sent (or, if it was not, added) since that day.

    `i_said`: the reasons of one's own no, by application; they are kept in a room above this one.
    """
    zone = ZoneInfo(user.time_zone)
    for history in _histories(user, since, i_said):
        story = tell(history, zone)
        if since is None or story.began_on >= since:
            yield story


def _histories(user: User, since: date | None, i_said: Mapping[int, str]) -> Iterator[History]:
    applications = Application.objects.for_user(user).order_by()
    if since is not None:
        # A little wide, and quick; the story itself knows the day.
        moment = datetime.combine(since - timedelta(days=1), datetime.min.time(), ZoneInfo(user.time_zone))
        applications = applications.filter(Q(status_since__gte=moment) | Q(applied_on__gte=since))
    changes, rounds, heard = _changes(applications), _rounds(applications), _heard(applications)
    rows = applications.values_list("pk", "status", _text("created_at"), "applied_on", "source", "they_said")
    for pk, status, created_at, applied_on, source, they_said in rows.iterator(chunk_size=CHUNK):
        yield History(
            status,
            _moment(created_at),
            applied_on,
            source,
            they_said,
            i_said.get(pk, ""),
            changes.get(pk, ()),
            rounds.get(pk, ()),
            heard.get(pk, ()),
        )


def _changes(applications: QuerySet[Application]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    rows = StatusChange.objects.filter(application__in=applications).order_by()
    columns = rows.values_list("application_id", "pk", "from_status", "to_status", _text("at"), "takes_back_id")
    for application, pk, former, to, at, takes_back in columns.iterator(chunk_size=CHUNK):
        found[application].append(Change(pk, former, to, _moment(at), takes_back))
    return found


def _rounds(applications: QuerySet[Application]) -> dict[int, list[Round]]:
    found: dict[int, list[Round]] = defaultdict(list)
    rows = Interview.objects.filter(application__in=applications).order_by()
    columns = rows.values_list("application_id", "state", _text("invited_at"), _text("answered_at"))
    for application, state, invited_at, answered_at in columns.iterator(chunk_size=CHUNK):
        invited, answered = invited_at and _moment(invited_at), answered_at and _moment(answered_at)
        found[application].append(Round(state, invited, answered))
    return found


def _heard(applications: QuerySet[Application]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = Note.objects.filter(application__in=applications, kind=Note.Kind.TOUCH, heard=True).order_by()
    for application, moment in rows.values_list("application_id", "at").iterator(chunk_size=CHUNK):
        found[application].append(moment)
    return found


def _text(column: str) -> Cast:
    """A moment as text. Of four hundred thousand, Django takes longer to read each than we to do all the rest."""
    return Cast(column, TextField())


def _moment(text: str) -> datetime:
    # SQLite keeps UTC without saying so; PostgreSQL says it.
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
