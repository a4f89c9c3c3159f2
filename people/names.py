"""Names as people type them: with other spaces, accents, cases and titles than the register has."""

import unicodedata


def plain(name: str) -> str:
    """One way of writing the letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """For comparing only: without accents and case."""
    letters = unicodedata.normalize("NFKD", plain(name))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def words(name: str) -> frozenset[str]:
    """The folded words of a name, without punctuation: "Head, Hattie (Mrs)" → head, hattie, mrs."""
    return frozenset("".join(letter if letter.isalnum() else " " for letter in folded(name)).split())


def ends(name: str) -> frozenset[str]:
    """The first and the last folded word of a name: what two spellings of one person have in common."""
    spoken = folded(name).replace(",", " ").split()
    return frozenset({spoken[0], spoken[-1]}) if spoken else frozenset()
