"""The demonstration's lists, read once from the files beside this one; and chance that falls the same way each time."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """A list by its file's name without the ending, for example "people" or "scenarios/content"."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def chance(*about: object) -> Random:
    """Random choices that are the same at every load for the same subject, and independent of all others."""
    return Random("/".join(map(str, about)))  # noqa: S311  nothing here is secret
