"""What a person has set: hours and days, name and signature, how mails come. Never the address or the password."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import model_to_dict

from accounts.forms import PreferencesForm
from accounts.models import User
from tracker.exchange.dumping import Dump, values
from tracker.exchange.parts import plain_fields
from tracker.exchange.restoring import Restorer
from tracker.exchange.values import from_plain

NAMES: list[str] = PreferencesForm.Meta.fields
# Asked for when an account is made, or found by the browser.
FROM_THE_START = ("display_name", "time_zone")
FIELDS = [field for field in plain_fields(User) if field.name in NAMES]


def dump(user: User, dump: Dump) -> Iterator[Any]:
    """One record."""
    yield values(user, FIELDS)


def keep(restorer: Restorer, record: Any) -> None:
    """Into an account where nothing was set yet: whoever has chosen something here keeps all of it.

    A value that this server does not know, such as a zone, is left out. It stays when an import is taken back.
    """
    user = User.objects.get(pk=restorer.user.pk)
    stands = {field.name: getattr(user, field.name) for field in FIELDS}
    new = [field for field in FIELDS if stands[field.name] == field.get_default()]
    if not isinstance(record, dict) or {field.name for field in new} | set(FROM_THE_START) != set(NAMES):
        return
    told = {field.name: from_plain(field, record[field.name]) for field in new if field.name in record}
    form = _form(user, told)
    while wrong := set(form.errors) & set(told):
        told = {name: value for name, value in told.items() if name not in wrong}
        form = _form(User.objects.get(pk=user.pk), told)
    if not form.is_valid():
        raise ValidationError(form.errors.as_text())
    form.save()


def _form(user: User, told: dict[str, Any]) -> PreferencesForm:
    data = model_to_dict(user, NAMES) | told
    return PreferencesForm(data | {"working_days": list(data["working_days"])}, instance=user)
