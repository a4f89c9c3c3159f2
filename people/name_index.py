"""The index over how the words of names begin: on PostgreSQL a name is found among all registers at once.

It knows the letters and digits of ASCII, without case and accents, and nothing else. So it says which names may be
meant; which of them are, the pattern of `core.normalising.written` says. SQLite has no such index:
its registers are read.
"""

from typing import Any

from django.db.models import BooleanField, F, Func, Value

from core.normalising import beginnings


def beginnings_asked(text: str) -> str:
    """What the index is asked for: how the words of the text begin. Empty where it knows none of their letters."""
    return " & ".join(f"{beginning}:*" for beginning in beginnings(text))


class MayBegin(Func):
    """Whether words of a name begin with these, as far as the index knows them: always, where the pattern is found."""

    output_field: Any = BooleanField()

    def __init__(self, name: str, asked: str) -> None:
        super().__init__(F(name), Value(asked))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        (name, _), (asked, given) = map(compiler.compile, self.source_expressions)
        return f"name_beginnings({name}) @@ {asked}::tsquery", given

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return "1", ()
