"""Names as people type them: with other spaces, accents, cases and titles than the register has."""

import re

from django.db.models import Case, F, Value, When
from django.db.models.functions import Lower, Reverse, Right, StrIndex

from core.normalising import folded, words

TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "revd", "sir", "dame", "master"})

# The order of lists of people: the last word of the name, then the whole of it. Found by the database for each row, as
# no list is longer than a federation's register; accents sort as the database sorts them.
_LAST_WORD = Right("name", StrIndex(Reverse("name"), Value(" ")) - 1)
BY_SURNAME = (Lower(Case(When(name__contains=" ", then=_LAST_WORD), default=F("name"))), Lower("name"), "pk")


def ends(name: str) -> frozenset[str]:
    """The first and the last folded word of a name: what two spellings of one person have in common."""
    spoken = folded(name).replace(",", " ").split()
    return frozenset({spoken[0], spoken[-1]}) if spoken else frozenset()


def bare(name: str) -> frozenset[str]:
    """The folded words of a name in no order and without titles: "Whitlock, Mrs Nadia" → nadia, whitlock."""
    spoken = words(name)
    return spoken - TITLES or spoken


def tidy(name: str) -> str:
    """As colleagues say it: "Mrs Nadia WHITLOCK" → "Nadia Whitlock". A title stays where only one name follows it."""
    spoken = name.split()
    while len(spoken) > 2 and spoken[0].rstrip(".").casefold() in TITLES:
        del spoken[0]
    return " ".join(re.sub(r"[^\W\d_]+", _written, word) if _is_shouted(word) else word for word in spoken)


def _is_shouted(word: str) -> bool:
    """All in capitals, and too long for initials ("TJ")."""
    return word.isupper() and sum(letter.isalpha() for letter in word) > 2 and "." not in word


def _written(part: re.Match[str]) -> str:
    text = part[0].capitalize()
    return f"Mc{text[2:].capitalize()}" if text.startswith("Mc") and len(text) > 3 else text
