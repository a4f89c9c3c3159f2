"""What somebody typed runs nowhere: on no page, in no document, and as no formula in a file.

Every field of every table that holds what somebody typed is filled with markup, a script, links that run, pictures
that call home, and a formula; then every address is opened.
"""

import pytest
from django.urls import reverse

from core import pdf
from incidents.models import Incident, Misuse
from policies.models import Row
from tests.architecture.routes import routes

from .hostile import ELSEWHERE, fields_shown, fill_every_text, formulas, runs

pytestmark = pytest.mark.django_db

UNWALKED = {"submission", "token", "uidb64", "provider_id"}
ROUTES = [route for route in routes() if not route.varies & UNWALKED and route.name != "sign-out"]
SPREADSHEETS = ("csv", "spreadsheetml")


@pytest.fixture
def addresses(anywhere, school):
    """By route, about the records as they were: before somebody typed into them."""
    published = {"code": school.code.lower(), "slug": "for-staff"}
    return {
        route.name: reverse(route.name, kwargs={name: published[name] for name in route.varies})
        if route.name.startswith("public:")
        else anywhere(route)
        for route in ROUTES
    }


@pytest.fixture
def filled(addresses, signed_in, insider):
    """The browser of who reads everything, once every text is hostile; and the fields."""
    browser = signed_in(insider)
    browser.raise_request_exception = False
    return browser, fill_every_text()


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_nothing_runs_on_any_page_and_no_cell_of_any_file_is_a_formula(filled, addresses):
    browser, fields = filled
    broken, running, worked_out, shown, files = {}, {}, {}, set(), set()

    for name, where in addresses.items():
        response = browser.get(where)
        content, kind = body(response), response.get("Content-Type", "")
        if response.status_code >= 500:
            broken[name] = response.status_code
        if kind.startswith("text/html"):
            shown |= fields_shown(content)
            if found := runs(content.decode()):
                running[name] = found
        if any(each in kind for each in SPREADSHEETS) and response.status_code == 200:
            files.add(name)
            if found := formulas(content, kind):
                worked_out[name] = found[:3]

    assert broken == {}
    assert running == {}
    assert worked_out == {}
    assert files >= {"policies:matrix-file", "agreements:file"}
    assert len(fields & shown) > 75, sorted(fields - shown)  # so that it was there, and harmless


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nor_in_the_list_that_is_exported(filled, ending):
    browser, _ = filled
    asked = {"file_format": ending, "with_names": "on", "reason": "Because", "columns": "all"}

    response = browser.post(reverse("incidents:export"), asked)

    assert "attachment" in response["Content-Disposition"]
    assert formulas(response.content, response["Content-Type"]) == []
    assert b"1+1" in response.content or ending == "xlsx"


def test_nor_in_the_counts_that_are_exported(filled, insider):
    browser, _ = filled
    incident = Incident.objects.exportable_by(insider).filter(involvements__part="instigator").latest("reported_at")
    involvement = incident.involvements.filter(part="instigator").first()
    Misuse(involvement=involvement, row=Row.objects.filter(matrix__kind="pupil_sanctions").first()).save_as(insider)

    response = browser.post(reverse("sanctions:export-consistency"), {"reason": "Because"})

    assert "attachment" in response["Content-Disposition"]
    assert formulas(response.content, response["Content-Type"]) == []
    assert b"1+1" in response.content


def test_no_document_fetches_anything_from_elsewhere(filled, addresses, monkeypatch):
    browser, _ = filled
    printed, fetched = {}, []
    laid_out, own = pdf._laid_out, pdf.own_static_file

    def watched(html, *rest):
        printed[len(printed)] = html
        return laid_out(html, *rest)

    def noted(url):
        fetched.append(url)
        return own(url)

    monkeypatch.setattr(pdf, "_laid_out", watched)
    monkeypatch.setattr(pdf, "own_static_file", noted)

    for name, where in addresses.items():
        if name.endswith(("pdf", "-archive", "-page")):
            browser.get(where)

    assert printed
    assert [html for html in printed.values() if runs(html) - {"<style>"}] == []
    assert [url for url in fetched if ELSEWHERE in url or not url.startswith(pdf.ROOT)] == []
