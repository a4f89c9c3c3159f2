"""What needs this user about agreements: those to sign, and those that others have not signed."""

from dataclasses import replace

from django.urls import reverse

from core.dates import date_in_words
from core.home import SHOWN, Block, Item, Urgency
from people.models import User
from people.roles import roles_of

from . import queries
from .access import KEEPS_SIGNATURES

MANY_SCHOOLS = 12  # whoever keeps the signatures of more opens the list of agreements for them


def blocks(user: User, found: list[queries.Agreement]) -> list[Block]:
    """`found`: the agreements in force at the user's schools."""
    if not found:
        return []
    return [block for block in (_to_sign(user, found), _unsigned(user, found)) if block]


def _to_sign(user: User, found: list[queries.Agreement]) -> Block | None:
    items = [
        Item(
            label=own.agreement.version.name.capitalize(),
            url=own.agreement.sign_url,
            text=f"{own.agreement}: in force since {_since(own.agreement)}. Read it, and sign below the text.",
            verb="Sign",
        )
        for own in queries.own(user, found)
        if own.signature is None
    ]
    return _block("agreements-to-sign", "Agreements to sign", Urgency.WAITING, items) if items else None


def _unsigned(user: User, found: list[queries.Agreement]) -> Block | None:
    """How many have not signed each of the agreements whose signatures the user keeps."""
    schools = roles_of(user).schools(*KEEPS_SIGNATURES)
    if len(schools) > MANY_SCHOOLS:
        return None
    items = [
        Item(
            label=f"{len(roll.unsigned)} of {roll.total}",
            url=roll.agreement.list_url,
            text=f"{roll.agreement}, {roll.agreement.school}: not signed yet.",
            verb="See who",
        )
        for roll in queries.rolls(each for each in found if each.school.pk in schools)
        if roll.unsigned
    ]
    if not items:
        return None
    return replace(_block("agreements-unsigned", "Agreements not signed by all", Urgency.OTHER, items), asks=True)


def _since(agreement: queries.Agreement) -> str:
    since = agreement.version.effective_from
    return date_in_words(since) if since else "today"


def _block(key: str, title: str, urgency: Urgency, items: list[Item]) -> Block:
    return Block(key, title, urgency, len(items), items[:SHOWN], reverse("agreements:list"), "All agreements")
