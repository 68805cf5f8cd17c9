from django.db import migrations


def to_letters(apps, schema_editor):
    Decline = apps.get_model("declines", "Decline")
    Letter = apps.get_model("declines", "Letter")
    for decline in Decline.objects.select_related("application").iterator(chunk_size=500):
        decline.letter = Letter.objects.create(
            application=decline.application,
            kind="decline",
            contact_id=decline.contact_id,
            channel=decline.channel,
            subject=decline.subject,
            body=decline.body,
            written_at=decline.decided_at,
            delivered_at=decline.delivered_at,
            delivered_by=decline.delivered_by,
        )
        decline.save(update_fields=["letter"])
        decline.follow_ups.add(*filter(None, [decline.thank_you_id, decline.stay_in_touch_id]))


def back_to_declines(apps, schema_editor):
    Decline = apps.get_model("declines", "Decline")
    Reminder = apps.get_model("tracker", "Reminder")
    # By the table between: on the way back a reminder does not know of the relation any more.
    planned = Decline.follow_ups.through.objects
    for decline in Decline.objects.select_related("letter").iterator(chunk_size=500):
        letter = decline.letter
        decline.contact_id, decline.channel = letter.contact_id, letter.channel[:10]
        decline.subject, decline.body = letter.subject, letter.body
        decline.delivered_at, decline.delivered_by = letter.delivered_at, letter.delivered_by
        follow_ups = Reminder.objects.filter(
            pk__in=planned.filter(decline_id=decline.pk).values_list("reminder_id", flat=True)
        )
        decline.thank_you_id = follow_ups.filter(kind="thank_you").order_by("pk").values_list("pk", flat=True).first()
        decline.stay_in_touch_id = follow_ups.filter(kind="stay_in_touch").order_by("pk").values_list("pk", flat=True).first()
        decline.letter = None
        decline.save()
    apps.get_model("declines", "Letter").objects.all().delete()


class Migration(migrations.Migration):
    """The words of a no become a letter of their own, as every other message is one."""

    dependencies = [("declines", "0002_letters")]

    operations = [migrations.RunPython(to_letters, back_to_declines)]
