"""Sentences that several sections say of their tables. Each is true of the published figures alone.

A figure that is withheld may be a large one, withheld to protect a small one: a row is called the largest only where
every figure of its column is shown.
"""

from collections.abc import Sequence

from core.words import counted

from .tables import Figure, Row, Table

TOO_FEW = "Nothing more can be said without giving small numbers away."
NOT_YET_COUNTED = "This report is older than this figure."


def most(table: Table | None, column: str, said: str, what: str, none: str, of: str = "incidents") -> str:
    """The row with most. `said` has `{row}` and `{part}`: "28 of the 113 incidents"; `none`: where nothing was counted.

    `what`: what a row stands for; `of`: what is counted.
    """
    if table is None:
        return NOT_YET_COUNTED
    total = table.sum_of(column)
    if total == 0:
        return none
    found = largest(table, column)
    if not isinstance(total, int):
        return TOO_FEW
    if found is None:
        return (
            f"No {what} stands out among the {total:,} {of}." if table.rows else f"There were {total:,} {of}. {TOO_FEW}"
        )
    row, number, is_certain = found
    if number == total:
        return f"{said.format(row=row.label, part=f'all {total:,} {of}')}."
    shown = "" if is_certain else " that can be shown"
    return f"{said.format(row=row.label, part=f'{number:,} of the {total:,} {of}')}, more than any other {what}{shown}."


def largest(table: Table, column: str) -> tuple[Row, int, bool] | None:
    """The row with most, its number, and whether no withheld one can be larger; None where two have as many."""
    place = table.place(column)
    if place is None:
        return None
    figures = [(row.cells[place], row) for row in table.rows]
    numbers = [(figure, row) for figure, row in figures if isinstance(figure, int) and figure]
    named = [(number, row) for number, row in numbers if row.key != "rest"]
    top = max((number for number, _ in named), default=0)
    first = [row for number, row in named if number == top]
    total = table.sum_of(column)
    if len(first) != 1 or not isinstance(total, int):
        return None
    others = [number for number, row in numbers if row is not first[0]]
    withheld = total - sum(number for number, _ in numbers)
    return first[0], top, max([*others, withheld]) < top


def single(figures: Sequence[Figure], one: str, many: str, none: str, compared: str = "the year before") -> str:
    """A figure that stands alone, said in a sentence, with the year before where it is known.

    `one`: what was counted, as "incident"; `many`: the sentence with `{count}`; `none`: of a band. `compared`:
    what the second figure is of.
    """
    now, before = figures
    if now is None:
        return TOO_FEW
    said = many.format(count=counted(now, one)) if isinstance(now, int) else none.format(band=now)
    if before is None:
        return f"{said}."
    return f"{said} ({compared}: {before:,})." if isinstance(before, int) else f"{said} ({compared}: {before})."


def percentage(part: int | None, total: Figure) -> int | None:
    """A rounded share in per cent; nearly all is not all, and nearly none not none. None where it is not known."""
    if part is None or not isinstance(total, int) or total == 0:
        return None
    share = round(100 * part / total)
    if share in (0, 100) and part not in (0, total):
        share = 1 if share == 0 else 99
    return share


def at_most(table: Table | None, codes: set[str], column: str = "this") -> int | None:
    """How many these codes have together, if whole rows that are shown say so."""
    figure = table.figure_for(frozenset(codes), column) if table else None
    return figure if isinstance(figure, int) else None
