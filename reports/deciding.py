"""The tables about actions: how decisions stand to the sanctions tables, and which actions were taken."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sanctions.models import Sanction

from . import disclosure, layouts
from .disclosure import Flow
from .layouts import Group, Layout
from .publishing import Years, amount, figure, one_way, share
from .statistics import Counts
from .tables import WITHHELD, Figure, Row, Table

COLUMNS = (("recommended", "Recommended"), ("taken", "Taken"), ("not_taken", "Not taken"))
Cells = dict[disclosure.Key, Figure]


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


def _recommended(counts: Counts, done: bool) -> Counter[str]:
    """Actions that the table says yes to, by meaning."""
    found: Counter[str] = Counter()
    for (meaning, recommended, was_done), number in counts.decisions.items():
        if recommended == Sanction.Recommended.YES and was_done is done:
            found[meaning] += number
    return found


def _actions(decisions: Table, years: Years) -> Table:
    """Both tables show what was taken in all, so the second is protected with what the first has published."""
    published = {row.key: row.cells[0] for row in decisions.rows}
    if not {"taken", "not_taken"} <= published.keys():
        return Table("actions", COLUMNS, merged=True)
    taken, not_taken = _recommended(years.this, done=True), _recommended(years.this, done=False)
    counts = in_line(years.this)
    known = [_known(row, counts) for row in decisions.rows]

    def cells(layout: Layout) -> Cells:
        own = [flow for group in layout for flow in _flows(group, taken, not_taken, years.limit)]
        hidden = disclosure.withheld([*known, *own], years.limit)
        return {flow.key: figure(flow, hidden, years.limit) for flow in own}

    offered = list(layouts.actions([taken + not_taken], years.limit))
    chosen = disclosure.finest(offered, lambda layout: share(cells(layout).values()))
    shown = cells(chosen)
    rows = _rows(chosen, shown)
    return Table("actions", COLUMNS, rows, _total(published), merged=chosen != offered[0])


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


def _rows(layout: Sequence[Group], shown: Cells) -> tuple[Row, ...]:
    return tuple(
        Row(group.key, group.label, group.covers, tuple(shown[group.key, name] for name, _ in COLUMNS))
        for group in layout
    )


def _total(published: dict[str, Figure]) -> tuple[Figure, ...]:
    """What was recommended in all is shown only where both of its parts are."""
    taken, left = published["taken"], published["not_taken"]
    both = taken + left if isinstance(taken, int) and isinstance(left, int) else None
    return both, taken, left
