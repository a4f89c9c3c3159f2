"""Words that follow a number, and sentences that end."""

IRREGULAR = {"person": "people"}


def plural(noun: str) -> str:
    """The plural of "pupil", "person", "address", "breach" or "entry"."""
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "ch")) else f"{noun}s"


def ended(text: str) -> str:
    """With a full stop, where whoever typed it left that to the page."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def counted(number: int, noun: str) -> str:
    """1 pupil, 1,204 pupils"""
    return f"{number:,} {noun if number == 1 else plural(noun)}"
