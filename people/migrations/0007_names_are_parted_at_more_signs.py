"""The words of a name are parted at every sign that people put between them, as a search of the log parts them.

Of “Ann–Marie” or “O`Hara” the index had one word, “annmarie”. What it is of is built anew.
"""

from django.db import migrations

SMALL = ("ABCDEFGHIJKLMNOPQRSTUVWXYZŁłØøĐđÐðĦħı", "abcdefghijklmnopqrstuvwxyzllooddddhhi")
AS_TWO = {"æÆ": "ae", "œŒ": "oe", "þÞ": "th", "ßẞ": "ss"}
FEW = "''’(),."  # the apostrophe as SQL has it
MORE = (
    "''\u2018\u2019\u02bc`\u00b4\"\u201c\u201d\u201e\u00ab\u00bb(),.:;!?/&+_*#@\u00b7\u2026"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
)
INDEXES = ("person_name_beginnings", "typed_name_beginnings")


def part_at(schema_editor, signs):
    if schema_editor.connection.vendor != "postgresql":
        return
    between = f"[:space:]{signs}-"
    words = f"translate(normalize(name, NFKD), '{SMALL[0]}', '{SMALL[1]}')"
    for letters, two in AS_TWO.items():
        words = f"regexp_replace({words}, '[{letters}]', '{two}', 'g')"
    words = f"regexp_split_to_array(regexp_replace({words}, '[^a-z0-9{between}]', '', 'g'), '[{between}]+')"
    schema_editor.execute(
        "CREATE OR REPLACE FUNCTION name_beginnings(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT "
        f"PARALLEL SAFE COST 1000 AS $$ SELECT array_to_tsvector(array_remove({words}, '')) $$"
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_stat_user_indexes WHERE indexrelname = ANY(%s)", [[*INDEXES]])
        there = [name for (name,) in cursor.fetchall()]
    for index in there:
        schema_editor.execute(f"REINDEX INDEX {index}")


def more(apps, schema_editor):
    part_at(schema_editor, MORE)


def fewer(apps, schema_editor):
    part_at(schema_editor, FEW)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_names_are_indexed")]

    operations = [migrations.RunPython(more, fewer)]
