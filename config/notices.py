"""What happened is said also where htmx changed a part of a page only."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

Respond = Callable[[HttpRequest], HttpResponse]
# With one of these the browser goes to another page, which says it.
LEAVES = {"HX-Redirect", "HX-Refresh", "HX-Location"}


class NoticesMiddleware:
    """Adds what a view said with `toast()` or `messages` to its answer to htmx, out of band: into #notices."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_a_piece(request, response) and len(get_messages(request)):
            said = render_to_string("_components/notices.html", {"out_of_band": True}, request)
            response.content += said.encode()
        return response


def _is_a_piece(request: HttpRequest, response: HttpResponse) -> bool:
    # A whole page has shown its messages; 204 tells htmx to change nothing, and a move elsewhere to ask again.
    return (
        "HX-Request" in request.headers
        and response.status_code in {200, 201, 409, 422}
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not LEAVES & set(response.headers)
        and not getattr(get_messages(request), "used", True)
    )
