"""What was measured of the pages, and what each may take: printed as tables."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .asking import Asked
from .names import (
    ADDED,
    ADMIN,
    CHANGE_FORM,
    COMMON_WORD,
    FILTERED,
    FLOOR,
    HOME,
    INCIDENT,
    LIST,
    LOG,
    MANY,
    ONE,
    RARE_WORD,
    SENT,
    SIGN_IN,
)

COMPARED_AT = 100_000  # incidents at which the plain admin is compared with, where so many were written
GROWS = 1.3  # times what a page takes with the fewest incidents, with the most
QUERIES = 12  # of a page
MEMORY = 120  # MiB of a worker


@dataclass(slots=True)
class Measurements:
    """`times`: (incidents, who, page) → seconds, one for each run. `queries`: who, page → how many."""

    times: dict[tuple[int, str, str], list[float]] = field(default_factory=dict)
    queries: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, size: int, who: str, page: Asked, took: float) -> None:
        self.times.setdefault((size, who, page.name), []).append(took)
        self.queries[who, page.name] = page.queries

    @property
    def sizes(self) -> list[int]:
        return sorted({size for size, _, _ in self.times})

    def median(self, size: int, who: str, page: str) -> float:
        return statistics.median(self.times[size, who, page])

    def p95(self, size: int, who: str, page: str) -> float:
        """The slowest but one in twenty."""
        return statistics.quantiles(self.times[size, who, page], n=20, method="inclusive")[-1]


class Target(NamedTuple):
    """What a page may take: so many times what another takes."""

    who: str
    page: str
    other_who: str
    other: str
    allowed: float


TARGETS = [
    *(
        Target(who, page, ADMIN, other, allowed)
        for who in (ONE, MANY)
        for page, other, allowed in (
            (LOG, LIST, 1 / 4),
            (FILTERED, LIST, 1 / 4),
            (RARE_WORD, RARE_WORD, 1 / 15),
            (COMMON_WORD, COMMON_WORD, 1 / 15),
            (INCIDENT, CHANGE_FORM, 0.7),
            (SENT, ADDED, 1.5),
        )
    ),
    *(Target(who, HOME, FLOOR, SIGN_IN, 6) for who in (ONE, MANY)),
]


class Checked(NamedTuple):
    """A target and what became of it."""

    what: str
    reached: float
    allowed: float

    @property
    def is_met(self) -> bool:
        return self.reached <= self.allowed


def of_pages(found: Measurements, memory: Mapping[int, list[float]]) -> bool:
    """Print it all. Whether every target is reached."""
    print("\n".join(_table_of_pages(found)), end="\n\n")
    checks = list(_checks(found, memory))
    rows = [
        (check.what, f"{check.reached:.2f}", f"{check.allowed:.2f}", "yes" if check.is_met else "MISSED")
        for check in checks
    ]
    print("\n".join(_table(("target", "reached", "allowed", "met"), rows)), end="\n\n", flush=True)
    return all(check.is_met for check in checks)


def _table_of_pages(found: Measurements) -> Iterator[str]:
    """Milliseconds: median / 95th percentile, for each size; queries; times the floor."""
    sizes = found.sizes
    columns = ("who", "page", *(f"{size:,}" for size in sizes), "growth", "queries", "floors")
    rows = []
    for who, page in found.queries:
        medians = [found.median(size, who, page) for size in sizes]
        floor = found.median(sizes[-1], FLOOR, SIGN_IN)
        times = (
            f"{middle * 1000:.1f} / {found.p95(size, who, page) * 1000:.1f}"
            for size, middle in zip(sizes, medians, strict=True)
        )
        growth, floors = f"{medians[-1] / medians[0]:.2f}", f"{medians[-1] / floor:.1f}"
        rows.append((who, page, *times, growth, str(found.queries[who, page]), floors))
    return _table(columns, rows)


def _checks(found: Measurements, memory: Mapping[int, list[float]]) -> Iterator[Checked]:
    fewest, most = found.sizes[0], found.sizes[-1]
    at = COMPARED_AT if COMPARED_AT in found.sizes else most
    if fewest != most:
        for who, page in found.queries:
            if who == ONE:
                growth = found.median(most, who, page) / found.median(fewest, who, page)
                yield Checked(f"{page} at {most:,}: times that at {fewest:,}", growth, GROWS)
    for target in TARGETS:
        ratio = found.median(at, target.who, target.page) / found.median(at, target.other_who, target.other)
        what = f"{target.page} of the {target.who}: times the {target.other_who}’s {target.other}"
        yield Checked(what.replace("times the nobody’s", "times the"), ratio, target.allowed)
    for (who, page), queries in found.queries.items():
        if who != ADMIN:
            yield Checked(f"{page} of {who}: queries", queries, QUERIES)
    for size, workers in memory.items():
        yield Checked(f"MiB of a worker at {size:,}", max(workers), MEMORY)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    """As Markdown has it, and aligned for a terminal."""
    widths = [max(len(cell) for cell in column) for column in zip(columns, *rows, strict=True)]
    for row in (columns, tuple("-" * width for width in widths), *rows):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
