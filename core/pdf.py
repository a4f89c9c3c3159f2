"""HTML to a tagged PDF. Nothing is fetched: a picture or style sheet comes from the project's own static files."""

from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

ROOT = "https://static.invalid/"  # a host that cannot exist (RFC 2606): only a name for the folder static/


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
    document = HTML(string=html, base_url=ROOT, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf
