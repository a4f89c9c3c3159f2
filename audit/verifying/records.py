"""Comparing what stands now with the last row of its history: the history alone is sealed."""

from collections.abc import Iterator

from django.db import connections, models

from audit.layouts import tracked

from .problems import Problem, Progress


def check_records(progress: Progress, using: str) -> Iterator[Problem]:
    """Each record that is not what its history says it is, table by table: one query each."""
    for record, history in tracked():
        label = record._meta.label_lower
        for key, there in _differing(record, history, using):
            what = "it was changed past its history" if there else "it was taken away past its history"
            yield Problem(object=label, key=key, what=what)


def _differing(record: type[models.Model], history: type[models.Model], using: str) -> list[tuple[int, int]]:
    """(key, whether the record is there) of what differs from the last row of its history, or has none."""
    connection = connections[using]
    quote = connection.ops.quote_name
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    kept = {field.column for field in history._meta.concrete_fields}
    both = [quote(str(field.column)) for field in record._meta.concrete_fields if field.column in kept]
    compared = " OR ".join(f"r.{column} {differs} h.{column}" for column in both)
    table, past = quote(record._meta.db_table), quote(history._meta.db_table)
    last = f"SELECT max(history_id) AS history_id FROM {past} GROUP BY id"  # noqa: S608  our own names
    statement = (
        f"SELECT r.id, 1 FROM {table} r LEFT JOIN (SELECT h.* FROM {past} h JOIN ({last}) l "  # noqa: S608
        f"ON l.history_id = h.history_id) h ON h.id = r.id WHERE h.history_type IS NULL OR h.history_type = '-' "
        f"OR {compared} "
        f"UNION ALL SELECT h.id, 0 FROM {past} h JOIN ({last}) l ON l.history_id = h.history_id "
        f"LEFT JOIN {table} r ON r.id = h.id WHERE r.id IS NULL AND h.history_type <> '-' ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[tuple[int, int]] = cursor.fetchall()
    return found
