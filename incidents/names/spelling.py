"""How a name is written: the words of it that are looked for in a text, and the ways of running them together."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import permutations, takewhile

from core.normalising import folded
from people.names import TITLES

# Scripts that put no space between two words: there each character is a word of its own.
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
APOSTROPHES = "'`\u00b4\u02bb\u02bc\u2018\u2019\u2032"
HYPHENS = r"\-\u2010\u2011\u2013"
# What stands on a letter, or under it, is a part of its word, whether it can be seen or not.
MARKS = "\u200c\u200d" + "".join(chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] == "M")
LETTER = rf"[^\W_{APOSTROPHES}{UNSPACED}]"
WORD = re.compile(rf"[{UNSPACED}]|{LETTER}(?:{LETTER}|[{MARKS}])*")
HYPHEN = re.compile(f"[{HYPHENS}]")
ARTICLES = frozenset({"a", "an", "some", "the"})  # with one begins what is typed for a name that nobody knows
# Of such descriptions ("a boy in Year 5"), and of every name that has such words.
NO_NAMES = TITLES | {
    "a", "adult", "and", "another", "anonymous", "ap", "at", "bin", "boy", "brother", "by", "child", "class", "da",
    "dad", "de", "del", "der", "di", "el", "father", "former", "friend", "from", "girl", "group", "her", "his",
    "in", "known", "la", "le", "man", "mother", "mum", "not", "of", "old", "on", "one", "online", "or", "other",
    "parent", "person", "pupil", "school", "sister", "somebody", "someone", "staff", "stranger", "teacher", "the",
    "they", "to", "unknown", "user", "van", "von", "was", "who", "with", "woman", "year", "years",
}  # fmt: skip
# The half of a double-barrelled name that is one of these is no name by itself: "Al-Amin", "So-young".
SHORT_WORDS = frozenset({
    "ad", "ah", "al", "am", "an", "ar", "as", "az", "be", "do", "go", "ha", "he", "hi", "if", "is", "it", "ma", "me",
    "my", "no", "oh", "pa", "so", "st", "ud", "ul", "up", "ur", "us", "we",
})  # fmt: skip
# Names that are words too: in small letters they are taken for the word. To replace "will" would tell the name.
WORDS_TOO = SHORT_WORDS | frozenset({
    "april", "august", "bank", "banks", "black", "bond", "bright", "brown", "case", "chance", "cook", "cross",
    "dale", "dawn", "dean", "dear", "drew", "eve", "faith", "field", "fields", "frank", "gold", "good", "grace",
    "grant", "gray", "green", "grey", "hall", "hand", "hands", "hill", "hope", "house", "hunt", "job", "joy",
    "june", "key", "king", "lane", "little", "long", "love", "mark", "may", "mercy", "park", "page", "pride",
    "price", "rain", "read", "rich", "rose", "sharp", "small", "smart", "sky", "stone", "storm", "street", "summer",
    "wall", "ward", "west", "white", "wild", "will", "wise", "wood", "woods", "young",
})  # fmt: skip

Key = tuple[str, ...]


def keys_of(name: str) -> tuple[Key, set[Key]]:
    """The words of a name as they are compared: all of it, and each part by which somebody may be called.

    Of a double-barrelled part ("Green-O'Neill") also each half ("O'Neill"), each word of it, and all written in one.
    Of a description ("an account that calls itself Sky") only the words in capitals.
    """
    whole = tuple(key for word in WORD.findall(name) if (key := compared(word)) not in TITLES)
    article, *described = name.split() or [""]
    if article.casefold() in ARTICLES and described and described[0].islower():
        name = " ".join(word for word in described if not word.islower())
    parts = {_key(part) for part in name.split()}
    halves = {_key(half) for part in name.split() for half in HYPHEN.split(part)}
    words = {(compared(word),) for word in WORD.findall(name)}
    smaller = {key for key in (halves | words) - parts if not SHORT_WORDS.issuperset(key)}
    alone = {key for key in parts | smaller if len("".join(key)) > 1}
    spoken = {key for key in alone if not NO_NAMES.issuperset(key) and not "".join(key).isdigit()}
    return whole, spoken | {("".join(key),) for key in spoken}


def may_be_one_name(name: Key, other: Key) -> bool:
    """The same, or the one with what tells the two apart: "Mia Green" and "Mia Green (Year 6)"."""
    few, many = sorted((set(name), set(other)), key=len)
    return name == other or (len(few) > 1 and few <= many)


def run_together(name: str) -> Iterator[Key]:
    """As in an address or a user name ("miagreen"), and initials in either way: "T J Smith", "TJ Smith"."""
    whole, parts = keys_of(name)
    if len(whole) > 1 and parts:
        yield ("".join(whole),)
    for both in two_of(name):
        yield (both,)
    initials = list(takewhile(lambda word: len(word) == 1, whole))
    if 1 < len(initials) < len(whole):
        yield ("".join(initials), *whole[len(initials) :])
    if len(whole) > 1 and name.split()[0].isupper() and len(whole[0]) in {2, 3}:
        yield (*whole[0], *whole[1:])


def two_of(name: str) -> set[str]:
    """Any two parts of a name, the one behind the other."""
    _, parts = keys_of(name)
    return {f"{one}{other}" for one, other in permutations(sorted({"".join(part) for part in parts}), 2)}


def _key(part: str) -> Key:
    return tuple(map(compared, WORD.findall(part)))


def compared(word: str) -> str:
    """Without case and accents, and without the digits of a user name: "Mia12"."""
    return folded(word).rstrip("0123456789") or word
