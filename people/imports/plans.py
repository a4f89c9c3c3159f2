"""The register that a file is compared with, and the plan that comes of it: each row under what becomes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from .rows import Problem, Row


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as the register has them: of this school, or of a sister school."""

    pk: int
    school: int
    name: str
    year_group: str = ""
    class_name: str = ""
    date_of_birth: date | None = None
    mis_id: str = ""
    left_on: date | None = None
    email: str = ""
    sister: str = ""  # the name of the sister school, if it is of one

    def has_left(self, today: date) -> bool:
        return self.left_on is not None and self.left_on <= today


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, from what to what."""

    field: str
    old: str | date | None
    new: str | date | None


@dataclass(frozen=True, slots=True)
class Known:
    """A row of somebody who is on the register, and what it changes of the entry."""

    row: Row
    entry: Entry
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may be one of these entries; `may_be_new` is False where its number belongs to one already."""

    row: Row
    reason: str
    candidates: tuple[Entry, ...] = ()
    may_be_new: bool = True


@dataclass(slots=True)
class Plan:
    """Every row of a file under what would become of it, and who is missing from the file."""

    new: list[Row] = field(default_factory=list)
    changed: list[Known] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    returned: list[Known] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    uninvited: list[Row] = field(default_factory=list)  # with an address that nobody signs in with yet
    missing: list[Entry] = field(default_factory=list)  # of the year groups that the file holds
    missing_elsewhere: list[Entry] = field(default_factory=list)  # of year groups that it does not hold

    @property
    def digest(self) -> str:
        """Two plans with one digest do the same."""
        parts = (self.new, self.changed, self.returned, self.doubtful, self.refused, self.uninvited, self.missing)
        whole = sha256()
        for part in (*parts, self.missing_elsewhere):
            for item in part:
                whole.update(repr(item).encode("utf-8", "surrogatepass"))
            whole.update(b"|")
        return whole.hexdigest()

    @property
    def changes_nothing(self) -> bool:
        return not any((self.new, self.changed, self.returned, self.doubtful, self.uninvited, self.every_missing))

    @property
    def every_missing(self) -> list[Entry]:
        return self.missing + self.missing_elsewhere


@dataclass(frozen=True, slots=True)
class Register:
    """The entries of the school that a file is compared with.

    `merged` leads from the number of an entry that was merged away to the entry that counts; `taken` has the numbers
    of people of another kind; `accounts` the addresses, folded, that somebody signs in with. `sisters` answers with
    people of sister schools, and is only asked if anybody is new.
    """

    entries: list[Entry]
    merged: dict[str, int] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    sisters: Callable[[], Iterable[Entry]] = tuple
