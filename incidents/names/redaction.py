"""Names taken out of texts: whole words in any capitalisation, the full name and each part of it.

Nothing here understands a text. A nickname, a misspelling, initials, "her brother" stay: whoever hands a record over
reads it first, and the page that makes it lists what was replaced and what looked like a name and was left.
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from core.normalising import visible
from people.names import TITLES

from .replaced import Found, Replaced, Unclear
from .spelling import (
    APOSTROPHES,
    HYPHENS,
    WORD,
    WORDS_TOO,
    Key,
    compared,
    keys_of,
    may_be_one_name,
    run_together,
    two_of,
)
from .within_words import NamesWithinWords

APART = re.compile(rf"[\s{APOSTROPHES}{HYPHENS}._]{{0,3}}")  # between the words of one name
BETWEEN_TWO = re.compile(rf"[\s,{APOSTROPHES}{HYPHENS}._]{{0,3}}")  # between two of them
DAY = re.compile(r"[0-9]{1,2}(st|nd|rd|th)?")
# What ends in an "s" and is neither a name nor somebody's.
NOT_SOMEBODYS = frozenset(
    {"always", "as", "does", "goes", "has", "his", "is", "its", "this", "thus", "us", "was", "yes"}
)
TURNS_ROUND = frozenset("\u202d\u202e")
BEFORE = re.compile(r"(?<!\w)([^\W\d_a-z][\w’'-]*\.?)[ \u00a0]$")  # a word in capitals, directly in front
LONGEST_WORD = 60
AFTER = re.compile(r"[ \u00a0][^\W\d_a-z][\w’'-]*")
ENDS_OF_SENTENCES = '.!?:;,()“”"\n'
MONTHS = frozenset({"april", "august", "june", "may"})
OF_WHICH = "Left out: it may be about somebody else of the same name"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody by one name, and what they are called instead; None: the name stays.

    `whose`: a key that tells them from somebody else of the same name.
    """

    name: str
    called: str | None
    is_involved: bool = True
    whose: int | None = None


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


