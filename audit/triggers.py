"""What was written once stays: the database itself refuses to change it or to take it away.

SQLite builds a table anew when a migration changes one of its columns, and drops its triggers without a word. So the
triggers are looked for after every migration, on both databases, and made where one is missing or is another.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .layouts import lines, sealed
from .models import Chain, Layout, Link, Permit

FUNCTION = "audit_only_added_to"
LINK_STAYS = ("chain_id", "number", "kind", "object", "object_id", "layout", "at", "digest", "hash")


def protected() -> list[str]:
    """The tables whose rows are only ever added to."""
    pairs = [field.m2m_db_table() for model in lines() for field in model._meta.many_to_many]
    return sorted({layout.model._meta.db_table for layout in sealed()} | {*pairs, Layout._meta.db_table})


def protect(*, using: str, **_: Any) -> None:
    """Keep the layouts, and make the triggers that are missing (a receiver of `post_migrate`)."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if Link._meta.db_table not in there:
        return
    known = set(Layout.objects.using(using).values_list("key", flat=True))
    new = [Layout(key=each.key, object=each.object, columns=" ".join(each.columns)) for each in sealed()]
    Layout.objects.using(using).bulk_create([layout for layout in new if layout.key not in known])
    tables = [table for table in protected() if table in there]
    wanted = on_sqlite(tables) if connection.vendor == "sqlite" else on_postgresql(tables)
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
        if connection.vendor == "postgresql":
            for function in (FUNCTION_OF_ROWS, FUNCTION_OF_LINKS, FUNCTION_OF_CHAINS):
                cursor.execute(function)
        for name, statement in wanted.items():
            if name not in present:
                cursor.execute(statement)
            elif connection.vendor == "sqlite" and present[name] != statement:
                cursor.execute(f"DROP TRIGGER {name}")
                cursor.execute(statement)


def _present(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%%'")
    else:
        cursor.execute("SELECT tgname, '' FROM pg_trigger WHERE tgname LIKE 'kept_%%'")
    return dict(cursor.fetchall())


def _names(table: str) -> tuple[str, str]:
    """PostgreSQL knows 63 characters of a name."""
    return f"kept_{table}"[:59] + "_upd", f"kept_{table}"[:59] + "_del"


# SQLite -------------------------------------------------------------------------------------------------------


def on_sqlite(tables: list[str]) -> dict[str, str]:
    """Each trigger by its name."""
    made = {}
    unless = f"WHEN NOT EXISTS (SELECT 1 FROM {Permit._meta.db_table})"  # noqa: S608  our own names
    for table in tables:
        changed, removed = _names(table)
        stop = f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are only ever added.'); END"
        made[changed] = f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} {unless} {stop}"
        made[removed] = f"CREATE TRIGGER {removed} BEFORE DELETE ON {table} {unless} {stop}"
    link, chain = Link._meta.db_table, Chain._meta.db_table
    same = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (*LINK_STAYS, "by"))
    no_permit = f"NOT EXISTS (SELECT 1 FROM {Permit._meta.db_table})"  # noqa: S608
    made["kept_links_upd"] = (
        f"CREATE TRIGGER kept_links_upd BEFORE UPDATE ON {link} WHEN {no_permit} OR NEW.salt IS NOT NULL OR {same} "
        "BEGIN SELECT RAISE(ABORT, 'A link stays as it is.'); END"
    )
    made["kept_links_del"] = (
        f"CREATE TRIGGER kept_links_del BEFORE DELETE ON {link} BEGIN SELECT RAISE(ABORT, 'A link stays.'); END"
    )
    made["kept_chains_upd"] = (
        f"CREATE TRIGGER kept_chains_upd BEFORE UPDATE ON {chain} WHEN NEW.length <= OLD.length "
        "OR NEW.school IS NOT OLD.school BEGIN SELECT RAISE(ABORT, 'A chain only grows.'); END"
    )
    made["kept_chains_del"] = (
        f"CREATE TRIGGER kept_chains_del BEFORE DELETE ON {chain} BEGIN SELECT RAISE(ABORT, 'A chain stays.'); END"
    )
    return made


# PostgreSQL ---------------------------------------------------------------------------------------------------

FUNCTION_OF_ROWS = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {Permit._meta.db_table}) THEN
        RAISE EXCEPTION 'Rows of % are only ever added.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
    RETURN OLD;
END $$
"""  # noqa: S608  our own names
FUNCTION_OF_LINKS = f"""
CREATE OR REPLACE FUNCTION audit_links_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM {Permit._meta.db_table}) AND NEW.salt IS NULL
        AND ({", ".join(f"NEW.{c}" for c in (*LINK_STAYS, '"by"'))})
        IS NOT DISTINCT FROM ({", ".join(f"OLD.{c}" for c in (*LINK_STAYS, '"by"'))})
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A link stays as it is.' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""  # noqa: S608  our own names
FUNCTION_OF_CHAINS = """
CREATE OR REPLACE FUNCTION audit_chains_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.length > OLD.length AND NEW.school = OLD.school THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A chain only grows.' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def on_postgresql(tables: list[str]) -> dict[str, str]:
    """Each trigger by its name."""
    of = dict.fromkeys(tables, FUNCTION) | {
        Link._meta.db_table: "audit_links_stay",
        Chain._meta.db_table: "audit_chains_grow",
    }
    made = {}
    for table, function in of.items():
        changed, emptied = _names(table)
        made[changed] = (
            f"CREATE TRIGGER {changed} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        made[emptied] = (
            f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )
    return made
