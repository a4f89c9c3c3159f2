"""Where the bars of a chart stand: numbers for the SVG templates in templates/components/charts/.

A figure is a number, or words that stand in its place ("c"): those get no bar. Charts are drawn 340 units wide, so
that two fit side by side on a laptop and on A4; each has its table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

Figure = int | str | None
WIDTH = 340
BAR, GAP = 26, 10  # of a horizontal bar, and between two
LETTER = 7.2  # average width of a letter at 14 units
LABELS = 21  # letters in a line of a label; longer ones take two
NUMBER = 50  # room for the number at the end of a bar
TALL, TOP, FOOT = 112, 54, 24  # of the tallest column; above it; below the line
INSET = 8
LINE = 15  # from one line of a label to the next


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: float
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `size` is its length (or height), `middle` where its words stand."""

    lines: tuple[Label, ...]
    words: str
    is_number: bool
    x: float
    y: float
    size: float
    thickness: float
    middle: float
    series: int = 0
    url: str = ""  # what it leads to, and
    said: str = ""  # how the link is called

    @property
    def end(self) -> float:
        """Where a horizontal bar ends."""
        return round(self.x + self.size, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart template draws. `title` and `text` say in words what the picture shows."""

    key: str
    title: str
    text: str
    width: int
    height: float
    axis: float
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...] = ()
    series: tuple[Label, ...] = ()

    @property
    def has_bars(self) -> bool:
        """Something is drawn: of zeros, and of what is withheld, its table says as much."""
        return any(bar.size for bar in self.bars)

    @property
    def last_series(self) -> int:
        return max(0, len(self.series) - 1)

    @property
    def is_crowded(self) -> bool:
        """Numbers are wider than their columns, and lie on their side."""
        return any(bar.thickness < 6 * len(bar.words) for bar in self.bars)


def horizontal(key: str, title: str, entries: Sequence[tuple[str, Figure]]) -> Chart:
    """One bar for each entry, below each other."""
    wrapped = [wrap(label, LABELS) for label, _ in entries]
    axis = round(8 + LETTER * max((len(line) for lines in wrapped for line in lines), default=0), 1)
    scale = (WIDTH - axis - NUMBER) / _greatest(figure for _, figure in entries)
    bars = []
    for place, (lines, (_, figure)) in enumerate(zip(wrapped, entries, strict=True)):
        size, y = _size(figure, scale), place * (BAR + GAP) + GAP / 2
        first = y + BAR / 2 + 5 - LINE / 2 * (len(lines) - 1)
        labels = tuple(Label(line, 0, first + LINE * number) for number, line in enumerate(lines))
        bars.append(Bar(labels, words(figure), _is_number(figure), axis, y, size, BAR, y + BAR / 2 + 5))
    text = ", ".join(f"{label} {spoken(figure)}" for label, figure in entries)
    return Chart(key, title, f"{text}.", WIDTH, len(entries) * (BAR + GAP), axis, tuple(bars))


def vertical(key: str, title: str, entries: Sequence[tuple[str, Sequence[Figure]]], series: Sequence[str]) -> Chart:
    """For each entry one column of every series, side by side; the last series is the one that matters."""
    scale = TALL / _greatest(figure for _, figures in entries for figure in figures)
    axis = TOP + TALL
    slot = (WIDTH - INSET) / max(1, len(entries))
    width = round(min(44, (slot - 16) / max(1, len(series))), 1)
    bars, labels = [], []
    for place, (label, figures) in enumerate(entries):
        left = round(INSET + place * slot, 1)
        for number, figure in enumerate(figures):
            size, x = _size(figure, scale), round(left + number * (width + 4), 1)
            middle = round(x + width / 2, 1)
            bars.append(Bar((), words(figure), _is_number(figure), x, axis - size, size, width, middle, number))
        labels.append(Label(label, round(left + (len(figures) * (width + 4) - 4) / 2, 1)))
    text = ". ".join(
        f"{label}: {', '.join(f'{name} {spoken(figure)}' for name, figure in zip(series, figures, strict=True))}"
        for label, figures in entries
    )
    key_places = tuple(Label(name, place * 150) for place, name in enumerate(series))
    return Chart(key, title, f"{text}.", WIDTH, axis + FOOT, axis, tuple(bars), tuple(labels), key_places)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a chart with links shows of one thing: how much, how much before (None: nothing is compared), where to.

    `mark`: the words below a column; `name` is what the thing is called.
    """

    name: str
    figure: int
    before: int | None = None
    url: str = ""
    mark: str = ""

    @property
    def said(self) -> str:
        return f"{self.name}: {words(self.figure)}" + ("" if self.before is None else f", before: {words(self.before)}")


LONG_LABEL = 46  # letters in a line of a label that has the whole width
THICK, PALE = 18, 12  # a bar, and the one below it of the period before


def listed(key: str, title: str, entries: Sequence[Entry], series: Sequence[str]) -> Chart:
    """One bar for each entry with its words above it, and a pale one below for the period before, where it is given.

    `series`: what the pale and the full bars are; the last is the full one.
    """
    scale = (WIDTH - NUMBER) / _greatest(figure for entry in entries for figure in (entry.figure, entry.before))
    bars, y = [], float(LINE + 10 if len(series) > 1 else 0)
    for entry in entries:
        lines = wrap(entry.name, LONG_LABEL) or [""]
        labels = tuple(Label(line, 0, y + LINE * number) for number, line in enumerate(lines, 1))
        y += LINE * len(lines) + 5
        size = _size(entry.figure, scale)
        last = len(series) - 1
        bars.append(Bar(labels, words(entry.figure), True, 0, y, size, THICK, y + 14, last, entry.url, entry.said))
        y += THICK
        if entry.before is not None:
            size = _size(entry.before, scale)
            bars.append(Bar((), words(entry.before), True, 0, y + 2, size, PALE, y + 12))
            y += PALE + 2
        y += GAP
    text = ". ".join(entry.said for entry in entries)
    return Chart(key, title, f"{text}.", WIDTH, y, 0, tuple(bars), (), _key(series))


NARROW = 7.5  # units that a letter below a column takes, and some air
FLAT = 96  # units of the tallest of many columns


def in_a_row(key: str, title: str, entries: Sequence[Entry], series: Sequence[str], greatest: int) -> Chart:
    """Many narrow columns, one beside another, on a scale that several charts share.

    What came before stands behind each as a pale, wider column. Numbers that are wider than a column lie on their side.
    """
    scale = FLAT / max(1, greatest)
    axis = LINE + 44 + FLAT
    slot = min(30.0, WIDTH / max(1, len(entries)))
    bars, labels = [], list[Label]()
    for place, entry in enumerate(entries):
        x, size = round(place * slot, 1), _size(entry.figure, scale)
        if entry.before is not None:
            pale = _size(entry.before, scale)
            bars.append(Bar((), "", True, x + 1, axis - pale, pale, round(slot - 2, 1), x))
        middle, top = round(x + slot / 2, 1), axis - size  # on its own column, not on a taller one behind it
        inset = round(slot * (0.25 if entry.before is not None else 0.14), 1)
        number = Label(words(entry.figure), middle, round(top, 1))
        bars.append(
            Bar(
                (number,), words(entry.figure) if entry.figure else "", True, round(x + inset, 1), axis - size, size,
                round(slot - 2 * inset, 1), middle, len(series) - 1, entry.url, entry.said,
            )
        )  # fmt: skip
        if entry.mark and (not labels or x > labels[-1].x + NARROW * len(labels[-1].text)):
            labels.append(Label(entry.mark, x))
    text = ". ".join(entry.said for entry in entries)
    return Chart(key, title, f"{text}.", WIDTH, axis + FOOT, axis, tuple(bars), tuple(labels), _key(series))


def _key(series: Sequence[str]) -> tuple[Label, ...]:
    """What the fillings mean; nothing to say where there is only one."""
    return tuple(Label(name, place * 170) for place, name in enumerate(series)) if len(series) > 1 else ()


def words(figure: Figure) -> str:
    return f"{figure:,}" if isinstance(figure, int) else figure or "–"


def spoken(figure: Figure) -> str:
    return "withheld" if figure == "c" else "not shown" if figure is None else words(figure)


def _is_number(figure: Figure) -> bool:
    return isinstance(figure, int)


def _greatest(figures: Iterable[Figure]) -> int:
    return max([figure for figure in figures if isinstance(figure, int)], default=0) or 1


def _size(figure: Figure, scale: float) -> float:
    return round(figure * scale, 1) if isinstance(figure, int) else 0.0
