"""Asking what can be found."""

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from tracker.models import Application, SearchDocument
from tracker.models.application import ApplicationQuerySet
from tracker.queries.keyset import LARGEST
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
    looked_at = SearchDocument.objects.filter(pk__in=mine.values("pk")[:FIRST_LOOK])
    for word in words:
        looked_at = looked_at.filter(_begins("own", word) | _begins("messages", word))
    found = _first(looked_at, rows, limit, oldest)
    if len(found) == limit:
        return found
    return _in_portions(matching(user, text).filter(**side), rows, limit, oldest)


def _begins(column: str, word: str) -> Q:
    """Where a word of a column begins so."""
    return Q(**{f"{column}__contains": f" {word}"}) | Q(**{f"{column}__startswith": word})


def _in_portions(
    documents: QuerySet[SearchDocument], rows: ApplicationQuerySet, limit: int, oldest: bool
) -> list[int]:
    """First which documents have the words, then which of those are wanted.

    In one question PostgreSQL, which cannot know how rare a word is, reads all applications beside the one document.
    """
    # A sum has no index: else it would rather read all documents in their order than ask for the words.
    number = F("pk") + 0 if connection.vendor == "postgresql" else F("pk")
    in_order = documents.order_by(number.asc() if oldest else number.desc()).values_list("pk", flat=True)
    found: list[int] = []
    begin, portion = 0, FIRST_LOOK
    while len(found) < limit:
        numbers = list(in_order[begin : begin + portion])
        if not numbers:
            break
        wanted = Application.objects.filter(Exists(rows.order_by().filter(pk=OuterRef("pk"))), pk__in=numbers)
        here = set(wanted.order_by().values_list("pk", flat=True))
        found += [pk for pk in numbers if pk in here]
        if len(numbers) < portion:
            break
        # Most may be filtered out: each portion is larger, so that there are few of them.
        begin, portion = begin + portion, min(4 * portion, LARGEST)
    return found[:limit]


def _first(documents: QuerySet[SearchDocument], rows: ApplicationQuerySet, limit: int, oldest: bool) -> list[int]:
    # Row by row as the documents come, so that it can stop at the last one it needs.
    wanted = documents.filter(Exists(rows.order_by().filter(pk=OuterRef("pk"))))
    return list(wanted.order_by("pk" if oldest else "-pk").values_list("pk", flat=True)[:limit])
