"""Writing what can be found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.models import Application, Company, Contact, Interview, Note, SearchDocument
from tracker.models.search_document import OWNER
from tracker.search.folding import document_of

# Fewer than the variables that one statement may have.
BATCH = 400


def owner_word(user_id: int) -> str:
    """The word that stands in every document of a person and in nobody else's."""
    return f"{OWNER}{user_id}"


def index(*pks: int) -> None:
    """Read these applications anew into the search. What declines wrote about them stays."""
    for start in range(0, len(pks), BATCH):
        _index(pks[start : start + BATCH])


def index_all_of(one: Company | Contact) -> None:
    """Read every application of a company or with a person anew: their name is in each of them."""
    with_them = Q(company=one) if isinstance(one, Company) else Q(contacts=one) | Q(interviews__interviewers=one)
    index(*set(Application.objects.filter(with_them).order_by().values_list("pk", flat=True)))


def note_messages(pk: int, text: str) -> None:
    """Keep what was written to them: all letters of one application, in place of what was kept before."""
    words = document_of(text)
    if not SearchDocument.objects.filter(pk=pk).update(messages=words) and words:
        index(pk)
        SearchDocument.objects.filter(pk=pk).update(messages=words)


def reindex() -> Iterator[int]:
    """Read every application anew, some hundred at a time; says how many are done. Messages are not among it."""
    done, last = 0, 0
    while pks := list(Application.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        index(*pks)
        done, last = done + len(pks), pks[-1]
        yield done


def stale() -> QuerySet[Application]:
    """Applications that no search finds, because nobody has indexed them."""
    return Application.objects.filter(~Exists(SearchDocument.objects.filter(pk=OuterRef("pk"))))


@transaction.atomic
def _index(pks: Iterable[int]) -> None:
    texts = _texts(pks)
    there = set(SearchDocument.objects.filter(pk__in=texts).values_list("pk", flat=True))
    new = []
    for pk, (user, parts) in texts.items():
        words = document_of(*parts)
        if pk in there:
            SearchDocument.objects.filter(pk=pk).update(own=words)
        else:
            new.append(SearchDocument(application_id=pk, owner=owner_word(user), own=words, messages=""))
    # Of two who index a new application at once one writes it.
    SearchDocument.objects.bulk_create(new, ignore_conflicts=True)


def _texts(pks: Iterable[int]) -> dict[int, tuple[int, list[str]]]:
    """The owner and every text of each application, column by column: migrations call this, too."""
    found: dict[int, tuple[int, list[str]]] = {}
    facts = ("company__name", "position", "source", "location", "tags", "notes", "liked", "posting_text")
    for pk, user, *texts in Application.objects.filter(pk__in=pks).values_list("pk", "user_id", *facts):
        found[pk] = user, texts
    person = ("name", "called", "email")
    people = Contact.objects.filter(applications__in=found).values_list("applications", *person)
    met = Contact.objects.filter(interviews__application__in=found).values_list("interviews__application", *person)
    notes = Note.objects.filter(application__in=found).values_list("application_id", "text")
    rounds = Interview.objects.filter(application__in=found).values_list("application_id", "place", "preparation")
    rest: defaultdict[int, list[str]] = defaultdict(list)
    for rows in (people, met, notes, rounds):
        for pk, *texts in rows.order_by():
            rest[pk] += texts
    return {pk: (user, [*texts, *rest[pk]]) for pk, (user, texts) in found.items()}
