"""Copy one database into another of any kind: SQLite to PostgreSQL, or back.

The files of evidence stay where they are.
"""

from django.db import transaction

from . import chain, tables
from .contents import Total
from .restoring import make_tables, prove, require_empty


def move(*, source: str, target: str) -> Total:
    """Copy every row and prove it: all of it is there and found right, or nothing is.

    Nobody writes to the source meanwhile (SQLite: they wait for the lock; PostgreSQL: both processes are stopped).
    """
    require_empty(target, named_by="NEW_DATABASE_URL")
    make_tables(target)
    with transaction.atomic(using=source), transaction.atomic(using=target):
        total = Total(heads=chain.heads(source))
        for model in tables.models():
            content = tables.Content()
            tables.insert(model, content.passing(tables.rows(model, source)), target)
            total.tables[tables.label(model)] = content.summed
        prove(target, total)
    return total
