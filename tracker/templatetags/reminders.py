"""How a reminder looks on a page: its shape, its title, its letter in a mail program."""

from django import template
from django.utils.translation import gettext as _

from tracker.links import mailto
from tracker.models import Note, Reminder
from tracker.titles import addresses_of, title_of

register = template.Library()
register.filter("reminder_title", title_of)

REMINDER_ICONS = {
    Reminder.Kind.REPLY: "envelope-open",
    Reminder.Kind.INTERVIEW: "users",
    Reminder.Kind.THANK_YOU: "envelope",
    Reminder.Kind.STAY_IN_TOUCH: "chat-bubble-left-right",
    Reminder.Kind.FOLLOW_UP: "question-mark-circle",
    Reminder.Kind.LAPSE: "clock",
    Reminder.Kind.OFFER: "gift",
    Reminder.Kind.OTHER: "pencil",
}


@register.filter
def reminder_icon(reminder: Reminder) -> str:
    """The shape of a reminder's kind."""
    return REMINDER_ICONS[Reminder.Kind(reminder.kind)]


@register.filter
def dropped(reminder: Reminder) -> str:
    """What did not come, and why: for one that the course of things took away."""
    what = {
        Reminder.Kind.REPLY: _("The reminder to answer the invitation"),
        Reminder.Kind.INTERVIEW: _("The reminder of the interview"),
        Reminder.Kind.THANK_YOU: _("The thank-you note"),
        Reminder.Kind.STAY_IN_TOUCH: _("The hello"),
        Reminder.Kind.FOLLOW_UP: _("The follow-up"),
        Reminder.Kind.LAPSE: _("The question whether to go on waiting"),
        Reminder.Kind.OFFER: _("The reminder to answer the offer"),
    }.get(Reminder.Kind(reminder.kind), reminder.title or _("A reminder"))
    return _("%(what)s was dropped: %(why)s") % {"what": what, "why": reminder.get_because_display()}


@register.filter
def is_contact(note: Note) -> bool:
    """Whether a line says how there was contact; where the words say it already, it does not."""
    return note.kind == Note.Kind.TOUCH and bool(note.channel or note.heard or not note.text)


@register.filter
def reminder_mailto(reminder: Reminder) -> str:
    """A link that opens the person's own mail program with the words in it."""
    return mailto(",".join(addresses_of(reminder)), reminder.subject, reminder.words)
