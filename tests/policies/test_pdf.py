"""A whole policy on paper."""

import io

import pikepdf
import pytest

from policies import printing
from policies.models import Section
from tests.pages import said

PDF = "/policies/e-safety-policy/1/policy.pdf"


@pytest.fixture
def html(approved) -> str:
    return printing.html_of(approved, site="https://school.example")


@pytest.mark.once
def test_readers_download_a_tagged_document_with_its_tables_on_turned_pages(draft, teacher, stranger, signed_in):
    response = signed_in(teacher).get(PDF)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="e-safety-policy-draft-1.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == "E-safety policy, draft 1"
        turned = [page for page in document.pages if page.MediaBox[2] > page.MediaBox[3]]
        assert (len(turned), len(document.pages) > 10) == (3, True)
    assert signed_in(stranger).get(PDF).status_code == 404


def test_its_pages_say_which_version_was_approved_when(html):
    assert '<p class="po-status">Approved 8 July 2026, version 1</p>' in html
    assert 'class="is-draft"' not in html


def test_what_is_not_approved_carries_the_mark_of_a_draft(draft):
    html = said(printing.html_of(draft))

    assert '<p class="po-status">Draft 1, not approved</p>' in html
    assert '<body class="is-draft">' in html


def test_a_table_with_a_sheet_of_its_own_follows_the_text_which_says_where_it_is(html):
    places = [html.index(f'id="{name}"') for name in ("table-devices", "section-sanctions", "table-communications")]

    assert places == sorted(places)
    assert '<p class="po-ref">See <a href="#table-communications">Communication technologies</a>.</p>' in said(html)
    assert "in section 12, Communications" in html


def test_it_names_nobody_who_recorded_anything(html, approved):
    assert approved.approval_recorded_by.name not in html
    assert approved.started_by.name not in html


def test_nothing_in_a_text_makes_it_fetch(draft, administrator):
    hostile = '![x](https://other.example/x.png) <img src="file:///etc/passwd"> <style>@import "//a.example"</style>'
    Section.add_to(draft, by=administrator, title='<img src="//other.example">', body=hostile)

    html = printing.html_of(draft)

    assert "other.example/x.png" in html  # as a link, which nobody follows on paper
    assert '<img src="file' not in html
    assert '<img src="//' not in html
    assert "<style>" not in html
