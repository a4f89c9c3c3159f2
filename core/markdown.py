"""Markdown that people type, as HTML that can be trusted on any page and in any PDF.

Two walls: the parser knows no HTML, no pictures and only links that `may_lead_to` lets through; what it writes then
passes a short list of elements and attributes. Nothing in the result makes a browser or the server fetch anything.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from itertools import groupby, pairwise
from typing import Any

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TOP, LOWEST = 3, 6  # a text stands under a heading of the second level: its own headings begin at the third
DEEPEST = 20  # levels of lists and quotations; a thousand would take a minute to draw, and nobody reads the sixth
LONGEST = 40_000  # characters; fields hold fewer, so this only guards against a caller without a field
WIDEST = 20  # columns of a table; a row may be shorter than its heading, so a wide heading makes cells out of nothing
MOST_CELLS = 400  # of all tables of a text: paper takes two seconds for them
LINE = re.compile(r"\r\n?|\n")  # what ends a line for the parser; `splitlines` knows more

TAGS = {
    *(f"h{level}" for level in range(TOP, LOWEST + 1)),
    *("p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# Another site over the web, an e-mail address, or an own path: one "/", never two, which would name another host.
LINK = re.compile(r"(https?://[^\s\\/]|mailto:[^\s\\]|/(?![/\\]))[^\s\\]*|/", re.IGNORECASE)


def may_lead_to(address: str) -> bool:
    return LINK.fullmatch(address) is not None


def render(text: str, *, site: str = "", with_tables: bool = True) -> SafeString:
    """The text as HTML, a table too large for paper as the lines that were typed.

    `site` goes before own paths, for a document that is read away from this site.
    """
    text = text[:LONGEST]
    parser = _parser(with_tables=with_tables and _has_room_for_its_tables(text))
    tokens = parser.parse(text)
    _level(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        attribute_filter=lambda tag, name, value: _attribute(name, value, site),
    )
    return mark_safe(clean)  # noqa: S308  what the list above lets through


def as_read(text: str) -> str:
    """What stands on the page: the letters alone, without what Markdown makes of them."""
    return unescape(strip_tags(render(text, with_tables=False)))


def cells(text: str) -> int:
    """How many cells the tables of a text have at most: as many lines as stand together, as wide as their widest."""
    count = 0
    for filled, lines in groupby(LINE.split(text), lambda line: bool(line.strip(" \t"))):
        together = list(lines)
        if filled and any("|" in line for line in together):
            count += len(together) * max(line.strip(" \t|").count("|") + 1 for line in together)
    return count


def _has_room_for_its_tables(text: str) -> bool:
    return cells(text) <= MOST_CELLS and all(line.count("|") <= WIDEST + 1 for line in LINE.split(text))


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        return may_lead_to(url)


@cache
def _parser(*, with_tables: bool) -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST})
    parser.disable(["image", "html_block", "html_inline"])
    if with_tables:
        parser.enable("table")
    return parser


def _level(tokens: Sequence[Token]) -> None:
    """Headings begin at the third level and never leave one out, however many signs were typed."""
    opening = [token for token in tokens if token.type == "heading_open"]
    top = min((int(token.tag[1]) for token in opening), default=1)
    level = TOP - 1
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) - top + TOP, level + 1, LOWEST)
            token.tag = f"h{level}"
        elif following.type == "heading_close":
            following.tag = f"h{level}"


def _attribute(name: str, value: Any, site: str) -> str | None:
    if name in ("start", "rel"):
        return str(value)
    if name != "href" or not may_lead_to(value):
        return None
    return site + value if value.startswith("/") else str(value)
