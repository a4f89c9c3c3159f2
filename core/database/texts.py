"""The text of a statement that is asked again and again with other values."""

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple

NUMBERS = count(1)  # of those that a database knows by name: no two of this process have one


class Place(int):
    """Among the parameters: the value of this number is put in."""


class Whole(NamedTuple):
    """It is sent whole each time."""

    sql: str
    parameters: tuple[Any, ...]

    def filled(self, values: Sequence[Any], connection: Any) -> tuple[str, Sequence[Any]]:
        """What is sent, with its parameters."""
        return self.sql, [values[each] if type(each) is Place else each for each in self.parameters]


class Planned(NamedTuple):
    """PostgreSQL knows it by its name, once it was sent for a connection, and how it is answered."""

    name: str
    text: str
    sql: str

    @classmethod
    def of(cls, whole: Whole, types: Sequence[str], connection: Any) -> "Planned":
        """`types`: of the values, as PostgreSQL calls them."""
        name, compose = f"statement_{next(NUMBERS)}", connection.ops.compose_sql
        numbered = [f"${each + 1}" if type(each) is Place else compose("%s", [each]) for each in whole.parameters]
        taken, given = (f"({', '.join(each)})" if types else "" for each in (types, ["%s"] * len(types)))
        return cls(name, f"{taken} AS {whole.sql % tuple(numbered)}", f"EXECUTE {name} {given}")

    def filled(self, values: Sequence[Any], connection: Any) -> tuple[str, Sequence[Any]]:
        """What is sent, with its parameters."""
        connection.prepare(self.name, self.text)
        return self.sql, values
