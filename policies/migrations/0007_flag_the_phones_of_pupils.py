"""Until now the checks knew these rows by their keys, and such a column by its words.

Approved versions are marked as well: docs/decisions/0049-marks-of-approved-versions.md says why.
"""

from django.db import migrations
from django.db.models import Q

ROWS = ("phones_in_school", "phones_in_lessons", "phones_in_social_time", "photos_on_phones", "pupil_owned")
WORDS = ("stored", "handed in", "locked away")


def flag(apps, schema_editor):
    apps.get_model("policies", "Row").objects.filter(
        key__in=ROWS, matrix__kind__in=("communications", "devices")
    ).update(pupils_phones=True)
    said = Q()
    for words in WORDS:
        said |= Q(label__icontains=words)
    apps.get_model("policies", "Column").objects.filter(
        said, meaning="acceptable", group__matrix__kind__in=("communications", "devices")
    ).update(meaning="handed_in")


def take_away(apps, schema_editor):
    """Before this no row and no column had such a mark."""
    apps.get_model("policies", "Row").objects.filter(pupils_phones=True).update(pupils_phones=False)
    apps.get_model("policies", "Column").objects.filter(meaning="handed_in").update(meaning="acceptable")


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_phones_of_pupils_and_sections_left_out")]
    operations = [migrations.RunPython(flag, take_away)]
