"""A question that is asked at nearly every click: its statement is written once, and its values are put in each time.

To write a small statement takes the program several times as long as it takes the database to answer it. So does to
read and to plan it: PostgreSQL does that once for each connection.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from . import clock
from .database.texts import Place, Planned, Whole

FIRST_KEY = -(10**15)  # no record has such a key: where it stands in a statement, a value is put in
LAST_MOMENT = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)  # in every time zone
SHAPES = 64  # of values; a statement is kept for each of the last ones


class Text(str):
    """A text that is put in as keys are: there would be too many for a statement of each.

    Only where Django takes it as it is: for `iexact` and `contains` it rewrites it first.
    """


Value = int | str | date | datetime
PUT_IN = {int: "bigint", Text: "text", date: "date", datetime: "timestamptz"}  # → as PostgreSQL calls them


class _Written(NamedTuple):
    question: QuerySet[Any, Any]
    compiler: SQLCompiler
    text: Whole | Planned


class Statement:
    """The rows that a question finds of some values. Nothing of the answer is kept, and only the values differ."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], *, one_plan: bool = True) -> None:
        """`question` answers with values, or with whole records. It may ask what day it is, and not what time.

        Of what it is given, keys, days, moments and any `Text` are put in, also those in tuples, of which it is told
        nothing but how many there are. Everything else (words, what is true) it is given as it is; there is a
        statement for each.

        `one_plan`: whether the same way to the rows is good for all values, as it is where keys are looked up, and is
        not where a word may be rare or common.
        """
        self._question, self._one_plan = question, one_plan
        self._written = lru_cache(SHAPES)(self._write)
        self._text = lru_cache(SHAPES)(self._write_text)

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Values, as the database gives them. One query, answered anew each time."""
        there, text = _found_for(values, self._text)
        if text is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*text.filled(there, connection))
            return cursor.fetchall()

    def records(self, *values: Any) -> list[Any]:
        """Records, with what the question selects beside them. One query, answered anew each time."""
        there, written = _found_for(values, self._written)
        if written is None:
            return []
        compiler: Any = copy(written.compiler)
        compiler.connection = connections[written.question.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: written.text.filled(there, compiler.connection)
        asked: Any = written.question.all()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def _write(self, vendor: str, day: date, shape: tuple[Hashable, ...]) -> _Written | None:
        """`vendor` and `day` are what it is kept for: what a day begins or ends makes another statement of it.

        Nothing where no row could be found, as Django says of what asks for one of no keys.
        """
        places = _places(shape)
        try:
            _, _, (_, before) = self._write_out(places)
            question, compiler, (sql, parameters) = self._write_out(places)
        except EmptyResultSet:
            return None
        if parameters != before:
            raise RuntimeError("What is kept for the day depends on the moment: give the moment as a value.")
        kinds = _kinds(shape)
        numbers = {_as_kept(_place(number, kind)): Place(number) for number, kind in enumerate(kinds)}
        text = Whole(sql, tuple([numbers.get(each, each) for each in parameters]))
        if not (self._one_plan and connection.plans_once):  # type: ignore[attr-defined]  # of our own
            return _Written(question, compiler, text)
        return _Written(question, compiler, Planned.of(text, [PUT_IN[kind] for kind in kinds], connection))

    def _write_text(self, vendor: str, day: date, shape: tuple[Hashable, ...]) -> Whole | Planned | None:
        """All that is needed of it where no records are made: the rest takes much memory."""
        written = self._write(vendor, day, shape)
        return written and written.text

    def _write_out(self, places: tuple[Any, ...]) -> tuple[QuerySet[Any, Any], SQLCompiler, Any]:
        question = self._question(*places)
        compiler = question.query.get_compiler(question.db)
        written = compiler.as_sql()
        compiler.connection = None  # it belongs to this thread, and ends with it
        return question, compiler, written


def _found_for(values: tuple[Any, ...], written_for: Callable[..., Any]) -> tuple[list[Any], Any]:
    """What of these values is put in, and what is written for their shape: nothing if no row could be found."""
    there: list[Value] = []
    shape = _shape(values, there)
    return [_as_kept(value) for value in there], written_for(connection.vendor, clock.today(), shape)


def several(keys: Sequence[int]) -> tuple[int, ...]:
    """The same keys for a statement, in one of a few lengths: the last of them stands there more than once."""
    length = 1 << max(len(keys) - 1, 0).bit_length()
    return (*keys, *[keys[-1]] * (length - len(keys))) if keys else ()


def _shape(value: Any, there: list[Value]) -> Any:
    """What the statement depends on: of what can be put in only its kind. That is added to what is `there`."""
    if type(value) in PUT_IN:  # not what is true or false, nor a word of a list of choices
        there.append(value)
        return type(value)
    return tuple([_shape(each, there) for each in value]) if type(value) is tuple else value


def _kinds(shape: Any) -> list[Any]:
    """Of what is put into values of this shape, in order."""
    if type(shape) is tuple:
        return [kind for each in shape for kind in _kinds(each)]
    return [shape] if shape in PUT_IN else []


def _places(shape: tuple[Hashable, ...]) -> tuple[Any, ...]:
    """What stands where values of this shape are put in."""
    numbers = count()

    def place(one: Any) -> Any:
        if type(one) is tuple:
            return tuple([place(each) for each in one])
        return _place(next(numbers), one) if one in PUT_IN else one

    return place(shape)


def _place(number: int, kind: Any) -> Value:
    """What stands where the value of this number is put in."""
    if kind is int:
        return FIRST_KEY - number
    if kind is Text:
        return f"\0{number}"  # no database keeps such a text
    return LAST_MOMENT - timedelta(number) if kind is datetime else date.max - timedelta(number)


def _as_kept(value: Value) -> Any:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
