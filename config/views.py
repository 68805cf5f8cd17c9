from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outbox.health import health


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database."""
    # A process whose database is gone still answers pages, all of them errors; the probe must see that.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether reminders arrive: 200, or 503 and the reason, for a monitor that wakes somebody."""
    try:
        found = health(at=timezone.now())
    except (DatabaseError, InterfaceError):
        return _plain(_("The database cannot be reached, or is not migrated."), 503)
    if not found.is_fine:
        return _plain(found.in_words, 503)
    if not settings.MAIL_CONFIGURED:
        return _plain("ok\n" + _("Mail is not set up: reminders wait in the outbox."), 200)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> HttpResponse:
    # Yesterday's answer, kept by a proxy, would hide today's trouble.
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps Today for reading offline. At the root, as it sees only what lies below it."""
    response = render(request, "pwa/service_worker.js", content_type="text/javascript")
    # Asked for anew each time: an old one, kept on the way, could not be mended.
    response["Cache-Control"] = "no-cache, private, no-store"
    return response


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes Bowout an app on a phone: its name and icons, and a place in the share menu."""
    share = {"title": "title", "text": "text", "url": "url"}
    form = "application/x-www-form-urlencoded"  # the default, but a browser remarks on its absence
    icons = [("img/icon-192.png", 192, "any"), ("img/icon-512.png", 512, "any")]
    icons += [("img/icon-maskable-512.png", 512, "maskable")]
    words = {
        "id": "/",
        "name": "Bowout",
        "short_name": "Bowout",
        "description": _("A job search, and how to decline well."),
        "lang": "en-GB",
        "start_url": reverse("tracker:today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f4",
        "theme_color": "#f6f5f4",
        "icons": [
            {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for path, size, purpose in icons
        ],
        "shortcuts": [{"name": _("Add application"), "url": reverse("tracker:add_application")}],
        "share_target": {
            "action": reverse("tracker:add_application"),
            "method": "GET",
            "params": share,
            "enctype": form,
        },
    }
    return JsonResponse(words, content_type="application/manifest+json")
