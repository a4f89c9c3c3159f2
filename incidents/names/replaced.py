"""What was replaced in some texts, what was left, and what somebody has to read before it is handed over."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Found(NamedTuple):
    """A name in a text: as it was written, what is to stand there instead, and what it is a part of: "PC Ade Lawal"."""

    written: str
    called: str
    within: str


class Unclear(NamedTuple):
    """A text with a name that stays and is another's too, and which record it is of."""

    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The names in some texts, and what looks like a name in them and was left; how often each.

    What is found within one of `as_written` is not replaced: whoever read it says that it is somebody else's name.
    `unclear`: texts, each by its mark, with a name that stays and is another's too. Only where the mark is one of
    `as_written` is the text handed over: whoever read it says whom it means.
    """

    found: Counter[Found] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    as_written: frozenset[str] = frozenset()
    unclear: dict[str, Unclear] = field(default_factory=dict)

    def __add__(self, other: "Replaced") -> "Replaced":
        as_written, unclear = self.as_written | other.as_written, self.unclear | other.unclear
        return Replaced(self.found + other.found, self.left + other.left, as_written, unclear)

    @property
    def replaced(self) -> Counter[tuple[str, str]]:
        """What was written and what stands there instead, wherever it was."""
        counted: Counter[tuple[str, str]] = Counter()
        for one, times in self.found.items():
            if one.within not in self.as_written:
                counted[one.written, one.called] += times
        return counted

    @property
    def list_of_replaced(self) -> list[tuple[str, str, str, int]]:
        """What was written, what is to stand there instead, within what, and how often: by what is to stand there."""
        found = sorted(self.found.items(), key=lambda item: (item[0].called, item[0].written.casefold(), item[0]))
        return [(" ".join(one.written.split()), one.called, one.within, times) for one, times in found]

    @property
    def left_as_written(self) -> list[str]:
        """What was found and stands as it was written, because somebody said so."""
        return sorted(self.as_written.intersection(one.within for one in self.found))

    @property
    def ticked(self) -> list[str]:
        """What somebody said of the names and of the texts, of what was found."""
        return [*self.left_as_written, *sorted(self.as_written.intersection(self.unclear))]

    @property
    def list_of_left(self) -> list[tuple[str, int]]:
        """What looks like a name and was left, and how often."""
        return sorted(self.left.items())

    @property
    def fingerprint(self) -> str:
        """Whether somebody has seen this list, or another one: whatever they say of the names in it."""
        found = (self.list_of_replaced, self.list_of_left, *sorted(self.unclear))
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16]
