from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
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
