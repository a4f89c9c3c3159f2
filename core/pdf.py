"""HTML to a tagged PDF. Nothing is fetched: a style sheet or picture comes from the project's own static files.

Or the page carries it itself: a PNG in its address.
"""

import warnings
from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.core.cache import cache

from .normalising import legible

ROOT = "https://static.invalid/"  # a host that cannot exist (RFC 2606): only a name for the folder static/

READ, KEEP = "pdf/ua-1", "pdf/a-3a"  # the standards of what is read, by anybody, and of what is kept
CARRIED = "data:image/png;base64,"  # begins the address of a picture that the page carries itself
KEPT = 24 * 3600  # seconds
DRAWING = 120  # seconds after which whoever was drawing has died


def own_static_file(url: str) -> Path:
    """The file below static/ that the address names; a ValueError for anything else on earth."""
    parts = urlsplit(url)
    if url.startswith(ROOT):
        name = PurePosixPath(unquote(parts.path)).relative_to("/")
        found = finders.find(str(name)) if ".." not in name.parts else None
        if found and Path(found).is_file():
            return Path(found)
    raise ValueError(f"A document may not fetch {url[:200]!r}.")


class Enclosed(NamedTuple):
    """A file inside a document."""

    name: str
    description: str
    content: bytes
    made: datetime


def render(html: str, stylesheet: str) -> bytes:
    """A PDF/UA-1 of the page; `stylesheet` is a path below static/. The page carries its own lang and title."""
    return _written(_laid_out(html, stylesheet, READ), READ)


def render_page(offered: Iterable[str], stylesheet: str) -> bytes:
    """A PDF/UA-1 of exactly one page: of the first of these that fits on one. ValueError where none does."""
    for html in offered:
        document = _laid_out(html, stylesheet, READ)
        if len(document.pages) == 1:
            return _written(document, READ)
    raise ValueError("Nothing of what is offered fits on one page.")


def render_and_archive(html: str, stylesheet: str, enclosed: Sequence[Enclosed]) -> tuple[bytes, bytes]:
    """The page laid out once and written twice: a PDF/UA-1 to read, and a PDF/A-3a to keep with these files inside."""
    from weasyprint import Attachment

    files = [
        Attachment(
            file_obj=BytesIO(file.content), name=file.name, description=file.description, relationship="Data",
            created=file.made, modified=file.made,
        )
        for file in enclosed
    ]  # fmt: skip
    document = _laid_out(html, stylesheet, READ)
    read = _written(document, READ)  # first: the other leaves its colour profile with the document
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the library leaves its own colour profile open
        return read, _written(document.copy(), KEEP, attachments=files)  # a copy: each file subsets fonts of its own


def _written(document: Any, variant: str, **options: Any) -> bytes:
    pdf: bytes = document.write_pdf(pdf_variant=variant, pdf_tags=True, **options)
    return pdf


def _laid_out(html: str, stylesheet: str, variant: str) -> Any:
    """The page as a document of WeasyPrint."""
    from weasyprint import CSS, HTML  # a second of imports and native libraries: only for who prints
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnStaticFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(CARRIED):
                picture = b64decode(url.removeprefix(CARRIED), validate=True)
                return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})
            content_type = guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, own_static_file(url).read_bytes(), {"Content-Type": content_type})

    fonts, fetcher = FontConfiguration(), OwnStaticFiles()
    style = CSS(url=f"{ROOT}{stylesheet}", url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=legible(html), base_url=ROOT, url_fetcher=fetcher)
    return document.render(stylesheets=[style], font_config=fonts, pdf_variant=variant, pdf_tags=True)


def render_once(html: str, stylesheet: str) -> bytes | None:
    """The same for pages that anybody may ask for: drawn once, and kept until the page says something else.

    Nothing while another request draws it: to wait would tie up one thread more for every reader.
    """
    name = f"pdf-{sha256(f'{stylesheet} {html}'.encode()).hexdigest()}"
    if (kept := cache.get(name)) is not None:
        return bytes(kept)
    if not cache.add(f"{name}-drawing", True, DRAWING):
        return None
    try:
        drawn: bytes = cache.get(name) or render(html, stylesheet)  # another may have just finished it
        cache.set(name, drawn, KEPT)
    finally:
        cache.delete(f"{name}-drawing")
    return drawn
