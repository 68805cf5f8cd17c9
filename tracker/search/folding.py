"""The same letters on both sides: what is typed finds what was noted, whatever its accents, capitals and database."""

import re
from collections.abc import Iterator

from tracker.letters import plain

# Scripts that put no space between words: each sign is a word, and all of them together find the name.
NO_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
# "C++" and "C#" are words of job searches.
WORD = re.compile(rf"[{NO_SPACES}]|[^\W_{NO_SPACES}]+[+#]{{0,2}}")
# O’Brien is found as "obrien" and as "brien".
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")  # noqa: RUF001
# Longer words are found by their beginning; a posting of more words than this is found by its first ones.
LONGEST, MOST = 60, 20_000
# In bytes: PostgreSQL keeps no more than a megabyte of the two parts of a document together.
LARGEST = 500_000


def words_of(text: str) -> list[str]:
    """The words of a question, folded, each once."""
    return list(dict.fromkeys(_words(APOSTROPHE.sub("", plain(text)))))


def document_of(*texts: str) -> str:
    """The words of many texts, each once, ready to be kept."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        folded = plain(text)
        found |= dict.fromkeys(_words(folded))
        if APOSTROPHE.search(folded):
            found |= dict.fromkeys(_words(APOSTROPHE.sub("", folded)))
    kept = " ".join(list(found)[:MOST]).encode()
    return kept.decode() if len(kept) <= LARGEST else kept[:LARGEST].rpartition(b" ")[0].decode()


def _words(folded: str) -> Iterator[str]:
    return (match.group()[:LONGEST] for match in WORD.finditer(folded))
