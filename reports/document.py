"""The report as a document: the HTML that is printed, and the tagged PDF made of it."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core import pdf

from .presentation import Presentation

if TYPE_CHECKING:
    from .models import GovernorReport

STYLESHEET = "css/governor-report.css"


def html_of(report: "GovernorReport") -> str:
    return render_to_string("reports/governor/print.html", {"report": report, "shown": Presentation(report)})


def pdf_of(report: "GovernorReport") -> bytes:
    return pdf.render(html_of(report), STYLESHEET)
