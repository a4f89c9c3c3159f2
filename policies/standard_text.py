"""The text that a new document starts with: sections from data files, the same for every school."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

E_SAFETY = "e_safety"  # the kind of policy whose sections every school keeps, or says why not
FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class StandardSection:
    """A section, and the kinds of tables that stand after its text."""

    key: str
    title: str
    body: str
    tables: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.title


@cache
def sections_of(kind: str) -> tuple[StandardSection, ...]:
    """The sections that a policy of this kind starts with."""
    written = _read("sections")["section"] if kind == E_SAFETY else _read("agreements")[kind]
    return tuple(
        StandardSection(each["key"], each["title"], each["body"].strip(), tuple(each.get("tables", ())))
        for each in written
    )


def missing_from(kind: str, keys: Iterable[str]) -> list[StandardSection]:
    """The sections of the standard text whose keys are not among these; an agreement may say what it likes."""
    there = set(keys)
    return [each for each in sections_of(kind) if each.key not in there] if kind == E_SAFETY else []


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
