"""What does not fit, and what it concerns."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int], None]  # is told how many more were looked at


def quietly(_: int) -> None:
    """The progress that nobody follows."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Problem:
    """`school` and `number` name the link, 0 where there is none; `object` and `key` the row."""

    school: int = 0
    number: int = 0
    object: str
    key: int = 0
    what: str

    def __str__(self) -> str:
        chain = f"school {self.school}" if self.school else "no school"
        link = f"link {self.number} of {chain}" if self.number else "no link"
        return f"{self.object} {self.key} ({link}): {self.what}"
