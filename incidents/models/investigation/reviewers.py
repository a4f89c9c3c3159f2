"""The two who review, as they are named and as they sign."""

from typing import TYPE_CHECKING, NamedTuple

from django.db import models

from people.models import User

if TYPE_CHECKING:
    from .signing import InvestigationSignature


class Place(models.TextChoices):
    """Which of the two reviewers somebody is."""

    FIRST = "first", "First reviewer"
    SECOND = "second", "Second reviewer"


class Second(NamedTuple):
    """The second reviewer as named: a user, or somebody of the local authority; the reason where it is a fallback."""

    user: User | None = None
    name: str = ""
    position: str = ""
    fallback_reason: str = ""


class Signer(NamedTuple):
    """One of the two, as the record names them."""

    place: str
    label: str
    name: str
    position: str
    signature: "InvestigationSignature | None"
