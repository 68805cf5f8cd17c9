"""What a view is handed: a signed-in person and the moment of the request."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    """A request behind the sign-in. `at` is read from the clock once, by the middleware."""

    user: User
    at: datetime
    htmx: HtmxDetails


def way_back(request: HttpRequest) -> HttpResponseRedirect | None:
    """To the page the button stood on (`next`), if it is one of ours."""
    target = request.POST.get("next", "")
    # The form carries the address, and whoever makes the form could send a person anywhere.
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return None
