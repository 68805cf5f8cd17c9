
import django.db.models.deletion
import django.db.models.functions.text
import tracker.models.people
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations, models

from tracker import names

PORTION = 1000


def portions(rows: Any) -> Iterator[list[Any]]:
    """Some thousand rows at a time, by number."""
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield portion
        last = portion[-1].pk


def write_keys(apps: Any, editor: Any) -> None:
    """What names are sorted, compared and found by, for the rows that were there before."""
    Company, Contact, NameStart = (apps.get_model("tracker", name) for name in ("Company", "Contact", "NameStart"))
    for companies in portions(Company.objects.only("user_id", "name")):
        for one in companies:
            one.name_key, one.bare_key = names.key(one.name), names.bare(one.name).encode()
        Company.objects.bulk_update(companies, ["name_key", "bare_key"], batch_size=200)
        made = [NameStart(user_id=one.user_id, company=one, text=text) for one in companies for text in names.starts(one.name)]
        NameStart.objects.bulk_create(made, batch_size=PORTION)
    for people in portions(Contact.objects.only("user_id", "name", "called", "email")):
        for one in people:
            one.name_key = names.key(one.name or one.email)
        Contact.objects.bulk_update(people, ["name_key"], batch_size=200)
        found = [(one, text) for one in people for text in names.starts(one.name, one.called, one.email)]
        made = [NameStart(user_id=one.user_id, contact=one, text=text) for one, text in found]
        NameStart.objects.bulk_create(made, batch_size=PORTION)


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0004_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gone_id', models.BigIntegerField()),
                ('gone', models.JSONField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('moved', models.JSONField()),
                ('at', models.DateTimeField(verbose_name='merged')),
                ('taken_back_at', models.DateTimeField(null=True, verbose_name='taken back')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='NameStart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='company',
            name='bare_key',
            field=tracker.models.people.DerivedKey(default=b''),
        ),
        migrations.AddField(
            model_name='company',
            name='name_key',
            field=tracker.models.people.DerivedKey(default=b''),
        ),
        migrations.AddField(
            model_name='contact',
            name='name_key',
            field=tracker.models.people.DerivedKey(default=b''),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['user', 'name_key', 'id'], name='company_list'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['user', 'bare_key'], name='company_twins'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['user', 'name_key', 'id'], name='contact_list'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['user', 'role', 'name_key', 'id'], name='contact_by_role'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('user'), django.db.models.functions.text.Lower('email'), name='contact_address'),
        ),
        migrations.AddField(
            model_name='merge',
            name='company',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='tracker.company'),
        ),
        migrations.AddField(
            model_name='merge',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='tracker.contact'),
        ),
        migrations.AddField(
            model_name='merge',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='namestart',
            name='company',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='name_start_set', to='tracker.company'),
        ),
        migrations.AddField(
            model_name='namestart',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='name_start_set', to='tracker.contact'),
        ),
        migrations.AddField(
            model_name='namestart',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['user', 'gone_id'], name='merge_of'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', True), ('contact__isnull', False)), models.Q(('company__isnull', False), ('contact__isnull', True)), _connector='OR'), name='merge_is_of_one_kind'),
        ),
        migrations.AddIndex(
            model_name='namestart',
            index=models.Index(condition=models.Q(('contact__isnull', False)), fields=['user', 'text', 'contact'], name='person_by_word'),
        ),
        migrations.AddIndex(
            model_name='namestart',
            index=models.Index(condition=models.Q(('company__isnull', False)), fields=['user', 'text', 'company'], name='company_by_word'),
        ),
        # Last: PostgreSQL changes no table in which rows of the same transaction still wait for their checks.
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
