"""Text as people type it, made comparable: other spaces, accents and cases mean the same."""

import re
import unicodedata
from functools import cache

# Letters of the alphabets of Europe that Unicode does not take for another letter with an accent.
_ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# They join or part the letters of some scripts, and some pictures.
_JOINERS = frozenset("\u200c\u200d")
# No alphabet puts more than four marks on one letter; a heap of them is drawn through the lines above.
_ABOVE = "".join(chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) in {"Mn", "Me"})
_HEAP = re.compile(f"([{_ABOVE}]{{4}})[{_ABOVE}]+")
_MARKS = "".join(map(chr, range(0x300, 0x370))) + "\u200c\u200d"  # written after any letter
_ASCII = re.compile("[a-z0-9]+")
_APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4"
_TURNS_ROUND = str.maketrans(dict.fromkeys("\u202d\u202e"))


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


def unturned(text: str) -> str:
    """Without what shows letters against the direction of their own script: they are read as they are stored."""
    return text.translate(_TURNS_ROUND)


def legible(text: str) -> str:
    """As paper shows it: nothing unseen, nothing turned round, and no heap of marks on one letter."""
    return _HEAP.sub(r"\1", visible(text))


def words(text: str) -> frozenset[str]:
    """The folded words of a text, without punctuation: "Head, Hattie (Mrs)" → head, hattie, mrs."""
    return frozenset(words_in_order(text))


def words_in_order(text: str) -> list[str]:
    """The same as they follow each other. The vowels that some scripts write as signs are part of their word."""
    return "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in folded(text)
    ).split()


def beginnings(text: str) -> list[str]:
    """How its words begin, in folded letters and digits of ASCII. What begins with another letter is left out."""
    return [found[0] for word in words_in_order(text) if (found := _ASCII.match(word))]


def written(text: str) -> str:
    """A regular expression of both databases: the text however its letters are written, its signs as they are.

    Case is left to who asks.
    """
    return "".join(map(_letters, _together().findall(folded(text))))


@cache
def _together() -> re.Pattern[str]:
    """A letter; or two that are also written as one: "ss" and "ß", "ae" and "æ"."""
    return re.compile("|".join([*(two for two in _folded_alike() if len(two) == 2), "."]))


def _letters(said: str) -> str:
    """However one letter, or two that may be one, are written."""
    apart = "".join(f"[{re.escape(letter)}{_folded_alike().get(letter, '')}][{_marks_on(letter)}]*" for letter in said)
    return apart if len(said) == 1 else f"(?:{apart}|[{_folded_alike()[said]}][{_MARKS}]*)"


@cache
def _folded_alike() -> dict[str, str]:
    """One or two folded letters → the letters that are folded to them: "e" → "éèêëē…", "ss" → "ßẞ", "и" → "Ийй…".

    Of the alphabets and syllables below U+3100; those above have no accents. And an apostrophe is any other.
    """
    alike = dict.fromkeys(_APOSTROPHES, _APOSTROPHES)
    for letter in map(chr, range(0xC0, 0x3100)):
        plain = folded(letter)
        if unicodedata.category(letter)[0] in "LM" and plain != letter and len(plain) in {1, 2}:
            alike[plain] = alike.get(plain, "") + letter
    return alike


def _marks_on(letter: str) -> str:
    """What `folded` leaves out after this letter: accents, the marks of its own script, and what joins letters."""
    return _MARKS if letter < "\u0300" else _marks_of(ord(letter) & ~0xFF)


@cache
def _marks_of(block: int) -> str:
    return _MARKS + "".join(filter(unicodedata.combining, map(chr, range(block, block + 0x100))))
