"""Names taken out of texts: whole words in any capitalisation, the full name and each part of it.

Nothing here understands a text. A nickname, a misspelling, initials, "her brother" stay: whoever hands a record over
reads it first, and the page that makes it lists what was replaced and what looked like a name and was left.
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from core.letters import folded
from people.names import TITLES

WORD = re.compile(r"[^\W_]+")
INSIDE_A_NAME = re.compile(r"[\s'’._\-]{1,3}")
BETWEEN_TWO = re.compile(r"[\s,'’._\-]{1,3}")
DAY = re.compile(r"[0-9]{1,2}(st|nd|rd|th)?")
# Of what people type for a name they do not know ("a boy in Year 5"), and of every name that has such words.
NO_NAMES = TITLES | {
    "a", "adult", "and", "another", "anonymous", "ap", "at", "bin", "boy", "brother", "by", "child", "class", "da",
    "dad", "de", "del", "der", "di", "el", "father", "former", "friend", "from", "girl", "group", "her", "his",
    "in", "known", "la", "le", "man", "mother", "mum", "not", "of", "old", "on", "one", "online", "or", "other",
    "parent", "person", "pupil", "school", "sister", "somebody", "someone", "staff", "stranger", "teacher", "the",
    "they", "to", "unknown", "user", "van", "von", "was", "who", "with", "woman", "year", "years",
}  # fmt: skip
# Names that are words too: in small letters they are taken for the word. To replace "will" would tell the name.
WORDS_TOO = frozenset({
    "april", "august", "bank", "banks", "black", "bond", "bright", "brown", "case", "chance", "cook", "cross",
    "dale", "dawn", "dean", "dear", "drew", "eve", "faith", "field", "fields", "frank", "gold", "good", "grace",
    "grant", "gray", "green", "grey", "hall", "hand", "hands", "hill", "hope", "house", "hunt", "job", "joy",
    "june", "key", "king", "lane", "little", "long", "love", "mark", "may", "mercy", "park", "page", "pride",
    "price", "rain", "read", "rich", "rose", "sharp", "small", "smart", "sky", "stone", "storm", "street", "summer",
    "wall", "ward", "west", "white", "wild", "will", "wise", "wood", "woods", "young",
})  # fmt: skip
MONTHS = frozenset({"april", "august", "june", "may"})

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody by one name, and what they are called instead; None: the name stays."""

    name: str
    called: str | None
    is_involved: bool = True


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    called: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was replaced in some texts, and what looks like a name in them and was left; how often each."""

    replaced: Counter[tuple[str, str]] = field(default_factory=Counter)  # what was written, what stands there instead
    left: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Replaced") -> "Replaced":
        return Replaced(self.replaced + other.replaced, self.left + other.left)

    @property
    def list_of_replaced(self) -> list[tuple[str, str, int]]:
        """What was written, what stands there instead, and how often: by what stands there."""
        found = sorted(self.replaced.items(), key=lambda item: (item[0][1], item[0][0].casefold(), item[0][0]))
        return [(" ".join(written.split()), called, times) for (written, called), times in found]

    @property
    def list_of_left(self) -> list[tuple[str, int]]:
        """What looks like a name and was left, and how often."""
        return sorted(self.left.items())

    @property
    def fingerprint(self) -> str:
        """Whether somebody has seen this list, or another one."""
        return hashlib.sha256(repr((self.list_of_replaced, self.list_of_left)).encode()).hexdigest()[:16]


class Redaction:
    """Replaces the names of these people in one text after another, and counts in `so_far` what it did."""

    def __init__(self, people: Iterable[Known]) -> None:
        self._replaced: Counter[tuple[str, str]] = Counter()
        self._left: Counter[str] = Counter()
        self._names: dict[Key, set[Known]] = defaultdict(set)
        self._kept: set[Key] = set()
        for one in people:
            whole, parts = keys_of(one.name)
            if not one.is_involved and one.called is None:  # of those who act in their work only the whole name
                self._kept.add(whole)
                continue
            for key in {whole, *parts}:
                self._names[key].add(one)
            if one.is_involved and len(parts) > 1:
                self._names[("".join(whole),)].add(one)  # as in an address or a user name
        self._longest = max(map(len, (*self._names, *self._kept)), default=0)

    def __call__(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        written, at = [], 0
        for match in _joined(self._matches(text), text):
            self._replaced[text[match.start : match.end], match.called] += 1
            written += [text[at : match.start], match.called]
            at = match.end
        return "".join([*written, text[at:]])

    @property
    def so_far(self) -> Replaced:
        """As it stands now: what is read afterwards does not change it."""
        return Replaced(self._replaced.copy(), self._left.copy())

    def _matches(self, text: str) -> Iterator[_Match]:
        words = [_Word(found.start(), found.end(), found[0], _compared(found[0])) for found in WORD.finditer(text)]
        position = 0
        while position < len(words):
            taken = 1
            for length in range(min(self._longest, len(words) - position), 0, -1):
                run = words[position : position + length]
                key = tuple(word.key for word in run)
                if (key in self._names or key in self._kept) and _is_one_name(run, text):
                    if called := self._called(key, run, words[:position][-1:], words[position + length :][:1]):
                        yield _Match(run[0].start, run[-1].end, called)
                    taken = length
                    break
            position += taken

    def _called(self, key: Key, run: list[_Word], before: list[_Word], after: list[_Word]) -> str | None:
        """What stands for this name here; None where it stays."""
        owners = self._names.get(key, set())
        involved = {one.called for one in owners if one.is_involved}
        if not owners or None in involved:
            return None
        [first, *more] = run
        if not more and self._is_the_word(first, before, after):
            self._left[first.text] += 1
            return None
        if not involved and not more and before and before[0].key in TITLES and before[0].text[0].isupper():
            self._left[f"{before[0].text} {first.text}"] += 1  # a colleague of the same name as a pupil, most likely
            return None
        called = sorted(name for name in involved or {one.called for one in owners} if name)
        return " or ".join(called) if len(called) < 3 else "one of those involved"

    @staticmethod
    def _is_the_word(word: _Word, before: list[_Word], after: list[_Word]) -> bool:
        is_dated = any(DAY.fullmatch(near.text) for near in before) or any(near.text[0].isdigit() for near in after)
        return (word.key in MONTHS and is_dated) or (word.key in WORDS_TOO and word.text.islower())


def keys_of(name: str) -> tuple[Key, set[Key]]:
    """The words of a name as they are compared: all of it, and each part by which somebody may be called."""
    parts = [tuple(_compared(word) for word in WORD.findall(part)) for part in name.split()]
    whole = tuple(word for part in parts for word in part if word not in TITLES)
    alone = {part for part in parts if part and len("".join(part)) > 1 and not NO_NAMES.issuperset(part)}
    return whole, {part for part in alone if not "".join(part).isdigit()}


def _compared(word: str) -> str:
    """Without case and accents, and without the digits of a user name: "Mia12"."""
    return folded(word).rstrip("0123456789") or word


def _is_one_name(run: list[_Word], text: str) -> bool:
    gaps = pairwise(run)
    return all(INSIDE_A_NAME.fullmatch(text[one.end : other.start]) for one, other in gaps)


def _joined(matches: Iterable[_Match], text: str) -> Iterator[_Match]:
    """Two parts of one name that follow each other are replaced once: "Green, Mia"."""
    last: _Match | None = None
    for match in matches:
        if last and last.called == match.called and BETWEEN_TWO.fullmatch(text[last.end : match.start]):
            last = _Match(last.start, match.end, match.called)
            continue
        if last:
            yield last
        last = match
    if last:
        yield last
