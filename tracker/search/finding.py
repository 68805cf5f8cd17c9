"""Asking what can be found."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Concat

from accounts.models import User
from tracker.models import Application, SearchDocument
from tracker.models.application import ApplicationQuerySet
from tracker.search.documents import owner_word
from tracker.search.folding import words_of

# Nobody looks for nine words, but a pasted page would.
MOST_WORDS = 8
# A common word is found among the latest at once; whoever reads its whole list waits longer, the longer it is.
FIRST_LOOK = 300


def has_words(text: str) -> bool:
    """Whether there is anything to look for."""
    return bool(words_of(text))


def matching(user: User, text: str) -> QuerySet[SearchDocument]:
    """The documents of a person in which each word of the text begins a word. Of no words: none."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return SearchDocument.objects.none()
    return SearchDocument.objects.filter(own__matches=" ".join([owner_word(user.pk), *words]))


def newest_matching(
    user: User,
    text: str,
    rows: ApplicationQuerySet,
    *,
    limit: int,
    beyond: int | None = None,
    oldest: bool = False,
) -> list[int]:
    """The first `limit` of these rows that match, latest added first (or `oldest` first), `beyond` one of them.

    Looks at a few hundred before it asks the index: so a word that stands everywhere costs the same at any length
    of the search, and for a rare one the index is quick.
    """
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    side = {} if beyond is None else {"pk__gt" if oldest else "pk__lt": beyond}
    mine = Application.objects.filter(user=user, **side).order_by("pk" if oldest else "-pk")
    said = Concat(Value(" "), "own", Value(" "), "messages", output_field=TextField())
    looked_at = SearchDocument.objects.filter(pk__in=mine.values("pk")[:FIRST_LOOK]).alias(said=said)
    for word in words:
        looked_at = looked_at.filter(said__contains=f" {word}")
    found = _first(looked_at, rows, F("pk"), limit, oldest)
    if len(found) == limit:
        return found
    # A sum has no index: else PostgreSQL would rather read all documents in their order than ask for the words.
    number = F("pk") + 0 if connection.vendor == "postgresql" else F("pk")
    return _first(matching(user, text).filter(**side), rows, number, limit, oldest)


def _first(
    documents: QuerySet[SearchDocument], rows: ApplicationQuerySet, number: Any, limit: int, oldest: bool
) -> list[int]:
    # Row by row as the documents come, so that it can stop at the last one it needs.
    wanted = documents.filter(Exists(rows.order_by().filter(pk=OuterRef("pk"))))
    return list(wanted.order_by(number.asc() if oldest else number.desc()).values_list("pk", flat=True)[:limit])
