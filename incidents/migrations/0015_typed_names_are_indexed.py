"""A name that was typed, of somebody on no register, is found as those of the registers are (people.name_index)."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        "CREATE INDEX typed_name_beginnings ON incidents_involvement USING gin (name_beginnings(name)) "
        "WHERE person_id IS NULL"
    )
    schema_editor.execute("ANALYZE incidents_involvement")


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX typed_name_beginnings")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0014_people_are_counted_from_an_index"),
        ("people", "0006_names_are_indexed"),
    ]

    operations = [migrations.RunPython(make, unmake)]
