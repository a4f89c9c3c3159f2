"""Who handles which incident: one table, asked by the queryset and by the access rules alike.

The database derives an incident's route from its flags (see the model's generated column), so a list, a count
and a page can never disagree about it.
"""

from typing import NamedTuple

from django.db import models

from people.roles import Role


class Route(models.TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    RESTRICTED = "restricted", "Restricted"
    ABOUT_HEAD = "about_head", "About the Headteacher"


class Duty(NamedTuple):
    """The roles that handle, that close, and that are the authority over incidents of one route."""

    handlers: tuple[Role, ...]
    closers: tuple[Role, ...]
    authority: tuple[Role, ...]


HEAD, CHAIR = Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS
DUTIES = {
    Route.ORDINARY: Duty((Role.COORDINATOR, HEAD), (Role.COORDINATOR, HEAD), (HEAD,)),
    Route.SAFEGUARDING: Duty((Role.SAFEGUARDING_LEAD, HEAD), (Role.SAFEGUARDING_LEAD, HEAD), (HEAD,)),
    Route.RESTRICTED: Duty((HEAD,), (HEAD,), (HEAD,)),
    Route.ABOUT_HEAD: Duty((CHAIR,), (CHAIR,), (CHAIR,)),
}
