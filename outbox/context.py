from django.conf import settings
from django.http import HttpRequest


def mail_state(request: HttpRequest) -> dict[str, bool]:
    """For every page: whether letters and reminders can leave this machine at all."""
    return {"mail_configured": settings.MAIL_CONFIGURED}
