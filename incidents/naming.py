"""Who is named in a text that is read beyond those who read the record."""

from collections.abc import Iterable

from .models import Involvement
from .printing.redaction import Known, Redaction

BLANK = "[name]"


def names_in(text: str, people: Iterable[Involvement]) -> list[str]:
    """The words of the text that name one of them, in the order of their first place in it."""
    redaction = _of(people)
    redaction(text)
    return [written for written, _ in redaction.replaced]


def without_names(text: str, people: Iterable[Involvement]) -> str:
    """The text with a blank where it names one of them."""
    return _of(people)(text)


def _of(people: Iterable[Involvement]) -> Redaction:
    return Redaction(Known(person.display_name, BLANK) for person in people)
