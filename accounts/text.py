"""What every line of text that people type must hold to."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Embeddings, overrides and isolates. Right-to-left names need none of them.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def validate_one_line(value: str) -> None:
    """Refuse what would break out of a line: line breaks, which end up in mail headers, and the invisible marks
    that turn the writing direction of all that follows. Raises ValidationError."""
    # Cc holds CR, LF and NUL; Zl and Zp are Unicode's own line and paragraph breaks, which mail programs also obey.
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} or char in DIRECTION_MARKS for char in value):
        raise ValidationError(
            _("There is a line break or a control character in this. Put it on one line."),
            code="not_one_line",
        )


def legible(said: str, longest: int = 300) -> str:
    """A stranger's server's words, fit for a column and a page: one line, no control characters, no essay."""
    return "".join(char for char in " ".join(said.split()) if char.isprintable())[:longest]
