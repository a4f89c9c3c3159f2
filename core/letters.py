"""Text as people type it, made comparable: other spaces, accents and cases mean the same."""

import unicodedata

# Letters of the alphabets of Europe that Unicode does not take for another letter with an accent.
_ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# They join or part the letters of some scripts, and some pictures.
_JOINERS = frozenset("\u200c\u200d")


def plain(text: str) -> str:
    """One way of writing the letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """For comparing only: without accents, case, and what nobody sees."""
    letters = unicodedata.normalize("NFKD", plain(text))
    seen = (letter for letter in letters if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", "".join(seen).casefold().translate(_ALIKE))


def visible(text: str) -> str:
    """Without the characters that nobody sees, and that can part a word or show it from its end to its beginning."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf" or letter in _JOINERS)


def words(text: str) -> frozenset[str]:
    """The folded words of a text, without punctuation: "Head, Hattie (Mrs)" → head, hattie, mrs."""
    return frozenset("".join(letter if letter.isalnum() else " " for letter in folded(text)).split())
