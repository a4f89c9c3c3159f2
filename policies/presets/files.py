"""The presets as they are written: one file a matrix, read once."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# In the order of the tables in a version.
FILES = ("user-actions", "communications", "devices", "pupil-sanctions", "staff-sanctions")


@dataclass(frozen=True, slots=True)
class RowPreset:
    """A row, and what each source says about it: `says[group][source]` is a key of a column, or cells."""

    key: str
    label: str
    law: str = ""
    four_c: str = ""
    police_case: str = ""
    fixed: str = ""
    flags: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    says: dict[str, dict[str, str]] = field(default_factory=dict)

    def is_in(self, sources: tuple[str, ...]) -> bool:
        """What may never be chosen anywhere is decided by every edition, also by those that are older than it."""
        return not self.only_in or bool(self.locked or set(self.only_in) & set(sources))

    def decided_by(self, group: str, sources: tuple[str, ...]) -> tuple[str, str] | None:
        """`(source, column)`: what is fixed, else what the first source that decides says.

        A row that the standard set decides is the same in every edition, so the standard set has the last word.
        """
        if self.fixed:
            return "standard", self.fixed
        said = self.says.get(group, {})
        return next(((source, said[source]) for source in (*sources, "standard") if source in said), None)


@dataclass(frozen=True, slots=True)
class MatrixPreset:
    """One table: its columns, its rows, and which sources have it."""

    kind: str
    title: str
    sources: tuple[str, ...]
    complete: tuple[str, ...]
    remark: str
    lock_reasons: dict[str, str]
    column_groups: list[dict[str, Any]]
    row_groups: list[dict[str, Any]]
    rows: dict[str, list[RowPreset]]  # by the key of their group

    def heading(self, column: dict[str, Any], sources: tuple[str, ...]) -> dict[str, Any]:
        """The column as the first source that has this table prints it."""
        first = next((source for source in sources if source in self.sources), "")
        own = {name: value for name, value in column.items() if name != "headed"}
        return own | column.get("headed", {}).get(first, {})


def marks(text: str) -> dict[int, bool]:
    """`"2 (6)"` is `{2: False, 6: True}`: numbers of columns, and whether it is only if appropriate."""
    return {int(mark.strip("()")): mark.startswith("(") for mark in text.split()}


@cache
def all_presets() -> tuple[MatrixPreset, ...]:
    return tuple(_read(FOLDER / f"{name}.toml") for name in FILES)


def _read(path: Path) -> MatrixPreset:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return MatrixPreset(
        kind=data["kind"],
        title=data["title"],
        sources=tuple(data["sources"]),
        complete=tuple(data.get("complete", ())),
        remark=data.get("remark", ""),
        lock_reasons=data.get("lock_reasons", {}),
        column_groups=data["column_group"],
        row_groups=data["row_group"],
        rows={group["key"]: [_row(row) for row in group["row"]] for group in data["row_group"]},
    )


def _row(data: dict[str, Any]) -> RowPreset:
    own: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return RowPreset(**own)
