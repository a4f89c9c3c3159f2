"""What does not fit, and what it concerns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`school` and `number` name the link, 0 where there is none; `object` and `key` the row."""

    school: int
    number: int
    object: str
    key: int
    what: str

    def __str__(self) -> str:
        chain = f"school {self.school}" if self.school else "no school"
        link = f"link {self.number} of {chain}" if self.number else "no link"
        return f"{self.object} {self.key} ({link}): {self.what}"
