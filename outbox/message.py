"""An outbox row as a mail: its headers and its text."""

import uuid
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.policy import Compat32
from email.utils import parseaddr
from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext as _

from outbox.models import OutgoingEmail

# Longer ones are folded, for RFC 5322 asks for lines of 78.
SHORT = 76
# An address of the web, which many mail programs do not find again once it is folded or encoded.
NEVER_FOLDED = {"List-Unsubscribe"}


@dataclass(frozen=True)
class Written:
    """A mail as it goes to a server: the two addresses on its envelope, and every byte of it."""

    sender: str
    recipient: str
    text: bytes


def write(mail: OutgoingEmail) -> Written:
    """The mail, written out. Raises ValueError for one that cannot be, such as a name with a line break in it."""
    message = build(mail)
    whole = message.message()
    for number, part in enumerate(whole.walk()):
        if part.is_multipart():
            # The library would read all of the text to be sure of a line that is not in it.
            part.set_boundary(f"={uuid.uuid4().hex}={number}")
    written = BytesIO()
    # Without mangling: a line that begins with "From " is theirs to read as it was typed.
    BytesGenerator(written, mangle_from_=False, policy=AS_WRITTEN).flatten(whole, linesep="\r\n")
    return Written(_on_envelope(message.from_email), _on_envelope(mail.to), written.getvalue())


@lru_cache(maxsize=1000)
def _on_envelope(address: str) -> str:
    return sanitize_address(address, "utf-8")


class AsWritten(Compat32):
    """The library looks for the best fold of every header, which takes half the time of a mail; most need none."""

    def fold_binary(self, name: str, value: str) -> bytes:
        fits = len(name) + len(value) < SHORT or name in NEVER_FOLDED
        if type(value) is str and fits and value.isascii() and "\n" not in value:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


AS_WRITTEN = AsWritten()


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
