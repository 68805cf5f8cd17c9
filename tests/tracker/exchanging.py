"""What the tests of export and import share: a search with everything in it, and its way out and in."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from tests.addresses import a_told_decline
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory, ReminderFactory
from tracker.exchange import runs, writing
from tracker.exchange.matching import Matching
from tracker.models import Application, Company, Contact, ImportRun, Note, Rule, StatusChange

FORMATS = ["csv", "xlsx", "json"]
# Before anything in these tests falls due: what is due when it comes in is told already.
EARLY = datetime.fromisoformat("2026-09-01T06:00:00+00:00")
# Numbers of rows, owners, and what is told apart by the test itself.
HERE = {"id", "user", "user_id", "rowid", "digest", "form_key", "mail", "stored"}


def exported(user: User, kind: str, **where: Any) -> bytes:
    """The file that a person takes along."""
    rows = Application.objects.filter(user=user, **where).order_by("pk")
    if kind == "xlsx":
        return b"".join(writing.as_xlsx(rows))
    lines = writing.as_csv(rows) if kind == "csv" else writing.as_json(rows, backup_of=user)
    return "".join(lines).encode()


def imported(user: User, data: bytes, at: datetime = EARLY, name: str = "search") -> ImportRun:
    """A file that came in as far as it could, matched as it was guessed."""
    run = checked(user, data, at, name)
    assert runs.start(run, at=at)
    runs.work_on(run, at=at, stopping=lambda: False)
    return run


def checked(user: User, data: bytes, at: datetime = EARLY, name: str = "search") -> ImportRun:
    """A file that was tried out."""
    run = runs.begin(user=user, name=name, data=data, at=at)
    if not run.own:
        runs.match(run, Matching.of(run.matching))
    runs.work_on(run, at=at, stopping=lambda: False)
    return run


def verdicts(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.rows.values_list("line", "verdict"))


def everything(user: User) -> dict[str, list[dict[str, Any]]]:
    """Every value in every table that hangs on a person’s applications, told without our export: straight from the
    database, each row beside what it points at."""
    found = {}
    for room in ("tracker", "declines"):
        for model in apps.get_app_config(room).get_models():
            if model.__name__ not in ELSEWHERE and (path := _owner(model)):
                rows = model._default_manager.filter(**{path: user}).order_by("pk")
                told = [_told(row, user) for row in rows]
                # Companies and people have no order of their own; they come in as they are met.
                found[model._meta.label] = sorted(told, key=repr) if model in (Company, Contact) else told
    return found


# Derived, about this server, or files: no part of what comes in.
ELSEWHERE = {
    *("SearchDocument", "NameStart", "Alike", "KeptFigures", "FiguresMark", "Merge", "StoredFile", "Attachment"),
    *("ImportRun", "ImportRow", "ImportedParty", "ImportedFile", "SavedView"),
}


def _owner(model: type[models.Model]) -> str:
    names = {field.name for field in model._meta.fields}
    return next((path for path in ("user", "application", "decline") if path in names), "") and (
        "user" if "user" in names else "application__user" if "application" in names else "decline__application__user"
    )


def _told(row: models.Model, user: User) -> dict[str, Any]:
    told = {}
    for field in row._meta.fields:
        if field.name in HERE or isinstance(field, models.BinaryField):
            continue
        value = getattr(row, field.name)
        told[field.name] = _named(value, user) if isinstance(value, models.Model) else value
    for many in row._meta.many_to_many:
        told[many.name] = sorted(_named(each, user) for each in getattr(row, many.name).all())
    return told


def _named(row: models.Model, user: User) -> str:
    """What a row is, by its place among the person's own: numbers differ from account to account."""
    if isinstance(row, User):
        return "the owner" if row == user else "somebody else"
    if isinstance(row, Company | Contact):
        return f"{row}, {getattr(row, 'email', '')} {getattr(row, 'phone', '')} {getattr(row, 'company', '')}"
    path = {"user": user} if hasattr(row, "user_id") else {"application__user": user}
    return f"{row._meta.label} {list(type(row)._default_manager.filter(**path).order_by('pk')).index(row)}"


def a_full_search(user: User) -> Application:
    """Two applications with everything that can hang on one, people who know both, and a no that was told."""
    a_told_decline(user)
    application = ApplicationFactory.create(user=user, posting_text="Nights.\r\n\t=1+1", notes='"Quoted"', priority=1)
    ana, tom = (ContactFactory.create(user=user, company=application.company, name=name) for name in ("Ana", "Tom"))
    application.contacts.add(tom)
    round_one = InterviewFactory.create(application=application, time_zone="Pacific/Apia", preparation="Read.")
    round_one.interviewers.add(ana, tom)
    moved = StatusChange.objects.create(application=application, to_status="applied", at=NOW, by=user)
    StatusChange.objects.create(
        application=application, from_status="applied", to_status="saved", at=NOW, by=user, takes_back=moved
    )
    Note.objects.create(application=application, kind="touch", contact=ana, text="_x000D_", at=NOW, heard=True)
    ReminderFactory.create(application=application, contact=ana, interview=round_one, occurrence=3)
    ReminderFactory.create(application=application, state="told", told_at=NOW, kind="follow_up")
    Rule.objects.create(user=user, application=application, kind="follow_up", days=9, again=0)
    Rule.objects.create(user=user, kind="lapse", days=60)
    return application
