"""The index that full-text search asks on PostgreSQL. On SQLite, incidents.text_index makes its own."""

from django.db import migrations

INDEXES = {
    "incident_text": (
        "incidents_incident",
        ("description", "immediate_action", "place_detail", "told_by", "device_kept", "outcome", "rationale", "debrief"),
    ),
    "entry_text": ("incidents_entry", ("text",)),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, (table, columns) in INDEXES.items():
        text = " || ' ' || ".join(columns)
        schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin (to_tsvector('english', {text}))")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_everyday_work")]

    operations = [migrations.RunPython(make, drop)]
