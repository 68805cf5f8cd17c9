"""What was built out of a record is written: as it was, to the microsecond, and without planning anything anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from tracker.exchange.building import Built, Person, Thing
from tracker.exchange.filing import Filing
from tracker.exchange.parts import Part, kept_parts
from tracker.models import Application, Company, Contact, ImportedParty, ImportRun, Reminder
from tracker.rows import Problem, Refused


class Restorer:
    """Writes the records of one run. Whoever has a number in the file is one person throughout."""

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        self.run, self.user, self.at = run, run.user, at
        self.filing = Filing(run, at=at)

    def restore(self, built: Built) -> list[Problem]:
        """One application with everything, or nothing of it; what is to be said of its files. Raises Refused."""
        try:
            with transaction.atomic():
                return self.filing.attach(self._restore(built), built)
        except IntegrityError as error:
            raise Refused([Problem("", _contradiction(error))]) from error

    def company(self, company: Company) -> Company:
        """The person's company of this name: as it stands here, or with what the file says of it if it is new."""
        same = Company.objects.for_user(self.user).alias(folded=Lower("name"))
        found = same.filter(folded=Lower(Value(company.name))).first()
        if found:
            return found
        company.user = self.user
        company.save()
        ImportedParty.objects.create(run=self.run, company=company)
        return company

    def person(self, person: Person) -> Contact:
        """Whoever has this number: met earlier in this file, or here before it, or new."""
        known = ImportedParty.objects.filter(run=self.run, ref=person.ref).select_related("contact").first()
        if known and known.contact:
            return known.contact
        contact = person.contact
        contact.user = self.user
        contact.company = self.company(person.company) if person.company else None
        found = self._twin(contact)
        if found is None:
            contact.save()
        ImportedParty.objects.create(run=self.run, ref=person.ref, contact=found or contact, is_new=found is None)
        return found or contact

    def _twin(self, contact: Contact) -> Contact | None:
        """Somebody here of whom just the same is known; of two such, each number finds another."""
        same = {
            name: getattr(contact, name) for name in ("name", "called", "role", "email", "phone", "notes", "company")
        }
        taken = ImportedParty.objects.filter(run=self.run, ref__isnull=False, contact__isnull=False)
        people = Contact.objects.for_user(self.user).filter(**same)
        return people.exclude(pk__in=taken.values("contact")).order_by("pk").first()

    def _restore(self, built: Built) -> Application:
        application = built.application
        application.user, application.company = self.user, self.company(built.company)
        application.save(force_insert=True)
        people = {person.ref: self.person(person) for person in built.people}
        application.contacts.set([people[person.ref] for person in built.people if person.linked])
        rows: dict[type[models.Model], list[models.Model]] = {}
        for part in kept_parts():
            rows[part.model] = self._write(part, built, application, people, rows)
        for part in kept_parts():
            self._tie(part, built.things[part.name], rows, people)
        return application

    def _write(
        self, part: Part, built: Built, application: Application, people: Any, rows: Any
    ) -> list[models.Model]:
        """The rows of one part, with what can be pointed at already."""
        made = []
        for thing in built.things[part.name]:
            row = thing.row
            if part.path == "application":
                setattr(row, "application", application)  # noqa: B010 - every part has it
            if _has_owner(part):
                setattr(row, "user", self.user)  # noqa: B010 - asked a line above
            for link in part.links:
                if link.related_model is User:
                    setattr(row, link.name, self.user if thing.links[link.name] else None)
                elif link.name in thing.links and _stands(link, people, rows):
                    setattr(row, link.name, _target(link, thing, people, rows))
            if isinstance(row, Reminder):
                self._not_for_the_past(row)
            made.append(row)
        return part.model._default_manager.bulk_create(made)

    def _tie(self, part: Part, things: list[Thing], rows: Any, people: dict[int, Contact]) -> None:
        """What points at its own list or at one that came later, and what points at many."""
        for thing in things:
            late = [link for link in part.links if link.name in thing.links and _comes_late(part, link)]
            if late:
                values = {link.name: _target(link, thing, people, rows) for link in late}
                part.model._default_manager.filter(pk=thing.row.pk).update(**values)
            for many in part.many:
                found = rows.get(many.related_model)
                targets = [
                    people[place] if many.related_model is Contact else found[place]
                    for place in thing.many[many.name]
                ]
                if targets:
                    getattr(thing.row, many.name).set(targets)

    def _not_for_the_past(self, reminder: Reminder) -> None:
        """Its hour came before it did: it stands on Today, and no mail tells it."""
        if reminder.state == Reminder.State.PENDING and reminder.due_at <= self.at:
            reminder.state, reminder.told_at = Reminder.State.TOLD, self.at


def _has_owner(part: Part) -> bool:
    return any(field.name == "user" for field in part.model._meta.fields)


def _stands(link: models.Field[Any, Any], people: Any, rows: Any) -> bool:
    return link.related_model is Contact or link.related_model in rows


def _comes_late(part: Part, link: models.Field[Any, Any]) -> bool:
    """Whether it points at its own list, or at one that is written later."""
    order = [each.model for each in kept_parts()]
    target = link.related_model
    return target in order and order.index(target) >= order.index(part.model)


def _target(link: models.Field[Any, Any], thing: Thing, people: dict[int, Contact], rows: Any) -> models.Model:
    place = thing.links[link.name]
    found: models.Model = people[place] if link.related_model is Contact else rows[link.related_model][place]
    return found


def _contradiction(error: IntegrityError) -> str:
    """What the database has against it, in the words of the rule that it broke."""
    said = str(error)
    models_of_parts: Iterable[type[models.Model]] = [Application, *(part.model for part in kept_parts())]
    for model in models_of_parts:
        for constraint in model._meta.constraints:
            if constraint.name in said:
                return _("This row contradicts itself (%(rule)s). Export it once more.") % {"rule": constraint.name}
    return _("This row contradicts itself. Export it once more.")
