"""How a reference is written in an address."""

from .references import PATTERN


class ReferenceConverter:
    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
