"""A version on paper: the HTML that is printed, and the tagged PDF made of it."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from core import pdf
from core.clock import ONE_DAY
from core.dates import date_in_words
from people.models import School

from . import queries
from .documents import Document
from .models import PolicyVersion

STYLESHEET = "css/policy-print.css"


def html_of(version: PolicyVersion, *, site: str = "", schools: Sequence[str] | None = None) -> str:
    """The document, whose cover names `schools`: all that the policy covers today, unless others are given."""
    standing = next(each for each in queries.standings(list(version.policy.versions.all())) if each.version == version)
    context = {
        "version": version,
        "standing": standing,
        "status": status_in_words(standing),
        "document": Document(version, site=site),
        "schools": queries.covered_today(version.policy) if schools is None else schools,
        "review": queries.review_in_words(version.review_due),
    }
    return render_to_string("policies/print.html", context)


def pdf_of(version: PolicyVersion, *, site: str = "") -> bytes:
    return pdf.render(html_of(version, site=site), STYLESHEET)


def public_pdf_of(version: PolicyVersion, school: School, *, site: str) -> bytes | None:
    """What a school shows to everybody: it names no other school. Nothing while another request draws it."""
    return pdf.render_once(html_of(version, site=site, schools=[school.name]), STYLESHEET)


def status_in_words(standing: queries.Standing) -> str:
    """What stands on every page: whether this paper counts, and since when."""
    version = standing.version
    if version.policy.is_standard:
        return "Built in: the same for every school"
    if version.approved_on is None:
        return f"{version.name.capitalize()}, not approved"
    approved = f"Approved {date_in_words(version.approved_on)}, {version.name}"
    if standing.word == "Superseded" and standing.until:
        return f"{approved}. No longer in force since {date_in_words(standing.until + ONE_DAY)}"
    if standing.word == "Approved" and standing.since:
        return f"{approved}. In force from {date_in_words(standing.since)}"
    return approved
