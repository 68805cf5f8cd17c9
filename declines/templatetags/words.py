"""Filters for the words in templates/messages/."""

from django import template
from django.utils.translation import gettext as _

from declines.messages.liking import Liking, read_liking

register = template.Library()


@register.filter
def as_liking(liked: str) -> str:
    """What somebody noted that they liked, as a sentence in the first of our wordings."""
    kind, noted = read_liking(liked)
    if kind is Liking.GOES_ON:
        return _("I very much liked %(liked)s") % {"liked": noted}
    return _("What I liked in particular: %(liked)s") % {"liked": noted} if kind is Liking.NAMED else noted
