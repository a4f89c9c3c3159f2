"""What the figures say in words. Every number in a sentence is one that a table shows, or a share of two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.utils import timezone

from core.dates import date_in_words
from core.words import counted

from .saying import at_most, largest, percentage
from .tables import Figure, Table

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Summary:
    """The headline, up to four figures with what they count, and a few sentences."""

    headline: str
    figures: list[tuple[str, str]]
    points: list[str]


FEW_CHANGED = "How many incidents were logged is not shown: a few changed since other reports showed them part by part."


def day(moment: datetime) -> str:
    return date_in_words(timezone.localtime(moment))


def before(span: str) -> str:
    """What a year, or a term, is compared with."""
    return "the year before" if span == "year" else "the same term a year before"


def summary(tables: Tables, *, complete: bool, span: str = "year") -> Summary:
    """`complete`: the period was over when counted; part of one is compared with nothing. `span`: year or term."""
    if not complete:
        figures = [*_incidents(tables["terms"], span), *_soon(tables), *_in_line(tables), *_open(tables)]
        return Summary(
            _so_far(tables["terms"], span), [(figure, words.partition(",")[0]) for figure, words in figures], []
        )
    headline = " ".join(part for part in (_total(tables["terms"], span), _speed(tables)) if part)
    figures = [*_incidents(tables["terms"], span), *_soon(tables), *_in_line(tables), *_open(tables)]
    points = [*_largest_kind(tables["kinds"], span), *_changed_most(tables["kinds"]), *_places(tables["places"])]
    return Summary(headline, figures, [*points, *departures(tables["decisions"])])


def total(terms: Table, *, complete: bool, span: str = "year") -> str:
    """How many incidents there were, compared with the year before where both years are whole."""
    return _total(terms, span) if complete else _so_far(terms, span)


def _total(terms: Table, span: str) -> str:
    now, then = terms.sum_of("this"), terms.sum_of("before")
    if now is None:
        return FEW_CHANGED
    if not isinstance(now, int):
        return "A few incidents were logged: so few that nothing more can be said about them."
    said = "No incidents were logged" if now == 0 else f"{_incidents_in_words(now)} logged"
    if not isinstance(then, int):
        return f"{said}."
    change = now - then
    if change == 0:
        return f"{said}, as many as {before(span)}."
    return f"{said}, {abs(change):,} {'more' if change > 0 else 'fewer'} than {before(span)}."


def _so_far(terms: Table, span: str) -> str:
    now = terms.sum_of("this")
    if now is None:
        return FEW_CHANGED
    if not isinstance(now, int):
        return "A few incidents were logged so far: so few that nothing more can be said about them."
    return f"{'No incidents were' if now == 0 else _incidents_in_words(now)} logged so far. The {span} is not over."


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


def _incidents(terms: Table, span: str) -> list[tuple[str, str]]:
    now, then = terms.sum_of("this"), terms.sum_of("before")
    if not isinstance(now, int):
        return []
    return [(f"{now:,}", f"incidents, {then:,} {before(span)}" if isinstance(then, int) else "incidents")]


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


def _largest_kind(kinds: Table, span: str) -> list[str]:
    """The kind with most incidents. Nothing where one that is withheld might have more."""
    found = largest(kinds, "this")
    if found is None or not found[2]:
        return []
    row, number, _ = found
    then = row.cells[1]
    compared = f", {_changed(number - then, span)}" if isinstance(then, int) else ""
    return [f"{row.label} is the largest kind, at {counted(number, 'incident')}{compared}."]


def _changed(change: int, span: str) -> str:
    if change == 0:
        return f"as many as {before(span)}"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than {before(span)}"


def _changed_most(kinds: Table) -> list[str]:
    """Of the kinds that are shown, the ones that rose and fell most, if not called the largest already."""
    found = largest(kinds, "this")
    said = found[0] if found and found[2] else None
    changes = [
        (number - then, row, number, then)
        for row in kinds.rows
        if row is not said and row.key != "rest"
        for number, then in [row.cells[:2]]
        if isinstance(number, int) and isinstance(then, int)
    ]
    rose = max(changes, key=itemgetter(0), default=None)
    fell = min(changes, key=itemgetter(0), default=None)
    return [
        *([f"{rose[1].label} rose from {rose[3]:,} to {rose[2]:,}."] if rose and rose[0] > 0 else []),
        *([f"{fell[1].label} fell from {fell[3]:,} to {fell[2]:,}."] if fell and fell[0] < 0 else []),
    ]


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


def adults(figures: Sequence[Figure], span: str = "year") -> str:
    """Adults are counted apart, and in a band as long as the number is small."""
    now, then = figures
    if now is None:
        return ""
    compared = f" ({before(span)}: {then})" if then is not None else ""
    return f"Adults, counted apart and whoever they are: {now}{compared}."


def changed(figures: Sequence[Figure], span: str = "year") -> str:
    """What came of it, in a band as long as the number is small."""
    now, then = figures
    if now is None:
        return ""
    compared = f" ({before(span)}: {then})" if then is not None else ""
    if isinstance(now, int):
        return f"After {now:,} incidents rules, teaching, supervision or filtering were changed{compared}."
    return f"Incidents after which rules, teaching, supervision or filtering were changed: {now}{compared}."
