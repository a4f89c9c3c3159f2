"""What is measured of reports and trends, in the database that DATABASE_URL names."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from time import process_time

from django.contrib.staticfiles import finders
from django.test import Client
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core import clock
from reports import document
from reports.actions import prepare
from reports.figures import figures_of

from .asking import HOST, sign_in
from .filling import Trust, found
from .measuring import Measured, Ratio, measured

TRENDS = ("/reports/trends/", "/reports/trends/kinds/", "/reports/trends/hours/", "/reports/trends/handling/")


def main() -> None:
    """Print what was measured. The process fails where anything is slower than it may be."""
    trust = found()
    slow = 0
    for result in chain(figures(trust), trends(trust), pdf(trust)):
        print(result, flush=True)
        slow += not result.is_met
    sys.exit(1 if slow else 0)


def figures(trust: Trust) -> Iterator[Measured]:
    """The figures of a yearly report with those of the year before: of one school, and of all."""
    one = trust.schools[:1]
    yield measured("Figures of one school's year", lambda: figures_of(one, trust.year), allowed=0.1)
    yield measured(
        "Figures of the whole trust's year", lambda: figures_of(trust.schools, trust.year), runs=3, allowed=3
    )


def trends(trust: Trust) -> Iterator[Measured]:
    """Each page of the trends for the coordinator of one school, who compares last year with the one before."""
    browser = Client(headers={"host": HOST})
    sign_in(browser, trust.coordinator)
    for page in TRENDS:
        yield measured(f"{page} of one school", lambda page=page: _page(browser, page), allowed=0.5)


def _page(browser: Client, page: str) -> None:
    answer = browser.get(page, {"period": "last", "compare": "on"})
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}.")


def pdf(trust: Trust) -> Iterator[Measured | Ratio]:
    """The PDF of a report beside a bare rendering of the same HTML, with the same fonts, tags and variant."""
    with clock.set_to(trust.year.bounds()[1]):
        report = prepare(trust.schools[:1], trust.year, trust.head)
    html = document.html_of(report)
    bare = measured("PDF: bare rendering of its HTML", lambda: _bare(html), runs=5, timer=process_time)
    whole = measured("PDF: from the report to the file", lambda: document.pdf_of(report), runs=5, timer=process_time)
    yield from (bare, whole, Ratio("PDF", whole, bare, 1.2))


def _bare(html: str) -> bytes:
    style = Path(str(finders.find(document.STYLESHEET)))
    fonts = FontConfiguration()
    css = CSS(filename=style, font_config=fonts)
    made: bytes = HTML(string=html, base_url=f"{style.parent.parent}/").write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return made
