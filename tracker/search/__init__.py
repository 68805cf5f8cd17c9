"""Finding an application by any word that was noted with it.

Each application has one document, written anew by whoever changes what is in it (`index`, `note_messages`): no signal
and no trigger would see every way in. `matching` asks it: each word of the question begins a word of the document.
"""

from tracker.search.documents import index, index_all_of, note_messages, reindex, stale
from tracker.search.finding import has_words, matching, newest_matching
from tracker.search.folding import words_of

__all__ = [
    "has_words",
    "index",
    "index_all_of",
    "matching",
    "newest_matching",
    "note_messages",
    "reindex",
    "stale",
    "words_of",
]
