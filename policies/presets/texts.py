"""The text that a new policy starts with: sections from the data files beside this one."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from core import bulk
from policies.models import Matrix, Policy, PolicyVersion, Section

from ..reasons import PRESET
from .files import FOLDER


@dataclass(frozen=True, slots=True)
class SectionPreset:
    """A section, and the kinds of tables that stand after its text."""

    key: str
    title: str
    body: str
    tables: tuple[str, ...] = ()


def build_sections(version: PolicyVersion, *, by: Any) -> list[Section]:
    """Give a version that has no text the one of its kind, and its tables their places in it."""
    written = sections_of(version.policy.kind)
    sections = bulk.create(
        Section,
        [
            Section(version=version, key=each.key, title=each.title, body=each.body, position=position)
            for position, each in enumerate(written)
        ],
        by=by,
        reason=PRESET(),
    )
    place_tables(version, sections, by=by)
    return sections


def place_tables(version: PolicyVersion, sections: Iterable[Section], *, by: Any) -> None:
    """Let each table stand after the section that speaks of it, where that section is there."""
    after = {kind: each.key for each in sections_of(version.policy.kind) for kind in each.tables}
    by_key = {section.key: section for section in sections}
    placed = []
    for matrix in version.matrices.all():
        if section := by_key.get(after.get(matrix.kind, "")):
            matrix.section = section
            placed.append(matrix)
    bulk.change(Matrix, placed, ["section"], by=by, reason=PRESET())


@cache
def sections_of(kind: str) -> tuple[SectionPreset, ...]:
    """The sections that a policy of this kind starts with."""
    written = _read("sections")["section"] if kind == Policy.Kind.E_SAFETY else _read("agreements")[kind]
    return tuple(
        SectionPreset(each["key"], each["title"], each["body"].strip(), tuple(each.get("tables", ())))
        for each in written
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
