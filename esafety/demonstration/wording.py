"""Choosing words, and filling in names."""

import string
from random import Random
from typing import Any

from .casting import Cast
from .files import read
from .people import Site

Words = dict[str, str]


def words_for(site: Site, cast: Cast, draw: Random) -> Words:
    """What each word in braces stands for in one incident."""
    teacher = site.teachers.get(cast.group, site.headteacher)
    roles = {
        "teacher": teacher.name,
        "head": site.headteacher.name,
        "lead": site.safeguarding_lead.name,
        "coordinator": site.coordinator.name,
        "technician": site.technician.name,
    }
    fill = {slot: draw.choice(choices) for slot, choices in read("wording")["fill"].items()}
    return fill | roles | cast.words()


def fits(text: str, words: Words) -> bool:
    """Whether everybody the text names is there."""
    return all(slot in words for _, slot, _, _ in string.Formatter().parse(text) if slot)


def say(lines: list[str], words: Words, draw: Random) -> str:
    """One of the lines that fit, filled in; nothing where none does."""
    fitting = [line for line in lines if fits(line, words)]
    return draw.choice(fitting).format_map(words) if fitting else ""


def said(*path: str) -> Any:
    """A list of wording.toml, for example `said("not_done", "warning")`; empty where there is none."""
    found: Any = read("wording")
    for step in path:
        found = found.get(step, {})
    return found or []
