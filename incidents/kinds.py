"""The kinds of incident a reporter chooses from, read once from the project's own data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "presets" / "kinds.toml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A plain word for what happened. It suggests; a reviewer decides."""

    key: str
    group: str
    label: str
    hint: str = ""
    row: str = ""  # key of a row of the user-actions matrix
    four_c: str = ""  # area of risk, where no row says it
    safeguarding: bool = False
    no_files: bool = False
    data_breach: bool = False
    restricted: bool = False
    stop: bool = False  # the stop screen comes first
    words: tuple[str, ...] = ()  # what people call it, for finding it
    pupils: tuple[str, ...] = ()  # rows of the sanctions tables to suggest
    staff: tuple[str, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by key, in the order of the form."""
    with SOURCE.open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["kind"]
    return {row["key"]: Kind(**{name: _plain(value) for name, value in row.items()}) for row in rows}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def groups() -> list[tuple[str, list[Kind]]]:
    """`(heading, kinds)` as the form shows them."""
    with SOURCE.open("rb") as file:
        headings = tomllib.load(file)["group"]
    return [(head["label"], [kind for kind in kinds().values() if kind.group == head["key"]]) for head in headings]


def choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in kinds().values()]


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same under their headings."""
    return [(heading, [(kind.key, kind.label) for kind in listed]) for heading, listed in groups()]


def kind_of(key: str) -> Kind:
    """The kind by its key; one that is no longer offered keeps its key as its label."""
    return kinds().get(key) or Kind(key=key, group="else", label=key.replace("_", " ").capitalize())
