import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from outbox.services import enqueue


class OutboxBackend(BaseEmailBackend):
    """Django's way out (EMAIL_BACKEND): a password-reset mail waits in the outbox like every other.

    So a request never waits for a mail server, and a mail is not lost when the server is away.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        written = 0
        for message in email_messages:
            # A row for each address, so that one that is refused neither stops nor repeats the others.
            for address in message.recipients():
                enqueue(
                    # Nothing here says what the mail is for, and two requests for a new password are two mails.
                    key=f"django:{uuid.uuid4().hex}",
                    # The text may hold the key to an account: it belongs on nobody's outbox page.
                    user=None,
                    to=address,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html(message),
                    at=timezone.now(),
                )
            written += 1
        return written


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
