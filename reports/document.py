"""The report as documents: the HTML that is printed, the tagged PDF, the one page for a meeting, the copy to keep."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.text import slugify

from core import pdf
from core.charts import spoken
from core.pdf import Enclosed
from core.spreadsheets import csv_file

from .presentation import Presentation

if TYPE_CHECKING:
    from .models import GovernorReport

STYLESHEET = "css/governor-report.css"
SHORT = "css/governor-summary.css"


def html_of(report: "GovernorReport") -> str:
    return render_to_string("reports/governor/print.html", {"report": report, "shown": Presentation(report)})


def pdf_of(report: "GovernorReport") -> bytes:
    return pdf.render(html_of(report), STYLESHEET)


def both_of(report: "GovernorReport") -> tuple[bytes, bytes]:
    """What governors read, and the copy to keep: page for page the same, as PDF/A-3 with each table inside as CSV."""
    return pdf.render_and_archive(html_of(report), STYLESHEET, list(tables_of(report)))


def page_of(report: "GovernorReport") -> bytes:
    """One page for a meeting; where all of it does not fit, without the chart; else without what each section says."""
    shown = {"report": report, "shown": Presentation(report)}
    offered = (
        render_to_string("reports/governor/one_page.html", {**shown, "draws": draws, "lists": lists})
        for draws, lists in ((True, True), (False, True), (True, False))
    )
    return pdf.render_page(offered, SHORT)


def tables_of(report: "GovernorReport") -> Iterator[Enclosed]:
    """Every table of the report as CSV, exactly as it is shown: "c" where a figure is withheld."""
    made = report.released_at or report.prepared_at
    for section in Presentation(report).sections:
        for place, exhibit in enumerate(section.content.exhibits, start=1):
            table = exhibit.table
            lines = [[label, *cells] for label, cells in table.rows]
            if table.total:
                lines.append([table.all, *table.total])
            content = csv_file([table.head, *table.columns], [[_cell(cell) for cell in line] for line in lines])
            name = f"{section.number:02}-{place}-{slugify(table.caption)}.csv"
            yield Enclosed(name, f"{section.title}: {table.caption}", content, made)


def _cell(cell: int | str | None) -> int | str:
    return spoken(None) if cell is None else cell
