"""Triggers: the database itself refuses to change or delete what was sealed.

SQLite builds a table anew when a migration changes one of its columns, and drops its triggers without a word. So the
triggers are looked for after every migration, on both databases, and made where one is missing or is another.
"""

from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .layouts import lines, sealed, tracked
from .models import Chain, Layout, Link, Permit

FUNCTION = "audit_only_added_to"
LINK_STAYS = ("chain_id", "number", "kind", "object", "object_id", "layout", "at", "digest", "hash")


def protected() -> dict[str, str]:
    """The tables whose rows are only ever added to, and the column of the key of each."""
    fields: list[Any] = [field for model in lines() for field in model._meta.many_to_many]
    fields += [record._meta.get_field(name) for record, _ in tracked() for name in record.only_added]
    pairs: list[Any] = [field.remote_field.through for field in fields]
    models = [*(layout.model for layout in sealed()), *pairs, Layout]
    return {model._meta.db_table: str(model._meta.pk.column) for model in models}


def protect(*, using: str, **_: Any) -> None:
    """Keep the layouts, and make the triggers that are missing (a receiver of `post_migrate`)."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if Link._meta.db_table not in there:
        return
    known = set(Layout.objects.using(using).values_list("key", flat=True))
    new = [Layout(key=each.key, object=each.object, columns=" ".join(each.columns)) for each in sealed()]
    Layout.objects.using(using).bulk_create([layout for layout in new if layout.key not in known])
    tables = {table: key for table, key in protected().items() if table in there}
    wanted = on_sqlite(tables) if connection.vendor == "sqlite" else on_postgresql(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for function in (FUNCTION_OF_ROWS, FUNCTION_OF_LINKS, FUNCTION_OF_CHAINS):
                cursor.execute(function)
        present = _present(connection, cursor)
        for name, trigger in wanted.items():
            if present.get(name) == trigger.known_by:
                continue
            if name in present:
                cursor.execute(f"DROP TRIGGER {name}{trigger.on}")
            cursor.execute(trigger.statement)


class Trigger(NamedTuple):
    """`known_by` is what the database tells of it when it is there as it should be; `on` is needed to drop it."""

    statement: str
    known_by: str
    on: str = ""


def _present(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'")
    else:
        cursor.execute(
            "SELECT tgname, concat_ws(' ', c.relname, p.proname, t.tgtype, t.tgenabled) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE tgname LIKE 'kept_%'"
        )
    return dict(cursor.fetchall())


def _name(table: str, what: str) -> str:
    """PostgreSQL knows 63 characters of a name."""
    return f"kept_{table}"[:59] + f"_{what}"


# SQLite -------------------------------------------------------------------------------------------------------


NO_PERMIT = f"NOT EXISTS (SELECT 1 FROM {Permit._meta.db_table})"  # noqa: S608  our own names
SAME_LINK = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in (*LINK_STAYS, "by"))
LINK, CHAIN = Link._meta.db_table, Chain._meta.db_table


def on_sqlite(tables: dict[str, str]) -> dict[str, Trigger]:
    """Each trigger by its name.

    REPLACE takes a row away without a word to the triggers for that, unless a connection asks for it. So a row that
    has the key of another is refused before it can come in its place.
    """
    made = {}

    def stop(name: str, event: str, table: str, when: str, says: str) -> None:
        when = when and f" WHEN {when}"
        statement = f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        made[name] = Trigger(statement, known_by=statement)

    for table, key in tables.items():
        says = f"Rows of {table} are only ever added."
        stop(_name(table, "upd"), "UPDATE", table, NO_PERMIT, says)
        stop(_name(table, "del"), "DELETE", table, NO_PERMIT, says)
        stop(_name(table, "ins"), "INSERT", table, _there_is(table, f"{key} = NEW.{key}"), says)
    says = "A link stays as it is."
    stop("kept_links_upd", "UPDATE", LINK, f"{NO_PERMIT} OR NEW.salt IS NOT NULL OR NOT ({SAME_LINK})", says)
    stop("kept_links_del", "DELETE", LINK, "", says)
    same_place = "id = NEW.id OR (chain_id = NEW.chain_id AND number = NEW.number)"
    stop("kept_links_ins", "INSERT", LINK, _there_is(LINK, same_place), says)
    says = "A chain only grows."
    stop("kept_chains_upd", "UPDATE", CHAIN, "NEW.length <= OLD.length OR NEW.school IS NOT OLD.school", says)
    stop("kept_chains_del", "DELETE", CHAIN, "", says)
    stop("kept_chains_ins", "INSERT", CHAIN, _there_is(CHAIN, "id = NEW.id OR school = NEW.school"), says)
    return made


def _there_is(table: str, same: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  our own names


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


ROW_UPDATED_OR_DELETED, EMPTIED = 27, 34  # bits of pg_trigger.tgtype: before (2), each row (1), delete (8), update (16)


def on_postgresql(tables: dict[str, str]) -> dict[str, Trigger]:
    """Each trigger by its name."""
    made = {}
    for table, function in (
        dict.fromkeys(tables, FUNCTION) | {LINK: "audit_links_stay", CHAIN: "audit_chains_grow"}
    ).items():
        for what, event, level, kind in (
            ("upd", "UPDATE OR DELETE", "ROW", ROW_UPDATED_OR_DELETED),
            ("del", "TRUNCATE", "STATEMENT", EMPTIED),
        ):
            name = _name(table, what)
            made[name] = Trigger(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level} EXECUTE FUNCTION {function}()",
                known_by=f"{table} {function} {kind} O",
                on=f" ON {table}",
            )
    return made
