"""Words that follow a number, and sentences that end."""

IRREGULAR = {"person": "people"}


def plural(noun: str) -> str:
    """The plural of "pupil", "person", "address" or "breach"."""
    return IRREGULAR.get(noun) or (f"{noun}es" if noun.endswith(("s", "ch")) else f"{noun}s")


def ended(text: str) -> str:
    """With a full stop, where whoever typed it left that to the page."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def counted(number: int, noun: str) -> str:
    """1 pupil, 1,204 pupils"""
    return f"{number:,} {noun if number == 1 else plural(noun)}"
