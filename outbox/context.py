from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from outbox.health import Notices, notices


def mail_state(request: HttpRequest) -> dict[str, object]:
    """For every page: whether mails can leave this machine at all, and what the person should know about them."""
    return {"mail_configured": settings.MAIL_CONFIGURED, "mail_notices": SimpleLazyObject(lambda: _notices(request))}


def _notices(request: HttpRequest) -> Notices | None:
    # Asked by whole pages of people who are signed in, never by the pieces that follow somebody's typing.
    return notices(request.user, at=request.at) if isinstance(request.user, User) else None  # type: ignore[attr-defined]
