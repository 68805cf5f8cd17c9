from datetime import time

from django.db import migrations
from django.db.models import Q


def keep_the_hour(apps, schema_editor):
    """Whoever had chosen an early or a late reminder hour keeps it: the new quiet hours would have moved it."""
    early_or_late = Q(reminder_hour__gte=21) | Q(reminder_hour__lt=7)
    people = apps.get_model('accounts', 'User').objects.filter(early_or_late, quiet_from=time(21), quiet_until=time(7))
    people.update(quiet_from=None, quiet_until=None)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_longer_regions'),
    ]

    operations = [
        migrations.RunPython(keep_the_hour, migrations.RunPython.noop),
    ]
