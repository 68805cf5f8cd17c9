"""Filters for the words in templates/messages/."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def as_liking(liked: str) -> str:
    """What somebody noted that they liked, as a sentence of a letter.

    A note in lower case continues our sentence; one of their own ("I loved …") stands as it is; anything
    else follows a colon, so that no name loses its capital.
    """
    liked = " ".join(liked.split()).rstrip(".;,")
    if not liked:
        return ""
    stop = "" if liked[-1] in "!?…" else "."
    # More than the first word: "I " alone, or the "It " of a name such as It Works, is no sentence.
    if liked.startswith(("I ", "I’", "I'", "It ", "The way", "Your ")) and " " in liked[3:]:
        return f"{liked}{stop}"
    if liked[0].islower():
        return _("I very much liked %(liked)s") % {"liked": liked} + stop
    return _("What I liked in particular: %(liked)s") % {"liked": liked} + stop
