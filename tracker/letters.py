"""Letters as people type them who have no others on their keyboard. Pure.

Names and the search fold with the same table, and before the database sees anything: so what is typed finds, and
sorts beside, what was noted, whatever the database.
"""

import unicodedata

# Letters that do not come apart into a plain one and a mark, in small, as the rest is by then.
PLAIN = {
    **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"},  # noqa: RUF001
    **{"ĸ": "k", "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ɗ": "d", "ɓ": "b", "ƙ": "k", "ƒ": "f"},
}


class _Letters(dict[int, str | None]):
    """What each sign becomes; a mark becomes nothing. Looked up once for each, since there are a million of them."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        made = None if unicodedata.category(sign).startswith("M") else PLAIN.get(sign, sign)
        if code < 0x10000:
            self[code] = made
        return made


_LETTERS = _Letters()


def plain(text: str) -> str:
    """Small letters without marks: "Łódź, CAFÉ" is "lodz, cafe", and "Øresund" is "oresund"."""
    if text.isascii():
        return text.lower()
    # Twice: some signs become such as come apart only when they are made small.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return apart.translate(_LETTERS)
