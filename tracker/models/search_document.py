from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from tracker.models.application import Application

# Begins a word that belongs to no language: folding lets no underscore through.
OWNER = "_"


class WordsField(models.TextField):  # type: ignore[type-arg]
    """Folded words with a space between them. `matches` asks the index over all words of a document."""


@WordsField.register_lookup
class Matches(models.Lookup[str]):
    """Every word of the right side begins a word of the document; the owner's must be there whole."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        # FTS5 gives each table a hidden column of its own name, and that column is the whole document.
        words = [f'"{word}"' if word.startswith(OWNER) else f'"{word}"*' for word in self.rhs.split()]
        return f'{self._table(compiler)}."{SearchDocument._meta.db_table}" MATCH %s', [" AND ".join(words)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        words = [f"'{word}'" if word.startswith(OWNER) else f"'{word}':*" for word in self.rhs.split()]
        return f'{self._table(compiler)}."words" @@ %s::tsquery', [" & ".join(words)]

    def _table(self, compiler: SQLCompiler) -> str:
        return compiler.quote_name_unless_alias(self.lhs.alias)


class SearchDocument(models.Model):
    """All words of an application, folded, under its number. Written by tracker.search, never by hand.

    On SQLite a virtual table of FTS5; on PostgreSQL a table with a tsvector. Both are made by the migration.
    """

    application = models.OneToOneField(
        Application,
        models.CASCADE,
        primary_key=True,
        # What FTS5 calls the number of a row. It can hold no constraint, so neither has PostgreSQL's.
        db_column="rowid",
        db_constraint=False,
        related_name="document",
    )
    owner = models.TextField()
    own = WordsField()
    # Apart, so that the room above writes its messages without knowing the rest.
    messages = WordsField(default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.owner} {self.pk}"
