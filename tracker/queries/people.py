"""People and companies as pages list them: along an index, a page at a time, however many there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Lower

from accounts.models import User
from tracker import names
from tracker.models import Application, Company, Contact, Interview, NameStart, Note, Reminder

PAGE = 25
# Of those found by a word; who wants the others types one letter more.
FOUND = 25
# On the page of one: what lies further back is found through the application.
SHOWN = 50
Row = TypeVar("Row", Contact, Company)


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """Some rows in their order, and where the next ones begin, if there are more."""

    rows: list[Row]
    after: int | None = None
    # More were found than a search shows.
    more: bool = False


@dataclass
class Known:
    """A person as a list shows them: when there was last contact, and where they were met."""

    person: Contact
    spoke: datetime | None = None
    met: Application | None = None
    times: int = 0


def stretch(rows: QuerySet[Row], after: int | None) -> Stretch[Row]:
    """The next rows by name, after the one of this number."""
    # Among these rows: where a stranger's stands would tell what they are called.
    last = rows.filter(pk=after).values_list("name_key", "pk").first() if after else None
    if last:
        key, pk = bytes(last[0]), last[1]
        # The first half bounds the stretch of the index, the second passes those of the same name.
        rows = rows.filter(name_key__gte=key).filter(Q(name_key__gt=key) | Q(pk__gt=pk))
    found = list(rows.order_by("name_key", "pk")[: PAGE + 1])
    return Stretch(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def people_page(
    user: User, *, typed: str = "", role: str = "", company: Company | None = None, after: int | None = None
) -> Stretch[Contact]:
    """The people of a person by name; those of a role or a company; those that a word finds."""
    rows = Contact.objects.for_user(user).select_related("company")
    if role:
        rows = rows.filter(role=role)
    if company:
        rows = rows.filter(company=company)
    return _found(rows, _people_by_word(user, typed)) if names.folded(typed) else stretch(rows, after)


def companies_page(user: User, *, typed: str = "", after: int | None = None) -> Stretch[Company]:
    """The companies of a person by name, or those that a word finds."""
    rows = Company.objects.for_user(user)
    return _found(rows, companies_by_word(user, typed)) if names.folded(typed) else stretch(rows, after)


def _found(rows: QuerySet[Row], pks: Sequence[int]) -> Stretch[Row]:
    """Those of these numbers that are among the rows, in the order of the numbers."""
    found = rows.in_bulk(pks[:FOUND])
    return Stretch([found[pk] for pk in pks if pk in found], more=len(pks) > FOUND)


def companies_by_word(user: User, typed: str) -> list[int]:
    """The companies in whose name a word begins so."""
    return _by_word(user, typed, "company_id")


def _people_by_word(user: User, typed: str) -> list[int]:
    """The people in whose name or address a word begins so, then those of companies called so."""
    people = _by_word(user, typed, "contact_id")
    if len(people) <= FOUND:
        there = Contact.objects.filter(company__in=companies_by_word(user, typed)[:FOUND])
        people += there.order_by("name_key").values_list("pk", flat=True)[: FOUND + 1]
    return list(dict.fromkeys(people))


def _by_word(user: User, typed: str, which: str) -> list[int]:
    begins = names.folded(typed).encode()
    starts = NameStart.objects.filter(
        user=user, text__gte=begins, text__lt=names.after(begins), **{f"{which}__isnull": False}
    )
    # One may be found by two of their words: a few more are read than are shown.
    return list(dict.fromkeys(starts.order_by("text", which).values_list(which, flat=True)[: FOUND * 3]))


def last_spoke_with(people: Collection[int], at: datetime) -> dict[int, datetime]:
    """When there was last contact with each of these people, about whatever application. Two questions.

    A round that was held, or contact that was noted; a letter that was delivered is noted so.
    """
    # Joins, not subqueries: SQLite would write out the numbers of all applications first.
    touches = Note.objects.filter(contact__in=people, kind=Note.Kind.TOUCH, at__lte=at)
    touches = touches.filter(application__binned_at__isnull=True)
    # The conditions stand in the sum, so that no index but the people's own looks like a way to begin.
    held = Q(
        interview__state__in=Interview.HELD,
        interview__starts_at__lte=at,
        interview__application__binned_at__isnull=True,
    )
    through: Any = Interview.interviewers.through
    rounds = through.objects.filter(contact__in=people).order_by().values_list("contact_id")
    moments = [
        *touches.order_by().values_list("contact_id").annotate(last=Max("at")),
        *rounds.annotate(last=Max("interview__starts_at", filter=held)),
    ]
    # Sorted, so that the latest of each person is the one that stays.
    return dict(sorted(((who, last) for who, last in moments if last), key=lambda pair: pair[1]))


def known(people: Iterable[Contact], at: datetime) -> list[Known]:
    """These people with when there was last contact and where they were last met. Four questions."""
    rows = [Known(person) for person in people]
    pks = [row.person.pk for row in rows]
    spoke = last_spoke_with(pks, at)
    through: Any = Application.contacts.through
    met = through.objects.filter(contact__in=pks, application__binned_at__isnull=True)
    latest = {
        who: (last, times)
        for who, last, times in met.values_list("contact_id").annotate(last=Max("application_id"), n=Count("pk"))
    }
    applications = Application.objects.select_related("company").only("position", "company__name", "status")
    by_number = applications.in_bulk([last for last, _times in latest.values()])
    for row in rows:
        last, row.times = latest.get(row.person.pk, (0, 0))
        row.met, row.spoke = by_number.get(last), spoke.get(row.person.pk)
    return rows


def hellos(user: User, *, limit: int) -> list[Reminder]:
    """The next hellos of a person, the earliest first."""
    # The owner in each half: so the closed ones of years, which are many, are not read.
    open_ones = [Q(user=user, state=state) for state in Reminder.OPEN]
    rows = Reminder.objects.filter(open_ones[0] | open_ones[1], kind=Reminder.Kind.STAY_IN_TOUCH)
    rows = rows.filter(application__binned_at__isnull=True)
    return list(rows.select_related("user", "contact__company", "application__company")[:limit])


def company_called(user: User, name: str) -> Company | None:
    """The company of this name, whatever its capitals, as the constraint compares it."""
    rows = Company.objects.for_user(user).alias(folded=Lower("name"))
    return rows.filter(folded=Lower(Value(name.strip()))).first()


def applications_with(person: Contact) -> list[Application]:
    """The applications on the way of which this person was met, open ones first, then the latest."""
    return _first(Application.objects.filter(contacts=person))


def applications_at(company: Company) -> list[Application]:
    """The applications at a company, open ones first, then the latest."""
    return _first(Application.objects.filter(company=company))


def _first(rows: QuerySet[Application]) -> list[Application]:
    rows = rows.filter(binned_at__isnull=True).select_related("company").defer("posting_text", "notes", "liked")
    # "open" stands before "over" in the alphabet as well.
    return list(rows.order_by("shelf", "-status_since", "-pk")[:SHOWN])


def spoken_with(person: Contact, at: datetime) -> list[Note | Interview]:
    """Notes and contact with this person and the rounds they held, the latest first."""
    mine = Q(application__binned_at__isnull=True)
    notes = Note.objects.filter(mine, contact=person).select_related("application__company").order_by("-at", "-pk")
    # Looked at here and not asked for: by state and hour the database would read all rounds of everybody.
    rounds = Interview.objects.filter(mine, interviewers=person).select_related("application__company")
    latest = rounds.order_by("-starts_at", "-pk")[: 4 * SHOWN]
    held = [one for one in latest if one.state in Interview.HELD and one.starts_at and one.starts_at <= at]
    both: list[Note | Interview] = [*notes[:SHOWN], *held]
    return sorted(both, key=happened, reverse=True)[:SHOWN]


def happened(one: Note | Interview) -> datetime:
    """When it was: a note has its moment, a round its start."""
    moment = one.at if isinstance(one, Note) else one.starts_at
    assert moment is not None  # noqa: S101 - rounds held have begun
    return moment


def company_names(user: User) -> list[str]:
    """Names known already, for the browser to offer."""
    # Enough for any search; the whole list stands in the page.
    return list(Company.objects.for_user(user).order_by("name_key").values_list("name", flat=True)[:500])


@dataclass
class AppliedAt:
    """A company as a list shows it: how often it was applied to, and the latest."""

    company: Company
    latest: Application | None = None
    times: int = 0


def applied_at(companies: Iterable[Company]) -> list[AppliedAt]:
    """These companies with what was applied for there. Two questions."""
    rows = [AppliedAt(company) for company in companies]
    mine = Application.objects.filter(company__in=[row.company.pk for row in rows], binned_at__isnull=True)
    found = mine.order_by().values_list("company_id").annotate(last=Max("pk"), n=Count("pk"))
    latest = {company: (last, times) for company, last, times in found}
    by_number = Application.objects.only("position", "status").in_bulk([last for last, _times in latest.values()])
    for row in rows:
        last, row.times = latest.get(row.company.pk, (0, 0))
        row.latest = by_number.get(last)
    return rows
