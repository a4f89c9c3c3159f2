"""A document fetches nothing but the project's own static files."""

import io

import pikepdf
import pytest

from core import pdf
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


@pytest.mark.parametrize(("name", "missing"), [("img/favicon.svg", False), ("img/none.svg", True)])
def test_a_picture_below_static_comes_with_it(caplog, name, missing):
    html = f'<html lang="en-GB"><head><title>Register</title></head><body><img alt="mark" src="{name}"></body></html>'

    pdf.render(html, "css/esafety.css")

    assert ("Failed to load image" in caplog.text) is missing


def test_a_style_sheet_may_name_what_lies_beside_it(caplog):
    pdf.render('<html lang="en-GB"><head><title>Register</title></head><body></body></html>', "css/esafety.css")

    assert "may not fetch" not in caplog.text  # its fonts are ../vendor/…
