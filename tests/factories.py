"""Test objects by name. The cast: Maya searches for a job; Otto is a stranger with a search of his own."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import User
from outbox.models import OutgoingEmail
from tracker.models import Application, Company, Contact, Interview, Reminder, Status

# Thursday 3 September 2026, 14:02 in Berlin: the day of the pictures in the design.
NOW = datetime(2026, 9, 3, 12, 2, tzinfo=UTC)
PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@home.example")
    display_name = "Maya Lindholm"
    time_zone = "Europe/Berlin"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    # Young at any moment: no worker runs beside the tests, and pages say so to whoever has been here for a while.
    date_joined = datetime(2100, 1, 1, tzinfo=UTC)


class OperatorFactory(UserFactory):
    display_name = "Olga Operator"
    is_staff = is_superuser = True


class CompanyFactory(factory.django.DjangoModelFactory[Company]):
    class Meta:
        model = Company

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Tallinn Traffic {n}")


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    user = factory.SubFactory(UserFactory)
    name = "Jean-Luc d’Artois"
    email = "jean-luc@tallinn-traffic.example"
    role = Contact.Role.COORDINATOR


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    """An application that stands where you say; `withdrawn_at` follows the status."""

    class Meta:
        model = Application

    user = factory.SubFactory(UserFactory)
    company = factory.SubFactory(CompanyFactory, user=factory.SelfAttribute("..user"))
    position = "Product Manager"
    status = Status.INTERVIEWING
    status_since = NOW
    created_at = NOW

    @factory.lazy_attribute
    def withdrawn_at(self) -> datetime | None:
        return self.status_since if self.status == Status.WITHDRAWN else None


class InterviewFactory(factory.django.DjangoModelFactory[Interview]):
    """A panel a week ahead, invited two days ago, not answered."""

    class Meta:
        model = Interview

    application = factory.SubFactory(ApplicationFactory)
    stage = Interview.Stage.PANEL
    state = Interview.State.INVITED
    starts_at = datetime(2026, 9, 10, 14, 30, tzinfo=UTC)
    time_zone = "Europe/Berlin"
    invited_at = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    reply_by = datetime(2026, 9, 3, 15, 0, tzinfo=UTC)


class ReminderFactory(factory.django.DjangoModelFactory[Reminder]):
    class Meta:
        model = Reminder

    application = factory.SubFactory(ApplicationFactory)
    user = factory.SelfAttribute("application.user")
    kind = Reminder.Kind.OTHER
    title = "Send the portfolio"
    due_on = factory.LazyFunction(lambda: NOW.date())
    due_time = factory.LazyFunction(lambda: NOW.time().replace(hour=9, minute=0))
    created_at = NOW

    @factory.lazy_attribute
    def closed_at(self) -> Any:
        return None if getattr(self, "state", "pending") in {"pending", "told"} else NOW


class OutgoingEmailFactory(factory.django.DjangoModelFactory[OutgoingEmail]):
    """A mail that stands where you say. `third_party=True`: a letter to Tallinn Traffic."""

    class Meta:
        model = OutgoingEmail

    class Params:
        third_party = factory.Trait(
            delivery=OutgoingEmail.Delivery.THIRD_PARTY,
            to="dana@tallinn-traffic.example",
            subject="Thank you for the opportunity",
            text="Dear Dana,\n\nthank you. I have decided to withdraw.\n\nMaya Lindholm\n",
            html="",
            reply_to=factory.SelfAttribute("user.email"),
            from_name="Maya Lindholm (via Bowout)",
        )

    key = factory.Sequence(lambda n: f"test:{n}")
    user = factory.SubFactory(UserFactory)
    to = factory.SelfAttribute("user.email")
    subject = "Today: thank Dr. El-Sayed"
    text = "Thank Dr. El-Sayed today."
    html = "<p>Thank Dr. El-Sayed today.</p>"
    message_id = factory.Sequence(lambda n: f"<{n}@testserver>")
    created_at = NOW
    next_try_at = NOW

    @factory.lazy_attribute
    def sent_at(self) -> datetime | None:
        return NOW if getattr(self, "state", "waiting") == "sent" else None

    @factory.lazy_attribute
    def began_at(self) -> datetime | None:
        return NOW if getattr(self, "state", "waiting") == "unknown" else None
