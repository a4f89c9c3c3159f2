"""A question that is asked at nearly every click: its statement is written once, and its values are put in each time.

To write a small statement takes the program several times as long as it takes the database to answer it.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

PLACE = -(10**15)  # no record has such a key: where it stands in a statement, a value is put in


class Statement:
    """The rows that a question finds of some keys. Nothing of the answer is kept, and nothing but keys differs."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]]) -> None:
        """`question` takes as many keys as `rows`, and answers with values, not with records."""
        self._question = question
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}  # by kind of database

    def rows(self, *keys: int) -> list[tuple[Any, ...]]:
        """One query, answered anew each time."""
        if connection.vendor not in self._written:
            places = (PLACE - number for number in range(len(keys)))
            self._written[connection.vendor] = self._question(*places).query.sql_with_params()
        sql, parameters = self._written[connection.vendor]
        values = {PLACE - number: key for number, key in enumerate(keys)}
        with connection.cursor() as cursor:
            cursor.execute(sql, [values.get(parameter, parameter) for parameter in parameters])
            return cursor.fetchall()
