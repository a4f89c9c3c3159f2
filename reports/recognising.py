"""What in a text might let a reader recognise somebody: names of the register, days, classes, and small numbers.

It warns and does not judge: "Grace" may be a virtue, and a nickname is not known here. A second person reads it.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from incidents.names.redaction import Known, Redaction
from people.models import Person, User

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\b|(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[:.]\d{2} ?(?:am|pm)\b|\d{1,2} ?(?:am|pm)\b"
    r"|(?:on|last|next) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)",
    re.IGNORECASE,
)
CLASS = re.compile(
    r"\b(?:(?:class|form|year|room) ?\d{1,2} ?[a-z]?|(?-i:\d{1,2}[A-Z]{1,2})|reception|nursery)\b", re.IGNORECASE
)
ONE_OF = re.compile(
    r"\b(?:an?|one|two|three|four|[1-4]|the) (?:\w+ )?(?:member of staff|teacher|teaching assistant|governor|parent|"
    r"head ?teacher|caretaker|coach)s?\b",
    re.IGNORECASE,
)
SMALL = re.compile(
    r"\b(?:one|two|three|four|[1-4]) (?:\w+ )?(?:pupils?|children|child|boys?|girls?|incidents?|times)\b", re.IGNORECASE
)
NAME = "[name]"


@dataclass(frozen=True, slots=True)
class Warned:
    """A passage, and why it might identify somebody."""

    passage: str
    why: str

    def __str__(self) -> str:
        return f"“{self.passage}” {self.why}"


def warnings_of(text: str, schools: Collection[int]) -> list[Warned]:
    """What to look at before anybody outside reads the text, each passage once. Two queries."""
    found = [Warned(name, "is a name at the school") for name in _names(text, schools)]
    for pattern, why in (
        (DAY, "names a day or a time"),
        (CLASS, "names a class or a year group"),
        (ONE_OF, "points to an adult"),
        (SMALL, "is a small number"),
    ):
        found += [Warned(" ".join(match[0].split()), why) for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def fingerprint_of(warned: Collection[Warned]) -> str:
    """Whether somebody has seen this list, or another one."""
    return hashlib.sha256("\n".join(map(str, warned)).encode()).hexdigest()[:16]


def _names(text: str, schools: Collection[int]) -> Iterator[str]:
    """Words of the text that are a name, or a part of one, of the register or of somebody with an account there."""
    known = set(Person.objects.filter(school__in=schools).values_list("name", flat=True))
    known |= set(User.objects.filter(memberships__school__in=schools).values_list("name", flat=True))
    redaction = Redaction(Known(name, NAME, is_involved=False) for name in known if name)
    redaction(text)
    found = redaction.so_far
    yield from sorted({" ".join(written.split()) for written, _ in found.replaced})
    yield from sorted(word for word in found.left if word[:1].isupper())
