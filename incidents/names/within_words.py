"""Names that may be a part of a longer word, as in a user name: such a word is listed for a person to look at.

| the word                         | with the name      | listed | because                                         |
|----------------------------------|--------------------|--------|-------------------------------------------------|
| “2012mia”, “mia4ever”            | Mia                | yes    | figures stand beside it                         |
| “xXMiaXx”, “MIAland”             | Mia                | yes    | capitals set it apart                           |
| “miasphone”, “xxnotmiaxx”        | Mia                | yes    | beside it stands what user names are made of    |
| “@mialand”, “mialand@…”          | Mia                | yes    | it is a user name, whatever else is in it       |
| “xmiagreenx”                     | Mia Green          | yes    | two parts of one name are in it                 |
| “katarzynaland”                  | Katarzyna          | yes    | no word has so many letters of a name by chance |
| “alibi”, “Somali”, “mialand”     | Ali, Mia           | no     | nothing tells it from an ordinary word          |
| “relevant”, “across”, “reporter” | Evan, Ross, Porter | no     | the same, with four letters and more            |
| “smartphone”, “greenhouse”       | Smart, Green       | no     | the name is an ordinary word itself             |

A list that names half the words of a record is read by nobody, so nothing is guessed beyond this.
"""

import re
from collections.abc import Collection, Iterator

from core.normalising import folded

from .spelling import WORDS_TOO

# U: a capital, l: a small letter, o: a letter that is neither, and whatever stands on one; figures are borders.
CAMEL = re.compile("U+(?=Ul)|U?l+|U+|o+")  # "IMG", "Mia", "Green"
SHOUTED = re.compile("UU+(?=l)|(?<=UU)l+")  # "MIA", "land"
# What stands in front of a name and behind it. Each is such that hardly any name makes an ordinary word of it: not
# "pro", for Vince; not "king", for Dom. And none begins as another with others behind it: a long word is read once.
BEFORE = (
    "baby", "cute", "fake", "hate", "hates", "iam", "im", "insta", "its", "just", "love", "loves", "not", "official",
    "only", "private", "queen", "real", "secret", "snap", "the", "tiktok", "xo",
)  # fmt: skip
AFTER = (
    "account", "baby", "brother", "dad", "fake", "fan", "fans", "gamer", "games", "gaming", "insta", "ipad", "iphone",
    "laptop", "lol", "mum", "official", "phone", "plays", "private", "queen", "real", "secret", "sister", "snap",
    "tablet", "tiktok", "tv", "xo", "yt",
)  # fmt: skip
SHORTEST = 3  # letters of a name that nothing sets apart
SHORTEST_PAIR = 6  # of two parts of one name
SHORTEST_ANYWHERE = 7  # of a name in any word: a "Porter" is in each reporter
FIGURES = "0123456789"
LONGEST_HANDLE = 64
HANDLE = re.compile(rf"(?<![\w.])@[\w.-]{{0,{LONGEST_HANDLE}}}$")  # up to the word
ADDRESS = re.compile(rf"[\w.+-]{{0,{LONGEST_HANDLE}}}@\w")  # from the end of the word


class NamesWithinWords:
    """Whether a word that is no name may hold one of these. Names and pairs as `spelling.compared` writes them.

    `pairs`: two parts of one name, the one behind the other.
    """

    def __init__(self, names: Collection[str], pairs: Collection[str]) -> None:
        self._names = frozenset(names)
        longer = {name for name in names if len(name) >= SHORTEST}
        self._in_handles = _any_of(longer)
        self._beside = _any_of(
            longer - WORDS_TOO, rf"(?:x{{2,}})?(?:{'|'.join(BEFORE)})*", rf"s?(?:{'|'.join(AFTER)})*(?:x{{2,}})?"
        )
        anywhere = {name for name in longer - WORDS_TOO if len(name) >= SHORTEST_ANYWHERE}
        self._anywhere = _any_of(anywhere | {pair for pair in pairs if len(pair) >= SHORTEST_PAIR})

    def __call__(self, text: str, start: int, end: int) -> bool:
        """Of the word that stands there in a text."""
        word = text[start:end]
        key = folded(word)
        return (
            any(self._is_one(folded(piece)) for piece in _pieces(word) if piece != word)
            or self._anywhere.search(key) is not None
            or self._beside.fullmatch(key.strip(FIGURES)) is not None
            or (self._in_handles.search(key) is not None and _is_handle(text, start, end))
        )

    def _is_one(self, piece: str) -> bool:
        """With or without the "s" of "MiasPhone"."""
        by_itself = len(piece) > 1 and piece in self._names
        return by_itself or (len(piece) > SHORTEST and piece[-1] == "s" and piece[:-1] in self._names)


def _any_of(names: Collection[str], before: str = "", behind: str = "") -> re.Pattern[str]:
    """A pattern of any of these; of none, one that nothing fits."""
    said = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return re.compile(f"{before}(?:{said}){behind}" if names else r"(?!)")


def _pieces(word: str) -> Iterator[str]:
    """What figures and capitals set apart in a word, in either way to read the capitals."""
    borders = "".join(map(_kind, word))
    for pattern in (CAMEL, SHOUTED):
        for found in pattern.finditer(borders):
            yield word[found.start() : found.end()]


def _kind(letter: str) -> str:
    if letter.isupper():
        return "U"
    if letter.islower():
        return "l"
    return " " if letter.isdigit() else "o"


def _is_handle(text: str, start: int, end: int) -> bool:
    """A user name, or the first part of an address: "@mia.land", "mia.land@mail.example"."""
    return bool(ADDRESS.match(text, end) or HANDLE.search(text[max(0, start - LONGEST_HANDLE) : start]))
