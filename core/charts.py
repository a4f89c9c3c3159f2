"""Where the bars of a chart stand: numbers for the SVG templates in templates/components/charts/.

A figure is a number, or words that stand in its place ("c"): those get no bar. Charts are drawn 340 units wide, so
that two fit side by side on a laptop and on A4; each has its table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

Figure = int | str | None
WIDTH = 340
BAR, GAP = 30, 12  # of a horizontal bar, and between two
LETTER = 7.2  # average width of a letter at 14 units
LABELS = 21  # letters in a line of a label; longer ones take two
NUMBER = 50  # room for the number at the end of a bar
TALL, TOP, FOOT = 132, 54, 24  # of the tallest column; above it; below the line
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
    def last_series(self) -> int:
        return len(self.series) - 1


def horizontal(key: str, title: str, entries: Sequence[tuple[str, Figure]]) -> Chart:
    """One bar for each entry, below each other."""
    wrapped = [wrap(label, LABELS) for label, _ in entries]
    axis = round(8 + LETTER * max((len(line) for lines in wrapped for line in lines), default=0), 1)
    scale = (WIDTH - axis - NUMBER) / _greatest(figure for _, figure in entries)
    bars = []
    for place, (lines, (_, figure)) in enumerate(zip(wrapped, entries, strict=True)):
        size, y = _size(figure, scale), place * (BAR + GAP) + GAP / 2
        first = y + 21 - LINE / 2 * (len(lines) - 1)
        labels = tuple(Label(line, 0, first + LINE * number) for number, line in enumerate(lines))
        bars.append(Bar(labels, words(figure), _is_number(figure), axis, y, size, BAR, y + 21))
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
