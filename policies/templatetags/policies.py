"""How a decision looks: a shape and a tone that repeat what its words say."""

from django import template

from policies.models import Meaning

register = template.Library()

# meaning: tone of the tag, picture, colour of the mark
LOOKS = {
    Meaning.ACCEPTABLE: ("green", "tick", "acceptable"),
    Meaning.CERTAIN_TIMES: ("amber", "clock", "certain_times"),
    Meaning.NOMINATED_USERS: ("blue", "person", "nominated_users"),
    Meaning.STAFF_PERMISSION: ("blue", "person", "nominated_users"),
    Meaning.HANDED_IN: ("blue", "lock", "nominated_users"),
    Meaning.UNACCEPTABLE: ("red", "cross", "unacceptable"),
    Meaning.ILLEGAL: ("solid", "shield", "illegal"),
}


@register.filter
def tone(meaning: str) -> str:
    return LOOKS[Meaning(meaning)][0] if meaning in LOOKS else ""


@register.filter
def shape(meaning: str) -> str:
    return LOOKS[Meaning(meaning)][1] if meaning in LOOKS else "tick"


@register.filter
def mark(meaning: str) -> str:
    """The class of the mark; empty for an action, which has none of its own."""
    return LOOKS[Meaning(meaning)][2] if meaning in LOOKS else ""


@register.filter
def in_list(names: list[str]) -> str:
    """`a, b and c`."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
