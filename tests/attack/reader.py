"""A governor who reads: the tables and the percentages of the page, and nothing that stands behind it.

What a label counts together ("Commerce, and not yet placed") is known to every reader, so it may be looked up in the
report's layout; the figures are those of the page.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string

from reports.presentation import Presentation

CAPTIONS = {
    "Incidents by term": "terms",
    "Incidents by school": "schools",
    "Incidents by area of risk": "areas",
    "Incidents by kind": "kinds",
    "Incidents by row of the policy": "rows",
    "Pupils alleged to be instigators, by phase": "phases",
    "Incidents by place": "places",
    "Incidents by device": "devices",
    "Decisions on actions about pupils": "decisions",
    "Actions that the sanctions tables recommend": "actions",
    "From report to review": "reviewed",
    "From report to closing": "closed",
    "Pupils whose parents were informed": "parents",
    "Agreements signed": "agreements",
}
PERCENTAGES = (
    (r"(\d+)%\s*(?:</b><span>)?(?:of (?:them|the incidents) were )?reviewed by the next school day", "reviewed",
     {"same", "next"}),
    (r"(\d+)%\s*(?:</b><span>)?of (?:the )?decisions (?:on actions about pupils were )?in line", "decisions",
     {"taken", "either"}),
    (r"(\d+)% of the incidents happened at home or elsewhere", "places", {"home"}),
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """One figure as it stands on the page. `row`: None in the row of totals."""

    table: str
    row: str | None
    column: str
    text: str


@dataclass(frozen=True)
class Share:
    """A percentage of a total, rounded to whole numbers; nearly all is not all."""

    table: str
    codes: frozenset[str]
    number: int


def page_of(data: dict[str, Any]) -> str:
    """The body of the report as it is shown and printed."""
    report = SimpleNamespace(
        data=data, words=None, prepared_as="", prepared_at=None, released_at=None, replaces_id=None, is_released=True
    )
    return render_to_string("reports/governor/body.html", {"report": report, "shown": Presentation(report)})


def read(page: str) -> tuple[list[Read], list[Share]]:
    tables = _Tables()
    tables.feed(page)
    words = re.sub(r"\s+", " ", page)
    shares = [
        Share(table, frozenset(codes), int(number))
        for pattern, table, codes in PERCENTAGES
        for number in re.findall(pattern, words)
    ]
    return tables.found, shares


class _Tables(HTMLParser):
    """Every cell of every table with its caption, its row's label and its column's head; and rows named as empty."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Read] = []
        self.open, self.text, self.part = "", "", ""
        self.caption, self.label = "", ""
        self.heads: list[str] = []
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.caption, self.heads = "", []
        if tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        if tag == "tr":
            self.cells = 0
        if tag in ("caption", "th", "td", "p"):
            self.open, self.text = tag, ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag != self.open:
            return
        self.open, text = "", " ".join(self.text.split())
        if tag == "caption":
            self.caption = text
        elif tag == "p":
            self._note(text)
        elif tag == "th" and self.part == "thead":
            self.heads.append(text)
        elif tag == "th":
            self.label = text
        else:
            self.cells += 1
            self._add(None if self.part == "tfoot" else self.label, self.heads[self.cells], text)

    def _note(self, text: str) -> None:
        if text.startswith("None at all: "):
            for label in text.removeprefix("None at all: ").removesuffix(".").split("; "):
                for head in self.heads[1:]:
                    self._add(label, head, "0")

    def _add(self, row: str | None, column: str, text: str) -> None:
        if key := CAPTIONS.get(self.caption.removesuffix(" and term")):
            self.found.append(Read(key, row, column, text))
