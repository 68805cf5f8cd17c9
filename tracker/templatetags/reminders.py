"""How a reminder looks on a page: its shape, its title, its letter in a mail program."""

from django import template
from django.utils.translation import gettext as _

from tracker.links import mailto
from tracker.mails import addresses_of, people_of
from tracker.models import Reminder

register = template.Library()

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
def reminder_title(reminder: Reminder) -> str:
    """What there is to do, and with whom."""
    who = people_of(reminder)
    match reminder.kind:
        case Reminder.Kind.REPLY:
            # The company asked, whoever of its people wrote.
            return _("Answer the invitation of %(who)s") % {"who": reminder.application.company.name}
        case Reminder.Kind.INTERVIEW:
            return _("Get ready for %(who)s") % {"who": who}
        case Reminder.Kind.THANK_YOU:
            return _("Thank %(who)s") % {"who": who}
        case Reminder.Kind.STAY_IN_TOUCH:
            return _("Stay in touch with %(who)s") % {"who": who}
        case Reminder.Kind.FOLLOW_UP:
            return _("Ask %(who)s how it stands") % {"who": who}
        case Reminder.Kind.LAPSE:
            return _("Still waiting for %(who)s?") % {"who": reminder.application.company.name}
        case Reminder.Kind.OFFER:
            return _("Answer the offer of %(who)s") % {"who": reminder.application.company.name}
        case _other:
            return reminder.title or _("Something to do")


@register.filter
def reminder_mailto(reminder: Reminder) -> str:
    """A link that opens the person's own mail program with the words in it."""
    return mailto(",".join(addresses_of(reminder)), reminder.subject, reminder.words)