class Redaction:
    """Replaces the names of these people in one text after another, and counts in `so_far` what it did.

    `as_written`: what stays, as `Found.within` has it, and the marks of texts that do, as `Replaced.unclear` has them.
    `of`: the record that the texts are of. What reads the same twice has two marks: each may mean another one.
    """

    def __init__(self, people: Iterable[Known], as_written: Iterable[str] = (), of: str = "") -> None:
        self._of = of
        self._found: Counter[Found] = Counter()
        self._as_written = frozenset(as_written)
        self._left: Counter[str] = Counter()
        self._unclear: dict[str, Unclear] = {}
        self._met: Counter[str] = Counter()
        self._names: dict[Key, set[Known]] = defaultdict(set)
        self._kept: set[Key] = set()
        same_name: defaultdict[Key, set[Known]] = defaultdict(set)
        pairs: set[str] = set()
        for one in people:
            whole, parts = keys_of(one.name)
            if one.is_involved:
                same_name[whole].add(one)
            if not one.is_involved and one.called is None:  # of those who act in their work only the whole name
                self._kept.add(whole)
                continue
            for key in {whole, *parts}:
                self._names[key].add(one)
            if one.is_involved:
                for key in run_together(one.name):
                    self._names[key].add(one)
            if one.is_involved and one.called is not None:
                pairs |= two_of(one.name)
        alone = {key[0] for key in self._names if len(key) == 1 and self._is_involved(key)}
        self._may_hold_a_name = NamesWithinWords(alone, pairs)
        self._longest = max(map(len, (*self._names, *self._kept)), default=0)
        own = {whole for whole, bearers in same_name.items() if any(one.called is None for one in bearers)}
        self._namesakes: set[Known] = set()
        for whole, bearers in same_name.items():
            others = {one for one in bearers if one.called is not None}
            for name in filter(partial(may_be_one_name, whole), own if others else ()):
                self._namesakes |= others
                self._names[name] |= others

    def __call__(self, text: str, whose: int | None = None) -> str:
        """The text as it is handed over. `whose`: of several who bear a name in it, the one who is meant."""
        if TURNS_ROUND.intersection(text):
            self._left.update(word for word in WORD.findall(text) if self._is_involved((compared(word[::-1]),)))
        text = unicodedata.normalize("NFC", visible(text))
        written, at = [], 0
        self._is_unclear = False
        for match in _joined(self._matches(text, whose), text):
            found = Found(text[match.start : match.end], match.called, _within(match, text))
            self._found[found] += 1
            if found.within in self._as_written:
                continue
            written += [text[at : match.start], match.called]
            at = match.end
        if self._is_unclear:
            self._met[text] += 1
            mark = hashlib.sha256(f"{self._of} {self._met[text]} {text}".encode()).hexdigest()[:16]
            self._unclear[mark] = Unclear(text, self._of)
            if mark not in self._as_written:
                return OF_WHICH
        return "".join([*written, text[at:]])

    @property
    def so_far(self) -> Replaced:
        """As it stands now: what is read afterwards does not change it."""
        return Replaced(self._found.copy(), self._left.copy(), self._as_written, self._unclear.copy())

    def _matches(self, text: str, whose: int | None) -> Iterator[_Match]:
        words = [_Word(found.start(), found.end(), found[0], compared(found[0])) for found in WORD.finditer(text)]
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                if run := self._known(words[position : position + length], text):
                    owners = self._meant(_key_of(run), whose)
                    if called := self._called(run, owners, words[:position][-1:], words[position + length :][:1]):
                        yield _Match(run[0].start, run[-1].end, called)
                    position += length
                    break
            else:
                self._look_into(words[position], text)
                position += 1

    def _known(self, run: list[_Word], text: str) -> list[_Word]:
        """The run where it is a name, without the "s" of "Mias phone"; otherwise nothing."""
        if not _is_one_name(run, text):
            return []
        key, last = _key_of(run), run[-1]
        if key in self._names or key in self._kept:
            return run
        if _may_be_somebodys(last) and not (len(run) == 1 and last.text.islower()):
            run = [*run[:-1], replace(last, end=last.end - 1, text=last.text[:-1], key=last.key[:-1])]
            return run if self._is_involved(_key_of(run)) else []
        return []

    def _is_involved(self, key: Key) -> bool:
        owners = self._names.get(key, set())
        return any(one.is_involved and one.called is not None for one in owners)

    def _look_into(self, word: _Word, text: str) -> None:
        """A word that is no name, and that a name may be part of: "IMGMiaGreen", "Mia4ever"."""
        is_somebodys = _may_be_somebodys(word) and self._is_involved((word.key[:-1],))
        if is_somebodys or self._may_hold_a_name(text, word.start, word.end):
            self._left[word.text] += 1

    def _meant(self, key: Key, whose: int | None) -> set[Known]:
        """Whose name it is, or may be."""
        owners = self._names.get(key, set())
        return {one for one in owners if one.whose == whose is not None} or owners

    def _called(self, run: list[_Word], owners: set[Known], before: list[_Word], after: list[_Word]) -> str | None:
        """What stands for this name here; None where it stays."""
        involved = {one.called for one in owners if one.is_involved}
        if not owners or None in involved:
            self._is_unclear |= bool(self._namesakes & owners)
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


def _within(match: _Match, text: str) -> str:
    """The name with the words in capitals beside it: a title and a surname tell whose it is."""
    start, end = match.start, match.end
    while before := BEFORE.search(text, max(0, start - LONGEST_WORD), start):
        if not _belongs(before[1], text[: before.start()]):
            break
        start = before.start(1)
    while after := AFTER.match(text, end):
        end = after.end()
    return " ".join(text[start:end].split())


def _belongs(word: str, before: str) -> bool:
    """A word in front of a name is a title or another name; but not where it only begins the sentence."""
    begins = not before.strip() or before.rstrip()[-1] in ENDS_OF_SENTENCES
    return word.isupper() or compared(word) in TITLES or not begins


def _may_be_somebodys(word: _Word) -> bool:
    return word.text[-1] in "sS" and len(word.text) > 2 and word.key not in NOT_SOMEBODYS


def _key_of(run: Iterable[_Word]) -> Key:
    return tuple(word.key for word in run)


def _is_one_name(run: list[_Word], text: str) -> bool:
    gaps = pairwise(run)
    return all(APART.fullmatch(text[one.end : other.start]) for one, other in gaps)


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
