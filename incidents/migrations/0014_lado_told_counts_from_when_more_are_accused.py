from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0013_file_for_a_new_school_is_of_a_transfer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name="allegationdecision", old_name="lado_since", new_name="lado_told_counts_from"
        ),
        migrations.AlterField(
            model_name="allegationdecision",
            name="lado_told_counts_from",
            field=models.DateTimeField(
                blank=True,
                help_text="More people are accused since: what the LADO was told before is not of them.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="earlierreader", name="earlier_reader_is_listed_once"),
        migrations.AlterModelOptions(name="earlierreader", options={"ordering": ["user__name", "-at", "pk"]}),
        migrations.AddConstraint(
            model_name="earlierreader",
            constraint=models.UniqueConstraint(
                fields=("incident", "user", "at"), name="earlier_reader_is_listed_once_a_time"
            ),
        ),
    ]
