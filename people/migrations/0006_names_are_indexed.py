"""On PostgreSQL a name is found by the beginnings of its words, among all registers at once (people.name_index).

The function knows no more than the index needs: letters and digits of ASCII, small, without accents; what else stands
in a word is left out. The letters that Unicode does not take for another with an accent are those of core.normalising.
"""

from django.db import migrations

SMALL = ("ABCDEFGHIJKLMNOPQRSTUVWXYZŁłØøĐđÐðĦħı", "abcdefghijklmnopqrstuvwxyzllooddddhhi")
AS_TWO = {"æÆ": "ae", "œŒ": "oe", "þÞ": "th", "ßẞ": "ss"}
BETWEEN = r"\s''’(),.-"  # what stands between the words of a name; the apostrophe as SQL has it


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    words = f"translate(normalize(name, NFKD), '{SMALL[0]}', '{SMALL[1]}')"
    for letters, two in AS_TWO.items():
        words = f"regexp_replace({words}, '[{letters}]', '{two}', 'g')"
    words = f"regexp_split_to_array(regexp_replace({words}, '[^a-z0-9{BETWEEN}]', '', 'g'), '[{BETWEEN}]+')"
    schema_editor.execute(
        "CREATE FUNCTION name_beginnings(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        f"COST 1000 AS $$ SELECT array_to_tsvector(array_remove({words}, '')) $$"
    )
    schema_editor.execute("CREATE INDEX person_name_beginnings ON people_person USING gin (name_beginnings(name))")
    schema_editor.execute("ANALYZE people_person")


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX person_name_beginnings")
        schema_editor.execute("DROP FUNCTION name_beginnings(text)")


class Migration(migrations.Migration):
    dependencies = [("people", "0005_names_as_typed")]

    operations = [migrations.RunPython(make, unmake)]
