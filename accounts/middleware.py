from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Respond = Callable[[HttpRequest], HttpResponse]


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
