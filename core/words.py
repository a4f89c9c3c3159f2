"""Words that follow a number."""

IRREGULAR = {"person": "people"}


def plural(noun: str) -> str:
    """The plural of "pupil", "person" or "address"."""
    return IRREGULAR.get(noun) or (f"{noun}es" if noun.endswith("s") else f"{noun}s")


def counted(number: int, noun: str) -> str:
    """1 pupil, 1,204 pupils"""
    return f"{number:,} {noun if number == 1 else plural(noun)}"
