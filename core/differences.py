"""What differs between two texts, paragraph by paragraph and word by word, in bounded time.

A paragraph is a line that is not empty. What the two texts begin and end with alike is set aside first, so that one
change in a long text costs next to nothing; where too much is left to look at word by word, paragraphs are shown as
taken out and put in whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_PARAGRAPHS = 600  # on one side, that are laid against each other
MOST_WORDS = 1_000  # in one place that changed, that are laid against each other
CONFETTI = 2  # words alike between two changes: too few to be read on their own
ALIKE = 0.25  # share of words that two paragraphs need in common to be told word by word

Opcode = tuple[str, int, int, int, int]  # as difflib has it: what, from and to before, from and to after


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, or in one alone."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A place where the texts differ, on both sides; or so many paragraphs that are the same."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    same: int = 0


def passages(before: str, after: str) -> list[Passage]:
    """The texts laid side by side, in their order."""
    old, new = _paragraphs(before), _paragraphs(after)
    found = []
    for what, i, k, j, m in _opcodes(old, new, MOST_PARAGRAPHS):
        if what == "equal":
            found.append(Passage(same=k - i))
        else:
            found.append(_passage("\n".join(old[i:k]), "\n".join(new[j:m])))
    return found


def likeness(before: str, after: str) -> float:
    """The share of words that two texts have in common, whatever their order: 0 to 1."""
    return SequenceMatcher(None, before.split(), after.split()).quick_ratio()


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _passage(before: str, after: str) -> Passage:
    old, new = _words(before), _words(after)
    if not old or not new or SequenceMatcher(None, old, new).quick_ratio() < ALIKE:
        return Passage(_whole(before), _whole(after))
    opcodes = list(_smoothed(_opcodes(old, new, MOST_WORDS)))
    return Passage(
        tuple(Piece(_text(old[i:k]), what != "equal") for what, i, k, _, _ in opcodes if k > i),
        tuple(Piece(_text(new[j:m]), what != "equal") for what, _, _, j, m in opcodes if m > j),
    )


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_changed=True),) if text else ()


def _words(text: str) -> list[str]:
    """The words, with the ends of paragraphs as words of their own."""
    return re.findall(r"\n|\S+", text)


def _text(words: Sequence[str]) -> str:
    return re.sub(r" ?\n ?", "\n", " ".join(words))


def _opcodes(old: Sequence[str], new: Sequence[str], most: int) -> list[Opcode]:
    """What difflib says of the parts between a common beginning and a common end."""
    head = _common(zip(old, new, strict=False))
    tail = min(_common(zip(reversed(old), reversed(new), strict=False)), len(old) - head, len(new) - head)
    end, stop = len(old) - tail, len(new) - tail
    inner_old, inner_new = old[head:end], new[head:stop]
    found: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    if max(len(inner_old), len(inner_new)) > most:
        found.append(("replace", head, end, head, stop))
    else:
        inner = SequenceMatcher(None, inner_old, inner_new).get_opcodes()
        found += [(what, head + i, head + k, head + j, head + m) for what, i, k, j, m in inner]
    if tail:
        found.append(("equal", end, len(old), stop, len(new)))
    return found


def _common(pairs: Iterator[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _smoothed(opcodes: Sequence[Opcode]) -> Iterator[Opcode]:
    """A word or two alike between two changes belong to the change: nobody reads confetti."""
    last = len(opcodes) - 1
    pending: Opcode | None = None
    for place, opcode in enumerate(opcodes):
        what, i, k, j, m = opcode
        if what == "equal" and not (0 < place < last and k - i <= CONFETTI):
            if pending:
                yield pending
            pending = None
            yield opcode
        else:
            pending = ("replace", pending[1] if pending else i, k, pending[3] if pending else j, m)
    if pending:
        yield pending
