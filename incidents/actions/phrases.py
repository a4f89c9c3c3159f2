"""Keeping the sentences that a school writes often."""

from django.db import IntegrityError, transaction

from core.access import Refused
from core.normalising import plain
from people.models import School, User

from ..models import Phrase


def keep_phrase(school: School, text: str, *, by: User) -> Phrase:
    """Offer a sentence where entries are written. The same sentence is kept once."""
    Phrase.access.require(by, "keep", school)
    phrase = Phrase(school=school, text=plain(text))
    try:
        with transaction.atomic():
            phrase.save_as(by, "Kept")
    except IntegrityError:
        raise Refused("This sentence is already on the list.") from None
    return phrase
