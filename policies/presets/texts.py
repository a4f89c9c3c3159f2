"""The text that a new policy starts with: sections from the data files beside this one."""

from collections.abc import Iterable
from typing import Any

from core import bulk
from policies.models import Matrix, PolicyVersion, Section

from ..reasons import PRESET
from ..standard_text import sections_of


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
