"""HTML to a tagged PDF. Nothing is fetched: a picture or style sheet comes from the project's own static files."""

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

ROOT = "static:///"


def own_static_file(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """Answer for WeasyPrint: a file below static/ by its name, and nothing else on earth."""
    parts = urlsplit(url)
    if parts.scheme == "static" and not parts.netloc:
        name = PurePosixPath(unquote(parts.path)).relative_to("/")
        found = finders.find(str(name)) if ".." not in name.parts else None
        if found:
            return {"string": Path(found).read_bytes(), "redirected_url": url}
    raise ValueError(f"A document may not fetch {parts.scheme or 'a relative address'}.")


def render(html: str, stylesheet: str) -> bytes:
    """A PDF/UA-1 of the page; `stylesheet` is a path below static/. The page carries its own lang and title."""
    from weasyprint import CSS, HTML  # a second of imports and native libraries: only for who prints
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(url=f"{ROOT}{stylesheet}", url_fetcher=own_static_file, font_config=fonts)
    document = HTML(string=html, base_url=ROOT, url_fetcher=own_static_file)
    pdf: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf
