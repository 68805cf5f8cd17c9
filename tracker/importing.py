"""A job search out of a CSV file. `read` is pure: bytes go in, rows and named refusals come out.

`keep` writes one row, all of it or nothing, so that one bad row never costs the good ones.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.time import resolve
from tracker import cells, services
from tracker.models import Application, Company, Contact, Interview, Status

T = TypeVar("T")
Records = Iterator[tuple[int, list[str] | None]]
REQUIRED = ("company", "position", "status")
TEXTS = ("position", "source", "posting_url", "location", "notes")
COLUMNS = (
    *("company", *TEXTS, "status", "applied_on", "salary_min", "salary_max", "currency"),
    *("contact_name", "contact_role", "contact_email"),
    *("interview_stage", "interview_at", "interview_time_zone"),
)
INTERVIEWERS = (Contact.Role.INTERVIEWER, Contact.Role.HIRING_MANAGER)


class Unreadable(Exception):
    """The file as a whole tells nothing; the message says what to do about it."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, or with none in particular, and what to do about it."""

    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.field}: {self.text}" if self.field else self.text


@dataclass(frozen=True)
class Refusal:
    """A row that is not kept, by the line of the file on which it begins."""

    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Row:
    """A row that could be read: unsaved objects, and what to know about how they were understood."""

    line: int
    company: str
    status: Status
    application: Application
    contact: Contact | None
    interview: Interview | None
    warnings: tuple[Problem, ...]


class Refused(Exception):
    """`keep` wrote nothing, because of these problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


def read(data: bytes, *, zone: str) -> Iterator[Row | Refusal]:
    """Each row of the file, or why it is none. `zone` is where a time is meant that names no zone.

    Raises Unreadable, and nothing else whatever the bytes.
    """
    header, records = _opened(data)
    for line, texts in records:
        if texts is None:
            yield Refusal(line, (Problem("", _unclosed()),))
            continue
        while len(texts) > len(header) and not texts[-1].strip():
            texts.pop()
        if len(texts) != len(header):
            yield Refusal(line, (Problem("", _wrong_length(len(texts), len(header))),))
        else:
            yield _row(line, _Record(dict(zip(header, map(str.strip, texts), strict=True))), zone)


def unknown_columns(data: bytes) -> list[str]:
    """Columns that we do not know, and so leave out. Raises Unreadable."""
    header, _records = _opened(data)
    return [cells.shown(name) for name in header if name and name not in COLUMNS]


def _opened(data: bytes) -> tuple[list[str], Records]:
    # What is no UTF-8 becomes a surrogate, and its row alone is refused.
    text = data.decode("utf-8-sig", errors="surrogateescape")
    records = _records(list(io.StringIO(text, newline="")))
    _line, first = next(records, (1, []))
    header = [cells.folded(name).replace(" ", "_") for name in first or []]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        message = _(
            "The first line does not name the column %(missing)s. Begin the file with the names of its columns, "
            "separated by commas, and save it as CSV in UTF-8."
        )
        raise Unreadable(message % {"missing": ", ".join(missing)})
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if twice:
        raise Unreadable(_("The first line names %(twice)s twice. Rename one.") % {"twice": ", ".join(twice)})
    return header, records


def _records(lines: list[str]) -> Records:
    """Each record with the line it begins on; None for one whose quotation marks do not match.

    After such a one the reading goes on with the next line, so that an open quote does not eat the file.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader((lines[number] for number in range(start, len(lines))), strict=True)
        texts: list[str] | None
        try:
            texts, taken = next(reader), reader.line_num
        except csv.Error:
            texts, taken = None, 1
        if texts is None or any(text.strip() for text in texts):
            yield start + 1, texts
        start += taken


def _unclosed() -> str:
    return _(
        "the quotation marks do not match, or a text is over 130,000 letters long. Close each mark; halve the text."
    )


def _wrong_length(got: int, wanted: int) -> str:
    if got < wanted:
        text = _("this row ends early: %(got)d of %(wanted)d columns. Add the missing commas.")
    else:
        text = _("this row has %(got)d columns, not %(wanted)d. Put a text that has commas in quotation marks.")
    return text % {"got": got, "wanted": wanted}


@dataclass
class _Record:
    """The cells of one row by column, and what turned out to be wrong with them."""

    texts: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def read(self, column: str, parse: Callable[[str], T], *, needed: bool = False) -> T | None:
        """The cell as `parse` understands it; None for an empty one, and for one that is noted as a problem."""
        if not self[column] and not needed:
            return None
        try:
            return parse(self[column])
        except ValidationError as error:
            self.problems += [Problem(column, message) for message in error.messages]
            return None


