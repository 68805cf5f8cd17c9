"""What every line of text that people type must hold to."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_one_line(value: str) -> None:
    """Refuse control characters: a line break in a name would end up in a mail header. Raises ValidationError."""
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in value):
        raise ValidationError(
            _("There is a line break or a control character in this. Put it on one line."),
            code="not_one_line",
        )
