"""A document fetches nothing but the project's own static files."""

import io
import shutil
import subprocess

import pikepdf
import pytest

from core import pdf
from core.normalising import legible
from core.pdf import own_static_file

HERE = "https://static.invalid/"
FOREIGN = [
    "file:///etc/passwd",
    "http://elsewhere.example/pixel.png",
    "https://elsewhere.example/pixel.png",
    "http://static.invalid/css/esafety.css",
    "https://static.invalid.elsewhere.example/css/esafety.css",
    "https://static.invalid@elsewhere.example/css/esafety.css",
    "ftp://elsewhere.example/x",
    "data:text/css,body{}",
    "//elsewhere.example/pixel.png",
    "css/esafety.css",
    "/etc/passwd",
    HERE,
    HERE + "../manage.py",
    HERE + "css/../../manage.py",
    HERE + "%2e%2e/manage.py",
    HERE + "%2Fetc/passwd",
    HERE + "/etc/passwd",
    HERE + "css/nothing.css",
    HERE + "css\0",
    HERE + "css",
    "",
]
NEXT_TO_EACH_OTHER = '"Atkinson Hyperlegible Next", "Atkinson Hyperlegible Extended"'


def test_a_file_below_static_is_read():
    assert "--accent" in own_static_file(HERE + "css/esafety.css").read_text()


@pytest.mark.parametrize("url", FOREIGN, ids=range(len(FOREIGN)))
def test_everything_else_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        own_static_file(url)


def test_a_document_that_names_foreign_pictures_is_made_without_them(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Marker-4711")
    html = (
        '<html lang="en-GB"><head><title>Register</title></head><body><h1>Seen</h1>'
        f'<img alt="a" src="file://{secret}"><a rel="attachment" href="file://{secret}">b</a></body></html>'
    )

    made = pdf.render(html, "css/esafety.css")

    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.attachments) == 0
        assert document.Root.StructTreeRoot  # tagged, so that a screen reader can follow it
        assert str(document.Root.Lang) == "en-GB"
    assert b"Marker-4711" not in made


def test_a_document_shows_the_words_that_are_stored():
    html = '<html lang="en-GB"><head><title>Register</title></head><body><p>\u202enettor</p></body></html>'

    made = pdf.render(html, "css/record.css")

    assert _text_of(made).split() == ["nettor", "Page", "1", "of", "1"]


def test_a_heap_of_marks_on_one_letter_does_not_reach_the_lines_above():
    assert legible("a" + "\u0316" * 50 + "b, Zo\u0308e") == "a" + "\u0316" * 4 + "b, Zo\u0308e"


@pytest.mark.parametrize("stylesheet", ["css/whole-record.css", "css/record.css", "css/chain-of-custody.css"])
def test_a_long_word_at_the_foot_of_a_page_stays_on_the_page(stylesheet):
    html = '<html lang="en-GB"><head><title>Register</title></head><body><p class="{} printed">{}</p></body></html>'

    made = pdf.render(html.format("re-printed", "R" * 300), stylesheet)

    assert _text_of(made).count("R") % 300 == 0  # what runs out of the page is not read


@pytest.mark.parametrize(
    ("name", "lacks"),
    [("王小明", False), ("محمد الأمين", False), ("Łukasz Żółć", False), ("山田はなこ", False), ("\ue123", True)],
)
def test_a_name_has_its_letters_in_every_alphabet(caplog, name, lacks):
    html = f'<html lang="en-GB"><head><title>Register</title></head><body><p>{name}</p></body></html>'

    made = pdf.render(html, "css/whole-record.css")

    [*_, listed] = _said_of(made, "pdffonts", "-").partition("-\n")
    assert {line.split()[-5] for line in listed.splitlines()} == {"yes"}  # embedded, each of them
    assert (".notdef glyph rendered" in caplog.text) is lacks


def test_letters_from_beyond_western_europe_are_drawn_from_their_own_file():
    """Two files of one name were one font to the library: the text was right, and “ř” drawn as “ü”."""
    html = '<html lang="en-GB"><head><title>Register</title></head><body><p>Dvořák</p></body></html>'

    made = pdf.render(html, "css/record.css")

    names = {name.partition("+")[2].split()[0] for name in _said_of(made, "pdffonts", "-").splitlines()[2:]}
    assert names == {"Atkinson-Hyperlegible-Next", "Atkinson-Hyperlegible-Extended"}


@pytest.mark.parametrize(
    "name",
    ["record", "whole-record", "chain-of-custody", "policy-print", "governor-report", "governor-summary"],
)
def test_what_is_printed_has_its_typeface_from_one_place_and_names_both_its_files(name):
    styles = own_static_file(f"{HERE}css/{name}.css").read_text()

    assert "@font-face" not in styles
    assert styles.count('"Atkinson Hyperlegible Next"') == styles.count(NEXT_TO_EACH_OTHER)


def _text_of(made):
    return _said_of(made, "pdftotext", "-", "-")


def _said_of(made, program, *options):
    command = [shutil.which(program), *options]
    return subprocess.run(command, input=made, capture_output=True, check=True).stdout.decode()  # noqa: S603


@pytest.mark.parametrize(("name", "missing"), [("img/favicon.svg", False), ("img/none.svg", True)])
def test_a_picture_below_static_comes_with_it(caplog, name, missing):
    html = f'<html lang="en-GB"><head><title>Register</title></head><body><img alt="mark" src="{name}"></body></html>'

    pdf.render(html, "css/esafety.css")

    assert ("Failed to load image" in caplog.text) is missing


def test_a_style_sheet_may_name_what_lies_beside_it(caplog):
    pdf.render('<html lang="en-GB"><head><title>Register</title></head><body></body></html>', "css/esafety.css")

    assert "may not fetch" not in caplog.text  # its fonts are ../vendor/…
