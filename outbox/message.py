"""An outbox row as a mail: its headers and its text."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.translation import gettext as _

from outbox.models import OutgoingEmail


def build(mail: OutgoingEmail) -> EmailMessage:
    """The mail, ready to be sent. Raises ValueError if there is nobody to send it to."""
    if not mail.to:  # Django passes over such a mail in silence, which is not "sent"
        raise ValueError(_("There is no address to send this to."))
    headers = {"Message-ID": mail.message_id}
    if mail.in_reply_to:
        headers["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        headers["References"] = mail.references
    if mail.delivery == OutgoingEmail.Delivery.SELF:
        # Keeps the answering machines of mailboxes from writing back (RFC 3834). A letter to somebody else is a
        # person's own: marked like this, it would be sorted away as a machine's.
        headers["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        from_email=_from(mail.from_name),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("interview.ics", mail.calendar, "text/calendar")
    return message


def _from(name: str) -> str:
    """Our address under another name: with any other address, receiving servers would take us for a forger."""
    if not name:
        return str(settings.DEFAULT_FROM_EMAIL)
    local, _at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    # Quotes commas and quotes. Django encodes what is not ASCII, in words as short as the standard wants them.
    return str(Address(display_name=name, username=local, domain=domain))
