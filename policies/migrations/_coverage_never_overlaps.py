"""At most one policy of a kind covers a school on any day: held by triggers, since no plain constraint can say it.

SQLite drops the triggers of a table that a later migration rebuilds: such a migration has to run this operation again
(tests/policies/test_coverage.py fails until it does).
"""

from django.db import migrations

OVERLAPS = """
    SELECT 1 FROM policies_coverage AS other
    WHERE other.school_id = NEW.school_id
      AND other.kind = NEW.kind
      AND other.id IS DISTINCT FROM NEW.id
      AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
      AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
"""

SQLITE = """
CREATE TRIGGER coverage_never_overlaps_on_{verb}
BEFORE {event} ON policies_coverage
WHEN EXISTS ({overlaps})
BEGIN
    SELECT RAISE(ABORT, 'coverage_of_one_kind_never_overlaps');
END
"""

# The school's row is locked first: of two transactions at once, the second waits and then sees the first one's period.
POSTGRESQL = f"""
CREATE FUNCTION coverage_never_overlaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people_school WHERE id = NEW.school_id FOR NO KEY UPDATE;
    IF EXISTS ({OVERLAPS}) THEN
        RAISE EXCEPTION 'Two policies of one kind cover one school on the same day.'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'coverage_of_one_kind_never_overlaps';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER coverage_never_overlaps
BEFORE INSERT OR UPDATE ON policies_coverage
FOR EACH ROW EXECUTE FUNCTION coverage_never_overlaps();
"""

EVENTS = {"insert": "INSERT", "update": "UPDATE"}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    overlaps = OVERLAPS.replace("IS DISTINCT FROM", "IS NOT")  # the same test, as SQLite spells it
    for verb, event in EVENTS.items():
        schema_editor.execute(SQLITE.format(verb=verb, event=event, overlaps=overlaps))


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER coverage_never_overlaps ON policies_coverage")
        schema_editor.execute("DROP FUNCTION coverage_never_overlaps()")
        return
    for verb in EVENTS:
        schema_editor.execute(f"DROP TRIGGER coverage_never_overlaps_on_{verb}")


kept_apart = migrations.RunPython(create, drop)
