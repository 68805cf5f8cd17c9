"""One row of somebody's file is kept: all of it or nothing."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.models import User
from accounts.time import resolve
from tracker import services
from tracker.models import Application, Company, Contact, Interview
from tracker.rows import Problem, Refused, Row

INTERVIEWERS = (Contact.Role.INTERVIEWER, Contact.Role.HIRING_MANAGER)


@transaction.atomic
def keep(row: Row, *, user: User, at: datetime, follow: bool = True) -> bool:
    """Write one row, all of it or nothing. False if the application is there already.

    It is the same application if company (whatever its capitals), position and day applied are the same.
    Without `follow` the reminders of many rows are planned together, afterwards. Raises Refused with everything that
    a form would have said.
    """
    application, contact, interview = row.application, row.contact, row.interview
    if problems := problems_of(row, user):
        raise Refused(problems)
    application.user, application.company = user, services.company_named(user, row.company)
    same = {"position": application.position, "applied_on": application.applied_on}
    if application.company.applications.filter(**same).exists():
        return False
    contact = _known(contact, application) if contact else None
    since = _applied_at(application.applied_on, user, at)
    services.add_application(
        application, status=row.status, by=user, at=at, since=since, contact=contact, follow=follow
    )
    if interview:
        interview.application = application
        met = [contact] if contact and contact.role in INTERVIEWERS else []
        services.save_interview(interview, state=_state(interview, at), interviewers=met, by=user, at=at)
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
