"""How long something takes and how many queries it asks, beside what it may take."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True, slots=True)
class Measured:
    """`times`: seconds, one for each run. `allowed`: seconds for the median, if a limit is set."""

    name: str
    times: tuple[float, ...]
    queries: int
    allowed: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The slowest but one in twenty; the slowest, where there are fewer."""
        return sorted(self.times)[int(0.95 * (len(self.times) - 1) + 0.5)]

    @property
    def is_met(self) -> bool:
        return self.allowed is None or self.median <= self.allowed

    def __str__(self) -> str:
        limit = (
            "" if self.allowed is None else f"   {self.median / self.allowed:6.2f} of the {self.allowed:g} s allowed"
        )
        return (
            f"{self.name:<52} median {self.median * 1000:9.1f} ms   p95 {self.p95 * 1000:9.1f} ms"
            f"   {self.queries:3} queries{limit}{'' if self.is_met else '   TOO SLOW'}"
        )


def measured(
    name: str,
    act: Callable[[], object],
    *,
    runs: int = 10,
    allowed: float | None = None,
    timer: Callable[[], float] = perf_counter,
) -> Measured:
    """Once to warm up and to count the queries, then so many times against the clock.

    `timer`: `process_time` for what asks no database and is compared with its like, whatever else the machine does.
    """
    with CaptureQueriesContext(connection) as asked:
        act()
    queries = len(asked)  # now: the requests that follow empty the list
    times = []
    for _ in range(runs):
        began = timer()
        act()
        times.append(timer() - began)
    return Measured(name, tuple(times), queries, allowed)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How much longer something takes than a floor that nothing could go below."""

    name: str
    times: Measured
    floor: Measured
    allowed: float

    @property
    def ratio(self) -> float:
        return self.times.median / self.floor.median

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.allowed

    def __str__(self) -> str:
        met = "" if self.is_met else "   TOO SLOW"
        return f"{self.name:<52} {self.ratio:6.2f} times the floor, {self.allowed:g} allowed{met}"
