from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def search_alone(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL takes no second process for a search: to start one lasts ten times as long as to find the words."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE tracker_searchdocument SET (parallel_workers = 0)")


def search_together(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE tracker_searchdocument RESET (parallel_workers)")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0017_removed_attachments")]

    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["at", "application"], name="note_of_late"),
        ),
        migrations.RunPython(search_alone, search_together),
    ]
