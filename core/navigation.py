"""Navigation is data: where to, what it is called, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation; `prefix` marks it as current for every page below."""

    label: str
    route: str
    prefix: str
    shown_to: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool


def links(places: list[Place], request: HttpRequest) -> list[Link]:
    """The places this user has, the longest matching prefix marked as current."""
    mine = [place for place in places if place.shown_to(request.user)]
    matching = [
        place.prefix
        for place in mine
        if request.path == place.prefix or (place.prefix != "/" and request.path.startswith(place.prefix))
    ]
    current = max(matching, key=len, default=None)
    return [Link(place.label, reverse(place.route), place.prefix == current) for place in mine]
