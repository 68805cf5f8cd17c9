"""An outbox row as a mail: its headers and its text."""

import base64
import binascii
import re
import uuid
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.utils import formatdate, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext as _

from outbox.models import OutgoingEmail

# Longer header lines are folded, for RFC 5322 asks for 78; longer lines of text are encoded, for it forbids 999.
SHORT, LONGEST = 76, 990
# An address of the web, which many mail programs do not find again once it is folded or encoded.
NEVER_FOLDED = "List-Unsubscribe"
LINE_BREAK = re.compile(r"\r\n?|\n")
PLAIN, HTML, CALENDAR = "text/plain", "text/html", "text/calendar"
FILE = "interview.ics"


@dataclass(frozen=True)
class Written:
    """A mail as it goes to a server: the two addresses on its envelope, and every byte of it."""

    sender: str
    recipient: str
    text: bytes


def build(mail: OutgoingEmail) -> EmailMessage:
    """The mail as Django knows it, for a provider. Raises ValueError if there is nobody to send it to."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        from_email=_from(mail.from_name),
        to=[_recipient(mail)],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=_more_headers(mail),
    )
    if mail.html:
        message.attach_alternative(mail.html, HTML)
    if mail.calendar:
        message.attach(FILE, mail.calendar, CALENDAR)
    return message


def write(mail: OutgoingEmail) -> Written:
    """The mail, written out for a server. Raises ValueError for one that cannot be.

    By hand, since a mail of ours has one of three shapes; the library can write any, and takes longer over it than
    all the rest of sending. What they say is the same, which a test holds.
    """
    sender, recipient = _from(mail.from_name), _recipient(mail)
    answers = {"Reply-To": _address(mail.reply_to)} if mail.reply_to else {}
    head = {
        "Subject": mail.subject,
        "From": _address(sender),
        "To": _address(recipient),
        **answers,
        "Date": formatdate(),
        **_more_headers(mail),
        "MIME-Version": "1.0",
    }
    lines = b"".join(_header(name, value) for name, value in head.items())
    return Written(_address(parseaddr(sender)[1]), _address(recipient), lines + _body(mail))


def _more_headers(mail: OutgoingEmail) -> dict[str, str]:
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
    return headers


def _header(name: str, value: str) -> bytes:
    if "\n" in value or "\r" in value:
        raise ValueError(_("there is a line break in %(header)s.") % {"header": name})
    if not value.isascii():
        value = Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    elif len(name) + len(value) > SHORT and name != NEVER_FOLDED:
        value = Header(value, header_name=name, maxlinelen=SHORT).encode(linesep="\r\n")
    return f"{name}: {value}\r\n".encode("ascii")


def _body(mail: OutgoingEmail) -> bytes:
    """From the Content-Type on: the text, beside it the same as HTML, and a file after both."""
    body = _part(PLAIN, mail.text)
    if mail.html:
        body = _together("alternative", body, _part(HTML, mail.html))
    if mail.calendar:
        file = _part(CALENDAR, mail.calendar, f'Content-Disposition: attachment; filename="{FILE}"\r\n')
        body = _together("mixed", body, file)
    return body


def _together(kind: str, *parts: bytes) -> bytes:
    # Nobody can guess it, so nobody can have written it into a text.
    line = f"={uuid.uuid4().hex}="
    pieces = [f"--{line}\r\n".encode() + part for part in parts]
    head = f'Content-Type: multipart/{kind}; boundary="{line}"\r\n\r\n'
    return head.encode() + b"\r\n".join([*pieces, f"--{line}--\r\n".encode()])


def _part(kind: str, text: str, more: str = "") -> bytes:
    # Only what is 7 bits wide goes as it is: not every server on the way takes more.
    way, data = "7bit", LINE_BREAK.sub("\r\n", text).encode()
    if not data.isascii() or b"\0" in data or max(map(len, data.split(b"\r\n"))) > LONGEST:
        way, data = _encoded(data)
    head = f'Content-Type: {kind}; charset="utf-8"\r\n{more}Content-Transfer-Encoding: {way}\r\n\r\n'
    return head.encode() + data


def _encoded(data: bytes) -> tuple[str, bytes]:
    """As quoted-printable, which people can read; as base64 where hardly a letter is Latin."""
    quoted = binascii.b2a_qp(data, istext=True)
    if len(quoted) < 2 * len(data):
        return "quoted-printable", quoted.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return "base64", base64.encodebytes(data).replace(b"\n", b"\r\n")


def _recipient(mail: OutgoingEmail) -> str:
    if not mail.to:  # Django passes over such a mail in silence, which is not "sent"
        raise ValueError(_("there is no address to send it to."))
    return mail.to


@lru_cache(maxsize=1000)
def _address(address: str) -> str:
    """An address as it may stand in a header and on the envelope, its name encoded where it must be."""
    if address.isascii():
        return address
    # Unfolded: the header that it stands in is folded as a whole.
    return sanitize_address(address, "utf-8").replace("\n ", " ")


def _from(name: str) -> str:
    """Our address under another name: with any other address, receiving servers would take us for a forger."""
    if not name:
        return str(settings.DEFAULT_FROM_EMAIL)
    local, _at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    # Quotes commas and quotes. Django encodes what is not ASCII, in words as short as the standard wants them.
    return str(Address(display_name=name, username=local, domain=domain))
