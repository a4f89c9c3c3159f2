"""A statement that is asked again and again with other values: sent whole, or prepared once for each connection."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple


class ParameterNumber(int):
    """Among the parameters of a statement: the value of this number takes its place."""


class Unprepared(NamedTuple):
    """It is sent whole each time."""

    sql: str
    parameters: tuple[Any, ...]

    def with_values(self, values: Sequence[Any], connection: Any) -> tuple[str, Sequence[Any]]:
        """What is sent, with its parameters."""
        return self.sql, [values[each] if type(each) is ParameterNumber else each for each in self.parameters]


class Prepared(NamedTuple):
    """PostgreSQL has read and planned it under its name, once it was sent on a connection.

    The name is that of its text: whichever process sent it, on a connection that several share, it is no other one.
    """

    name: str
    declared: str  # the types of its parameters and its text, as PREPARE takes them
    execute: str

    @classmethod
    def of(cls, whole: Unprepared, types: Sequence[str], connection: Any) -> "Prepared":
        """`types`: of the values, as PostgreSQL calls them."""
        compose = connection.ops.compose_sql
        parameters = tuple(
            f"${each + 1}" if type(each) is ParameterNumber else compose("%s", [each]) for each in whole.parameters
        )
        taken, given = (f"({', '.join(each)})" if types else "" for each in (types, ["%s"] * len(types)))
        declared = f"{taken} AS {whole.sql % parameters}"
        name = f"statement_{hashlib.sha256(declared.encode()).hexdigest()[:40]}"
        return cls(name, declared, f"EXECUTE {name} {given}")

    def with_values(self, values: Sequence[Any], connection: Any) -> tuple[str, Sequence[Any]]:
        """What is sent, with its parameters."""
        connection.prepare(self.name, self.declared)
        return self.execute, values
