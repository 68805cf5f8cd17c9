from django.db import migrations

from declines.services.letters import reindex_letters
from tracker import search


def index(apps, schema_editor):
    """What was kept before there was a search. Reads column by column, so later columns are no matter."""
    for _done in search.reindex():
        pass
    reindex_letters()


class Migration(migrations.Migration):
    """Applications and letters of old can be found by their words."""

    dependencies = [("declines", "0004_decline_without_words"), ("tracker", "0009_search")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
