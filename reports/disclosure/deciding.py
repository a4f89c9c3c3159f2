"""The tables about actions: how decisions stand to the sanctions tables, and which actions were taken."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from reports.statistics import Counts
from reports.tables import WITHHELD, Figure, Row, Table
from sanctions.models import Sanction

from . import layouts, suppression
from .layouts import Group, Layout
from .publishing import Years, amount, figure, finest, one_way
from .suppression import Flow

COLUMNS = (("recommended", "Recommended"), ("taken", "Taken"), ("not_taken", "Not taken"))
Cells = dict[suppression.Key, Figure]


def decided(years: Years) -> list[Table]:
    """Decisions in line with the table or departed from, and the actions that the table says yes to."""
    decisions = one_way("decisions", layouts.decisions(), in_line, years)
    return [decisions, _actions(decisions, years)]


def in_line(counts: Counts) -> Counter[str]:
    """Decisions by how they stand to the table. What it does not recommend and nobody did is no decision."""
    found: Counter[str] = Counter()
    for (_, recommended, done), number in counts.decisions.items():
        if recommended == Sanction.Recommended.YES:
            found["taken" if done else "not_taken"] += number
        elif recommended == Sanction.Recommended.CONDITIONAL:
            found["either"] += number
        elif recommended == Sanction.Recommended.NONE:
            found["free"] += number
        elif done:
            found["extra"] += number
    return found


def by_decision(counts: Counts) -> Counter[str]:
    """As `in_line`, and what the table recommends by its meaning too: "taken:warning"."""
    found = in_line(counts)
    for way, done in (("taken", True), ("not_taken", False)):
        found.pop(way, None)
        found.update({f"{way}:{meaning}": number for meaning, number in _recommended(counts, done).items()})
    return found


def _recommended(counts: Counts, done: bool) -> Counter[str]:
    """Actions that the table says yes to, by meaning."""
    found: Counter[str] = Counter()
    for (meaning, recommended, was_done), number in counts.decisions.items():
        if recommended == Sanction.Recommended.YES and was_done is done:
            found[meaning] += number
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """Which actions are rows, and whether what was taken and what was not have columns of their own."""

    rows: Layout
    split: bool


def _actions(decisions: Table, years: Years) -> Table:
    """Both tables show what was taken in all, so the second is protected with what the first has published."""
    if not decisions.rows:
        return Table("actions", COLUMNS[:1], merged=True)
    taken, not_taken = _recommended(years.this, done=True), _recommended(years.this, done=False)
    known = [_known(row, in_line(years.this)) for row in decisions.rows]
    grouped = list(layouts.actions(taken + not_taken, years.limit))
    is_split = {"taken", "not_taken"} <= {row.key for row in decisions.rows}
    offered = [Choice(layout, split=True) for layout in grouped[:-1] if is_split]
    offered += [Choice(layout, split=False) for layout in grouped]

    def cells(choice: Choice) -> Cells:
        own = [flow for group in choice.rows for flow in _flows(group, taken, not_taken, years.limit)]
        if not choice.split:
            own = [flow for flow in own if flow.key[1] == "recommended"]
            joined = [replace(flow, tail="recommended") for flow in own]
            through = [replace(flow, head="recommended") if flow.head != "drain" else flow for flow in known]
            hidden = suppression.withheld([*through, *joined] if is_split else own, years.limit)
        else:
            hidden = suppression.withheld([*known, *own], years.limit)
        return {flow.key: figure(flow, hidden, years.limit) for flow in own}

    def make(choice: Choice) -> Table:
        columns, shown = COLUMNS if choice.split else COLUMNS[:1], cells(choice)
        rows = tuple(
            Row(group.key, group.label, group.covers, tuple(shown[group.key, name] for name, _ in columns))
            for group in choice.rows
        )
        return Table("actions", columns, rows, _total(decisions)[: len(columns)], merged=choice != offered[0])

    return finest(offered, make, years)


def _known(row: Row, counts: Counter[str]) -> Flow:
    """A row of the first table. What was taken, and what was not, flows on into the actions."""
    number = sum(counts[code] for code in row.covers)
    head = row.key if row.key in ("taken", "not_taken") else "drain"
    is_hidden = row.cells[0] == WITHHELD
    return Flow((row.key,), "source", head, number, shown=not is_hidden, hidden=is_hidden)


def _flows(group: Group, taken: Counter[str], not_taken: Counter[str], limit: int) -> Iterable[Flow]:
    """source → taken or not → action → drain."""
    done, left = amount(group, taken), amount(group, not_taken)
    band = group.band and done + left < limit
    yield Flow((group.key, "taken"), "taken", group.key, done, band=band)
    yield Flow((group.key, "not_taken"), "not_taken", group.key, left, band=band)
    yield Flow((group.key, "recommended"), group.key, "drain", done + left, band=band)


def _total(decisions: Table) -> tuple[Figure, ...]:
    """What was recommended in all is shown only where both of its parts are."""
    return decisions.shown("taken", "not_taken"), decisions.cell("taken"), decisions.cell("not_taken")
