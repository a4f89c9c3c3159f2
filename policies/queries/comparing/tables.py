"""What differs between the tables of two versions, cell by cell and part by part."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.words import counted

from ...models import Matrix
from .changes import CellChange, Difference, TableChange, Verb, verb_of
from .reading import Contents, Place, field_in_words

OF_ROWS = (
    "law",
    "four_c",
    "police_case",
    "illegal",
    "safeguarding",
    "no_files",
    "data_breach",
    "continued",
    "pupils_phones",
    "fixed",
    "remark",
)
OF_COLUMNS = ("short", "meaning")
OF_GROUPS = ("audience", "choice")


def changed_tables(before: dict[str, Contents], after: dict[str, Contents]) -> list[TableChange]:
    """Those of the later version in its order, then those that were removed."""
    found = []
    for kind in [*after, *(kind for kind in before if kind not in after)]:
        table = TableChange(kind, before.get(kind), after.get(kind))
        table.cells = list(_cells(table))
        if table.before and table.after:
            table.parts = list(_parts(table.before, table.after))
        if table.verb != Verb.CHANGED or table.cells or table.parts:
            found.append(table)
    return found


def _cells(table: TableChange) -> Iterable[CellChange]:
    old, new = table.before or Contents(table.matrix), table.after or Contents(table.matrix)
    for place in _places(old, new):
        before, after = old.places.get(place), new.places.get(place)
        if (before.says if before else None) == (after.says if after else None):
            continue
        row, group, column = place
        yield CellChange(
            row=new.rows.get(row) or old.rows[row],
            group=new.groups.get(group) or old.groups[group],
            column=new.columns.get((group, column)) or old.columns.get((group, column)),
            before=before,
            after=after,
            is_in_both=all(_has(contents, place) for contents in (old, new)),
        )


def _has(contents: Contents, place: Place) -> bool:
    row, group, column = place
    return row in contents.rows and ((group, column) in contents.columns if column else group in contents.groups)


def _places(old: Contents, new: Contents) -> list[Place]:
    """Every place where something is said, in the order of rows and columns; what is not there any more comes last."""
    rows, groups, columns = (
        {key: number for number, key in enumerate(dict.fromkeys([*later, *earlier]))}
        for later, earlier in ((new.rows, old.rows), (new.groups, old.groups), (new.columns, old.columns))
    )
    return sorted(
        old.places.keys() | new.places.keys(),
        key=lambda place: (rows[place[0]], groups[place[1]], columns.get(place[1:], 0)),
    )


def _parts(old: Contents, new: Contents) -> Iterable[Difference]:
    if old.matrix.title != new.matrix.title:
        yield Difference("Title of the table", Verb.RENAMED, old.matrix.title, new.matrix.title)
    yield from _place(old.matrix, new.matrix)
    yield from _rows(old, new)
    yield from _order_of_rows(old, new)
    yield from _named("Heading", old.headings, new.headings, ())
    yield from _named("Side", old.groups, new.groups, OF_GROUPS)
    yield from _named("Column", old.columns, new.columns, OF_COLUMNS)
    yield from _locks(old, new)


def _place(old: Matrix, new: Matrix) -> Iterable[Difference]:
    """After which section it stands."""
    keys = [matrix.section.key if matrix.section else "" for matrix in (old, new)]
    if keys[0] != keys[1]:
        before, after = (f"After “{each.section}”" if each.section else "At the end" for each in (old, new))
        yield Difference("Place of the table", Verb.MOVED, before, after)


def _rows(old: Contents, new: Contents) -> Iterable[Difference]:
    for key, row in new.rows.items():
        if key not in old.rows:
            yield Difference(f"Row “{row}”", Verb.ADDED, "", _all_said(new, key), row)
            continue
        before = old.rows[key]
        if before.label != row.label:
            yield Difference(f"Row “{row}”", Verb.RENAMED, before.label, row.label, row)
        if before.group.key != row.group.key:
            places = (before.group.label or "No heading", row.group.label or "No heading")
            yield Difference(f"Row “{row}”", Verb.MOVED, *places, row)
        yield from _fields(f"Row “{row}”", before, row, OF_ROWS)
    for key, row in old.rows.items():
        if key not in new.rows:
            yield Difference(f"Row “{row}”", Verb.RETIRED, _all_said(old, key), "", row)


def _all_said(contents: Contents, row: str) -> str:
    """What a whole row says; of a sanctions table how many actions follow."""
    told = [(group, said) for group, column, said in contents.of_row(row) if column is None]
    follow = sum(said.value != "no" for _, column, said in contents.of_row(row) if column is not None)
    words = [f"{group.label}: {said.words}" if group.label else said.words for group, said in told]
    return "; ".join([*words, counted(follow, "action")] if follow else words) or "Nothing decided"


def _named(noun: str, old: dict[Any, Any], new: dict[Any, Any], names: Iterable[str]) -> Iterable[Difference]:
    """Parts that have a label: added, renamed, otherwise changed, retired."""
    for key, part in new.items():
        what = f"{noun} “{part.label}”" if part.label else noun
        if key not in old:
            yield Difference(what, Verb.ADDED, "", part.label, noun=noun)
            continue
        if old[key].label != part.label:
            yield Difference(what, Verb.RENAMED, old[key].label, part.label, noun=noun)
        yield from _fields(what, old[key], part, names)
    for key, part in old.items():
        if key not in new:
            yield Difference(f"{noun} “{part.label}”" if part.label else noun, Verb.RETIRED, part.label, noun=noun)
    yield from _order(f"Order of the {noun.lower()}s", old, new)


def _order_of_rows(old: Contents, new: Contents) -> Iterable[Difference]:
    """One line a table. A row under another heading is told by itself; a heading that moved takes its rows along."""
    before: list[str] = []
    after: list[str] = []
    for heading in new.headings:
        earlier, later = (
            {key: row for key, row in contents.rows.items() if row.group.key == heading} for contents in (old, new)
        )
        for difference in _order("", earlier, later):
            before.append(difference.before)
            after.append(difference.after)
    if before:
        yield Difference("Order of the rows", Verb.MOVED, ", ".join(before), ", ".join(after))


def _order(what: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterable[Difference]:
    """Of the parts that both have, the stretch whose order is another one."""
    before = [key for key in old if key in new]
    after = [key for key in new if key in old]
    apart = [place for place, keys in enumerate(zip(before, after, strict=True)) if keys[0] != keys[1]]
    if apart:
        stretch = slice(apart[0], apart[-1] + 1)
        was, now = (", ".join(f"“{new[key].label}”" for key in keys[stretch]) for keys in (before, after))
        yield Difference(what, Verb.MOVED, was, now)


def _fields(what: str, old: Any, new: Any, names: Iterable[str]) -> Iterable[Difference]:
    for name in names:
        before, after = field_in_words(old, name), field_in_words(new, name)
        if before != after:
            label = new._meta.get_field(name).verbose_name
            yield Difference(f"{what}, {label}", verb_of(before, after), before, after)


def _locks(old: Contents, new: Contents) -> Iterable[Difference]:
    for lock in sorted(old.locks.keys() | new.locks.keys()):
        row, column = lock
        if not all(row in each.rows and column in each.columns for each in (old, new)):
            continue  # told with the row or the column
        before, after = old.locks.get(lock), new.locks.get(lock)
        if before != after:
            what = f"“{new.rows[row]}” can never be “{new.columns[column]}”"
            yield Difference(what, Verb.CHANGED, _lock(before), _lock(after))


def _lock(reason: str | None) -> str:
    return "Not locked" if reason is None else f"Locked: {reason}" if reason else "Locked"
