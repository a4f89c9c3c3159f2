"""Who is named in a text: for what is read beyond those who read the record."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Involvement

SHORTEST = 3  # letters: what is shorter is an initial, or another word


def names_in(text: str, people: Iterable["Involvement"]) -> list[str]:
    """Which of their names, or parts of a name, stand in the text as words of their own, longest first."""
    return [name for name in _names(people) if re.search(_word(name), text)]


def without_names(text: str, people: Iterable["Involvement"]) -> str:
    """The text with a blank where it names one of them."""
    for name in _names(people):
        text = re.sub(_word(name), "[name]", text)
    return text


def _names(people: Iterable["Involvement"]) -> list[str]:
    """Whole names before their parts. Capitals count: “will” is a word, “Will” may be a pupil."""
    whole = {person.display_name for person in people}
    parts = {part for name in whole for part in name.split() if len(part) >= SHORTEST}
    return sorted(whole | parts, key=lambda name: (-len(name), name))


def _word(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"
