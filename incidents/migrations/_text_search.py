"""The index that full-text search asks on PostgreSQL (on SQLite, incidents.text_index makes its own)."""

from django.db import migrations

INDEXES = {
    "incident_text": (
        "incidents_incident",
        ("description", "immediate_action", "place_detail", "told_by", "device_kept", "outcome", "rationale", "debrief"),
    ),
    "entry_text": ("incidents_entry", ("text",)),
}

# English word forms, and no word left out as too common: "Will" is a name.
CONFIGURATION = (
    "CREATE TEXT SEARCH DICTIONARY record_word (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION record_text (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION record_text ALTER MAPPING REPLACE english_stem WITH record_word",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in CONFIGURATION:
        schema_editor.execute(statement)
    for name, (table, columns) in INDEXES.items():
        text = " || ' ' || ".join(columns)
        schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin (to_tsvector('record_text', {text}))")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX {name}")
    schema_editor.execute("DROP TEXT SEARCH CONFIGURATION record_text")
    schema_editor.execute("DROP TEXT SEARCH DICTIONARY record_word")


indexed = migrations.RunPython(make, drop)
