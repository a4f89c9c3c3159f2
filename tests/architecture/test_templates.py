"""Templates keep to the content security policy, and parts say what they take."""

import re

import pytest

from .sources import templates

PAGES_OF_THEIR_OWN = {"base.html", "errors/plain.html", "esafety/hidden.html"}
PARTS = [name for name, text in templates().items() if "{% extends" not in text and name not in PAGES_OF_THEIR_OWN]
INLINE = {
    "a style element": r"<style\b",
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a script without a file": r"<script\b(?![^>]*\ssrc\s*=)",
    "a handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript address": r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:",
}
ELSEWHERE = r"<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//"


def without_template_tags(text):
    """The HTML alone: what is inside template tags never reaches the browser as it is written."""
    return re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", text, flags=re.DOTALL)


def test_no_page_has_inline_styles_or_scripts():
    pages = {name: without_template_tags(text) for name, text in templates().items()}

    found = {
        (name, what)
        for name, html in pages.items()
        for what, pattern in INLINE.items()
        if re.search(pattern, html, re.IGNORECASE)
    }
    assert found == set()


def test_what_a_page_includes_or_extends_exists():
    named = {
        (name, part)
        for name, text in templates().items()
        for part in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text)
    }

    assert named
    assert {(name, part) for name, part in named if part not in templates()} == set()


def test_what_nests_stands_on_lines_of_its_own():
    """A tag of Django's cannot be broken, nor can words that no space may part; anything else that is longer can be."""
    long = [
        (name, line.strip()[:60])
        for name, text in templates().items()
        for line in text.splitlines()
        if len(line) > 230 and not re.fullmatch(r"\s*({#.*#}|{%[^%]*%})", line)
    ]

    assert long == []


def test_no_page_loads_anything_from_elsewhere():
    assert {name for name, text in templates().items() if re.search(ELSEWHERE, text, re.IGNORECASE)} == set()


def test_each_part_says_at_its_top_what_it_is_and_what_it_takes():
    first = {name: templates()[name].splitlines()[0] for name in PARTS}

    assert {name for name, line in first.items() if not re.fullmatch(r"{# [A-Z].*\. #}", line)} == set()


@pytest.mark.parametrize("name", [name for name in PARTS if name.startswith("components/")])
def test_each_parameter_that_a_component_names_is_one_it_uses(name):
    documentation, _, body = templates()[name].partition("\n")
    named = re.findall(r"`(\w+)`", documentation)

    assert [word for word in named if not re.search(rf"{{[{{%][^}}]*\b{word}\b", body)] == []


FROM_THE_PAGE = {"user", "frame", "messages", "forloop", "csrf_token", "request", "view", "True", "False", "None"}


@pytest.mark.parametrize("name", [name for name in PARTS if name.startswith("components/")])
def test_each_parameter_that_a_component_uses_is_named(name):
    documentation, _, body = templates()[name].partition("\n")
    printed = set(re.findall(r"{{\s*([a-z_]+)", body)) | set(re.findall(r"{% if (?:not )?([a-z_]+)", body))
    looped = set(re.findall(r"{% for [\w, ]+ in ([a-z_]+)", body))
    of_loops = {word for names in re.findall(r"{% for ([\w, ]+) in", body) for word in names.split(", ")}
    named = set(re.findall(r"`(\w+)`", documentation))

    assert (printed | looped) - of_loops - named - FROM_THE_PAGE == set()


@pytest.mark.parametrize("name", [name for name in templates() if name.startswith(("500", "503", "errors/5"))])
def test_pages_for_a_broken_site_ask_nothing_of_it(name):
    text = templates()[name] + templates()["errors/plain.html"]

    assert '{% extends "errors/plain.html" %}' in text
    assert set(re.findall(r"{{\s*([a-z_]+)", text)) == set()
    assert "{% url" not in text
