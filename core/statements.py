"""A query that nearly every request asks: compiled once, and run each time with other values.

Compiling a small statement takes several times as long as the database needs to answer it. So does parsing and
planning it: on PostgreSQL the statement is prepared, once for each connection.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from . import clock
from .database.prepared import ParameterNumber, Prepared, Unprepared

STAND_IN_KEY = -(10**15)  # and below: no record has such keys; they stand in what is compiled, for values put in later
STAND_IN_MOMENT = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)  # … and before: in every time zone
SHAPES = 64  # of values; a statement is kept for each of the last ones


class Text(str):
    """A text that is put in as keys are: there would be too many for a statement of each.

    Only where Django takes it as it is: for `iexact` and `contains` it rewrites it first.
    """


Value = int | str | date | datetime
PUT_IN = {int: "bigint", Text: "text", date: "date", datetime: "timestamptz"}  # → as PostgreSQL calls them


class _Compiled(NamedTuple):
    question: QuerySet[Any, Any]
    compiler: SQLCompiler
    statement: Unprepared | Prepared


class Statement:
    """The rows that a question finds of some values. Nothing of the answer is kept, and only the values differ."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], *, generic_plan: bool = True) -> None:
        """`question` answers with values, or with whole records. It may ask what day it is, and not what time.

        Of what it is given, keys, days, moments and any `Text` are put in, also those in tuples, of which it is told
        nothing but how many there are. Everything else (words, what is true) it is given as it is; there is a
        statement for each.

        `generic_plan`: whether one plan serves all values, as where keys are looked up. Not where a word may be rare
        or common: then PostgreSQL plans for the values each time.
        """
        self._question, self._generic_plan = question, generic_plan
        self._compiled = lru_cache(SHAPES)(self._compile)
        self._sent = lru_cache(SHAPES)(self._compile_only_to_send)

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Values, as the database gives them. One query, answered anew each time."""
        put_in, statement = _found_for(values, self._sent)
        if statement is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*statement.with_values(put_in, connection))
            return cursor.fetchall()

    def records(self, *values: Any) -> list[Any]:
        """Records, with what the question selects beside them. One query, answered anew each time."""
        put_in, compiled = _found_for(values, self._compiled)
        if compiled is None:
            return []
        compiler: Any = copy(compiled.compiler)
        compiler.connection = connections[compiled.question.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: compiled.statement.with_values(put_in, compiler.connection)
        asked: Any = compiled.question.all()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def _compile(self, vendor: str, day: date, shape: tuple[Hashable, ...]) -> _Compiled | None:
        """`vendor` and `day` are what it is kept for: what a day begins or ends makes another statement of it.

        Nothing where no row could be found, as Django says of what asks for one of no keys.
        """
        given, kinds = _stand_ins(shape)
        try:
            _, _, (_, before) = self._compile_once(given)
            question, compiler, (sql, parameters) = self._compile_once(given)
        except EmptyResultSet:
            return None
        if parameters != before:
            raise RuntimeError("What is kept for the day depends on the moment: give the moment as a value.")
        whole = Unprepared(sql, _numbered(parameters, kinds))
        if not (self._generic_plan and connection.prepares_statements):  # type: ignore[attr-defined]  # of our own
            return _Compiled(question, compiler, whole)
        return _Compiled(question, compiler, Prepared.of(whole, [PUT_IN[kind] for kind in kinds], connection))

    def _compile_only_to_send(
        self, vendor: str, day: date, shape: tuple[Hashable, ...]
    ) -> Unprepared | Prepared | None:
        """All that is needed of it where no records are made: the rest takes much memory."""
        compiled = self._compile(vendor, day, shape)
        return compiled and compiled.statement

    def _compile_once(self, given: tuple[Any, ...]) -> tuple[QuerySet[Any, Any], SQLCompiler, Any]:
        question = self._question(*given)
        compiler = question.query.get_compiler(question.db)
        written = compiler.as_sql()
        compiler.connection = None  # it belongs to this thread, and ends with it
        return question, compiler, written


def _found_for(values: tuple[Any, ...], compiled_for: Callable[..., Any]) -> tuple[list[Any], Any]:
    """What of these values is put in, and what is compiled for their shape: nothing if no row could be found."""
    put_in: list[Value] = []
    shape = _shape(values, put_in)
    return [_as_kept(value) for value in put_in], compiled_for(connection.vendor, clock.today(), shape)


def several(keys: Sequence[int]) -> tuple[int, ...]:
    """The same keys for a statement, in one of a few lengths: the last of them stands there more than once."""
    length = 1 << max(len(keys) - 1, 0).bit_length()
    return (*keys, *[keys[-1]] * (length - len(keys))) if keys else ()


def _shape(value: Any, put_in: list[Value]) -> Any:
    """What the statement depends on: of what is put in only its kind. That itself is added to what is `put_in`."""
    if type(value) in PUT_IN:  # not what is true or false, nor a word of a list of choices
        put_in.append(value)
        return type(value)
    return tuple([_shape(each, put_in) for each in value]) if type(value) is tuple else value


def _stand_ins(shape: tuple[Hashable, ...]) -> tuple[tuple[Any, ...], list[Any]]:
    """What the question is given for values of this shape; and the kinds of those that are put in, in order."""
    kinds: list[Any] = []

    def given(one: Any) -> Any:
        if type(one) is tuple:
            return tuple([given(each) for each in one])
        if one not in PUT_IN:
            return one
        kinds.append(one)
        return _stand_in(len(kinds) - 1, one)

    return given(shape), kinds


def _stand_in(number: int, kind: Any) -> Value:
    """What is compiled in the place of the value of this number."""
    if kind is int:
        return STAND_IN_KEY - number
    if kind is Text:
        return f"\0{number}"  # no database keeps such a text
    return STAND_IN_MOMENT - timedelta(number) if kind is datetime else date.max - timedelta(number)


def _numbered(parameters: Sequence[Any], kinds: Sequence[Any]) -> tuple[Any, ...]:
    """The parameters with numbers of values instead of what stood in for them."""
    stood_in = {_as_kept(_stand_in(number, kind)): ParameterNumber(number) for number, kind in enumerate(kinds)}
    return tuple([stood_in.get(each, each) for each in parameters])


def _as_kept(value: Value) -> Any:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
