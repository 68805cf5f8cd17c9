"""One row of somebody's file is kept: all of it or nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.models import User
from accounts.time import resolve
from tracker import services
from tracker.models import Application, Company, Contact, Interview
from tracker.reminders import Book
from tracker.rows import Problem, Refused, Row

INTERVIEWERS = (Contact.Role.INTERVIEWER, Contact.Role.HIRING_MANAGER)


class Together:
    """What the rows of a file share that are kept in one go: companies and people, asked for and made in a few
    questions, and the person's rules. Reminders, search and insights are then the caller's to bring up to date for
    all of them.
    """

    def __init__(self, user: User, rows: Sequence[Row]) -> None:
        self.user, self.book = user, Book(user)
        self.new_companies: list[Company] = []
        try:
            with transaction.atomic():
                # The first row says how a name is written.
                self.companies = self._companies({fold(row.company): row.company.strip() for row in reversed(rows)})
                self.people = self._people(rows)
        except IntegrityError:
            # Somebody made one of them just now: then each is looked at by itself.
            self.companies, self.people, self.new_companies = {}, {}, []

    def company(self, name: str) -> Company:
        return self.companies.get(fold(name)) or services.company_named(self.user, name)

    def _companies(self, wanted: dict[str, str]) -> dict[str, Company]:
        folds = [Lower(Value(name)) for name in wanted.values()]
        there = Company.objects.for_user(self.user).alias(folded=Lower("name")).filter(folded__in=folds)
        found = {fold(company.name): company for company in there}
        missing = [Company(user=self.user, name=name) for key, name in wanted.items() if key not in found]
        self.new_companies = Company.objects.bulk_create(missing)
        return found | {fold(company.name): company for company in self.new_companies}

    def _people(self, rows: Sequence[Row]) -> dict[tuple[str, str], Contact]:
        """Those who are new beyond doubt: of an address that nobody here has."""
        wanted: dict[tuple[str, str], Contact] = {}
        for row in rows:
            if row.contact and row.contact.email:
                row.contact.user, row.contact.company = self.user, self.company(row.company)
                wanted.setdefault(_who(row.contact), row.contact)
        folds = [Lower(Value(person.email)) for person in wanted.values()]
        there = Contact.objects.for_user(self.user).alias(folded=Lower("email")).filter(folded__in=folds)
        known = {fold(email) for email in there.values_list("email", flat=True)}
        new = {who: person for who, person in wanted.items() if who[1] not in known}
        Contact.objects.bulk_create(new.values())
        return new


def _who(contact: Contact) -> tuple[str, str]:
    return fold(contact.name), fold(contact.email)


def fold(name: str) -> str:
    """As the database folds names of companies."""
    # SQLite knows the capitals of ASCII only.
    if connection.vendor == "sqlite":
        return "".join(char.lower() if char.isascii() else char for char in name.strip())
    return name.strip().lower()


@transaction.atomic
def keep(row: Row, *, user: User, at: datetime, together: Together | None = None) -> bool:
    """Write one row, all of it or nothing. False if the application is there already.

    It is the same application if company (whatever its capitals), position and day applied are the same.
    `together`: what it shares with other rows, all of which were asked for `problems_of` them. Raises Refused with
    everything that a form would have said.
    """
    application, contact, interview = row.application, row.contact, row.interview
    if together is None and (problems := problems_of(row, user)):
        raise Refused(problems)
    company = together.company(row.company) if together else services.company_named(user, row.company)
    application.user, application.company = user, company
    same = {"position": application.position, "applied_on": application.applied_on}
    if company.applications.filter(**same).exists():
        return False
    if contact:
        contact = (together and together.people.get(_who(contact))) or _known(contact, application)
    since = _applied_at(application.applied_on, user, at)
    services.add_application(
        application, status=row.status, by=user, at=at, since=since, contact=contact, follow=together is None
    )
    if interview:
        interview.application = application
        met = [contact] if contact and contact.role in INTERVIEWERS else []
        book = together.book if together else None
        services.save_interview(interview, state=_state(interview, at), interviewers=met, by=user, at=at, book=book)
    return True


def problems_of(row: Row, user: User) -> list[Problem]:
    """What the forms would say about the values of a row."""
    problems = _problems(Company(user=user, name=row.company), {"name": "company"})
    problems += _problems(row.application, {})
    if remark := upright(row.application):
        problems.append(Problem("salary_max", remark))
    if row.contact:
        columns = {"name": "contact_name", "email": "contact_email", "phone": "contact_phone"}
        problems += _problems(row.contact, columns)
    return problems


def upright(application: Application) -> str:
    """What is wrong with a range of salaries that stands on its head; empty where nothing is."""
    low, high = application.salary_min, application.salary_max
    # Asked here, since Django would ask the database, once for each rule of the table and each row of the file.
    if low is None or high is None or low <= high:
        return ""
    rule = next(each for each in Application._meta.constraints if each.name == "salary_range_is_upright")
    return str(rule.violation_error_message)


def _problems(instance: models.Model, columns: dict[str, str]) -> list[Problem]:
    """What a form would say about this object, by the columns of the file."""
    relations = {field.name for field in instance._meta.fields if field.is_relation or not field.editable}
    try:
        instance.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        found = error.message_dict.items()
        return [Problem(columns.get(name, name), text) for name, texts in found for text in texts]
    return []


def _applied_at(day: date | None, user: User, at: datetime) -> datetime:
    """Noon of the day, on the person's clock; never later than now."""
    return min(resolve(day, services.NOON, user.time_zone), at) if day else at


def _known(contact: Contact, application: Application) -> Contact:
    """The person with this name and address whom the user has met already, or a new one at this company."""
    people = Contact.objects.for_user(application.user).filter(name__iexact=contact.name)
    if contact.email:
        # As the index has it: thousands of rows look for thousands of people.
        people = people.alias(folded=Lower("email")).filter(folded=Lower(Value(contact.email)))
    else:
        people = people.filter(email="", company=application.company)
    contact.user, contact.company = application.user, application.company
    found = people.first()
    if found is None:
        contact.save()
    return found or contact


def _state(interview: Interview, at: datetime) -> Interview.State:
    """A round that has begun is done; one ahead is accepted, or off if the application is over."""
    if interview.starts_at is not None and interview.starts_at <= at:
        return Interview.State.DONE
    if interview.application.is_open:
        return Interview.State.ACCEPTED
    return Interview.State.CANCELLED if interview.starts_at else Interview.State.DONE
