"""Text as people type it, made comparable: other spaces, accents and cases mean the same."""

import unicodedata


def plain(text: str) -> str:
    """One way of writing the letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """For comparing only: without accents and case."""
    letters = unicodedata.normalize("NFKD", plain(text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def words(text: str) -> frozenset[str]:
    """The folded words of a text, without punctuation: "Head, Hattie (Mrs)" → head, hattie, mrs."""
    return frozenset("".join(letter if letter.isalnum() else " " for letter in folded(text)).split())
