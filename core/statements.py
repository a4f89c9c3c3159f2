"""A question that is asked at nearly every click: its statement is written once, and its values are put in each time.

To write a small statement takes the program several times as long as it takes the database to answer it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
PLACE = -(10**15)  # no record has such a key: where it stands in a statement, a value is put in


class Statement:
    """The rows that a question finds of some keys. Nothing of the answer is kept, and nothing but keys differs."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]]) -> None:
        """`question` takes as many keys as are asked about, and answers with values, or with whole records."""
        self._question = question
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}  # by kind of database

    def rows(self, *keys: int) -> list[tuple[Any, ...]]:
        """Values. One query, answered anew each time."""
        with connection.cursor() as cursor:
            cursor.execute(*self._about(keys))
            return cursor.fetchall()

    def records(self, model: type[M], *keys: int) -> list[M]:
        """Records of this model, which the question asks for. One query, answered anew each time."""
        return list(model._default_manager.raw(*self._about(keys)))

    def _about(self, keys: tuple[int, ...]) -> tuple[str, list[Any]]:
        if connection.vendor not in self._written:
            places = (PLACE - number for number in range(len(keys)))
            self._written[connection.vendor] = self._question(*places).query.sql_with_params()
        sql, parameters = self._written[connection.vendor]
        values = {PLACE - number: key for number, key in enumerate(keys)}
        return sql, [values.get(parameter, parameter) for parameter in parameters]
