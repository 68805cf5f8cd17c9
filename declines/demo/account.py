"""The demo's account: made, signed in to and cleared, and never anybody else's."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from accounts.models import User
from outbox.models import OutgoingEmail
from tracker.models import Application, Company, Contact

EMAIL = "demo@bowout.example"
NAME = "Maya Lindholm"


class NotTheDemo(Exception):
    """Somebody who runs this Bowout has signed up with the demo's address."""


def password() -> str:
    """The same on every run and on no other server: it comes from the secret key."""
    digest = salted_hmac("declines.demo", EMAIL).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def account(*, at: datetime) -> User:
    """The demo's account, made if there is none, with the password that we print. Raises NotTheDemo."""
    user = User.objects.filter(email__iexact=EMAIL).first()
    if user is None:
        signature = "+45 55 50 01 42\nmaya.example"
        user = User(
            email=EMAIL, display_name=NAME, signature=signature, time_zone="Europe/Copenhagen", date_joined=at
        )
    if user.is_staff or user.is_superuser:
        raise NotTheDemo
    if not user.check_password(password()):
        user.set_password(password())
        user.save()
    return user


def clear(user: User) -> None:
    """Take away this person's search, and the mails that told about it."""
    OutgoingEmail.objects.for_user(user).delete()
    Application.objects.filter(user=user).delete()  # what is in the bin, too
    Contact.objects.for_user(user).delete()
    Company.objects.for_user(user).delete()
