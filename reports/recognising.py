"""What in a text might let a reader recognise somebody: names of the register, days, classes, and small numbers.

It warns and does not judge: "Grace" may be a virtue, and a nickname is not known here. A second person reads it.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass

from core.markdown import as_read
from incidents.names.redaction import Known, Redaction
from people.models import Membership, Person, School, User
from people.names import TITLES

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\b|(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[:.]\d{2} ?(?:am|pm)\b|\d{1,2} ?(?:am|pm)\b"
    r"|(?:on|last|next) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)",
    re.IGNORECASE,
)
CLASS = re.compile(
    r"\b(?:(?:class|form|years?|yrs?\.?|y|room) ?\d{1,2} ?[a-z]?|(?-i:\d{1,2}[A-Z]{1,2})|reception|nursery)\b",
    re.IGNORECASE,
)
PART_OF_CLASS = re.compile(r"[^\W\d_]{3,}")  # of its name on the register: "1 Hazel"
SAYS_NO_CLASS = frozenset(
    {"and", "class", "form", "group", "nursery", "reception", "room", "school", "the", "year", *TITLES}
)
ONE_OF = re.compile(
    r"\b(?:an?|one|two|three|four|[1-4]|the) (?:\w+ )?(?:member of staff|teacher|teaching assistant|governor|parent|"
    r"(?:deputy |assistant )head|head ?teacher|caretaker|coach)s?\b",
    re.IGNORECASE,
)
SMALL = re.compile(
    r"\b(?:one|two|three|four|[1-4]|a single) (?:\w+ )?(?:pupils?|children|child|boys?|girls?|incidents?|times)\b",
    re.IGNORECASE,
)
ALONE = re.compile(r"\b(?:the|an?|our) only\b(?: \w+)?", re.IGNORECASE)
NAME = "[name]"
BETWEEN = "\n" * 4  # of two texts: further apart than the words of a name
NAMES_A_CLASS = "names a class or a year group"


@dataclass(frozen=True, slots=True)
class Warned:
    """A passage, and why it might identify somebody."""

    passage: str
    why: str

    def __str__(self) -> str:
        return f"“{self.passage}” {self.why}"


def warnings_of(texts: Collection[str], schools: Collection[int]) -> list[Warned]:
    """What to look at before anybody outside reads the texts, each passage once. Three queries.

    In what was typed and in what is read: `**A**arav` is read as a name, and a link's address is not read.
    """
    text = BETWEEN.join([*texts, *map(as_read, texts)])
    register = list(Person.objects.filter(school__in=schools).values_list("name", "class_name"))
    found = [Warned(name, "is a name at the school") for name in _names(text, {name for name, _ in register}, schools)]
    found += [Warned(passage, NAMES_A_CLASS) for passage in _classes(text, {name for _, name in register})]
    for pattern, why in (
        (DAY, "names a day or a time"),
        (CLASS, NAMES_A_CLASS),
        (ONE_OF, "points to an adult"),
        (SMALL, "is a small number"),
        (ALONE, "points to one alone"),
    ):
        found += [Warned(" ".join(match[0].split()), why) for match in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def fingerprint_of(warned: Collection[Warned]) -> str:
    """Whether somebody has seen this list, or another one."""
    return hashlib.sha256("\n".join(map(str, warned)).encode()).hexdigest()[:16]


def _names(text: str, register: Collection[str], schools: Collection[int]) -> Iterator[str]:
    """Words of the text that are a name, or a part of one, of the register or of somebody with an account.

    Who has one at a school of the same federation is known to the readers too.
    """
    sisters = School.objects.filter(federation__schools__in=schools).values_list("pk", flat=True)
    holding = Membership.objects.touching({*schools, *sisters})
    known = {*register, *User.objects.filter(memberships__in=holding).values_list("name", flat=True)}
    redaction = Redaction(Known(name, NAME, is_involved=False) for name in known if name)
    redaction(text)
    found = redaction.so_far
    yield from sorted({" ".join(written.split()) for written, _ in found.replaced})
    yield from sorted(word for word in found.left if word[:1].isupper())


def _classes(text: str, classes: Set[str]) -> Iterator[str]:
    """Where a class of the register is named, by its whole name or a word of it: in capitals, or as a class."""
    words = {word for name in classes for word in PART_OF_CLASS.findall(name)}
    named = {name for name in classes | words if PART_OF_CLASS.search(name) and name.casefold() not in SAYS_NO_CLASS}
    if not named:
        return
    either = "|".join(re.escape(name) for name in sorted(named, key=lambda name: (-len(name), name)))
    for match in re.finditer(rf"\b(?:{either})\b(?P<said> (?:class|form|group)\b)?", text, re.IGNORECASE):
        if match["said"] or not match[0][:1].islower():
            yield " ".join(match[0].split())
