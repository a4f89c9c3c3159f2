"""What people type is drawn as text; nothing in it runs, fetches or leads astray."""

import pytest

from core.markdown import render


def test_text_becomes_paragraphs_lists_emphasis_and_tables():
    text = "It is **kept**.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"

    html = render(text)

    assert "<p>It is <strong>kept</strong>.</p>" in html
    assert "<ul>\n<li>one</li>" in html
    assert "<td>1</td>" in html


def test_headings_begin_at_the_third_level_and_leave_none_out():
    html = render("## One\n\n##### Deep\n\n## Two")

    assert html == "<h3>One</h3>\n<h4>Deep</h4>\n<h3>Two</h3>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "[x](data:text/html,x)",
        "[x](file:///etc/passwd)",
        "![x](file:///etc/passwd)",
        "[x](//other.example/)",
        "[x](relative)",
    ],
)
def test_nothing_but_a_paragraph_of_words_comes_of(text):
    html = render(text)

    assert html.count("<") == html.count("<p>") * 2
    assert "href" not in html


def test_a_picture_is_never_drawn():
    html = render("![pixel](https://other.example/pixel.png)")

    assert "<img" not in html
    assert "src" not in html


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        ("mailto:office@alder.example", "mailto:office@alder.example"),
        ("/policies/", "/policies/"),
        ("/", "/"),
        ("/\\other.example", "/%5Cother.example"),  # a path of this site that does not exist
    ],
)
def test_a_link_leads_where_it_says_and_tells_nobody_where_from(address, leads_to):
    html = render(f"[there]({address})")

    assert html == f'<p><a href="{leads_to}" rel="noopener noreferrer">there</a></p>\n'


def test_a_document_names_the_site_that_its_own_paths_are_of():
    html = render("[there](/policies/) and [far](https://a.example/)", site="https://school.example")

    assert 'href="https://school.example/policies/"' in html
    assert 'href="https://a.example/"' in html


@pytest.mark.parametrize(
    "text",
    [
        "- " * 10_000,
        ">" * 20_000,
        "\n".join(" " * deep + "- a" for deep in range(190)),
        "[" * 20_000,
        "![[" * 6_600,
        "*a **a " * 2_800,
        "**a*b" * 4_000,
        "\n".join(["|a" * 100, "|-" * 100] + ["|"] * 9_600),
    ],
    ids=["lists", "quotations", "deep-lists", "brackets", "pictures", "emphasis", "crossed", "wide-table"],
)
def test_hostile_text_becomes_no_more_than_ten_times_as_long(text):
    html = render(text[:20_000])

    assert len(html) < 200_000
    assert html.count("<li>") + html.count("<blockquote>") + html.count("<td>") < 21_000


@pytest.mark.parametrize(
    "text",
    [
        "|a" * 18 + "|\n" + "|-" * 18 + "|\n" + "a\n" * 300,
        "|a|b|\n|-|-|\n" + "c\n" * 300,
        ("|a|b|\n|-|-|\n" + "|c|d|\n" * 20 + "\n") * 12,
        "- |a|b|\n  |-|-|\n" + "  c\n" * 300,
        "|a|b|\r|-|-|\r" + "c\r" * 300,
        "|a|b|\n|-|-|\n" + "\x0c\n" * 300,
    ],
    ids=["wide", "long", "many", "in-a-list", "other-lines", "looks-empty"],
)
def test_a_table_that_would_take_paper_long_is_shown_as_it_was_typed(text):
    html = render(text)

    assert "<table>" not in html
    assert "|a" in html


def test_a_table_of_a_page_is_drawn():
    html = render("|a|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 60)

    assert html.count("<td>") == 180
