"""A file is begun before the pupil leaves, too: the old name said something else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0015_who_was_told_and_constraints")]
    operations = [migrations.RenameModel("Leaver", "PupilWithFile")]
