"""A question that is asked at nearly every click: its statement is written once, and its values are put in each time.

To write a small statement takes the program several times as long as it takes the database to answer it.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

PLACE = -(10**15)  # no record has such a key: where it stands in a statement, a value is put in
Value = int | date


class _Written(NamedTuple):
    question: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]


class Statement:
    """The rows that a question finds of some keys, or days. Nothing of the answer is kept, and only these differ."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]]) -> None:
        """`question` takes as many values as are asked about, and answers with values, or with whole records."""
        self._question = question
        self._written: dict[str, _Written] = {}  # by kind of database

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Values. One query, answered anew each time."""
        written = self._as_written(values)
        with connection.cursor() as cursor:
            cursor.execute(written.sql, _put_in(values, written))
            return cursor.fetchall()

    def records(self, *values: Value) -> list[Any]:
        """Records, with what the question selects beside them. One query, answered anew each time."""
        written = self._as_written(values)
        compiler: Any = copy(written.compiler)
        compiler.connection = connections[written.question.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: (written.sql, _put_in(values, written))
        asked: Any = written.question.all()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def _as_written(self, values: Sequence[Value]) -> _Written:
        if connection.vendor not in self._written:
            question = self._question(*(_place(number, value) for number, value in enumerate(values)))
            compiler = question.query.get_compiler(question.db)
            self._written[connection.vendor] = _Written(question, compiler, *compiler.as_sql())
        return self._written[connection.vendor]


def _place(number: int, value: Value) -> Value:
    """What stands where this value is put in."""
    return date.max - number * date.resolution if isinstance(value, date) else PLACE - number


def _put_in(values: Sequence[Value], written: _Written) -> list[Any]:
    here = {_as_kept(_place(number, value)): _as_kept(value) for number, value in enumerate(values)}
    return [here.get(parameter, parameter) for parameter in written.parameters]


def _as_kept(value: Value) -> Any:
    """As the database is given it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
