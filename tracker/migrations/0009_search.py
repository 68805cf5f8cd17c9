import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import tracker.models.search_document

# The words are folded and cut by tracker.search, so both only split at spaces. Whatever is not ASCII is part of a
# word for this tokenizer. The prefixes are of those lengths that people wait for: a longer one begins few words.
SQLITE = """
CREATE VIRTUAL TABLE tracker_searchdocument USING fts5(
    owner, own, messages, tokenize = "ascii tokenchars '_+#'", prefix = '2 3', detail = none, columnsize = 0
)
"""
POSTGRESQL = [
    """
    CREATE TABLE tracker_searchdocument (
        rowid bigint PRIMARY KEY,
        owner text NOT NULL,
        own text NOT NULL,
        messages text NOT NULL,
        words tsvector NOT NULL GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array(owner || ' ' || own || ' ' || messages, ' '), ''))
        ) STORED
    )
    """,
    "CREATE INDEX search_words ON tracker_searchdocument USING gin (words)",
]


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [SQLITE] if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE tracker_searchdocument")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_one_application_a_form")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make, drop)],
            state_operations=[
                migrations.CreateModel(
                    name="SearchDocument",
                    fields=[
                        (
                            "application",
                            models.OneToOneField(
                                db_column="rowid",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="document",
                                serialize=False,
                                to="tracker.application",
                            ),
                        ),
                        ("owner", models.TextField()),
                        ("own", tracker.models.search_document.WordsField()),
                        ("messages", tracker.models.search_document.WordsField(default="")),
                    ],
                    options={"default_permissions": ()},
                )
            ],
        )
    ]
