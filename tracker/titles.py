"""What a reminder is called, and whom it is about: on pages, in mails, in the sentence of Today."""

from django.utils.translation import gettext as _

from tracker.models import Contact, Reminder


def persons_of(reminder: Reminder) -> list[Contact]:
    """The contact, else those in the interview."""
    if reminder.contact:
        return [reminder.contact]
    return list(reminder.interview.interviewers.all()) if reminder.interview else []


def people_of(reminder: Reminder) -> str:
    """Whom it is about, by name: the contact, else those in the interview, else the company."""
    return ", ".join(str(person) for person in persons_of(reminder)) or reminder.application.company.name


def addresses_of(reminder: Reminder) -> list[str]:
    """Where the words go: to the contact, else to those in the interview."""
    return [person.email for person in persons_of(reminder) if person.email]


def title_of(reminder: Reminder) -> str:
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
