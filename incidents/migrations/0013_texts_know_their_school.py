"""A word of an incident and its school are found in one index: of a common word, only what one school has is read."""

from django.db import migrations

from ._text_search import INDEXES

NAME = "incident_text"
TABLE, COLUMNS = INDEXES[NAME]
TEXT = " || ' ' || ".join(COLUMNS)
WORDS = f"to_tsvector('record_text', {TEXT})"


def make(apps, schema_editor):
    _index(schema_editor, f"({WORDS} || array_to_tsvector(ARRAY['school ' || school_id::text]))")


def unmake(apps, schema_editor):
    _index(schema_editor, WORDS)


def _index(schema_editor, words):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP INDEX {NAME}")
    schema_editor.execute(f"CREATE INDEX {NAME} ON {TABLE} USING gin ({words})")
    schema_editor.execute(f"ANALYZE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0012_named_by_mistake")]

    operations = [migrations.RunPython(make, unmake)]
