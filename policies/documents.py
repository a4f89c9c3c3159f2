"""A version as a document: its sections as HTML, each followed by its tables. On screen, on paper and in public."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString

from core import markdown

from .models import PolicyVersion, Section
from .tables import Table, tables_of

MOST_CELLS = 2_000  # of the tables in all texts of a version: paper takes ten seconds for them


@dataclass(slots=True)
class Part:
    """One section as it is read; without a section, the tables that stand at the end."""

    number: int
    key: str
    title: str
    html: SafeString | None = None
    section: Section | None = None
    tables: list[Table] = field(default_factory=list)

    @property
    def apart(self) -> list[Table]:
        """Tables with a sheet of paper of their own: they follow the text, or it would leave sheets half empty."""
        return [table for table in self.tables if table.fills_a_sheet]


class Document:
    """Everything that a version says, in its order. `site` goes before own paths, where it is read elsewhere."""

    def __init__(self, version: PolicyVersion, *, site: str = "") -> None:
        self.version, self.site = version, site

    @cached_property
    def sections(self) -> list[Section]:
        return list(self.version.sections.all())

    @property
    def has_text(self) -> bool:
        return bool(self.sections)

    @cached_property
    def tables(self) -> list[Table]:
        return tables_of(self.version)

    @cached_property
    def parts(self) -> list[Part]:
        """The numbered parts; the schedule stands before them all."""
        parts: list[Part] = []
        room = MOST_CELLS
        for number, section in enumerate(self.sections, start=1):
            section.version = self.version
            tables = [table for table in self.tables if table.matrix.section_id == section.pk]
            room -= markdown.cells(section.body)
            html = markdown.render(section.body, site=self.site, with_tables=room >= 0)
            parts.append(Part(number, f"section-{section.key}", section.title, html, section, tables))
        if rest := [table for table in self.tables if table.matrix.section_id is None]:
            parts.append(Part(len(parts) + 1, "tables-at-the-end", "Tables", tables=rest))
        return parts
