"""HTML to a tagged PDF. Nothing is fetched: a picture or style sheet comes from the project's own static files."""

from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.core.cache import cache

from .letters import legible

ROOT = "https://static.invalid/"  # a host that cannot exist (RFC 2606): only a name for the folder static/

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


def render(html: str, stylesheet: str) -> bytes:
    """A PDF/UA-1 of the page; `stylesheet` is a path below static/. The page carries its own lang and title."""
    from weasyprint import CSS, HTML  # a second of imports and native libraries: only for who prints
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnStaticFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            content_type = guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, own_static_file(url).read_bytes(), {"Content-Type": content_type})

    fonts, fetcher = FontConfiguration(), OwnStaticFiles()
    style = CSS(url=f"{ROOT}{stylesheet}", url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=legible(html), base_url=ROOT, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


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
