"""How contact with a person looks on a page."""

from django import template

from tracker.models import Interview, Note
from tracker.queries import people as queries

register = template.Library()
register.filter("happened", queries.happened)


@register.filter
def is_round(one: Note | Interview) -> bool:
    """Whether it is a round that was held, and not a note."""
    return isinstance(one, Interview)


@register.filter
def contact_icon(one: Note | Interview) -> str:
    """The shape of a round, of contact, of a note; as on the timeline of an application."""
    if isinstance(one, Interview):
        return "users"
    return "chat-bubble-left" if one.kind == Note.Kind.TOUCH else "pencil"
