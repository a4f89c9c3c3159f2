"""How often the sanctions tables were followed, row by row, in the incidents that the reader may read.

A row counts with its namesakes in other versions of the table: its key stays. A decision that two kinds of misuse
called for counts with both. The database counts, in as many queries for one incident as for a million.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from incidents.models import Incident, Misuse
from incidents.models.blanks import Blanks
from incidents.querysets import IncidentQuerySet
from people.models import User
from policies.models import Cell, Matrix, Row

from .models import Sanction

COLUMNS = (
    "Table", "Kind of misuse", "Incidents", "Recommended: done", "Recommended: not done", "Followed, per cent",
    "If appropriate: done", "If appropriate: not done", "Done, though not recommended", "Still to decide",
)  # fmt: skip
SHOWN = 5  # reasons for a row; the newest
Key = tuple[str, str]  # the kind of the table, and the key of the row
YES, CONDITIONAL = Cell.Value.YES, Cell.Value.CONDITIONAL


@dataclass(frozen=True, slots=True)
class Departure:
    """One decision that was not what the table recommends, and why."""

    sanction: Sanction
    said: str  # what the table says of this action for this row; empty where it says nothing
    action: str  # without names, as the reason is: it may be in own words
    reason: str

    @property
    def incident(self) -> Incident:
        return self.sanction.involvement.incident


@dataclass(slots=True)
class Followed:
    """What became of the recommendations of one row."""

    table: str
    label: str
    incidents: int
    counts: dict[tuple[str, bool | None], int] = field(default_factory=dict)  # (said, done; None: still open)
    beyond: int = 0
    departures: list[Departure] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.counts.get((YES, True), 0)

    @property
    def not_done(self) -> int:
        return self.counts.get((YES, False), 0)

    @property
    def fitting(self) -> int:
        """Done, where the table says: if appropriate."""
        return self.counts.get((CONDITIONAL, True), 0)

    @property
    def not_fitting(self) -> int:
        return self.counts.get((CONDITIONAL, False), 0)

    @property
    def open(self) -> int:
        return self.counts.get((YES, None), 0) + self.counts.get((CONDITIONAL, None), 0)

    @property
    def decided(self) -> int:
        """Decisions that the table did not leave open."""
        return self.done + self.not_done

    @property
    def percent(self) -> int | None:
        """How many of these followed it; nothing where there was none."""
        return round(100 * self.done / self.decided) if self.decided else None

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Of a file, under `COLUMNS`: counts, and nothing that somebody wrote."""
        percent = "" if self.percent is None else self.percent
        return (
            self.table, self.label, self.incidents, self.done, self.not_done,
            percent, self.fitting, self.not_fitting, self.beyond, self.open,
        )  # fmt: skip


def to_take_out(incidents: IncidentQuerySet, user: User) -> IncidentQuerySet:
    """Of these, what a file for this user counts."""
    found = Misuse.objects.filter(involvement__incident=OuterRef("pk"))
    return incidents.exportable_by(user).filter(Exists(found))


def followed(incidents: QuerySet[Incident]) -> list[Followed]:
    """A line for each row that was found to apply, in the order of the tables. Nine queries."""
    misuses = Misuse.objects.filter(involvement__incident__in=incidents)
    rows = _rows(misuses)
    for kind, key, said, done, number in _decided(incidents):
        rows[kind, key].counts[said, done] = number
    for kind, key, number in _beyond(incidents):
        rows[kind, key].beyond = number
    for each, departures in _departures(incidents).items():
        rows[each].departures = departures
    return list(rows.values())


def _rows(misuses: QuerySet[Misuse]) -> dict[Key, Followed]:
    """Each row as its newest version calls it, in the order of the tables."""
    named = misuses.order_by().values_list("row__matrix__kind", "row__key").annotate(newest=Max("row"))
    counted = list(named.annotate(incidents=Count("involvement__incident", distinct=True)))
    rows = Row.objects.select_related("group").in_bulk([newest for _, _, newest, _ in counted])
    kinds = list(Matrix.Kind.values)

    def place(line: tuple[str, str, int, int]) -> tuple[int, int, int]:
        kind, _, newest, _ = line
        return kinds.index(kind), rows[newest].group.position, rows[newest].position

    return {
        (kind, key): Followed(str(Matrix.Kind(kind).label), rows[newest].label, incidents)
        for kind, key, newest, incidents in sorted(counted, key=place)
    }


def _decided(incidents: QuerySet[Incident]) -> Iterable[tuple[str, str, str, bool | None, int]]:
    """`(table, row, what it says, done, how often)`; `done` is None where nobody has decided yet."""
    cells = Cell.objects.recommended().filter(row__misuses__involvement__incident__in=incidents)
    sanction = Sanction.objects.filter(involvement=OuterRef("involvement"), action=OuterRef("column")).order_by()
    asked = cells.annotate(involvement=F("row__misuses__involvement"))
    asked = asked.annotate(done=Subquery(sanction.values("done")[:1]))
    return asked.order_by().values_list("row__matrix__kind", "row__key", "value", "done").annotate(n=Count("pk"))


def _beyond(incidents: QuerySet[Incident]) -> Iterable[tuple[str, str, int]]:
    """`(table, row, how often)` something was done that the table recommends for nothing this person did."""
    done = _of_rows(incidents).filter(_is_beyond())
    return done.order_by().values_list("table", "key").annotate(n=Count("pk"))


def _departures(incidents: QuerySet[Incident]) -> dict[Key, list[Departure]]:
    """The newest few of each row. Five queries."""
    said = Cell.objects.recommended().filter(row=OuterRef("row"), column=OuterRef("action"))
    found = _of_rows(incidents).annotate(said=Subquery(said.values("value")[:1]))
    found = found.filter(Q(done=False, said__isnull=False) | _is_beyond())
    place = Window(RowNumber(), partition_by=[F("table"), F("key")], order_by=[F("at").desc(), F("pk").desc()])
    newest = found.annotate(place=place).filter(place__lte=SHOWN).order_by("place")
    departures: dict[Key, list[Departure]] = defaultdict(list)
    shown = list(newest.select_related("action", "involvement__incident"))
    blanks = Blanks({sanction.involvement.incident for sanction in shown})
    for sanction in shown:
        action, reason = (
            blanks.without_names(text, sanction.involvement.incident) for text in (str(sanction), sanction.reason)
        )
        departures[sanction.table, sanction.key].append(Departure(sanction, sanction.said or "", action, reason))
    return departures


def _of_rows(incidents: QuerySet[Incident]) -> Any:
    """Decisions, once for each kind of misuse that was found: with its `table`, `key` and `row`."""
    decided = Sanction.objects.filter(involvement__incident__in=incidents, involvement__misuses__isnull=False)
    row = "involvement__misuses__row"
    return decided.annotate(table=F(f"{row}__matrix__kind"), key=F(f"{row}__key"), row=F(row))


def _is_beyond() -> Q:
    called_for = Cell.objects.recommended().filter(
        row__misuses__involvement=OuterRef("involvement"), column=OuterRef("action")
    )
    return Q(~Exists(called_for), done=True)
