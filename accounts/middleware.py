from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponseBase]
Respond = Callable[[HttpRequest], HttpResponse]


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Whoever is not signed in does that first, and comes back to the page where the button or the form stood."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseBase:  # type: ignore[override]
        is_piece = "HX-Request" in request.headers
        stood = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(stood, {request.get_host()}, require_https=request.is_secure())
        # Many addresses answer POST only, or with a piece of a page: after signing in they would be a dead end.
        if not ours or (request.method != "POST" and not is_piece):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(stood)
        to_door = redirect_to_login(page._replace(scheme="", netloc="", fragment="").geturl())
        return HttpResponseClientRedirect(to_door["Location"]) if is_piece else to_door


class MomentMiddleware:
    """Gives each request its moment (`request.at`, UTC) and the person's own time zone.

    Private pages are not kept by shared caches or the back button of the next person at this machine.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Once: two readings on either side of midnight would show one page with two todays.
        request.at = timezone.now()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.time_zone):
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
