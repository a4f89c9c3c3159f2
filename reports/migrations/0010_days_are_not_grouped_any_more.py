"""The statistics of days go: figures ask now whether something took longer than a limit, and that is true or not."""

from importlib import import_module

from django.db import migrations

statistics = import_module("reports.migrations.0008_how_few_days_there_are")


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_what_was_read_has_its_fingerprint")]

    operations = [migrations.RunPython(statistics.drop, statistics.make)]
