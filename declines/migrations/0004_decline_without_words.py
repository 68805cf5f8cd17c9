import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("declines", "0003_words_become_letters")]

    operations = [
        migrations.RemoveConstraint(
            model_name='decline',
            name='delivered_means_how',
        ),
        # With defaults first: on the way back the columns are added to rows that are there already.
        migrations.AlterField(
            model_name='decline',
            name='body',
            field=models.TextField(default='', max_length=20000),
        ),
        migrations.AlterField(
            model_name='decline',
            name='channel',
            field=models.CharField(default='email', max_length=10),
        ),
        migrations.RemoveField(
            model_name='decline',
            name='body',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='channel',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='contact',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='delivered_at',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='delivered_by',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='stay_in_touch',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='subject',
        ),
        migrations.RemoveField(
            model_name='decline',
            name='thank_you',
        ),
        migrations.AlterField(
            model_name='decline',
            name='letter',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='no', to='declines.letter'),
        ),
    ]
