"""The statuses of an investigation, and the one table of what leads from which to which.

What two people sign they sign as it stands: whoever wants to change it after that takes it up again, which voids the
signature that it has. Nobody's signature is undone by the way.
"""

from typing import NamedTuple

from django.db import models


class InvestigationStatus(models.TextChoices):
    STARTED = "started", "Under way"
    CONCLUDED = "concluded", "Concluded, to be signed"
    SIGNED_ONCE = "signed_once", "Signed by one"
    SEALED = "sealed", "Sealed"
    STOPPED = "stopped", "Stopped"


class Step(NamedTuple):
    source: InvestigationStatus
    verb: str
    target: InvestigationStatus


STEPS = (
    Step(InvestigationStatus.STARTED, "conclude", InvestigationStatus.CONCLUDED),
    Step(InvestigationStatus.CONCLUDED, "sign", InvestigationStatus.SIGNED_ONCE),
    Step(InvestigationStatus.SIGNED_ONCE, "sign", InvestigationStatus.SEALED),
    Step(InvestigationStatus.CONCLUDED, "take_up_again", InvestigationStatus.STARTED),
    Step(InvestigationStatus.SIGNED_ONCE, "take_up_again", InvestigationStatus.STARTED),
    Step(InvestigationStatus.STARTED, "stop", InvestigationStatus.STOPPED),
    Step(InvestigationStatus.CONCLUDED, "stop", InvestigationStatus.STOPPED),
)

OPEN = (InvestigationStatus.STARTED, InvestigationStatus.CONCLUDED, InvestigationStatus.SIGNED_ONCE)


def allows(status: str, verb: str) -> bool:
    """Whether the verb may happen to an investigation of this status."""
    return any(step.source == status and step.verb == verb for step in STEPS)


def after(status: str, verb: str) -> InvestigationStatus:
    """The status that the verb leads to; KeyError where the table has no such step."""
    for step in STEPS:
        if (step.source, step.verb) == (status, verb):
            return step.target
    raise KeyError((status, verb))
