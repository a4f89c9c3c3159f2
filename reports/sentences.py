"""What the figures say in words. Every number in a sentence is one that a table shows, or a share of two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.dates import date_in_words
from core.words import counted

from .saying import at_most, largest, percentage
from .tables import Figure, Row, Table

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Summary:
    """The headline, up to four figures with what they count, and a few sentences."""

    headline: str
    figures: list[tuple[str, str]]
    points: list[str]


def day(moment: datetime) -> str:
    return date_in_words(timezone.localtime(moment))


def summary(tables: Tables, *, complete: bool) -> Summary:
    """`complete`: the year was over when it was counted. Part of a year is compared with nothing."""
    if not complete:
        figures = [*_incidents(tables["terms"]), *_soon(tables), *_in_line(tables), *_open(tables)]
        return Summary(_so_far(tables["terms"]), [(figure, words.partition(",")[0]) for figure, words in figures], [])
    headline = " ".join(part for part in (_total(tables["terms"]), _speed(tables)) if part)
    figures = [*_incidents(tables["terms"]), *_soon(tables), *_in_line(tables), *_open(tables)]
    points = [*_largest_kind(tables["kinds"]), *_changed_most(tables["kinds"]), *_places(tables["places"])]
    return Summary(headline, figures, [*points, *departures(tables["decisions"])])


def total(terms: Table, *, complete: bool) -> str:
    """How many incidents there were, compared with the year before where both years are whole."""
    return _total(terms) if complete else _so_far(terms)


def _total(terms: Table) -> str:
    now, before = terms.sum_of("this"), terms.sum_of("before")
    if not isinstance(now, int):
        return "A few incidents were logged: so few that nothing more can be said about them."
    said = "No incidents were logged" if now == 0 else f"{_incidents_in_words(now)} logged"
    if not isinstance(before, int):
        return f"{said}."
    change = now - before
    if change == 0:
        return f"{said}, as many as the year before."
    return f"{said}, {abs(change):,} {'more' if change > 0 else 'fewer'} than the year before."


def _so_far(terms: Table) -> str:
    now = terms.sum_of("this")
    if not isinstance(now, int):
        return "A few incidents were logged so far: so few that nothing more can be said about them."
    return f"{'No incidents were' if now == 0 else _incidents_in_words(now)} logged so far. The year is not over."


def _incidents_in_words(number: int) -> str:
    return f"{counted(number, 'incident')} {'was' if number == 1 else 'were'}"


def _speed(tables: Tables) -> str:
    total = tables["terms"].sum_of("this")
    late = at_most(tables["reviewed"], {"longer", "waiting"})
    still_open = tables["closed"].cell("open")
    if not total or not isinstance(total, int):
        return ""
    reviewed = "Every one was reviewed within five school days" if late == 0 else ""
    if reviewed and still_open == 0:
        return f"{reviewed}, and none is still open."
    return f"{reviewed}." if reviewed else "None is still open." if still_open == 0 else ""


def _incidents(terms: Table) -> list[tuple[str, str]]:
    now, before = terms.sum_of("this"), terms.sum_of("before")
    if not isinstance(now, int):
        return []
    return [(f"{now:,}", f"incidents, from {before:,}" if isinstance(before, int) else "incidents")]


def _soon(tables: Tables) -> list[tuple[str, str]]:
    soon, total = at_most(tables["reviewed"], {"same", "next"}), tables["reviewed"].sum_of()
    return _percentage(soon, total, "reviewed by the next school day")


def _in_line(tables: Tables) -> list[tuple[str, str]]:
    table = tables["decisions"]
    return _percentage(at_most(table, {"taken", "either"}), table.sum_of(), "of decisions in line with the table")


def _percentage(part: int | None, total: Figure, words: str) -> list[tuple[str, str]]:
    share = percentage(part, total)
    return [] if share is None else [(f"{share}%", words)]


def _open(tables: Tables) -> list[tuple[str, str]]:
    number = tables["closed"].cell("open")
    return [(f"{number:,}", "still open when this was prepared")] if isinstance(number, int) else []


def _numbers(table: Table) -> list[tuple[Row, int]]:
    """Rows that stand for one thing and show a number, largest first."""
    shown = [(row, row.cells[0]) for row in table.rows if row.key != "rest" and isinstance(row.cells[0], int)]
    return sorted(((row, cell) for row, cell in shown if isinstance(cell, int) and cell), key=lambda each: -each[1])


def _largest_kind(kinds: Table) -> list[str]:
    """The kind with most incidents. Nothing where one that is withheld might have more."""
    found = largest(kinds, "this")
    if found is None or not found[2]:
        return []
    row, number, _ = found
    before = row.cells[1]
    compared = f", {_changed(number - before)}" if isinstance(before, int) else ""
    return [f"{row.label} is the largest kind, at {counted(number, 'incident')}{compared}."]


def _changed(change: int) -> str:
    if change == 0:
        return "as many as the year before"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than the year before"


def _changed_most(kinds: Table) -> list[str]:
    """Of the kinds that are shown, the one that rose most, if it is not called the largest already."""
    found = largest(kinds, "this")
    said = found[0] if found and found[2] else None
    rises = [
        (number - before, row, number, before)
        for row, number in _numbers(kinds)
        if row is not said and isinstance(before := row.cells[1], int) and number > before
    ]
    if not rises:
        return []
    most = max(rise for rise, *_ in rises)
    _, row, number, before = next(each for each in rises if each[0] == most)
    return [f"{row.label} rose from {before:,} to {number:,}."]


def _places(places: Table) -> list[str]:
    home, total = at_most(places, {"home"}), places.sum_of()
    return [
        f"{share} of the incidents happened at home or elsewhere." for share, _ in _percentage(home, total, "") if home
    ]


def departures(decisions: Table) -> list[str]:
    departed = at_most(decisions, {"not_taken", "extra"})
    if departed is None or not decisions.sum_of():
        return []
    if departed == 0:
        return ["Every decision on actions about pupils was in line with the sanctions tables."]
    return [f"{departed:,} decisions departed from the sanctions tables; the reason for each is on record."]


def adults(figures: Sequence[Figure]) -> str:
    """Adults are counted apart, and in a band as long as the number is small."""
    now, before = figures
    if now is None:
        return ""
    compared = f" (the year before: {before})" if before is not None else ""
    return f"Adults, counted apart and whoever they are: {now}{compared}."


def changed(figures: Sequence[Figure]) -> str:
    """What came of it, in a band as long as the number is small."""
    now, before = figures
    if now is None:
        return ""
    compared = f" (the year before: {before})" if before is not None else ""
    return f"Incidents after which rules, teaching, supervision or filtering were changed: {now}{compared}."
