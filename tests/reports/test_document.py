"""The document: a tagged PDF that a screen reader can read, with its own fonts."""

import io
import math
import re

import pikepdf
import pytest
from PIL import Image

from core import pdf
from people.models import Crest
from reports import document
from reports.actions import prepare
from reports.presentation import Presentation
from reports.sections import SECTIONS

from . import drawing
from .conftest import YEAR


@pytest.fixture
def crest(school, headteacher, after_the_year):
    made = io.BytesIO()
    Image.new("RGBA", (120, 150), (20, 90, 60, 128)).save(made, "PNG")  # half transparent
    return Crest.put_up(school, made.getvalue(), by=headteacher)


@pytest.fixture
def report(busy_year, school, coordinator, crest):
    return prepare([school], YEAR, coordinator)


def elements(pdf):
    """Every structure element."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield child
                waiting.append(child)


@pytest.mark.once
@pytest.mark.usefixtures("kept_before")
def test_what_is_read_and_what_is_kept_are_one_layout_and_each_of_its_own_standard(report):
    read, kept = document.both_of(report)

    with pikepdf.open(io.BytesIO(read)) as opened:
        is_tagged_titled_and_embeds_its_fonts(opened)
        laid_out = [page.Contents.read_bytes() for page in opened.pages]
        assert "/OutputIntents" not in opened.Root
        assert not opened.attachments
    with pikepdf.open(io.BytesIO(kept)) as opened:
        is_pdf_a_3_with_every_table_inside(opened, report)
        assert [page.Contents.read_bytes() for page in opened.pages] == laid_out


def is_tagged_titled_and_embeds_its_fonts(opened):
    by_tag = {}
    for element in elements(opened):
        by_tag.setdefault(str(element.S), []).append(element)

    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo["/Title"]) == "Annual e-safety report, 2025 to 2026, Ashdown Primary (draft)"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert len(by_tag["/Figure"]) >= 3
    assert all(str(figure.get("/Alt", "")) for figure in by_tag["/Figure"])
    assert "Ashdown Primary" in {str(figure.Alt) for figure in by_tag["/Figure"]}  # the crest
    assert len(by_tag["/TH"]) > 20
    assert all(header.get("/A") is not None for header in by_tag["/TH"])
    assert {"/H1", "/H2", "/Table", "/Caption", "/L"} <= by_tag.keys()
    assert opened.Root.Outlines.Count > 0
    fonts = [
        item
        for item in opened.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert {str(font.FontName).partition("+")[2][:19] for font in fonts} == {"Atkinson-Hyperlegib"}
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def is_pdf_a_3_with_every_table_inside(kept, report):
    with kept.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert [str(intent.S) for intent in kept.Root.OutputIntents] == ["/GTS_PDFA1"]
    assert bool(kept.Root.MarkInfo.Marked)
    assert {str(file.AFRelationship) for file in kept.Root.AF} == {"/Data"}
    inside = {name: file.get_file().read_bytes().decode("utf-8-sig") for name, file in kept.attachments.items()}
    assert inside == {table.name: table.content.decode("utf-8-sig") for table in document.tables_of(report)}
    assert inside["02-1-incidents-by-term.csv"].splitlines() == [
        "Term,This year,Year before", "Autumn,23,0", "Spring,23,0", "Summer,23,0", "Year,69,0",
    ]  # fmt: skip


@pytest.mark.once
def test_the_page_for_a_meeting_is_one_page_with_its_headings(report):
    with pikepdf.open(io.BytesIO(document.page_of(report))) as page:
        assert len(page.pages) == 1
        assert [round(float(side)) for side in page.pages[0].MediaBox[2:]] == [595, 842]
        assert {"/H1", "/H2", "/L"} <= {str(element.S) for element in elements(page)}
        with page.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "is_drawn"), [({}, True), ({"complete": False}, False), ({"term_name": "Autumn"}, False)]
)
def test_the_page_for_a_meeting_draws_the_terms_of_a_year_that_is_over(said, is_drawn):
    report, _ = drawing.a_report()
    report.data |= said

    assert (Presentation(report).terms is not None) is is_drawn


@pytest.mark.once
def test_where_a_page_is_too_small_the_chart_goes_before_what_each_section_says(monkeypatch):
    report, shown = drawing.a_report()
    monkeypatch.setattr(document, "Presentation", lambda report: shown)
    monkeypatch.setattr(pdf, "render_page", lambda offered, stylesheet: list(offered))

    offered = document.page_of(report)

    assert ["<svg" in page for page in offered] == [True, False, True]
    assert ["Section by section" in page for page in offered] == [True, True, False]
    assert all("What stands out" in page for page in offered)


@pytest.mark.once
def test_the_contents_on_paper_are_two_columns_of_all_sections():
    styles = pdf.own_static_file(f"{pdf.ROOT}{document.STYLESHEET}").read_text()

    rows = int(re.search(r"repeat\((\d+), auto\) / auto-flow", styles)[1])

    assert rows == math.ceil(len(SECTIONS) / 2)


def test_page_and_document_show_the_same_sections(busy_year, signed_in, school, coordinator, after_the_year):
    report = prepare([school], YEAR, coordinator)
    page = signed_in(coordinator).get(report.get_absolute_url()).content.decode()
    printed = document.html_of(report)

    body = printed[printed.index("<article>") : printed.index("</article>")]
    assert body in page
    assert "style=" not in body
