"""What the answer of a mail provider means, in the terms of a mail server: taken, later, never, or nobody knows."""

import ssl
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from requests import exceptions
from urllib3.exceptions import NewConnectionError

from accounts.text import legible

# As a mail server would say it: it will not have us at all, not now, never.
NOT_US, LATER, NEVER = 421, 450, 550

# A wrong key, an account that is not paid, an address that is none: settings to mend, and no mail's fault.
OURS_TO_MEND = {401, 402, 404, 405, 407}
# 403 is some providers' word for a wrong key and others' for one recipient too many. As "later" it holds up no
# other mail, and leaves by itself once the settings are right.
FOR_NOW = {403, 408, 425, 429, 503}
# Amazon's library has no class in common for what happens before the request has left.
BEFORE_IT_LEFT = {"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError", "NoCredentialsError"}
# Where the services put their reasons, the plainest first.
REASONS = ["message", "Message", "ErrorMessage", "error", "detail", "errors", "Errors", "Messages", "data"]
# Mailjet refuses a whole mail for a Message-ID that is not its own.
ITS_OWN_MESSAGE_ID = {"Mailjet"}


def fit(message: EmailMessage, connection: BaseEmailBackend) -> None:
    """Take out what the provider behind this connection would refuse the mail for."""
    if getattr(connection, "esp_name", "") in ITS_OWN_MESSAGE_ID:
        message.extra_headers.pop("Message-ID", None)


def verdict(error: Exception) -> tuple[int, str] | None:
    """What a provider's refusal means: NOT_US, LATER or NEVER, and the reason for a person to read.

    None where nobody can know whether the mail was taken: no answer came, or none that says so.
    """
    if isinstance(error, AnymailInvalidAddress | AnymailUnsupportedFeature | AnymailSerializationError):
        return NEVER, legible(str(error.args[0] if error.args else error))
    if isinstance(error, AnymailRecipientsRefused):
        return NEVER, _words(error.response, error.esp_name, _("%(who)s does not deliver to this address: %(why)s"))
    if not isinstance(error, AnymailAPIError):
        return None
    if _never_left(error.__cause__):
        return NOT_US, _("The mail provider could not be reached.")
    return _meaning(error.response, error.esp_name)


def refusal(message: EmailMessage, connection: BaseEmailBackend) -> tuple[int, str] | None:
    """What became of a mail that anymail sent without an error; None if it was taken, as far as the answer says.

    Two answers are no error to anymail: "failed", and one that says no without naming the address as we wrote it.
    """
    found = getattr(message, "anymail_status", None)
    if found is None or found.esp_response is None or not found.status:
        return None  # not by a provider
    who = getattr(connection, "esp_name", None)
    if found.status <= {"failed", "invalid", "rejected"}:
        return NEVER, _words(found.esp_response, who, _("%(who)s does not take it: %(why)s"))
    return _meaning(found.esp_response, who)


def _meaning(response: Any, who: str | None) -> tuple[int, str] | None:
    """What an answer says by its status; None where it says nothing, or yes."""
    status = _status(response)
    if status in OURS_TO_MEND:
        return NOT_US, _words(response, who, _("%(who)s does not let us in: %(why)s"))
    if status in FOR_NOW:
        return LATER, _words(response, who, _("%(who)s does not take it now: %(why)s"))
    if 400 <= status < 500 or (status == 200 and _says_error(response)):
        return NEVER, _words(response, who, _("%(who)s does not take it: %(why)s"))
    return None


def _never_left(cause: BaseException | None) -> bool:
    """Whether the request broke before anything of the mail was on its way."""
    if isinstance(cause, exceptions.ConnectTimeout | exceptions.ProxyError | exceptions.InvalidURL):
        return True
    if isinstance(cause, exceptions.ConnectionError) and cause.args:
        # What urllib3 gave up for: no such name, nobody there, or a certificate that is not theirs.
        reason = getattr(cause.args[0], "reason", None)
        refused = isinstance(reason, NewConnectionError)
        return refused or any(isinstance(arg, ssl.SSLCertVerificationError) for arg in getattr(reason, "args", ()))
    return type(cause).__name__ in BEFORE_IT_LEFT


def _status(response: Any) -> int:
    """The HTTP status of an answer; 0 where there was none."""
    if isinstance(response, dict):  # Amazon's library keeps it in a dictionary of its own
        return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    # Not `or`: a response that says no counts as false.
    return 0 if response is None else int(response.status_code)


def _body(response: Any) -> Any:
    """An answer as data, or None if there was none that can be read."""
    if isinstance(response, dict):
        return response.get("Error")
    try:
        return None if response is None else response.json()
    except ValueError:
        return None


def _says_error(response: Any) -> bool:
    # Postal answers 200 to everything, and says in the body what it thinks.
    body = _body(response)
    return isinstance(body, dict) and body.get("status") in {"error", "parameter-error"}


def _words(response: Any, who: str | None, said: str) -> str:
    reason = _reason(_body(response)) or legible(str(getattr(response, "reason", None) or ""))
    return said % {"who": who or _("The mail provider"), "why": reason or _("it gives no reason")}


def _reason(found: Any) -> str:
    """The first words in an answer that look like a reason, however deep."""
    if isinstance(found, str):
        return legible(found)
    if isinstance(found, list):
        return next((text for item in found if (text := _reason(item))), "")
    if isinstance(found, dict):
        return next((text for name in REASONS if (text := _reason(found.get(name)))), "")
    return ""
