"""The record of reviewing devices and internet sites on paper, with every field of the form that schools know."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core import clock, pdf

if TYPE_CHECKING:
    from people.models import User

    from .models import Investigation

STYLESHEET = "css/record.css"


def html_of(investigation: "Investigation", *, by: "User") -> str:
    shown = {"investigation": investigation, "incident": investigation.incident, "by": by, "printed_at": clock.now()}
    return render_to_string("incidents/investigation_print.html", shown)


def pdf_of(investigation: "Investigation", *, by: "User") -> bytes:
    return pdf.render(html_of(investigation, by=by), STYLESHEET)
