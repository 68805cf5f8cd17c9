"""What a view is handed: a signed-in person and the moment of the request."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    """A request behind the sign-in. `at` is read from the clock once, by the middleware."""

    user: User
    at: datetime
    htmx: HtmxDetails
