"""What a browser would send: the form of a page, with some answers changed."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.in_grid = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.in_grid = not given.keys().isdisjoint({"data-grid", "data-once"})
        is_sent = given.get("type") != "radio" or "checked" in given
        if tag == "input" and self.in_grid and is_sent and given.get("name") != "csrfmiddlewaretoken":
            self.found[given["name"]] = given.get("value") or ""


def fields(page: bytes | str) -> dict[str, str]:
    """Everything that the grid of a page sends when nothing is touched."""
    reader = _Fields()
    reader.feed(page.decode() if isinstance(page, bytes) else page)
    return reader.found
