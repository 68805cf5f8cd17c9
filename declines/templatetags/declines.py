"""What the pages of a search may ask about a no: templates are where the rooms meet."""

from django import template

from accounts.models import User
from declines.models import Decline
from tracker.models import Application, Status

register = template.Library()


@register.simple_tag
def still_to_tell(user: User) -> list[Decline]:
    """Every no that was decided and that nobody has been told, the oldest first: each is an employer left waiting."""
    untold = Decline.objects.for_user(user).standing().filter(letter__delivered_at__isnull=True)
    return list(untold.select_related("application__company", "letter__contact").order_by("decided_at")[:20])


@register.filter
def standing_no(application: Application) -> Decline | None:
    """The no by which an application is withdrawn now, if it is by one."""
    if application.status != Status.WITHDRAWN:
        return None
    return Decline.objects.standing().filter(application=application).first()