def _row(line: int, record: _Record, zone: str) -> Row | Refusal:
    for column in COLUMNS:
        record.read(column, cells.plain_text)
    if record.problems:
        return Refusal(line, tuple(record.problems))
    status = record.read("status", cells.to_status, needed=True)
    application = Application(
        applied_on=record.read("applied_on", cells.to_day),
        salary_min=record.read("salary_min", cells.to_amount),
        salary_max=record.read("salary_max", cells.to_amount),
        currency=record["currency"].upper(),
        **{column: record[column] for column in TEXTS},
    )
    contact, interview = _contact(record), _interview(record, zone)
    if status is None or record.problems:
        return Refusal(line, tuple(record.problems))
    return Row(line, record["company"], status, application, contact, interview, tuple(record.warnings))


def _contact(record: _Record) -> Contact | None:
    role = record.read("contact_role", cells.to_role) or Contact.Role.RECRUITER
    name, email = record["contact_name"], record["contact_email"]
    return Contact(name=name, email=email, role=role) if name or email else None


def _interview(record: _Record, zone: str) -> Interview | None:
    zone = record.read("interview_time_zone", cells.to_zone) or zone
    stage = record.read("interview_stage", cells.to_stage)
    found = record.read("interview_at", lambda text: cells.to_moment(text, zone))
    if stage is None and found is None:
        return None
    starts_at, warning = found or (None, _("There is no hour, so the round is kept without one."))
    if warning:
        record.warnings.append(Problem("interview_at", warning))
    return Interview(stage=stage or Interview.Stage.OTHER, starts_at=starts_at, time_zone=zone)


@transaction.atomic
def keep(row: Row, *, user: User, at: datetime) -> bool:
    """Write one row, all of it or nothing. False if the application is there already.

    It is the same application if company (whatever its capitals), position and day applied are the same.
    Raises Refused with everything that a form would have said.
    """
    application, contact, interview = row.application, row.contact, row.interview
    problems = _problems(Company(user=user, name=row.company), {"name": "company"})
    problems += _problems(application, {NON_FIELD_ERRORS: "salary_max"})
    if contact:
        problems += _problems(contact, {"name": "contact_name", "email": "contact_email"})
    if problems:
        raise Refused(problems)
    application.user, application.company = user, services.company_named(user, row.company)
    same = {"position": application.position, "applied_on": application.applied_on}
    if application.company.applications.filter(**same).exists():
        return False
    contact = _known(contact, application) if contact else None
    since = _applied_at(application.applied_on, user, at)
    services.add_application(application, status=row.status, by=user, at=at, since=since, contact=contact)
    if interview:
        interview.application = application
        met = [contact] if contact and contact.role in INTERVIEWERS else []
        services.save_interview(interview, state=_state(interview, at), interviewers=met, by=user, at=at)
    return True


def _problems(instance: models.Model, columns: dict[str, str]) -> list[Problem]:
    """What a form would say about this object, by the columns of the file."""
    relations = {field.name for field in instance._meta.fields if field.is_relation or not field.editable}
    try:
        instance.full_clean(exclude=relations, validate_unique=False)
    except ValidationError as error:
        found = error.message_dict.items()
        return [Problem(columns.get(name, name), text) for name, texts in found for text in texts]
    return []


def _applied_at(day: date | None, user: User, at: datetime) -> datetime:
    """Noon of the day, on the person's clock; never later than now."""
    return min(resolve(day, services.NOON, user.time_zone), at) if day else at


def _known(contact: Contact, application: Application) -> Contact:
    """The person with this name and address whom the user has met already, or a new one at this company."""
    people = Contact.objects.for_user(application.user).filter(name__iexact=contact.name, email__iexact=contact.email)
    if not contact.email:
        people = people.filter(company=application.company)
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


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    line: int
    kind: Literal["added", "there", "refused"]
    remarks: tuple[Problem, ...] = ()


def import_rows(data: bytes, *, user: User, at: datetime) -> Iterator[Result]:
    """Read the file and keep its rows one by one, each in a transaction of its own. Raises Unreadable."""
    for row in read(data, zone=user.time_zone):
        if isinstance(row, Refusal):
            yield Result(row.line, "refused", row.problems)
            continue
        try:
            added = keep(row, user=user, at=at)
        except Refused as refused:
            yield Result(row.line, "refused", refused.problems)
        else:
            yield Result(row.line, "added", row.warnings) if added else Result(row.line, "there")
